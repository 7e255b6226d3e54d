"""What one person sees in one place, as HTML in parts that change on their own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from markupsafe import Markup
from msgspec import Struct

from sandbox.slack.face import places
from sandbox.slack.face.dates import clock, day
from sandbox.slack.face.paper import Paper
from sandbox.slack.face.places import Place
from sandbox.slack.face.reading import Reading
from sandbox.slack.installation import Command, Shortcut
from sandbox.slack.messages import SLACKBOT, Message
from sandbox.slack.people import PEOPLE, TEAM, Person
from sandbox.slack.workspace import Workspace

TOGETHER: Final = 300.0
"""Seconds within which messages of one author stand under one name."""
_SLACKBOT: Final = Person(id=SLACKBOT, name="slackbot", real_name="Slackbot")


class Row(Struct, frozen=True, kw_only=True):
    """A message as it is listed."""

    message: Message
    author: Person
    time: str
    day: str = ""
    """Stands above it where a day begins."""
    follows: bool = False
    """It stands under the name of the one before it."""
    replies: int = 0


class Look(Struct, frozen=True):
    """One person looking at one place."""

    viewer: Person
    place: Place
    thread: str | None = None


class Screen:
    """Renders what people see.

    Args:
        workspace: What there is to see.
        hints: What to type first.
    """

    def __init__(self, workspace: Workspace, hints: Sequence[str] = ()) -> None:
        self._workspace = workspace
        self._hints = hints
        self._paper = Paper(workspace)
        self._reading = Reading()

    def page(self, look: Look, theme: str) -> Markup:
        """Render the whole page."""
        return self._paper.render(
            "page.html",
            {
                **self._common(look),
                "regions": self.regions(look),
                "revision": self._workspace.revision,
                "theme": theme,
                "people": PEOPLE,
                "commands": self._commands(look.viewer),
                "global_shortcuts": self._shortcuts(look.viewer, "global"),
            },
        )

    def regions(self, look: Look) -> dict[str, Markup]:
        """Render the parts that change, by the name of their region."""
        common = self._common(look)
        made = {"modal": self._paper.render("modal.html", common | {"view": self._modal(look)})}
        if look.place.channel is not None:
            made |= self._log(look, common)
        if look.place.kind == "home":
            home = self._workspace.windows.home(look.viewer.id)
            made["home"] = self._paper.render("home.html", common | {"view": home})
        return made | {"sidebar": self._sidebar(look, common)}

    def _common(self, look: Look) -> dict[str, object]:
        return {
            "viewer": look.viewer,
            "place": look.place,
            "thread": look.thread,
            "app": self._workspace.app,
            "shortcuts": self._shortcuts(look.viewer, "message"),
        }

    def _commands(self, viewer: Person) -> Sequence[Command]:
        return list(self._workspace.app.commands.values()) if viewer.team_id == TEAM else []

    def _shortcuts(self, viewer: Person, kind: str) -> Sequence[Shortcut]:
        """List the shortcuts of the app; people of other workspaces have other apps."""
        known = self._workspace.app.shortcuts if viewer.team_id == TEAM else ()
        return [each for each in known if each.kind == kind]

    def _modal(self, look: Look) -> object:
        return self._workspace.windows.modal(look.viewer.id)

    def _log(self, look: Look, common: Mapping[str, object]) -> dict[str, Markup]:
        channel = look.place.channel
        said = self._workspace.messages(channel.id, look.viewer.id) if channel else []
        self._reading.read(look.viewer.id, said)
        first = [message for message in said if message.thread_ts is None]
        hints = self._hints if self._commands(look.viewer) and not look.place.read_only else ()
        context = {
            **common,
            "rows": self._rows(first, said),
            "intro": True,
            "hints": hints,
            "in_thread": False,
        }
        made = {"messages": self._paper.render("messages.html", context)}
        if look.thread is not None:
            inside = [each for each in said if look.thread in {each.ts, each.thread_ts}]
            rows = self._rows(inside, ())
            replies = {**context, "rows": rows, "intro": False, "in_thread": True}
            made["thread"] = self._paper.render("messages.html", replies)
        return made

    def _rows(self, shown: Sequence[Message], said: Sequence[Message]) -> Iterator[Row]:
        now = self._paper.now()
        before: Row | None = None
        for message in shown:
            date = day(message.ts, now)
            same_day = before is not None and day(before.message.ts, now) == date
            before = Row(
                message=message,
                author=self._author(message),
                time=clock(message.ts, now),
                day="" if same_day else date,
                follows=same_day and before is not None and _together(before.message, message),
                replies=sum(each.thread_ts == message.ts for each in said),
            )
            yield before

    def _author(self, message: Message) -> Person:
        return _SLACKBOT if message.author == SLACKBOT else self._workspace.person(message.author)

    def _sidebar(self, look: Look, common: Mapping[str, object]) -> Markup:
        workspace, viewer = self._workspace, look.viewer
        listed = {
            "Channels": places.channels(workspace, viewer),
            "Direct messages": places.directs(workspace, viewer),
            "Apps": [places.app_page(workspace, viewer)] if viewer.team_id == TEAM else [],
        }
        sections = [
            {"name": name, "places": [self._listed(each, viewer) for each in found]}
            for name, found in listed.items()
            if found
        ]
        current = [look.place.slug, *(["app-home"] if look.place.tabs else [])]
        return self._paper.render(
            "sidebar.html", {**common, "sections": sections, "current": current}
        )

    def _listed(self, place: Place, viewer: Person) -> dict[str, object]:
        channel = place.channel
        said = self._workspace.messages(channel.id, viewer.id) if channel else []
        return {
            "slug": place.slug,
            "kind": place.kind,
            "name": place.name,
            "icon": place.icon,
            "other": place.other,
            "unread": self._reading.unread(viewer.id, said),
        }


def _together(before: Message, after: Message) -> bool:
    near = float(after.ts) - float(before.ts) < TOGETHER
    plain = not (before.ephemeral or after.ephemeral)
    return near and plain and before.author == after.author
