"""Takes calls of the Web API from the wire, and answers them."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.faults import FaultBook
from sandbox.slack.faults import Broken, Fault, OldClient, RateLimited, Refused, Slow
from sandbox.slack.json import Json, decoded
from sandbox.slack.rules.problem import Problem
from sandbox.slack.rules.relations import walk
from sandbox.slack.web_api import chat, lookup, views
from sandbox.slack.web_api.desk import Call, Desk, SlackError
from sandbox.slack.workspace import Workspace

METHODS: Final[Mapping[str, Callable[[Desk], Json]]] = {
    "auth.test": lookup.auth_test,
    "chat.delete": chat.delete,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "conversations.info": lookup.conversations_info,
    "conversations.open": lookup.conversations_open,
    "users.info": lookup.users_info,
    "views.open": views.open_view,
    "views.publish": views.publish_view,
    "views.push": views.push_view,
    "views.update": views.update_view,
}
FOR_APP_TOKENS: Final = "apps.connections.open"
FORM: Final = "application/x-www-form-urlencoded"


class WebApi(Struct, frozen=True):
    """The Web API of a workspace."""

    workspace: Workspace
    faults: FaultBook[Fault]
    calls: list[Call]
    """What was called so far, in the order it came."""
    open_socket: Callable[[], str]
    """Makes the address of a WebSocket, for Socket Mode."""

    async def answer(self, request: Request) -> Response:
        """Answer a call."""
        method = request.path_params["method"]
        args = await _args(request)
        token = _token(request, args)
        args.pop("token", None)
        fault = self.faults.strike(method)
        if isinstance(fault, Slow):
            await asyncio.sleep(fault.seconds)
        try:
            response = refusal(fault, args)
            if response is not None:
                self._keep(method, args, {"ok": False, "error": "fault"}, response.status_code)
                return response
            answer = self._answer(method, token, args)
        except SlackError as error:
            answer = error.body()
        self._keep(method, args, answer, 200)
        return JSONResponse(answer)

    def _answer(self, method: str, token: str, args: Json) -> Json:
        secrets = self.workspace.secrets
        if not token:
            raise SlackError("not_authed")
        if method == FOR_APP_TOKENS:
            if token != secrets.app_token:
                raise SlackError("invalid_auth")
            return {"ok": True, "url": self.open_socket()}
        if method not in METHODS:
            raise SlackError("unknown_method")
        if token != secrets.bot_token:
            raise SlackError("invalid_auth")
        return METHODS[method](Desk(self.workspace, args))

    def _keep(self, method: str, args: Json, answer: Json, status: int) -> None:
        self.calls.append(Call(method=method, args=args, answer=answer, status=status))


def refusal(fault: Fault | None, args: Json) -> Response | None:
    """Answer as a fault demands, or let the call be answered.

    Raises:
        SlackError: `invalid_blocks`, from a client that is too old for what was sent.
    """
    match fault:
        case RateLimited(seconds):
            headers = {"Retry-After": str(seconds)}
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
        case Refused(error, status):
            return JSONResponse({"ok": False, "error": error}, status)
        case Broken(status):
            return PlainTextResponse("<html>upstream connect error</html>", status)
        case OldClient(types):
            for where, block in walk(args.get("blocks"), "/blocks"):
                if block.get("type") in types:
                    problem = Problem(f"{where}/type", f"unsupported type: {block['type']}")
                    raise SlackError("invalid_blocks", (problem,))
    return None


async def _args(request: Request) -> Json:
    """Read what was sent: JSON, a form, or the query alone."""
    args: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind == "application/json":
        body = decoded(await request.body())
        return {**args, **(body or {})}
    if kind == FORM:
        args |= dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    return args


def _token(request: Request, args: Json) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else str(args.get("token", ""))
