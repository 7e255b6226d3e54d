"""What people do: type, press, choose, send, close. Each becomes what Slack makes of it."""

from msgspec import Struct

from sandbox.slack.answers import Answers
from sandbox.slack.composer import composed
from sandbox.slack.elements import Element, chosen, element, elements, is_empty
from sandbox.slack.installation import BOT_USER
from sandbox.slack.json import Json
from sandbox.slack.line import Line, Outcome
from sandbox.slack.messages import Message
from sandbox.slack.payloads import Payloads
from sandbox.slack.people import TEAM, Channel, Person
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace

MISSING = "Please complete this required field."


class Gestures(Struct, frozen=True):
    """What people can do in a workspace."""

    workspace: Workspace
    line: Line
    payloads: Payloads
    answers: Answers

    async def type(
        self, person: Person, channel: Channel, typed: str, thread_ts: str | None = None
    ) -> Outcome:
        """Type something and press Enter."""
        if typed.startswith("/"):
            return await self._command(person, channel, typed.strip(), thread_ts)
        text = composed(self.workspace, typed)
        message = self.workspace.post(channel.id, person.id, text, thread_ts=thread_ts)
        self._tell_of(message, person, channel)
        return Outcome()

    async def press(
        self,
        person: Person,
        source: Message | View,
        found: Element,
        values: list[str],
        offered: list[Json] | None = None,
    ) -> Outcome:
        """Press a button, or choose something.

        Args:
            person: Who does it.
            source: What it is in.
            found: What is pressed.
            values: Of the options that are chosen.
            offered: The options to choose among, unless they came with the element.

        Raises:
            KeyError: A value that was not offered.
        """
        state = chosen(found, values, found.options() if offered is None else offered)
        if isinstance(source, View) and found.kind not in {"button", "overflow"}:
            source.state.setdefault(found.block_id, {})[found.action_id] = state
        if not found.tells_at_once:
            return Outcome()
        action = {**state, "action_id": found.action_id, "block_id": found.block_id}
        payload = self.payloads.block_actions(person, source, action)
        return await self.line.send("interactive", payload)

    async def options(
        self, person: Person, source: Message | View, found: Element, typed: str
    ) -> list[Json]:
        """Type into a select that asks the app for its options."""
        ids = {"action_id": found.action_id, "block_id": found.block_id}
        payload = self.payloads.block_suggestion(person, source, ids, typed)
        return self.answers.to_select(await self.line.send("options", payload))

    async def submit(self, person: Person, view: View) -> Outcome:
        """Send a form; what was chosen and typed in it is in its state already."""
        missing = _missing(view)
        if missing:
            view.errors = dict.fromkeys(missing, MISSING)
            self.workspace.touch()
            return Outcome()
        payload = self.payloads.view_submission(person, view)
        outcome = await self.line.send("interactive", payload)
        self.answers.to_form(view, outcome)
        self.workspace.touch()
        return outcome

    async def close(self, person: Person, view: View) -> None:
        """Close a modal with its cross or its Cancel."""
        self.workspace.windows.close(view)
        self.workspace.touch()
        if view.payload.get("notify_on_close"):
            payload = self.payloads.view_closed(person, view, cleared=False)
            await self.line.send("interactive", payload)

    async def close_all(self, person: Person) -> None:
        """Close a modal and those below it."""
        closed = self.workspace.windows.clear(person.id)
        self.workspace.touch()
        for view in closed:
            if view.payload.get("notify_on_close"):
                payload = self.payloads.view_closed(person, view, cleared=True)
                await self.line.send("interactive", payload)

    def open_home(self, person: Person, tab: str = "home") -> None:
        """Look at the app itself."""
        if "app_home_opened" not in self.workspace.app.events:
            return
        channel = self.workspace.direct(person.id)
        home = self.workspace.windows.home(person.id) if tab == "home" else None
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": channel.id,
            "tab": tab,
            "event_ts": self.workspace.ids.ts(),
        }
        self.line.tell(self.payloads.event(event | ({"view": home.as_json()} if home else {})))

    async def choose_shortcut(
        self, person: Person, callback_id: str, message: Message | None = None
    ) -> Outcome:
        """Choose a shortcut of the app, in the menu of a message or of the workspace."""
        payload = (
            self.payloads.shortcut(person, callback_id)
            if message is None
            else self.payloads.message_action(person, message, callback_id)
        )
        return await self.line.send("interactive", payload)

    async def _command(
        self, person: Person, channel: Channel, typed: str, thread_ts: str | None
    ) -> Outcome:
        command, _, text = typed.partition(" ")
        known = command in self.workspace.app.commands and person.team_id == TEAM
        if not known:
            self.workspace.note(channel.id, person.id, f"`{command}` is not a valid command.")
            return Outcome()
        if thread_ts is not None:
            words = f"`{command}` is not supported in threads. Sorry!"
            self.workspace.note(channel.id, person.id, words, thread_ts=thread_ts)
            return Outcome()
        payload = self.payloads.command(person, channel, command, text.strip())
        outcome = await self.line.send("slash_commands", payload)
        self.answers.to_command(person, channel, typed, outcome)
        return outcome

    def _tell_of(self, message: Message, person: Person, channel: Channel) -> None:
        """Tell the app of a message that mentions it, or is written to it alone."""
        app, mentioned = self.workspace.app, f"<@{BOT_USER}>" in message.text
        event = {**message.as_json(), "channel": channel.id, "event_ts": message.ts}
        event["team"] = person.team_id
        if channel.id == self.workspace.direct(person.id).id:
            if "message.im" in app.events:
                told = {**event, "channel_type": "im"}
                self.line.tell(self.payloads.event(told, channel))
        elif mentioned and BOT_USER not in channel.members:
            words = f"You mentioned <@{BOT_USER}>, but they're not in this channel."
            self.workspace.note(channel.id, person.id, words)
        elif mentioned and "app_mention" in app.events:
            self.line.tell(self.payloads.event({**event, "type": "app_mention"}, channel))


def find(source: Message | View, action_id: str, block_id: str | None = None) -> Element:
    """Find what can be pressed in a message or a view.

    Raises:
        KeyError: There is nothing of that action_id.
    """
    return element(source.blocks, action_id, block_id)


def named(source: Message | View, words: str) -> Element:
    """Find a button by what stands on it.

    Raises:
        KeyError: There is none.
    """
    for found in elements(source.blocks):
        if found.words == words:
            return found
    raise KeyError(f"no button says {words!r}")


def _missing(view: View) -> list[str]:
    """List the blocks in which something has to be filled in."""
    asked = [each for each in elements(view.blocks) if each.block["type"] == "input"]
    return [
        each.block_id
        for each in asked
        if not each.block.get("optional") and is_empty(_filled_in(view, each))
    ]


def _filled_in(view: View, found: Element) -> Json:
    """Return what is in an element; where nobody touched it, what it starts with."""
    block: Json = view.state.setdefault(found.block_id, {})
    state: Json = block.setdefault(found.action_id, found.initial() or chosen(found, [], []))
    return state
