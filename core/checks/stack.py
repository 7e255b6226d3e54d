"""The check `stack`."""

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from core.check import check, failed, passed, skipped, unknown, warning
from core.fix import fix, heroku
from core.knowledge import table
from core.report import Finding
from core.snapshot import App, Stack, Unavailable


class StackRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stack that Heroku has or had."""

    name: str
    end_of_life: date
    """The last day with security patches; builds are refused after it."""
    source: str
    deprecated: date | None = None
    article: str = "upgrading-to-the-latest-stack"


@check(title="A stack that Heroku supports", category="platform")
def stack(
    app: App, stacks: tuple[Stack, ...] | Unavailable, taken_at: datetime, *, warn_days: int = 180
) -> Iterator[Finding]:
    """Judge the stack the app runs on by the day its support ends.

    Why:
        On a stack past its end nothing is patched and nothing can be built: the app keeps running
        until the day it needs a fix, and that fix cannot be deployed.
    Passes when:
        Heroku supports the stack for more than `warn_days` days. A Fir app is judged by its base
        image. An app on the container stack is skipped: its base image is its own.
    Warns when:
        The stack is deprecated, ends within `warn_days` days, is a beta, or the next build will use
        another one.
    Fails when:
        Support for the stack has ended.
    Fix:
        Set a current stack and deploy.
    References:
        upgrading-to-the-latest-stack
        stack
        stack-update-policy
        cedar-migration
    """
    name = _stack_name(app)
    if name == "container":
        yield skipped(None, "the app brings its own container image")
        return
    if name is None:
        yield skipped(None, "nothing has been deployed yet")
        return
    yield _judge(app, name, stacks, taken_at.date(), warn_days)
    if app.build_stack is not None and app.stack is not None and app.build_stack != app.stack:
        yield warning(
            app.build_stack,
            f"the app runs on {app.stack}, and its next build will use {app.build_stack}",
            fix=fix(
                "git commit --allow-empty -m 'Build on the new stack' && git push heroku HEAD:main",
                "upgrading-to-the-latest-stack",
            ),
            stack=app.stack,
            build_stack=app.build_stack,
        )


def _stack_name(app: App) -> str | None:
    """Name the stack; of a Fir app, the one its base image is (`heroku/heroku:22-cnb`)."""
    if not app.fir:
        return app.stack
    if app.base_image_name is None:
        return app.stack if app.stack != "cnb" else "cnb"
    tag = app.base_image_name.rpartition(":")[2].partition("-")[0]
    return f"heroku-{tag}" if tag.isdigit() else app.base_image_name


def _judge(
    app: App, name: str, stacks: tuple[Stack, ...] | Unavailable, today: date, warn_days: int
) -> Finding:
    row = next((row for row in table("stacks", StackRow) if row.name == name), None)
    listed = [] if isinstance(stacks, Unavailable) else [s for s in stacks if s.name == name]
    state = listed[0].state if listed else None
    if row is None:
        return _judge_unlisted(name, state, stacks)
    days = (row.end_of_life - today).days
    remedy = fix(
        heroku("stack:set", _successor(stacks), app=app.name), row.article, "stack-update-policy"
    )
    evidence = {"stack": name, "end_of_life": row.end_of_life.isoformat()}
    if days < 0:
        return failed(
            name,
            f"{name} reached its end on {row.end_of_life}: no patches, and builds are refused",
            fix=remedy,
            **evidence,
        )
    if days <= warn_days or state == "deprecated" or (row.deprecated or date.max) <= today:
        return warning(
            name,
            f"{name} ends on {row.end_of_life}, in {days} days: after it builds are refused",
            fix=remedy,
            **evidence,
        )
    return passed(name, f"{name} is supported until {row.end_of_life}", **evidence)


def _judge_unlisted(
    name: str, state: str | None, stacks: tuple[Stack, ...] | Unavailable
) -> Finding:
    match state:
        case "public":
            return passed(name, f"Heroku offers {name}", stack=name)
        case "beta":
            return warning(name, f"{name} is a beta: it may change or go", stack=name)
        case "deprecated":
            return warning(
                name,
                f"Heroku has deprecated {name}",
                fix=fix(None, "upgrading-to-the-latest-stack"),
                stack=name,
            )
    reason = f": {stacks.reason}" if isinstance(stacks, Unavailable) else ""
    return unknown(name, f"it is not known how long {name} is supported{reason}", stack=name)


def _successor(stacks: tuple[Stack, ...] | Unavailable) -> str:
    """Name the stack to move to: Heroku's default, which the API tells."""
    if not isinstance(stacks, Unavailable):
        for each in stacks:
            if each.default:
                return each.name
    return "heroku-24"
