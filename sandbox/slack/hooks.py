"""Response URLs: how an app answers what a person did, without a token."""

import asyncio

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.faults import FaultBook
from sandbox.slack.faults import RESPONSE_URL, Fault, Slow
from sandbox.slack.installation import BOT_USER
from sandbox.slack.json import Json, decoded
from sandbox.slack.messages import Message
from sandbox.slack.tickets import Hook, TicketRefused
from sandbox.slack.web_api.chat import content
from sandbox.slack.web_api.desk import Call, SlackError
from sandbox.slack.web_api.endpoint import refusal
from sandbox.slack.workspace import Workspace


class Hooks(Struct, frozen=True):
    """The response URLs of a workspace."""

    workspace: Workspace
    faults: FaultBook[Fault]
    calls: list[Call]
    """What was posted so far, in the order it came, among the calls of the Web API."""

    async def answer(self, request: Request) -> Response:
        """Take an answer."""
        body = decoded(await request.body())
        response = await self._answer(request.path_params["hook"], body)
        told = decoded(bytes(response.body)) or {}
        call = Call(method=RESPONSE_URL, args=body or {}, answer=told, status=response.status_code)
        self.calls.append(call)
        return response

    async def _answer(self, hook: str, body: Json | None) -> Response:
        fault = self.faults.strike(RESPONSE_URL)
        if isinstance(fault, Slow):
            await asyncio.sleep(fault.seconds)
        if body is None:
            return PlainTextResponse("invalid_payload", 400)
        try:
            disturbed = refusal(fault, body)
            if disturbed is not None:
                return disturbed
            respond(self.workspace, self.workspace.tickets.take_hook(hook), body)
        except TicketRefused as error:
            return JSONResponse({"ok": False, "error": str(error)}, 404)
        except SlackError as error:
            return JSONResponse(error.body(), 400)
        return JSONResponse({"ok": True})


def respond(workspace: Workspace, hook: Hook, body: Json) -> None:
    """Do what an answer says: say something, or replace or delete what was acted on.

    Raises:
        SlackError: What is to be said is refused.
    """
    there = _still_there(workspace, hook.origin)
    if body.get("delete_original"):
        if there is not None:
            workspace.remove(there)
        return
    text, blocks = content(body)
    if body.get("replace_original") and there is not None:
        workspace.rewrite(there, text, blocks)
        return
    public = body.get("response_type") == "in_channel"
    workspace.post(
        hook.channel,
        BOT_USER,
        text,
        blocks=blocks,
        thread_ts=body.get("thread_ts") or hook.thread_ts,
        only_for=None if public else hook.user,
    )


def _still_there(workspace: Workspace, message: Message | None) -> Message | None:
    return message and workspace.find(message.channel, message.ts)
