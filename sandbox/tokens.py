"""API tokens of the pretend Heroku. They are made up anew at each start, and worth nothing."""

import secrets
from enum import StrEnum

import msgspec


class Access(StrEnum):
    """What a token may see."""

    FULL = "full"
    READ = "read"
    """OAuth scope `read`: neither account, nor config vars, nor data stores."""
    WRITE = "write"
    """OAuth scopes `read` and `write`: as `read`, and it may change apps."""
    NOTHING = "nothing"
    """A valid token of somebody who has no app here."""


SCOPES = {
    Access.FULL: "global",
    Access.READ: "read",
    Access.WRITE: "read write",
    Access.NOTHING: "global",
}
"""What the header `Oauth-Scope` calls them: https://devcenter.heroku.com/articles/oauth"""


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens that are known."""

    full: str
    read: str
    write: str
    nothing: str

    def __repr__(self) -> str:
        """Show nothing."""
        return "Tokens(…)"

    def access(self, authorization: str | None) -> Access | None:
        """Tell what an `Authorization` header may see; None when it is none or unknown."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        known = {
            self.full: Access.FULL,
            self.read: Access.READ,
            self.write: Access.WRITE,
            self.nothing: Access.NOTHING,
        }
        return known.get(token.strip())


def make_tokens() -> Tokens:
    """Make up one token of each kind."""
    return Tokens(full=_token(), read=_token(), write=_token(), nothing=_token())


def _token() -> str:
    return f"HRKU-AAsandbox{secrets.token_hex(24)}"
