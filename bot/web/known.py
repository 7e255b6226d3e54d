"""What is known of the parts that have to work together."""

from enum import StrEnum

import msgspec


class Heroku(StrEnum):
    """What came of the Heroku token."""

    MISSING = "missing"
    PERSONAL = "personal"
    """There is none, and none is needed: people link their own accounts."""
    WORKS = "works"
    REFUSED = "refused"
    FORBIDDEN = "forbidden"
    """It is valid, and may not list apps."""
    AWAY = "away"


class HerokuState(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands with Heroku."""

    kind: Heroku
    scope: str | None = None
    """What the token may do, in Heroku's word; None: not told."""
    reads_account: bool | None = None
    """Whether the token may read the account's own data; None: not known."""
    apps: int = 0
    """How many apps it sees; with `more`, at least that many."""
    more: bool = False
    narrowed: bool = False
    """Whether it is set who may ask, or about which apps."""


class Slack(StrEnum):
    """What came of the bot token."""

    UNTRIED = "untried"
    """There is none."""
    PER_WORKSPACE = "per_workspace"
    """There is one for each workspace that installed the bot."""
    WORKS = "works"
    REFUSED = "refused"
    LACKS_SCOPE = "lacks_scope"
    AWAY = "away"


class SlackState(msgspec.Struct, frozen=True, kw_only=True):
    """How it stands with Slack."""

    kind: Slack
    error: str = ""
    """Slack's word for why it refuses."""
    lacking: tuple[str, ...] = ()
    """Scopes that the app was not given."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """All that the pages tell from."""

    database: bool
    """Whether it answers."""
    in_file: bool = False
    """Whether it is a file on this machine."""
    heroku: HerokuState
    slack: SlackState
    unset: frozenset[str] = frozenset()
    """Of the variables for Slack, those that have no value."""
    arrived: bool = False
    """Whether a request came that Slack signed."""
    mismatch: bool = False
    """Whether the last signature that came was not made with our secret."""
    was_set_up: bool | None = None
    """Whether all of it worked at once some day; None: the database cannot say."""
