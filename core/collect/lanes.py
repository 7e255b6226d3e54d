"""Connections side by side, each with a pool of its own.

httpcore looks through its whole pool at the start and at the end of each request: with a dozen
connections that is a third of the CPU time of a call. Here each connection is a pool of one, and a
request takes one that is free.
"""

from collections.abc import AsyncIterator, Callable

from core.collect.web import httpx


class Lanes(httpx.AsyncBaseTransport):
    """A transport that opens as many connections to a host as there are requests at once.

    Args:
        make: Makes a transport of one connection.
    """

    def __init__(self, make: Callable[[], httpx.AsyncBaseTransport]) -> None:
        self._make = make
        self._all: list[httpx.AsyncBaseTransport] = []
        self._free: dict[str, list[httpx.AsyncBaseTransport]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request over a connection that is free, the one used last if it can be."""
        free = self._free.setdefault(f"{request.url.scheme}://{request.url.netloc!r}", [])
        lane = free.pop() if free else self._open()
        try:
            response = await lane.handle_async_request(request)
        except BaseException:
            free.append(lane)
            raise
        if not isinstance(response.stream, httpx.AsyncByteStream):
            raise TypeError
        response.stream = _Stream(response.stream, lambda: free.append(lane))
        return response

    async def aclose(self) -> None:
        """Close every connection."""
        for lane in self._all:
            await lane.aclose()

    def _open(self) -> httpx.AsyncBaseTransport:
        lane = self._make()
        self._all.append(lane)
        return lane


class _Stream(httpx.AsyncByteStream):
    """The body of an answer; the connection is free again when it is closed."""

    def __init__(self, body: httpx.AsyncByteStream, done: Callable[[], None]) -> None:
        self._body = body
        self._done: Callable[[], None] | None = done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._body:
            yield chunk

    async def aclose(self) -> None:
        done, self._done = self._done, None
        try:
            await self._body.aclose()
        finally:
            if done is not None:
                done()
