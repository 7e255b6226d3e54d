"""What was asked of the sandbox, so that tests can count calls and see how many ran at once."""

from time import perf_counter

import msgspec

from sandbox.tokens import Access


class RecordedRequest(msgspec.Struct, kw_only=True):
    """One HTTP request. The token itself is in none of its fields."""

    method: str
    path: str
    """With its query."""
    host: str
    """The `Host` header."""
    headers: dict[str, str]
    """Names in lower case; without `authorization`."""
    access: Access | None
    """What the token it carried may see; None when it is unknown or there was none."""
    carried_token: bool
    """Whether it carried any `Authorization` at all."""
    status: int | None = None
    """None while it is under way, and when the connection was reset."""
    started: float
    """Seconds, on the clock of `time.perf_counter`."""
    ended: float | None = None


class TlsConnection(msgspec.Struct, kw_only=True):
    """One `CONNECT` to the proxy."""

    host: str
    """The address that was to be reached."""
    port: int
    server_name: str | None = None
    """The name in the TLS ClientHello, once it came."""


class Recorder:
    """Keeps every request, and how many were under way at once."""

    def __init__(self) -> None:
        self.requests: list[RecordedRequest] = []
        self.highest_concurrency = 0
        self._running = 0

    def start(self, request: RecordedRequest) -> None:
        """Note that a request came."""
        self.requests.append(request)
        self._running += 1
        self.highest_concurrency = max(self.highest_concurrency, self._running)

    def end(self, request: RecordedRequest) -> None:
        """Note that a request was answered or given up."""
        request.ended = perf_counter()
        self._running -= 1
