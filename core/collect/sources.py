"""Where facts come from, and how patient we are with each source."""

import msgspec

from core.errors import Unauthorized


class Nameserver(msgspec.Struct, frozen=True):
    """A DNS server to ask."""

    address: str
    """IPv4 or IPv6 address."""
    port: int = 53


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """Hosts, credentials and limits of one collection. Times are in seconds."""

    token: str
    """Heroku API token; it leaves for the three hosts below alone."""
    api_url: str = "https://api.heroku.com"
    data_url: str = "https://api.data.heroku.com"
    metrics_url: str = "https://api.metrics.heroku.com"
    nameservers: tuple[Nameserver, ...] = ()
    """Empty: the system's own."""
    allow_private_addresses: bool = False
    """Let TLS probes connect to private, loopback and link-local addresses."""
    proxy: str | None = None
    """URL of an HTTP proxy: https calls and TLS probes go through its CONNECT."""
    ca_file: str | None = None
    """PEM file of trusted roots instead of the system's."""
    tls_port: int = 443
    api_timeout: float = 10.0
    """For one call, connection included."""
    dns_timeout: float = 5.0
    """For one question, retries included."""
    tls_timeout: float = 5.0
    """For one probe, both handshakes included."""
    max_connections: int = 12
    """HTTP connections at once; one app needs no more."""

    def __repr__(self) -> str:
        """Show everything but the token."""
        return f"Sources(api_url={self.api_url!r}, data_url={self.data_url!r})"


def usable_token(text: str) -> str:
    """Return a token that a header can carry.

    Raises:
        Unauthorized: It is empty, or has characters that no token has.
    """
    if text and text.isascii() and text.isprintable() and " " not in text:
        return text
    raise Unauthorized(
        "The Heroku token is empty, or has characters that no token has.",
        hint="Log in with heroku login, or set HEROKU_API_KEY to the token alone.",
    )
