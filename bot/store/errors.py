"""What can go wrong with the store."""

from core.errors import ProdcheckError


class StoreUnavailable(ProdcheckError):
    """The database does not answer, or not in a way that makes sense. What is in it stays there."""
