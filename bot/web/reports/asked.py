"""What all signed pages have in common: the link is read, and troubles become pages."""

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response

from bot.store import Store, StoreUnavailable
from bot.web.reports.answers import away, gone
from bot.web.signed import BadLink, Links, Shown

_S = TypeVar("_S", bound=Shown)
Serve = Callable[[Request], Awaitable[Response]]


class Gone(Exception):
    """What a link names is kept no longer."""


class Shelf:
    """What signed pages are made from.

    Args:
        store: Keeps what they show.
        links: Reads the links, and makes those from one page to another.
        personal: Whether people see only what they asked for themselves.
        now: Tells the time, in seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        links: Links,
        *,
        personal: bool = False,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self.links = links
        self.personal = personal
        self._now = now

    @property
    def moment(self) -> datetime:
        """Tell the time."""
        return datetime.fromtimestamp(self._now(), UTC)


def page_of(
    shelf: Shelf, kind: type[_S], make: Callable[[Shelf, _S], Awaitable[Response]]
) -> Serve:
    """Make what answers requests for one kind of page.

    Args:
        shelf: What it is made from.
        kind: What its links have to show.
        make: Makes the page; it may raise `Gone`.
    """

    async def serve(request: Request) -> Response:
        try:
            shown = shelf.links.read(request.path_params["signed"], kind)
            return await make(shelf, shown)
        except (BadLink, Gone):
            return gone()
        except StoreUnavailable:
            return away()

    return serve
