"""What a person typed after `/prodcheck`, or after mentioning the bot. Pure."""

import re
from typing import Final, TypeAlias
from urllib.parse import urlsplit

import msgspec

from bot.slack.blocks import ids
from core.fleet import FleetScope

_LONGEST: Final = 300
"""Characters looked at; an app's name has 30, an address in the Dashboard some more."""
_INVISIBLE: Final = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_AROUND: Final = "`'\"´‘’‚‛“”„‟«»‹›*_~()[]{}<>"  # noqa: RUF001  lookalikes are the point
"""What stands around a name that was quoted or pasted."""
_ENDS: Final = ".,;:!?…"
"""What ends a sentence."""
_AFTER: Final = _AROUND + _ENDS
_LINK: Final = re.compile(r"<(?P<url>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_SUFFIX: Final = re.compile(r"-[0-9a-f]{12}\Z")
"""Ends the host name of an app made since June 2023: devcenter.heroku.com/changelog-items/2640"""
_HEROKU: Final = re.compile(r"(?:https?://)?[\w.-]*heroku(?:app)?\.com(?![\w.-])", re.IGNORECASE)
_WORD: Final = re.compile(r"[a-z0-9][a-z0-9.:/_-]*")
_PART: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_FLEET_OPTIONS: Final = frozenset({"failing", "--failing", "public", "--public"})
_MENTION: Final = re.compile(r"\s*<@[UW][A-Z0-9]+(?:\|[^>]*)?>")


class PickApp(msgspec.Struct, frozen=True):
    """Nothing was typed: show the list."""


class Help(msgspec.Struct, frozen=True):
    """Say what can be typed."""

    not_understood: str | None = None
    """What was typed, where it meant nothing."""


class ListChecks(msgspec.Struct, frozen=True):
    """List what is checked."""


class Explain(msgspec.Struct, frozen=True):
    """Say why a check matters."""

    check: str


class CheckApp(msgspec.Struct, frozen=True):
    """Check an app."""

    app: str
    public: bool = False
    """Post the report to the channel."""


class WatchApp(msgspec.Struct, frozen=True):
    """Watch an app for a channel."""

    app: str
    when: str = ""
    """What was typed of the schedule."""


class NewWatch(msgspec.Struct, frozen=True):
    """Show the form of a watch."""


class Unwatch(msgspec.Struct, frozen=True):
    """End the watch of an app."""

    app: str


class ListWatches(msgspec.Struct, frozen=True):
    """List the watches of a channel."""


class ScanFleet(msgspec.Struct, frozen=True):
    """Check many apps."""

    scope: FleetScope
    failing: bool = False
    """Show only those that fail."""
    public: bool = False
    """Post the answer to the channel."""


Watching: TypeAlias = WatchApp | NewWatch | Unwatch | ListWatches
Typed: TypeAlias = PickApp | Help | ListChecks | Explain | CheckApp | Watching | ScanFleet


def parse(text: str) -> Typed:  # noqa: PLR0911  each word of ours means something else
    """Read what was typed.

    `help`, `checks`, `explain`, `watch`, `unwatch`, `watches` and `fleet` are words of ours; an app
    that is called so is checked by `app help`.
    """
    text = text[:_LONGEST].translate(_INVISIBLE).strip()
    words = _LINK.sub(_unwrapped, text).split()
    match [_bare(word) for word in words]:
        case []:
            return PickApp()
        case ["help"]:
            return Help()
        case ["checks"] | ["explain"]:
            return ListChecks()
        case ["explain", check]:
            return Explain(check)
        case ["watches" | "watch" | "unwatch", *bare]:
            return _watching(words, bare) or Help(text)
        case ["fleet", *_]:
            return _fleet(words[1:]) or Help(text)
        case ["app" | "check" | "-a" | "--app", _, *_]:
            words = words[1:]
    return _check(words) or Help(text)


def parse_mention(text: str) -> Typed:
    """Read what was typed in a message that begins by mentioning the bot."""
    return parse(_MENTION.sub("", text, count=1))


def app_named(word: str) -> str | None:
    """Find the app that a word names: by name, or by an address of the app or its Dashboard."""
    word = _bare(word)
    if _HEROKU.match(word):
        return _named(_app_of_address(word))
    return _named(word)


def apps_in(text: str, known: frozenset[str]) -> list[str]:
    """Find the apps that a text is about, each once, in the order they are named.

    Args:
        text: A message of whatever origin.
        known: The apps that may be found.
    """
    words = _WORD.findall(text.lower())
    found = (name for word in words for name in (app_named(word), *_PART.findall(word)))
    return list(dict.fromkeys(name for name in found if name in known))


def _fleet(words: list[str]) -> ScanFleet | None:
    """Read which apps: all, those of a team, or those of a pipeline, whose name may have spaces."""
    left, options = _without_options(words)
    match [_bare(word) for word in left]:
        case [] | ["all" | "--all"]:
            scope = FleetScope(kind="all")
        case ["team" | "-t" | "--team", name]:
            scope = FleetScope(kind="team", name=name)
        case ["pipeline" | "-p" | "--pipeline", _, *_]:
            scope = FleetScope(kind="pipeline", name=_quoted(left[1:]))
        case _:
            return None
    if scope.name == "":
        return None
    return ScanFleet(scope, failing="failing" in options, public="public" in options)


def _without_options(words: list[str]) -> tuple[list[str], set[str]]:
    """Part the options on either side from what is between: a pipeline may be called so, too."""
    options: set[str] = set()
    left = list(words)
    for place in (-1, 0):
        while left and (word := left[place].lower().rstrip(_ENDS)) in _FLEET_OPTIONS:
            options.add(word.removeprefix("--"))
            left.pop(place)
    return left, options


def _quoted(words: list[str]) -> str:
    return " ".join(words).strip(_AROUND)


def _check(words: list[str]) -> CheckApp | None:
    """Read the name of an app, with `public` on either side of it."""
    options = {"public", "--public"}
    names = [word for word in words if _bare(word) not in options] or words[:1]
    app = app_named(names[0]) if len(names) == 1 and len(words) <= 2 else None  # noqa: PLR2004
    return CheckApp(app, public=len(words) > len(names)) if app else None


def _watching(words: list[str], bare: list[str]) -> Watching | None:
    """Read what was typed about watches; an app may be followed by when it is looked at."""
    word, app = _bare(words[0]), app_named(words[1]) if bare else None
    match word, len(bare):
        case ("watches" | "unwatch", 0):
            return ListWatches()
        case ("watch", 0):
            return NewWatch()
        case ("unwatch", 1) if app:
            return Unwatch(app)
        case ("watch", _) if app:
            return WatchApp(app, " ".join(words[2:]))
    return None


def _unwrapped(link: re.Match[str]) -> str:
    """Take the address of a link where it tells the app, else its label."""
    url, label = link["url"], link["label"]
    return url if label is None or _HEROKU.match(url) else label


def _bare(word: str) -> str:
    return word.lstrip(_AROUND).rstrip(_AFTER).lower()


def _named(name: str | None) -> str | None:
    return name if name and ids.names_an_app(name) else None


def _app_of_address(address: str) -> str | None:
    """Read an address of the Dashboard, of the app itself or of its git repository."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = parts.hostname or ""
    except ValueError:
        return None
    match [host, *filter(None, parts.path.split("/"))]:
        case ["dashboard.heroku.com", "apps", name, *_]:
            return name
        case ["git.heroku.com", name, *_]:
            return name.removesuffix(".git")
    name, _, domain = host.partition(".")
    return _SUFFIX.sub("", name) if domain == "herokuapp.com" else None
