"""What an app says in the body of its acknowledgement, and what comes of it."""

from typing import Final

from msgspec import Struct

from sandbox.slack.delivery import Answer
from sandbox.slack.installation import BOT_USER
from sandbox.slack.json import Json
from sandbox.slack.line import Outcome
from sandbox.slack.people import Channel, Person
from sandbox.slack.rules.surfaces import options_problems
from sandbox.slack.views import View
from sandbox.slack.web_api.chat import content
from sandbox.slack.web_api.desk import Call, SlackError
from sandbox.slack.web_api.views import checked
from sandbox.slack.windows import ViewRefused
from sandbox.slack.workspace import Workspace

TROUBLE: Final = "We had some trouble connecting. Try again?"
ACK: Final = "ack"
"""Stands for a method where a body was an acknowledgement."""


class Answers(Struct, frozen=True):
    """Acts on acknowledgements.

    Slack tells an app nothing of what it refuses in one. Here it is kept among the calls, and the
    person sees a note.
    """

    workspace: Workspace
    calls: list[Call]

    def to_command(self, person: Person, channel: Channel, typed: str, outcome: Outcome) -> None:
        """Show the first answer to a slash command, or that there was none."""
        if outcome.failure is not None or outcome.answer is None:
            command = typed.partition(" ")[0]
            words = f'{command} failed with the error "{outcome.failure}"'
            self.workspace.note(channel.id, person.id, words, refused=outcome.detail)
            return
        body = _message_in(outcome.answer)
        if body.get("response_type") == "in_channel":
            self.workspace.post(channel.id, person.id, typed)
        if body.get("text") or body.get("blocks"):
            self._say(person, channel, body)

    def to_form(self, view: View, outcome: Outcome) -> None:
        """Do what an app answers to a form: close, update or push a modal, or show errors."""
        view.errors, view.trouble = {}, ""
        if outcome.answer is None:
            view.trouble = TROUBLE
            return
        body = outcome.answer.json or {}
        try:
            self._act(view, body)
        except (SlackError, ViewRefused) as refused:
            error = refused if isinstance(refused, SlackError) else SlackError(str(refused))
            self._keep(body, error)
            view.trouble = TROUBLE

    def to_select(self, outcome: Outcome) -> list[Json]:
        """Return the options that an app answers a select with; none when it does not."""
        body = outcome.answer and outcome.answer.json
        if not body:
            return []
        problems = options_problems(body)
        if problems:
            self._keep(body, SlackError("invalid_arguments", problems))
            return []
        grouped = [option for group in body.get("option_groups", []) for option in group["options"]]
        options: list[Json] = [*body.get("options", []), *grouped]
        return options

    def _say(self, person: Person, channel: Channel, body: Json) -> None:
        public = body.get("response_type") == "in_channel"
        try:
            text, blocks = content(body)
        except SlackError as error:
            self._keep(body, error)
            detail = "; ".join(map(str, error.problems))
            words = f'The answer was refused with the error "{error.error}"'
            self.workspace.note(channel.id, person.id, words, refused=detail)
            return
        seen_by = None if public else person.id
        self.workspace.post(channel.id, BOT_USER, text, blocks=blocks, only_for=seen_by)

    def _act(self, view: View, body: Json) -> None:
        windows = self.workspace.windows
        match body.get("response_action"):
            case None:
                windows.close(view)
            case "clear":
                windows.clear(view.user)
            case "errors":
                view.errors = dict(body.get("errors", {}))
            case "update":
                windows.update(view, checked(body.get("view"), "modal"))
            case "push":
                windows.push(view.user, checked(body.get("view"), "modal"))
            case _:
                raise SlackError("invalid_arguments")

    def _keep(self, body: Json, error: SlackError) -> None:
        self.calls.append(Call(method=ACK, args=body, answer=error.body()))


def _message_in(answer: Answer) -> Json:
    body = answer.json
    if body is not None:
        return body
    return {"text": answer.body.decode("utf-8", "replace").strip()}
