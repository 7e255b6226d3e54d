"""What it means that the apps of a fleet cannot be listed, and what to type next."""

from collections.abc import Sequence
from shlex import quote

from core.collect.failure import CallFailed
from core.errors import (
    AppNotFound,
    ConfigError,
    Forbidden,
    HerokuError,
    HerokuUnavailable,
    RateLimited,
    Unauthorized,
)
from core.fleet import FleetScope
from core.snapshot import Unavailable

_OPTIONS = {"all": "--all", "team": "-t", "pipeline": "-p"}


def command(scope: FleetScope) -> str:
    """Compose the command that checks a scope."""
    words = ["prodcheck fleet", _OPTIONS[scope.kind]]
    return " ".join(words if scope.name is None else [*words, quote(scope.name)])


def no_such_pipeline(name: str) -> ConfigError:
    """Say that there is no pipeline of a name."""
    return ConfigError(
        f"Heroku knows no pipeline called {name}, or none that this token may see.",
        hint="heroku pipelines lists yours.",
    )


def ambiguous(name: str, ids: Sequence[str]) -> ConfigError:
    """Say that several pipelines have a name."""
    listed = "\n".join(f"    {each}" for each in sorted(ids))
    return ConfigError(
        f"There are {len(ids)} pipelines called {name}.", hint=f"Name one by its id:\n{listed}"
    )


def not_shown(scope: FleetScope, number: int) -> str:
    """Say that a scope has apps that the token may not see."""
    apps = "1 app" if number == 1 else f"{number} apps"
    return f"{apps} of {scope.words} cannot be seen with this token."


def without_addons(scope: FleetScope, missing: Unavailable) -> str:
    """Say that add-ons cannot be listed for all apps at once."""
    return (
        f"The add-ons of {scope.words} could not be listed at once: {missing.reason}. Each app is "
        "asked for its own, with two calls more an app."
    )


def with_a_wider_token(scope: FleetScope) -> str:
    """Compose the command that asks with the token of the Heroku CLI, which may see more."""
    return f'HEROKU_API_KEY="$(heroku auth:token)" {command(scope)}'


def with_gaps(scope: FleetScope) -> str:
    """Say that the lists of add-ons are not whole."""
    return (
        f"Heroku's lists of add-ons are not whole for {scope.words}: each app is asked for its "
        "own, with two calls more an app."
    )


def explain_listing(scope: FleetScope, failure: CallFailed) -> HerokuError:
    """Turn the failure to list the apps into the error that ends the scan."""
    kind, message, hint = _explanation(scope, failure)
    return kind(message, hint=hint, request_id=failure.unavailable.request_id)


def _explanation(scope: FleetScope, failure: CallFailed) -> tuple[type[HerokuError], str, str]:
    reason, again = failure.unavailable.reason, command(scope)
    match failure.unavailable.kind:
        case "forbidden" if failure.status == 401:  # noqa: PLR2004  HTTP's own number
            return (
                Unauthorized,
                f"Heroku refuses the token that was to list {scope.words}: {reason}.",
                "Log in with heroku login, or set HEROKU_API_KEY to a token that is valid.",
            )
        case "forbidden":
            return (
                Forbidden,
                f"This token may not list {scope.words}: {reason}.",
                f"With the token of the Heroku CLI:\n{with_a_wider_token(scope)}",
            )
        case "not_found":
            return (
                AppNotFound,
                f"Heroku shows no {scope.kind} called {scope.name} to this token: {reason}.",
                f"heroku {'teams' if scope.kind == 'team' else 'pipelines'} lists yours.",
            )
        case "rate_limited":
            return (
                RateLimited,
                f"Heroku API calls are spent, so {scope.words} cannot be listed: {reason}.",
                f"They come back within minutes; then type {again}.",
            )
    return (
        HerokuUnavailable,
        f"The list of {scope.words} could not be read: {reason}.",
        f"See https://status.heroku.com; then type {again}.",
    )
