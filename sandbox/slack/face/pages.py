"""What the browser asks for: pages, their parts, and word that something changed."""

from collections.abc import AsyncIterator
from importlib import resources
from typing import Final

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Route

from sandbox.slack.face.places import APP_HOME, place
from sandbox.slack.face.screen import Look, Screen
from sandbox.slack.gestures import Gestures
from sandbox.slack.people import ADA
from sandbox.slack.workspace import Workspace

SECURE: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""A hostile text that found a way past the escaping would still find nothing that runs it."""
STATIC: Final = {
    "slack.css": "text/css",
    "slack.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
THEMES: Final = frozenset({"light", "dark"})


class Pages(Struct, frozen=True):
    """Serves what there is to see."""

    workspace: Workspace
    screen: Screen
    gestures: Gestures

    @property
    def routes(self) -> list[BaseRoute]:
        """Where what is served."""
        return [
            Route("/", self.first),
            Route("/at/{slug}", self.page),
            Route("/parts/{slug}", self.parts),
            Route("/changes", self.changes),
            Route("/static/{name}", self.static),
        ]

    async def first(self, _request: Request) -> Response:
        """Lead to the first channel."""
        return RedirectResponse("/at/general")

    async def page(self, request: Request) -> Response:
        """Show a place; looking at the app's Home tells the app so."""
        look = self._look(request)
        if look is None:
            return RedirectResponse("/at/general")
        if look.place.slug == APP_HOME:
            self.gestures.open_home(look.viewer)
        theme = request.cookies.get("theme", "")
        page = self.screen.page(look, theme if theme in THEMES else "")
        return HTMLResponse(page, headers=SECURE)

    async def parts(self, request: Request) -> Response:
        """Give the parts of a page that change."""
        look = self._look(request)
        if look is None:
            return PlainTextResponse("no such place", 404)
        answer = {"revision": self.workspace.revision, "regions": self.screen.regions(look)}
        return JSONResponse(answer, headers=SECURE)

    async def changes(self, request: Request) -> Response:
        """Tell of each change, as server-sent events."""
        since = int(request.query_params.get("since", "0"))
        return StreamingResponse(self._told(since), headers=SECURE, media_type="text/event-stream")

    async def static(self, request: Request) -> Response:
        """Give the script, the style sheet or the icon."""
        name = request.path_params["name"]
        if name not in STATIC:
            return PlainTextResponse("not found", 404)
        content = (resources.files("sandbox.slack.face") / "static" / name).read_bytes()
        return Response(content, media_type=STATIC[name], headers=SECURE)

    async def _told(self, since: int) -> AsyncIterator[str]:
        while True:
            revision = await self.workspace.changed(since)
            if revision is None:
                return
            since = revision
            yield f"data: {since}\n\n"

    def _look(self, request: Request) -> Look | None:
        try:
            viewer = self.workspace.person(request.query_params.get("as", ADA.name))
            found = place(self.workspace, viewer, request.path_params["slug"])
        except KeyError:
            return None
        return Look(viewer, found, request.query_params.get("thread"))
