"""What can go wrong as a whole, one class for each thing a caller can act on.

::

    ProdcheckError
    ├── ConfigError         wrong usage or configuration: change what was asked
    ├── SnapshotError       a snapshot that cannot be read
    └── HerokuError         Heroku did not let us look
        ├── Unauthorized        no token, or Heroku refuses it
        ├── Forbidden           the token may not see this app, or Heroku wants something first
        ├── AppNotFound         no such app, or none this token may know of
        ├── RateLimited         the account's calls are spent
        └── HerokuUnavailable   no answer, or none that makes sense

Anything narrower (one endpoint says 403, one resolver times out) is a fact, not an exception: see
`core.snapshot.Unavailable`.
"""


class ProdcheckError(Exception):
    """A failure with a message for people: what happened, to which app, what to type next.

    Args:
        message: One sentence: what happened, to what.
        hint: What to do next, a command where there is one.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigError(ProdcheckError):
    """Wrong usage or configuration."""


class SnapshotError(ProdcheckError):
    """A snapshot that is not one, is truncated, or was written by a newer version."""


class HerokuError(ProdcheckError):
    """Heroku did not let us look at the app.

    Args:
        message: One sentence: what happened, to which app.
        hint: What to do next.
        request_id: Heroku's own id of the failed request, for their support.
    """

    def __init__(
        self, message: str, *, hint: str | None = None, request_id: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.request_id = request_id


class Unauthorized(HerokuError):
    """There is no token, or Heroku refuses it."""


class Forbidden(HerokuError):
    """The token may not see this app, or the account has to do something first."""


class AppNotFound(HerokuError):
    """No such app, or none that this token may know of."""


class RateLimited(HerokuError):
    """The account's API calls are spent."""


class HerokuUnavailable(HerokuError):
    """Heroku did not answer, or not in a way that makes sense."""
