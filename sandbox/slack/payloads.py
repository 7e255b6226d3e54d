"""What Slack sends an app: docs.slack.dev/interactivity and docs.slack.dev/reference/events."""

from msgspec import Struct

from sandbox.slack.installation import APP_ID, BOT_USER
from sandbox.slack.json import Json
from sandbox.slack.messages import Message
from sandbox.slack.people import TEAM, TEAM_NAME, Channel, Person
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace


class Payloads(Struct, frozen=True):
    """Writes payloads.

    Args:
        workspace: Where things happen.
        hooks: The address that response URLs begin with.
    """

    workspace: Workspace
    hooks: str

    def command(self, person: Person, channel: Channel, command: str, text: str) -> Json:
        """Write a slash command; the one payload that is a flat form."""
        return {
            "token": self.workspace.secrets.verification_token,
            "team_id": TEAM,
            "team_domain": TEAM_NAME.lower(),
            "channel_id": channel.id,
            "channel_name": _channel_name(channel),
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": text,
            "api_app_id": APP_ID,
            "is_enterprise_install": "false",
            "response_url": self.hooks + self.workspace.tickets.hook(person.id, channel.id),
            "trigger_id": self.workspace.tickets.trigger(person.id),
        }

    def block_actions(self, person: Person, source: Message | View, action: Json) -> Json:
        """Write that something was pressed or chosen."""
        return {
            **self._interaction("block_actions", person),
            **(
                self._in_message(person, source)
                if isinstance(source, Message)
                else self._in_view(source)
            ),
            "actions": [{**action, "action_ts": self.workspace.ids.ts()}],
        }

    def block_suggestion(
        self, person: Person, source: Message | View, action: Json, typed: str
    ) -> Json:
        """Write that a select asks for its options."""
        where = (
            _message_container(source)
            if isinstance(source, Message)
            else {"container": {"type": "view", "view_id": source.id}, "view": source.as_json()}
        )
        payload = {**self._interaction("block_suggestion", person), **where}
        payload.pop("trigger_id")
        return {
            **payload,
            "action_id": action["action_id"],
            "block_id": action["block_id"],
            "value": typed,
        }

    def view_submission(self, person: Person, view: View) -> Json:
        """Write that a form was sent."""
        return {
            **self._interaction("view_submission", person),
            "view": view.as_json(),
            "response_urls": [],
        }

    def view_closed(self, person: Person, view: View, *, cleared: bool) -> Json:
        """Write that a modal was closed, by its cross or together with those below it."""
        payload = self._interaction("view_closed", person)
        payload.pop("trigger_id")
        return {**payload, "view": view.as_json(), "is_cleared": cleared}

    def message_action(self, person: Person, message: Message, callback_id: str) -> Json:
        """Write that a shortcut was chosen in the menu of a message."""
        hook = self.workspace.tickets.hook(
            person.id, message.channel, origin=None, thread=message.thread_ts
        )
        return {
            **self._interaction("message_action", person),
            "callback_id": callback_id,
            "action_ts": self.workspace.ids.ts(),
            "channel": self._channel(message.channel),
            "message_ts": message.ts,
            "message": message.as_json(),
            "response_url": self.hooks + hook,
        }

    def shortcut(self, person: Person, callback_id: str) -> Json:
        """Write that a shortcut of the workspace was chosen: it happens in no channel."""
        return {
            **self._interaction("shortcut", person),
            "callback_id": callback_id,
            "action_ts": self.workspace.ids.ts(),
        }

    def event(self, event: Json, channel: Channel | None = None) -> Json:
        """Write an event."""
        return {
            "token": self.workspace.secrets.verification_token,
            "team_id": TEAM,
            "context_team_id": TEAM,
            "context_enterprise_id": None,
            "api_app_id": APP_ID,
            "event": event,
            "type": "event_callback",
            "event_id": self.workspace.ids.short("Ev"),
            "event_time": int(self.workspace.clock()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": TEAM,
                    "user_id": BOT_USER,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": channel is not None and channel.shared,
        }

    def _interaction(self, kind: str, person: Person) -> Json:
        return {
            "type": kind,
            "user": {
                "id": person.id,
                "username": person.name,
                "name": person.name,
                "team_id": person.team_id,
            },
            "api_app_id": APP_ID,
            "token": self.workspace.secrets.verification_token,
            "trigger_id": self.workspace.tickets.trigger(person.id),
            "team": {"id": TEAM, "domain": TEAM_NAME.lower()},
            "enterprise": None,
            "is_enterprise_install": False,
        }

    def _in_message(self, person: Person, message: Message) -> Json:
        hook = self.workspace.tickets.hook(
            person.id, message.channel, origin=message, thread=message.thread_ts
        )
        # Slack does not send the content of an ephemeral message back: it did not keep it.
        content = {} if message.ephemeral else {"message": message.as_json()}
        return {
            **_message_container(message),
            **content,
            "channel": self._channel(message.channel),
            "state": {"values": {}},
            "response_url": self.hooks + hook,
        }

    def _in_view(self, view: View) -> Json:
        container = {"type": "view", "view_id": view.id}
        return {"container": container, "view": view.as_json()}

    def _channel(self, channel_id: str) -> Json:
        channel = self.workspace.channels[channel_id]
        return {"id": channel.id, "name": _channel_name(channel)}


def _channel_name(channel: Channel) -> str:
    if channel.kind == "im":
        return "directmessage"
    return "privategroup" if channel.kind == "private" else channel.name


def _message_container(message: Message) -> Json:
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.ephemeral,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    return {"container": container}
