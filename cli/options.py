"""Options that several commands share."""

import pkgutil
from collections.abc import Callable
from typing import TypeVar

import click
from click.shell_completion import CompletionItem

_F = TypeVar("_F", bound=Callable[..., object])

FAIL_ON = ("failed", "unknown", "warning", "never")


def of_app(function: _F) -> _F:
    """Add the options that say which app, and whom to ask."""
    return _all(
        function,
        click.option("-a", "--app", metavar="APP", help="App to check."),
        click.option("-r", "--remote", metavar="REMOTE", help="Git remote of the app to check."),
        click.option(
            "--nameserver",
            "nameservers",
            metavar="HOST[:PORT]",
            multiple=True,
            help="DNS server to ask, an IP address; may be repeated.",
        ),
    )


def of_judging(function: _F) -> _F:
    """Add the options that say which checks run, and what counts."""
    return _all(
        function,
        click.option(
            "--only",
            metavar="ID",
            multiple=True,
            shell_complete=complete_check,
            help="Run this check alone; may be repeated.",
        ),
        click.option(
            "--skip",
            metavar="ID",
            multiple=True,
            shell_complete=complete_check,
            help="Leave this check out; may be repeated.",
        ),
        click.option(
            "--fail-on",
            type=click.Choice(FAIL_ON),
            default="failed",
            show_default=True,
            help="The least that makes the exit status 1.",
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
    """Offer the ids of the checks, which are the names of their files, without loading them."""
    import core.checks  # noqa: PLC0415  for the TAB key alone

    names = (module.name for module in pkgutil.iter_modules(core.checks.__path__))
    ids = (name.replace("_", "-") for name in names if not name.startswith("_"))
    return [CompletionItem(each) for each in sorted(ids) if each.startswith(incomplete)]


def _all(function: _F, *decorators: Callable[[_F], _F]) -> _F:
    for decorate in reversed(decorators):
        function = decorate(function)
    return function
