"""Where a mapping of environment variables says that the sources of facts are.

The names are those of the Heroku CLI where it has one. This reads a mapping that it is given, so
that every face of prodcheck understands the same variables in the same way; the core itself reads
no environment.
"""

import os
import re
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from core.collect.sources import Nameserver, Sources
from core.errors import ConfigError

_URL = re.compile(r"https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?(/[\w.~/-]*)?")
_NAMESERVER = re.compile(r"(\[(?P<v6>[^\]]+)\]|(?P<v4>[\d.]+))(:(?P<port>\d{1,5}))?")
_MAX_PORT = 65535


def sources_of(
    environ: Mapping[str, str], token: str, nameservers: tuple[Nameserver, ...] = ()
) -> Sources:
    """Say where facts come from.

    Args:
        environ: The environment.
        token: Heroku API token.
        nameservers: Those given on the command line; they win over `PRODCHECK_NAMESERVERS`.

    Raises:
        ConfigError: A variable does not have the form it should have; the message names it.
    """
    given = environ.get("PRODCHECK_NAMESERVERS", "")
    return Sources(
        token=token,
        api_url=api_url(environ),
        data_url=data_url(environ),
        metrics_url=_service_url(environ, "api.metrics"),
        nameservers=nameservers or parse_nameservers(given.split(","), "PRODCHECK_NAMESERVERS"),
        allow_private_addresses=_switch(environ, "PRODCHECK_ALLOW_PRIVATE_ADDRESSES"),
        proxy=_proxy(environ),
        ca_file=_ca_file(environ),
    )


def api_url(environ: Mapping[str, str]) -> str:
    """Return the base of the Platform API: `https://api.` and `HEROKU_HOST`, or that URL whole."""
    return _service_url(environ, "api")


def data_url(environ: Mapping[str, str]) -> str:
    """Return the base of the Data API: `HEROKU_DATA_HOST`, or what `HEROKU_HOST` makes of it."""
    host = environ.get("HEROKU_DATA_HOST", "").strip()
    if not host:
        return _service_url(environ, "api.data")
    return _url(host, "HEROKU_DATA_HOST", "api.data.heroku.com")


def parse_nameservers(values: list[str], origin: str) -> tuple[Nameserver, ...]:
    """Read nameservers: `192.0.2.1`, `192.0.2.1:53`, `2001:db8::1` or `[2001:db8::1]:53`.

    Args:
        values: One each; empty ones are passed over.
        origin: Where they were given, for the message.

    Raises:
        ConfigError: One is not an IP address with an optional port.
    """
    return tuple(_nameserver(value.strip(), origin) for value in values if value.strip())


def heroku_host(environ: Mapping[str, str]) -> str:
    """Return `HEROKU_HOST`, a host or a URL without a final slash."""
    return environ.get("HEROKU_HOST", "").strip().rstrip("/") or "heroku.com"


def _service_url(environ: Mapping[str, str], service: str) -> str:
    host = heroku_host(environ)
    url = _url(host, "HEROKU_HOST", "heroku.com")
    return url if is_url(host) else f"https://{service}.{host}"


def is_url(host: str) -> bool:
    """Whether a host is given as an http(s) URL."""
    return host.startswith(("http://", "https://"))


def _url(host: str, variable: str, example: str) -> str:
    """Turn a host or an http(s) URL into a URL without a final slash."""
    url = host.rstrip("/") if is_url(host) else f"https://{host}"
    if _URL.fullmatch(url) is None or not _port_is_valid(url):
        raise ConfigError(
            f"{variable} is not a host or a URL.",
            hint=f"It should look like {example} or https://api.example.com.",
        )
    return url


def _port_is_valid(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _nameserver(value: str, origin: str) -> Nameserver:
    match = _NAMESERVER.fullmatch(value)
    address, port = (match["v6"] or match["v4"], match["port"]) if match else (value, None)
    try:
        server = Nameserver(address=str(ip_address(address)), port=int(port or 53))
    except ValueError:
        server = Nameserver(address=value, port=0)
    if not 0 < server.port <= _MAX_PORT:
        raise ConfigError(
            f"{origin}: {value!r} is not the address of a nameserver.",
            hint="It should look like 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53.",
        )
    return server


def _switch(environ: Mapping[str, str], variable: str) -> bool:
    value = environ.get(variable, "").strip()
    if value not in {"", "0", "1"}:
        raise ConfigError(
            f"{variable} is {value!r}.", hint="It should be 1 to switch it on, or unset."
        )
    return value == "1"


def _proxy(environ: Mapping[str, str]) -> str | None:
    """Return the proxy for https; as in curl, lower case wins and http:// may be left out."""
    for variable in ("https_proxy", "HTTPS_PROXY"):
        value = environ.get(variable, "").strip()
        if not value:
            continue
        url = value if "://" in value else f"http://{value}"
        if not (is_url(url) and _port_is_valid(url) and urlsplit(url).hostname):
            raise ConfigError(
                f"{variable} is not the URL of an HTTP proxy.",
                hint="It should look like http://proxy.example.com:3128.",
            )
        return url
    return None


def _ca_file(environ: Mapping[str, str]) -> str | None:
    path = environ.get("SSL_CERT_FILE") or None
    if path is not None and not os.access(path, os.R_OK):
        raise ConfigError(
            f"SSL_CERT_FILE names {path}, which cannot be read.",
            hint="It should be a PEM file of trusted certificates, or unset.",
        )
    return path
