"""Who is in the pretend workspace, and where they talk."""

from typing import Final, Literal, TypeAlias

from msgspec import Struct

Kind: TypeAlias = Literal["member", "guest", "outsider", "bot"]
ChannelKind: TypeAlias = Literal["public", "private", "im"]

TEAM: Final = "T024ACME"
TEAM_NAME: Final = "Acme"
PARTNER_TEAM: Final = "T024OTHER"


class Person(Struct, frozen=True, kw_only=True):
    """Somebody who can write, or an app."""

    id: str
    name: str
    """What `@` finds them by."""
    real_name: str
    kind: Kind = "member"
    team_id: str = TEAM
    about: str = ""

    @property
    def initials(self) -> str:
        """What an avatar without a picture shows."""
        return "".join(word[0] for word in self.real_name.split())[:2].upper()


class Channel(Struct, kw_only=True):
    """A place to talk in."""

    id: str
    name: str
    kind: ChannelKind = "public"
    members: tuple[str, ...] = ()
    """Ids of people; the app is one of them where it was invited."""
    shared: bool = False
    """With another workspace, by Slack Connect."""
    topic: str = ""


ADA: Final = Person(id="U024ADA", name="ada", real_name="Ada Byron", about="member")
GRACE: Final = Person(id="U024GRACE", name="grace", real_name="Grace Hopper", about="member")
GUS: Final = Person(id="U024GUS", name="gus", real_name="Gus Visitor", kind="guest", about="guest")
OLGA: Final = Person(
    id="U024OLGA",
    name="olga",
    real_name="Olga Outside",
    kind="outsider",
    team_id=PARTNER_TEAM,
    about="other workspace",
)
PEOPLE: Final = (ADA, GRACE, GUS, OLGA)


def channels(app: str) -> tuple[Channel, ...]:
    """Lay out the channels.

    Args:
        app: The user id of the app, which was invited to some of them.
    """
    ours = (ADA.id, GRACE.id)
    return (
        Channel(
            id="C024GENERAL",
            name="general",
            members=(*ours, app),
            topic="Everybody is here",
        ),
        Channel(id="C024OPS", name="ops", members=(*ours, GUS.id, app), topic="Keep it up"),
        Channel(
            id="C024PARTNERS",
            name="partners",
            members=(*ours, GUS.id, OLGA.id, app),
            shared=True,
            topic="Shared with another workspace",
        ),
        Channel(
            id="C024RANDOM", name="random", members=ours, topic="prodcheck was not invited here"
        ),
        Channel(
            id="C024INCIDENT",
            name="incident",
            kind="private",
            members=ours,
            topic="Private; prodcheck was not invited here",
        ),
        Channel(id="D024GRACE", name="", kind="im", members=ours),
    )
