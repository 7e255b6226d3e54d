"""The check `stack`."""

from collections.abc import Iterator
from datetime import date, datetime

from core.check import check, failed, passed, skipped, unknown, warning
from core.checks._stacks import StackRow, build_again, known_stack, remedy, stack_name
from core.fix import fix
from core.inject import Days
from core.report import Finding
from core.snapshot import App, Stack, Unavailable


@check(title="A stack that Heroku supports", category="platform")
def stack(
    app: App, stacks: tuple[Stack, ...] | Unavailable, taken_at: datetime, *, warn_days: Days = 180
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
    name = stack_name(app)
    if name == "container":
        yield skipped(None, "the app brings its own container image")
    elif name is None:
        yield _not_told(app)
    else:
        yield _judge(app, name, stacks, taken_at.date(), warn_days)
    if app.build_stack is not None and app.stack is not None and app.build_stack != app.stack:
        yield warning(
            app.build_stack,
            f"the app runs on {app.stack} until its next build, which will use {app.build_stack}",
            fix=build_again(app),
            stack=app.stack,
            build_stack=app.build_stack,
        )


def _not_told(app: App) -> Finding:
    if app.released_at is None:
        return skipped(None, "nothing has been deployed yet")
    what = "base image" if app.fir else "stack"
    return unknown(
        None, f"Heroku does not say which {what} the app runs on", fix=fix(None, "stack")
    )


def _judge(
    app: App, name: str, stacks: tuple[Stack, ...] | Unavailable, today: date, warn_days: int
) -> Finding:
    row = known_stack(name)
    listed = [] if isinstance(stacks, Unavailable) else [s for s in stacks if s.name == name]
    state = listed[0].state if listed else None
    if row is None:
        return _judge_unlisted(name, state, stacks)
    days = (row.end_of_life - today).days
    evidence = {"stack": name, "end_of_life": row.end_of_life.isoformat()}
    if days < 0:
        return failed(
            name,
            f"{name} reached its end on {row.end_of_life}: {_afterwards(app)}",
            fix=remedy(app, row, stacks, today),
            **evidence,
        )
    if days <= warn_days or state == "deprecated" or (row.deprecated or date.max) <= today:
        return warning(
            name,
            f"{name} ends on {row.end_of_life}, in {days} days: {_soon(app, row, today)}",
            fix=remedy(app, row, stacks, today),
            **evidence,
        )
    return passed(name, f"{name} is supported until {row.end_of_life}", **evidence)


def _afterwards(app: App) -> str:
    if app.fir:
        return "the base image gets no patches until the app is built with a newer builder"
    return "no patches, and builds are refused"


def _soon(app: App, row: StackRow, today: date) -> str:
    if app.fir:
        return "build the app with a newer builder before that"
    if row.brown_out is not None and row.brown_out <= today:
        return "some builds are refused already, and all of them after that day"
    return "builds are refused after that day"


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
