"""What the bot is set up with: one reading of the environment, all of its errors at once."""

import re
from collections.abc import Mapping

import msgspec

from bot.readers import Problem, Reader
from core.collect.sources import Sources
from core.errors import ConfigError
from core.policy import Policy

SLACK_API = "https://slack.com/api/"
HEROKU_LOGIN = "id.heroku.com"
DATABASE = "sqlite:///prodcheck.db"
_HEROKUAPP = re.compile(r"[a-z0-9][a-z0-9-]*\.herokuapp\.com")
"""What Heroku's router can put in `Host` for an app without a domain of its own."""


class SettingsError(ConfigError):
    """Settings that cannot work, each by its name with what to do.

    Args:
        problems: At least one.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        count = "One setting needs" if len(problems) == 1 else f"{len(problems)} settings need"
        lines = "".join(f"\n  {each.variable}: {each.advice}" for each in problems)
        super().__init__(
            f"{count} a change:{lines}",
            hint="On Heroku: heroku config:set NAME=value -a YOUR-BOT. The bot then restarts.",
        )
        self.problems = problems


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot is set up with. Without Slack's secrets it still serves its set-up page."""

    slack_bot_token: str | None = None
    slack_signing_secret: str | None = None
    slack_app_token: str | None = None
    """Set: Socket Mode is possible."""
    slack_client_id: str | None = None
    """Set, with its secret: workspaces install the bot themselves, over OAuth."""
    slack_client_secret: str | None = None
    slack_api_url: str = SLACK_API
    """Base of the Web API, with a final slash."""
    heroku_api_key: str | None = None
    """The one token for everybody, when people do not link accounts of their own."""
    heroku_oauth_id: str | None = None
    """Set, with its secret: each person links their own Heroku account."""
    heroku_oauth_secret: str | None = None
    heroku_login_url: str = f"https://{HEROKU_LOGIN}"
    """Where people sign in to Heroku, without a final slash."""
    database_url: str = DATABASE
    secret_keys: tuple[str, ...] = ()
    """Encrypt tokens at rest, the newest first; the others still read what they wrote."""
    apps: tuple[str, ...] = ()
    """Patterns of app names, as in a shell; empty: all that the token sees."""
    channels: tuple[str, ...] = ()
    """Patterns of channel ids; empty: all."""
    users: tuple[str, ...] = ()
    """Patterns of member ids; empty: all members."""
    allow_guests: bool = False
    allow_external: bool = False
    """Answer people of other workspaces, in shared channels."""
    no_webhooks: bool = False
    """Never subscribe to the webhooks of an app."""
    no_jobs: bool = False
    """Leave what goes on by itself, such as watches, to workers."""
    public_url: str | None = None
    """Where people reach the bot, without a final slash."""
    app_name: str | None = None
    """Name of the Heroku app that the bot runs as, to write commands with."""
    port: int = 8080
    max_checks: int = 8
    """Checks at once."""
    max_waiting: int = 100
    """Checks that may wait for their turn; who comes then is told that the bot is busy."""
    policy: Policy = Policy()
    """What the apps are held to."""
    sources: Sources = Sources(token="")
    """Where facts come from, without a token: see `sources_for`."""

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the environment.

        Raises:
            SettingsError: Something in it cannot work; all of it is listed.
        """
        read = Reader(environ)
        settings = cls(
            slack_bot_token=read.token("SLACK_BOT_TOKEN", "xoxb-"),
            slack_signing_secret=read.secret("SLACK_SIGNING_SECRET"),
            slack_app_token=read.token("SLACK_APP_TOKEN", "xapp-"),
            slack_client_id=read.text("SLACK_CLIENT_ID"),
            slack_client_secret=read.secret("SLACK_CLIENT_SECRET"),
            slack_api_url=read.url("SLACK_API_URL", SLACK_API) + "/",
            heroku_api_key=read.secret("HEROKU_API_KEY"),
            heroku_oauth_id=read.text("HEROKU_OAUTH_ID"),
            heroku_oauth_secret=read.secret("HEROKU_OAUTH_SECRET"),
            heroku_login_url=read.host("HEROKU_LOGIN_HOST", HEROKU_LOGIN),
            database_url=read.database("DATABASE_URL", DATABASE),
            secret_keys=read.keys("PRODCHECK_SECRET_KEY"),
            apps=read.app_patterns("PRODCHECK_APPS"),
            channels=read.channel_patterns("PRODCHECK_CHANNELS"),
            users=read.user_patterns("PRODCHECK_USERS"),
            allow_guests=read.switch("PRODCHECK_ALLOW_GUESTS"),
            allow_external=read.switch("PRODCHECK_ALLOW_EXTERNAL"),
            no_webhooks=read.switch("PRODCHECK_NO_WEBHOOKS"),
            no_jobs=read.switch("PRODCHECK_NO_JOBS"),
            public_url=read.public_url("PRODCHECK_URL"),
            app_name=read.app_name("HEROKU_APP_NAME"),
            port=read.number("PORT", 8080, most=65535),
            max_checks=read.number("PRODCHECK_MAX_CHECKS", 8, least=1, most=100),
            max_waiting=read.number("PRODCHECK_MAX_WAITING", 100, most=10_000),
            policy=read.policy("PRODCHECK_POLICY"),
            sources=read.sources(),
        )
        read.pair("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
        read.pair("HEROKU_OAUTH_ID", "HEROKU_OAUTH_SECRET")
        read.needs_key(settings.slack_oauth or settings.heroku_oauth)
        if read.problems:
            raise SettingsError(tuple(read.problems))
        return settings

    @property
    def slack_oauth(self) -> bool:
        """Whether workspaces install the bot over OAuth."""
        return bool(self.slack_client_id and self.slack_client_secret)

    @property
    def heroku_oauth(self) -> bool:
        """Whether each person links their own Heroku account."""
        return bool(self.heroku_oauth_id and self.heroku_oauth_secret)

    def sources_for(self, token: str) -> Sources:
        """Say where the facts come from that a token may see."""
        return msgspec.structs.replace(self.sources, token=token)

    def url_at(self, host: str) -> str | None:
        """Return where people reach the bot: as it was set, or as a request shows.

        Args:
            host: The `Host` of a request. Anybody can write anything there, so it counts only
                when it is one that Heroku's router would have given the bot.
        """
        if self.public_url:
            return self.public_url
        return f"https://{host}" if _HEROKUAPP.fullmatch(host) else None

    def __repr__(self) -> str:
        """Show nothing that could be a secret."""
        return f"Settings(port={self.port}, apps={self.apps!r}, public_url={self.public_url!r})"
