"""How the pretend Heroku can misbehave, and where. Times are in seconds.

::

    sandbox.fail("/apps/ha-app/log-drains", FORBIDDEN)
    sandbox.fail("/apps/*/domains", Slow(2.0), times=1)
    sandbox.fail_dns("www.ha-app.com", DnsFault.SERVFAIL)
    sandbox.fail_tls("www.ha-app.com", "expired")
"""

from fnmatch import fnmatchcase
from typing import Generic, TypeAlias, TypeVar

import msgspec


class Fault(msgspec.Struct, frozen=True):
    """A way in which one HTTP answer goes wrong."""


class HttpError(Fault, frozen=True):
    """An error in Heroku's own form: `{"id": …, "message": …}`."""

    status: int
    id: str
    message: str
    headers: tuple[tuple[str, str], ...] = ()


class Html(Fault, frozen=True):
    """A page for people where JSON was due, as a load balancer gives it."""

    status: int = 200


class Body(Fault, frozen=True):
    """This very body instead of the right one."""

    content: bytes
    status: int = 200
    content_type: str = "application/json;charset=utf-8"


class Truncated(Fault, frozen=True):
    """The connection ends halfway through the body."""


class Reset(Fault, frozen=True):
    """The connection is reset (RST) before any answer."""


class Slow(Fault, frozen=True):
    """The right answer, late."""

    seconds: float


class Redirect(Fault, frozen=True):
    """Go and ask elsewhere."""

    url: str
    status: int = 307


class NullFields(Fault, frozen=True):
    """The right answer with null in every field of its objects but `id` and `name`."""


class UnknownFields(Fault, frozen=True):
    """The right answer with fields that nobody has heard of."""


UNAUTHORIZED = HttpError(401, "unauthorized", "Invalid credentials provided.")
DELINQUENT = HttpError(402, "delinquent", "Account is delinquent. Please pay your invoice.")
FORBIDDEN = HttpError(403, "forbidden", "You do not have access to this resource.")
SUSPENDED = HttpError(403, "suspended", "Your account is suspended.")
TWO_FACTOR = HttpError(403, "two_factor", "A second authentication factor is required.")
NOT_FOUND = HttpError(404, "not_found", "Couldn't find that resource.")
NOT_ACCEPTABLE = HttpError(
    406, "not_acceptable", "Send Accept: application/vnd.heroku+json; version=3"
)
RATE_LIMITED = HttpError(429, "rate_limit", "Your account reached the API rate limit.")
SERVER_ERROR = HttpError(500, "internal_server_error", "Internal server error.")
UNAVAILABLE = HttpError(503, "unavailable", "Heroku API is temporarily unavailable.")
WRONG_JSON = Body(b'{"this is": not JSON')


def rate_limited(retry_after: int) -> HttpError:
    """Refuse with 429 and say after how many seconds to ask again."""
    headers = (("Retry-After", str(retry_after)),)
    return HttpError(RATE_LIMITED.status, RATE_LIMITED.id, RATE_LIMITED.message, headers)


What = TypeVar("What")


class Order(msgspec.Struct, Generic[What]):
    """A fault, where it strikes and how often it is still to."""

    pattern: str
    what: What
    left: int | None = None


class FaultBook(Generic[What]):
    """The faults that were ordered; the newest that fits wins."""

    def __init__(self) -> None:
        self._orders: list[Order[What]] = []

    def order(self, pattern: str, what: What, times: int | None) -> None:
        """Let it strike what fits a shell pattern, that many times or always."""
        self._orders.insert(0, Order(pattern, what, times))

    def strike(self, subject: str) -> What | None:
        """Tell what strikes now, and count it."""
        for order in self._orders:
            if order.left != 0 and fnmatchcase(subject, order.pattern):
                if order.left is not None:
                    order.left -= 1
                return order.what
        return None

    def clear(self) -> None:
        """Forget them all."""
        self._orders.clear()


AnyFault: TypeAlias = (
    HttpError | Html | Body | Truncated | Reset | Slow | Redirect | NullFields | UnknownFields
)
