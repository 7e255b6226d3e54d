"""Options that several commands share."""

import pkgutil
from collections.abc import Callable
from typing import TypeVar

import click
from click.shell_completion import CompletionItem

_F = TypeVar("_F", bound=Callable[..., object])

FAIL_ON = ("failed", "unknown", "warning", "never")


_NAMESERVER = click.option(
    "--nameserver",
    "nameservers",
    metavar="HOST[:PORT]",
    multiple=True,
    help="DNS server to ask, an IP address; may be repeated.",
)


def of_app(function: _F) -> _F:
    """Add the options that say which app, and whom to ask."""
    return _all(
        function,
        click.option("-a", "--app", metavar="APP", help="App to check."),
        click.option("-r", "--remote", metavar="REMOTE", help="Git remote of the app to check."),
        _NAMESERVER,
    )


def of_scope(function: _F) -> _F:
    """Add the options that say which apps, and whom to ask."""
    return _all(
        function,
        click.option("-t", "--team", metavar="TEAM", help="Check the apps of this team."),
        click.option(
            "-p", "--pipeline", metavar="PIPELINE", help="Check the apps of this pipeline."
        ),
        click.option("--all", "everything", is_flag=True, help="Check every app that you can see."),
        _NAMESERVER,
    )


def of_judging(function: _F) -> _F:
    """Add the options that say which checks run, and what counts."""
    return _all(
        function,
        click.option(
            "--only",
            metavar="ID[,ID]",
            multiple=True,
            shell_complete=_complete_checks,
            help="Run these checks alone; may be repeated.",
        ),
        click.option(
            "--skip",
            metavar="ID[,ID]",
            multiple=True,
            shell_complete=_complete_checks,
            help="Leave these checks out; may be repeated.",
        ),
        click.option(
            "--fail-on",
            type=click.Choice(FAIL_ON),
            default="failed",
            show_default=True,
            help="The least that makes the exit status 1.",
        ),
    )


def of_policy(function: _F) -> _F:
    """Add the options that say which policy goes."""
    return _all(
        function,
        click.option(
            "--policy",
            metavar="FILE",
            type=click.Path(),
            help="Policy to follow; default: prodcheck.toml here or at the top of the repository. "
            '"" is none.',
        ),
        click.option(
            "--profile",
            metavar="NAME",
            shell_complete=_complete_profiles,
            help="Hold the app to this profile: critical, standard, hobby, or one of the policy's.",
        ),
        click.option(
            "--no-waivers",
            "waivers",
            is_flag=True,
            default=True,
            flag_value=False,
            help="Show what the policy accepts as if it did not.",
        ),
    )


def of_display(function: _F) -> _F:
    """Add the options that say how the answer looks."""
    return _all(
        function,
        click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text."),
        click.option("--no-color", is_flag=True, help="Print no colour, as NO_COLOR=1 does."),
    )


def complete_check(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the ids of the checks that start with a word."""
    return [CompletionItem(each) for each in _check_ids() if each.startswith(incomplete)]


def _complete_profiles(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the built-in profiles."""
    from core.profiles import BUILT_IN  # noqa: PLC0415  for the TAB key alone

    return [CompletionItem(name) for name in BUILT_IN if name.startswith(incomplete)]


def _complete_checks(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer ids for the last word of a list that is separated by commas, and none twice."""
    before, comma, last = incomplete.rpartition(",")
    there = before.split(",")
    return [
        CompletionItem(before + comma + each)
        for each in _check_ids()
        if each.startswith(last) and each not in there
    ]


def _check_ids() -> list[str]:
    """List the ids of the checks, which are the names of their files, without loading them."""
    import core.checks  # noqa: PLC0415  for the TAB key alone
    from core.own_checks import announced  # noqa: PLC0415

    names = (module.name for module in pkgutil.iter_modules(core.checks.__path__))
    files = (name.replace("_", "-") for name in names if not name.startswith("_"))
    return sorted({*files, *announced()})


def _all(function: _F, *decorators: Callable[[_F], _F]) -> _F:
    for decorate in reversed(decorators):
        function = decorate(function)
    return function
