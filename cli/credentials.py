"""The token: `HEROKU_API_KEY`, then `heroku auth:token`, then `~/.netrc`.

The Heroku CLI has kept its token in the store of the operating system since version 11.8, not in
`~/.netrc`: the file alone is not enough. As `heroku production:check` we find the token of its
session in `HEROKU_API_KEY`, and a word on where it was kept: it counts as a stored one. A token is
found here and goes to `Sources`; it is in no argument list, message or log.
"""

import re
import subprocess
from ipaddress import ip_address
from netrc import NetrcParseError, netrc
from typing import NamedTuple
from urllib.parse import urlsplit

from cli import environment, terminal
from cli.errors import warn
from cli.session import Session
from core.collect.environment import api_url, data_url
from core.errors import ConfigError, Unauthorized

HEROKU_CLI_TIMEOUT = 20.0
"""Seconds; a cold start of the Heroku CLI takes a few."""

TRUSTED_DOMAINS = ("heroku.com", "herokai.com", "herokuspace.com", "herokudev.com")
"""Hosts that the Heroku CLI sends its token to, beside loopback (its `api-client.ts`)."""

_TOKEN = re.compile(r"[\x21-\x7e]+")


class Token(NamedTuple):
    """A token and where it was found."""

    value: str
    origin: str

    def __repr__(self) -> str:
        """Show where it came from, not what it is."""
        return f"Token(origin={self.origin!r})"


def find_token(session: Session) -> Token:
    """Find the token to use.

    Raises:
        ConfigError: The API host is not Heroku's, and no token was given for it.
        Unauthorized: There is no token anywhere.
    """
    token = _explicit(session)
    if token is None or environment.token_origin(session.environ):
        _refuse_foreign_hosts(session)
    if token is None:
        token = _from_heroku_cli(session) or _from_netrc(session)
    if token is None:
        raise _no_token(session)
    session.secrets.append(token.value)
    return token


def _explicit(session: Session) -> Token | None:
    value = environment.api_key(session.environ)
    if value is None:
        return None
    if _TOKEN.fullmatch(value) is None:
        raise ConfigError(
            "HEROKU_API_KEY is not a token.",
            hint="It should be one word, as heroku auth:token prints it.",
        )
    return Token(value, environment.token_origin(session.environ) or "HEROKU_API_KEY")


def _refuse_foreign_hosts(session: Session) -> None:
    """Keep a token that was stored for Heroku from a host that is not Heroku's."""
    urls = {
        "HEROKU_HOST": api_url(session.environ),
        "HEROKU_DATA_HOST": data_url(session.environ),
    }
    for variable, url in urls.items():
        if not _is_trusted(url):
            raise ConfigError(
                f"{variable} leads to {urlsplit(url).netloc}, which is not Heroku: your stored "
                "token is not sent there.",
                hint=f"Unset {variable}, or set HEROKU_API_KEY to the token for that host.",
            )


def _is_trusted(url: str) -> bool:
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if _is_loopback(host):
        return True
    return parts.scheme == "https" and any(
        host == domain or host.endswith(f".{domain}") for domain in TRUSTED_DOMAINS
    )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _from_heroku_cli(session: Session) -> Token | None:
    """Ask the Heroku CLI; when it is not there, not signed in or hangs, there is none."""
    try:
        with terminal.Passing("Asking heroku auth:token …", session.environ):
            answer = subprocess.run(
                ["heroku", "auth:token"],
                env=session.environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=HEROKU_CLI_TIMEOUT,
                check=False,
            )
    except subprocess.TimeoutExpired:
        warn(f"heroku auth:token gave no answer within {HEROKU_CLI_TIMEOUT:g} s.", session)
        return None
    except OSError:
        return None
    lines = answer.stdout.decode("ascii", "replace").split("\n")
    words = [line.strip() for line in lines if line.strip()]
    if answer.returncode != 0 or not words or _TOKEN.fullmatch(words[-1]) is None:
        return None
    return Token(words[-1], "heroku auth:token")


def _from_netrc(session: Session) -> Token | None:
    """Read `~/.netrc`; its `default` entry is for other services and never used."""
    home = environment.home(session.environ)
    path = None if home is None else home / ".netrc"
    if path is None:
        return None
    try:
        hosts = netrc(str(path)).hosts if path.is_file() else {}
    except NetrcParseError as error:
        warn(f"{path} cannot be read: there is something wrong in line {error.lineno}.", session)
        return None
    except (OSError, UnicodeDecodeError):
        warn(f"{path} cannot be read.", session)
        return None
    machine = urlsplit(api_url(session.environ)).hostname or ""
    password = hosts.get(machine, ("", "", ""))[2]
    return Token(password, str(path)) if _TOKEN.fullmatch(password or "") else None


def _no_token(session: Session) -> Unauthorized:
    if environment.misnamed_api_key(session.environ):
        hint = "HEROKU_API_TOKEN is set, but the name is HEROKU_API_KEY."
    else:
        hint = "Type heroku login, or set HEROKU_API_KEY to a token that may read your apps."
    return Unauthorized("You are not signed in to Heroku.", hint=hint)
