"""What can go wrong with the store."""

from typing import Any, Final

from core.errors import ProdcheckError

_LACKS_A_RIGHT: Final = "42501"
"""insufficient_privilege: postgresql.org/docs/current/errcodes-appendix.html"""


class StoreUnavailable(ProdcheckError):
    """The database does not answer, or not in a way that makes sense. What is in it stays there."""


class StoreRefuses(StoreUnavailable):
    """The database answers that we may not do this, and will tomorrow."""


def refused(error: Exception) -> StoreRefuses | None:
    """Tell whether Postgres says that the role has not the right to do this, and what it says."""
    answer: Any = getattr(error, "orig", None)
    if getattr(answer, "sqlstate", None) != _LACKS_A_RIGHT:
        return None
    return StoreRefuses(
        f"The role in DATABASE_URL lacks a right: {answer.diag.message_primary}.",
        hint="It makes tables, and a schema for its jobs. The owner of the database can let it:"
        " GRANT CREATE ON DATABASE … TO …; GRANT ALL ON SCHEMA public TO …",
    )
