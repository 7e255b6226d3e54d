"""The page at `/`: how to set the bot up, and, once it works, whether it does."""

from starlette.requests import Request
from starlette.responses import Response

from bot.manifest import Manifest, create_link, manifest, pretty
from bot.settings import Settings
from bot.slack.blocks import ids
from bot.web.board import Board
from bot.web.known import Heroku, Known
from bot.web.place import Place, place_of
from bot.web.render import page
from bot.web.slack_steps import missing
from bot.web.step import Step
from bot.web.steps import steps
from core.version import __version__


class Home:
    """Serves the page.

    Args:
        settings: What the bot is set up with.
        board: What is known of it.
        socket: Whether it was started for Socket Mode.
    """

    def __init__(self, settings: Settings, board: Board, *, socket: bool) -> None:
        self._settings = settings
        self._board = board
        self._socket = socket

    async def serve(self, request: Request) -> Response:
        """Answer one request."""
        known = await self._board.known()
        place = place_of(request.headers.get("host", ""), self._settings, socket=self._socket)
        told = steps(known, place)
        complete = all(step.state == "done" for step in told)
        if complete and not known.was_set_up:
            await self._board.note_set_up()
        if complete or _was_working(known, place):
            return _status_page(told)
        return _setup_page(told, place)


def _was_working(known: Known, place: Place) -> bool:
    """Whether strangers look at a bot in use; while the database is away, what is set decides."""
    if missing(known, place) or known.heroku.kind is Heroku.MISSING:
        return False
    return known.was_set_up is not False


def _setup_page(told: tuple[Step, ...], place: Place) -> Response:
    made = _manifest(place)
    return page(
        "setup.html",
        steps=told,
        done=sum(step.state == "done" for step in told),
        version=__version__,
        create_link=create_link(made) if made else None,
        manifest=pretty(made) if made else None,
    )


def _status_page(told: tuple[Step, ...]) -> Response:
    problems = [step for step in told if step.state == "problem"]
    return page(
        "status.html",
        # While the database is away, nobody knows whether Slack's requests arrive.
        troubles=problems or [step for step in told if step.state != "done"],
        steps=told,
        version=__version__,
        command=ids.COMMAND,
    )


def _manifest(place: Place) -> Manifest | None:
    if not place.known:
        return None
    return manifest(None if place.socket else place.url)
