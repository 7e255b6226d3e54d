"""What a method of the Web API is given, and how it refuses."""

from msgspec import Struct

from sandbox.slack.json import Json, decoded
from sandbox.slack.rules.problem import Problem
from sandbox.slack.workspace import Workspace


class SlackError(Exception):
    """An answer that is an error in Slack's form.

    Args:
        error: Slack's word for it.
        problems: What is wrong with what was sent, and where.
        needed: The scope that is missing.
    """

    def __init__(
        self, error: str, problems: tuple[Problem, ...] = (), needed: str | None = None
    ) -> None:
        super().__init__(error)
        self.error = error
        self.problems = problems
        self.needed = needed

    def body(self) -> Json:
        """Write the answer."""
        body: Json = {"ok": False, "error": self.error}
        if self.needed is not None:
            body |= {"needed": self.needed, "provided": ""}
        if self.problems:
            told = [str(problem) for problem in self.problems]
            body["errors"] = told
            body["response_metadata"] = {"messages": [f"[ERROR] {each}" for each in told]}
        return body


class Call(Struct, frozen=True, kw_only=True):
    """One call."""

    method: str
    args: Json
    """What was sent, without the token."""
    answer: Json
    status: int = 200


class Desk(Struct, frozen=True):
    """One call being answered."""

    workspace: Workspace
    args: Json

    def text(self, name: str) -> str:
        """Return an argument that is a string; empty when it is not there."""
        value = self.args.get(name)
        return value if isinstance(value, str) else ""

    def needs(self, name: str) -> str:
        """Return an argument that has to be there.

        Raises:
            SlackError: `invalid_arguments`.
        """
        value = self.text(name)
        if not value:
            problem = Problem(f"/{name}", f"missing required field: {name}")
            raise SlackError("invalid_arguments", (problem,))
        return value

    def object(self, name: str) -> object:
        """Return an argument that is an object, or JSON in a string, as forms carry it."""
        value = self.args.get(name)
        return decoded(value) if isinstance(value, str) else value

    def scope(self, name: str) -> None:
        """Ask for a scope.

        Raises:
            SlackError: `missing_scope`.
        """
        if name not in self.workspace.app.scopes:
            raise SlackError("missing_scope", needed=name)
