"""A small Slack app under test control, and a clock that stands still."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.slack import PretendSlack
from sandbox.slack.server import WebServer

Json = dict[str, Any]
Answer = Callable[[Request], Awaitable[Response]]
COMMAND = "/try"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class App:
    """Answers as it is told, and keeps what came."""

    def __init__(self) -> None:
        self.requests: list[tuple[Request, bytes]] = []
        self.answers: list[Response | Answer] = []
        """What to answer next; afterwards: nothing, with 200."""
        self.url = ""

    async def serve(self, request: Request) -> Response:
        self.requests.append((request, await request.body()))
        answer = self.answers.pop(0) if self.answers else Response()
        return answer if isinstance(answer, Response) else await answer(request)


@contextlib.asynccontextmanager
async def running_app(
    slack: PretendSlack,
    **changes: Any,  # noqa: ANN401  what `manifest` takes
) -> AsyncIterator[App]:
    """Run an app on loopback, and install it."""
    app = App()
    server = WebServer(Starlette(routes=[Route("/slack", app.serve, methods=["POST"])]))
    await server.start()
    app.url = f"{server.url}/slack"
    slack.install(manifest(app.url, **changes))
    try:
        yield app
    finally:
        await server.stop()


def manifest(
    url: str | None,
    *,
    scopes: tuple[str, ...] = ("commands", "chat:write", "users:read", "app_mentions:read"),
    events: tuple[str, ...] = ("app_home_opened", "app_mention", "message.im"),
    messages_tab: bool = True,
) -> Json:
    address = {} if url is None else {"url": url}
    return {
        "display_information": {"name": "prodcheck", "description": "Under test"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": messages_tab},
            "bot_user": {"display_name": "prodcheck"},
            "slash_commands": [{"command": COMMAND, "description": "Try", **address}],
            "shortcuts": [
                {"name": "Look", "type": "message", "callback_id": "look", "description": "…"},
                {"name": "Go", "type": "global", "callback_id": "go", "description": "…"},
            ],
        },
        "oauth_config": {"scopes": {"bot": list(scopes)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(events), "request_url": url},
            "interactivity": {
                "is_enabled": True,
                "request_url": url,
                "message_menu_options_url": url,
            },
            "socket_mode_enabled": url is None,
        },
    }


def button(words: str, action_id: str = "press", **more: object) -> Json:
    text = {"type": "plain_text", "text": words}
    return {"type": "button", "text": text, "action_id": action_id, **more}


def actions(*elements: Json, **more: object) -> Json:
    return {"type": "actions", "elements": list(elements), **more}


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(*blocks: Json, title: str = "Modal", **more: object) -> Json:
    text = {"type": "plain_text", "text": title}
    return {"type": "modal", "title": text, "blocks": list(blocks), **more}


def asks(element: Json, **more: object) -> Json:
    label = {"type": "plain_text", "text": "Say"}
    return {"type": "input", "label": label, "element": element, **more}


def said(*blocks: Json, text: str = "words", **more: object) -> Response:
    """Answer in the body of the acknowledgement."""
    return JSONResponse({"text": text, "blocks": list(blocks), **more})
