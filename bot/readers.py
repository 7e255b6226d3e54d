"""Reads one environment variable after the other and remembers what is wrong with each."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import msgspec

from bot.policies import find_policy
from bot.store.engine import engine_url
from core.collect.environment import is_url, sources_of
from core.collect.sources import Sources
from core.errors import ConfigError
from core.policy import Policy

LEAST_KEY: Final = 16
"""Characters of a secret key. Heroku's `generator: secret` makes 64."""
_URL = re.compile(r"https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[1-9]\d{0,4})?(/[\w.~/-]*)?")
_NUMBER = re.compile(r"[0-9]{1,9}")
_APP_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_APP = re.compile(r"[a-z0-9*?\[\]!-]+")
_CHANNEL = re.compile(r"[A-Z0-9*?\[\]!-]+")
_USER = re.compile(r"[A-Z0-9*?\[\]!-]+")
_OF_SOURCES = (
    "HEROKU_HOST",
    "HEROKU_DATA_HOST",
    "PRODCHECK_NAMESERVERS",
    "PRODCHECK_ALLOW_PRIVATE_ADDRESSES",
    "https_proxy",
    "HTTPS_PROXY",
    "SSL_CERT_FILE",
)
"""What `core.collect.environment` reads; each has a form of its own, whatever the others say."""


class Problem(msgspec.Struct, frozen=True):
    """A variable, and what to do about it."""

    variable: str
    advice: str
    """One or two sentences; never the value of a secret."""


class Reader:
    """Reads variables by kind; where one is wrong it notes the problem and returns the default.

    Args:
        environ: The environment. Values lose white space at both ends; empty is unset.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[Problem] = []

    def text(self, variable: str) -> str | None:
        """Read a variable, or None when it is unset."""
        return self._environ.get(variable, "").strip() or None

    def secret(self, variable: str) -> str | None:
        """Read a secret, which has neither white space nor control characters."""
        value = self.text(variable)
        if value and not (value.isascii() and value.isprintable() and " " not in value):
            self._wrong(variable, "It holds characters that no such value has. Paste it again.")
            return None
        return value

    def token(self, variable: str, prefix: str) -> str | None:
        """Read a token of Slack's, which says by its first letters what it is."""
        value = self.secret(variable)
        if value and not value.startswith(prefix):
            self._wrong(variable, f"It should begin with {prefix}, and this is something else.")
            return None
        return value

    def keys(self, variable: str) -> tuple[str, ...]:
        """Read keys, separated by commas."""
        found = tuple(filter(None, (each.strip() for each in self._get(variable).split(","))))
        if any(len(each) < LEAST_KEY for each in found):
            self._wrong(variable, f"Each key should have {LEAST_KEY} characters or more.")
            return ()
        return found

    def switch(self, variable: str) -> bool:
        """Read a switch: 1 is on, 0 or unset is off."""
        value = self._get(variable)
        if value not in {"", "0", "1"}:
            self._wrong(variable, f"It is {value!r}. It should be 1 to switch it on, or unset.")
        return value == "1"

    def number(self, variable: str, default: int, *, least: int = 0, most: int) -> int:
        """Read a whole number between two bounds."""
        value = self._get(variable)
        if not value:
            return default
        if _NUMBER.fullmatch(value) and least <= int(value) <= most:
            return int(value)
        self._wrong(variable, f"It is {value!r}. It should be a number from {least} to {most}.")
        return default

    def url(self, variable: str, default: str) -> str:
        """Read an http(s) URL and return it without a final slash."""
        value = (self.text(variable) or default).rstrip("/")
        if _is_url(value):
            return value
        self._wrong(variable, f"It is not a URL. It should look like {default}.")
        return default.rstrip("/")

    def host(self, variable: str, default: str) -> str:
        """Read a host, or a URL that is used whole, as a URL without a final slash."""
        value = (self.text(variable) or default).rstrip("/")
        url = value if is_url(value) else f"https://{value}"
        if _is_url(url):
            return url
        self._wrong(variable, f"It is not a host or a URL. It should look like {default}.")
        return f"https://{default}"

    def public_url(self, variable: str) -> str | None:
        """Read the address at which people reach the bot, which has no path."""
        value = self.text(variable)
        if value is None:
            return None
        url = value.rstrip("/")
        if _is_url(url) and url.count("/") == len("//"):
            return url
        self._wrong(variable, "It should look like https://prodcheck.example.com, without a path.")
        return None

    def app_name(self, variable: str) -> str | None:
        """Read the name of an app; what cannot be one is none: it only completes commands."""
        value = self.text(variable)
        return value if value and _APP_NAME.fullmatch(value) else None

    def database(self, variable: str, default: str) -> str:
        """Read the address of a database, which may hold a password."""
        value = self.text(variable) or default
        try:
            engine_url(value)
        except ConfigError as error:
            self._wrong(variable, _advice(variable, error))
            return default
        return value

    def app_patterns(self, variable: str) -> tuple[str, ...]:
        """Read patterns of app names."""
        return self._patterns(variable, _APP, "names of apps like checkout or checkout-*")

    def channel_patterns(self, variable: str) -> tuple[str, ...]:
        """Read patterns of channel ids."""
        return self._patterns(
            variable,
            _CHANNEL,
            "ids of channels like C024BE91L: see the last line of the channel's details in Slack",
        )

    def user_patterns(self, variable: str) -> tuple[str, ...]:
        """Read patterns of member ids."""
        return self._patterns(
            variable, _USER, 'ids of members like U024BE7LH: see "Copy member ID" in a profile'
        )

    def policy(self, variable: str) -> Policy:
        """Read the policy: TOML, the path of a file, or the file beside the `Procfile`."""
        try:
            return find_policy(self._get(variable), variable)
        except ConfigError as error:
            self._wrong(variable, _advice(variable, error))
            return Policy()

    def sources(self) -> Sources:
        """Read where facts come from, without a token."""
        wrong = [name for name in _OF_SOURCES if not self._source_is_right(name)]
        return sources_of({k: v for k, v in self._environ.items() if k not in wrong}, token="")

    def pair(self, first: str, second: str) -> None:
        """Demand that two variables are set together."""
        missing = [name for name in (first, second) if not self._get(name)]
        if len(missing) == 1:
            other = second if missing == [first] else first
            self._wrong(missing[0], f"{other} is set, and works only together with it.")

    def needs_key(self, needed: bool) -> None:  # noqa: FBT001
        """Demand a secret key when tokens are going to be kept."""
        if needed and not self._get("PRODCHECK_SECRET_KEY"):
            self._wrong(
                "PRODCHECK_SECRET_KEY",
                f"Tokens are kept encrypted, and that needs a key: {LEAST_KEY} random characters "
                "or more, for example from openssl rand -hex 32.",
            )

    def _get(self, variable: str) -> str:
        return self.text(variable) or ""

    def _wrong(self, variable: str, advice: str) -> None:
        self.problems.append(Problem(variable, advice))

    def _patterns(self, variable: str, form: re.Pattern[str], example: str) -> tuple[str, ...]:
        value = self.text(variable)
        if value is None:
            return ()
        found = tuple(filter(None, (each.strip() for each in value.split(","))))
        if found and all(map(form.fullmatch, found)):
            return found
        self._wrong(variable, f"It should list {example}, with commas between them.")
        return ()

    def _source_is_right(self, variable: str) -> bool:
        try:
            sources_of({variable: self._environ.get(variable, "")}, token="")
        except ConfigError as error:
            self._wrong(variable, _advice(variable, error))
            return False
        return True


def _is_url(value: str) -> bool:
    try:
        return _URL.fullmatch(value) is not None and urlsplit(value).port != 0
    except ValueError:
        return False


def _advice(variable: str, error: ConfigError) -> str:
    """Say what an error says, without the name that stands before it anyway."""
    said = error.message.removeprefix(f"{variable}: ").removeprefix(f"{variable}, ")
    if said.startswith(f"{variable} "):
        said = f"It{said.removeprefix(variable)}"
    return f"{said} {error.hint}"
