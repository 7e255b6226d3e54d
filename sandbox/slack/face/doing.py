"""What a person does in the browser. It names what was pressed; what that carries is kept here."""

from collections.abc import Awaitable, Callable
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.slack.elements import Element
from sandbox.slack.gestures import Gestures, find
from sandbox.slack.json import Json, decoded
from sandbox.slack.messages import Message
from sandbox.slack.people import Person
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace

MOST_OFFERED: Final = 50
"""Selects whose last options are remembered."""

Deed = Callable[[Person, Json], Awaitable[Json]]


class Doing(Struct, frozen=True):
    """Does what people do in their browsers."""

    workspace: Workspace
    gestures: Gestures
    offered: dict[tuple[str, str], list[Json]]
    """What a select was answered with last, by person and action_id."""

    @property
    def routes(self) -> list[BaseRoute]:
        """Where what is done."""
        deeds: dict[str, Deed] = {
            "type": self.type,
            "press": self.press,
            "options": self.options,
            "submit": self.submit,
            "close": self.close,
            "close-all": self.close_all,
            "shortcut": self.shortcut,
        }
        return [
            Route(f"/do/{name}", self._endpoint(deed), methods=["POST"])
            for name, deed in deeds.items()
        ]

    async def type(self, person: Person, body: Json) -> Json:
        """Type something and press Enter."""
        channel = self.workspace.channels[body["channel"]]
        outcome = await self.gestures.type(
            person, channel, body["text"], body.get("thread") or None
        )
        return {"failure": outcome.failure}

    async def press(self, person: Person, body: Json) -> Json:
        """Press or choose something."""
        source, found = self._pressed(person, body)
        options = self.offered.get((person.id, found.action_id))
        known = options if found.kind == "external_select" else None
        outcome = await self.gestures.press(person, source, found, body["values"], known)
        return {"failure": outcome.failure, "detail": outcome.detail}

    async def options(self, person: Person, body: Json) -> Json:
        """Ask for the options of a select."""
        source, found = self._pressed(person, body)
        options = await self.gestures.options(person, source, found, body["typed"])
        while len(self.offered) >= MOST_OFFERED:
            self.offered.pop(next(iter(self.offered)))
        self.offered[person.id, found.action_id] = options
        return {"options": [{"value": o["value"], "text": o["text"]["text"]} for o in options]}

    async def submit(self, person: Person, body: Json) -> Json:
        """Send a form."""
        outcome = await self.gestures.submit(person, self._view(person, body))
        return {"failure": outcome.failure}

    async def close(self, person: Person, body: Json) -> Json:
        """Close the modal on top."""
        await self.gestures.close(person, self._view(person, body))
        return {}

    async def close_all(self, person: Person, _body: Json) -> Json:
        """Close every modal."""
        await self.gestures.close_all(person)
        return {}

    async def shortcut(self, person: Person, body: Json) -> Json:
        """Choose a shortcut."""
        message = self._message(person, body) if body.get("ts") else None
        outcome = await self.gestures.choose_shortcut(person, body["callback_id"], message)
        return {"failure": outcome.failure, "detail": outcome.detail}

    def _endpoint(self, deed: Deed) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            # A form of another site can send neither JSON nor this header.
            if request.headers.get("x-playground") != "1":
                return PlainTextResponse("not from here", 403)
            body = decoded(await request.body()) or {}
            try:
                person = self.workspace.person(body["as"])
                return JSONResponse(await deed(person, body))
            except KeyError as error:
                return JSONResponse({"failure": "gone", "detail": str(error)}, 404)

        return endpoint

    def _pressed(self, person: Person, body: Json) -> tuple[Message | View, Element]:
        source = self._view(person, body) if body.get("view") else self._message(person, body)
        return source, find(source, body["action_id"], body["block_id"])

    def _message(self, person: Person, body: Json) -> Message:
        message = self.workspace.find(body["channel"], body["ts"])
        if message is None or not message.seen_by(person.id):
            raise KeyError("the message is gone")
        return message

    def _view(self, person: Person, body: Json) -> View:
        view = self.workspace.windows.find(view_id=body["view"])
        if view is None or view.user != person.id:
            raise KeyError("the view is gone")
        return view
