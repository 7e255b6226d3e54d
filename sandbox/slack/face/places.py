"""The places a person can look at: channels, direct messages, and the pages of the app."""

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from sandbox.slack.installation import BOT_USER
from sandbox.slack.people import Channel, Person
from sandbox.slack.workspace import Workspace

PlaceKind: TypeAlias = Literal["channel", "direct", "home", "about"]
APP_HOME: Final = "app-home"
APP_MESSAGES: Final = "app-messages"
APP_ABOUT: Final = "app-about"


class Tab(Struct, frozen=True):
    """A page of the app."""

    slug: str
    name: str


class Place(Struct, frozen=True, kw_only=True):
    """Somewhere to look."""

    slug: str
    """What stands in the address."""
    kind: PlaceKind
    name: str
    title: str
    channel: Channel | None = None
    other: Person | None = None
    """Whom one talks to, in direct messages and on the pages of the app."""
    topic: str = ""
    icon: str = "hash"
    tabs: tuple[Tab, ...] = ()
    read_only: bool = False


def place(workspace: Workspace, viewer: Person, slug: str) -> Place:
    """Find a place.

    Raises:
        KeyError: There is none of that name, or none that the person sees.
    """
    pages = {each.slug: each for each in _app_pages(workspace, viewer)}
    if slug in pages:
        return pages[slug]
    for channel in workspace.channels_of(viewer):
        found = _of_channel(workspace, viewer, channel)
        if found.slug == slug:
            return found
    raise KeyError(slug)


def channels(workspace: Workspace, viewer: Person) -> list[Place]:
    """List the channels a person sees."""
    seen = workspace.channels_of(viewer)
    return [_of_channel(workspace, viewer, each) for each in seen if each.kind != "im"]


def directs(workspace: Workspace, viewer: Person) -> list[Place]:
    """List the people a person talks to."""
    seen = [each for each in workspace.channels_of(viewer) if each.kind == "im"]
    return [_of_channel(workspace, viewer, each) for each in seen if BOT_USER not in each.members]


def app_page(workspace: Workspace, viewer: Person) -> Place:
    """Return the first page of the app."""
    return next(_app_pages(workspace, viewer))


def _of_channel(workspace: Workspace, viewer: Person, channel: Channel) -> Place:
    if channel.kind != "im":
        icon = "lock" if channel.kind == "private" else "shared" if channel.shared else "hash"
        return Place(
            slug=channel.name,
            kind="channel",
            name=channel.name,
            title=f"#{channel.name}",
            channel=channel,
            topic=channel.topic,
            icon=icon,
        )
    others = [member for member in channel.members if member != viewer.id]
    other = workspace.person(others[0])
    return Place(
        slug=f"with-{other.name}",
        kind="direct",
        name=other.real_name,
        title=other.real_name,
        channel=channel,
        other=other,
    )


def _app_pages(workspace: Workspace, viewer: Person) -> Iterator[Place]:
    app = workspace.app
    offered = (
        Tab(APP_HOME, "Home") if app.home_tab else None,
        Tab(APP_MESSAGES, "Messages") if app.messages_tab else None,
        Tab(APP_ABOUT, "About"),
    )
    tabs = tuple(tab for tab in offered if tab is not None)
    kinds: dict[str, PlaceKind] = {
        APP_HOME: "home",
        APP_MESSAGES: "direct",
        APP_ABOUT: "about",
    }
    for tab in tabs:
        kind = kinds[tab.slug]
        yield Place(
            slug=tab.slug,
            kind=kind,
            name=app.name,
            title=f"{app.name} {tab.name}",
            channel=workspace.direct(viewer.id) if kind == "direct" else None,
            other=workspace.person(BOT_USER),
            tabs=tabs,
            read_only=app.read_only,
        )
