"""The stacks Heroku has or had, the one an app runs on, and the way to the next."""

from datetime import date
from shlex import quote

import msgspec

from core.fix import fix, heroku
from core.knowledge import table
from core.report import Fix
from core.snapshot import App, Stack, Unavailable


class StackRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stack that Heroku has or had."""

    name: str
    end_of_life: date
    """The last day with security patches; builds are refused after it."""
    source: str
    deprecated: date | None = None
    brown_out: date | None = None
    """From this day on Heroku refuses some builds, as a reminder."""
    article: str = "upgrading-to-the-latest-stack"


def known_stack(name: str) -> StackRow | None:
    """Look up a stack; None when it is not known."""
    return next((row for row in table("stacks", StackRow) if row.name == name), None)


def stack_name(app: App) -> str | None:
    """Name the stack; of a Fir app, the one its base image is (`heroku/heroku:22-cnb`).

    None when Heroku does not say: `cnb`, the stack of every Fir app, tells nothing.
    """
    if not app.fir:
        return app.stack
    if app.base_image_name is None:
        return None if app.stack == "cnb" else app.stack
    tag = app.base_image_name.rpartition(":")[2].partition("-")[0]
    return f"heroku-{tag}" if tag.isdigit() else app.base_image_name


def remedy(app: App, row: StackRow, stacks: tuple[Stack, ...] | Unavailable, today: date) -> Fix:
    """Compose the way off a stack.

    A Fir app has no stack to set: its builder brings the base image. Where another stack is set
    already, a build is all that is missing.
    """
    articles = dict.fromkeys((row.article, "upgrading-to-the-latest-stack", "stack-update-policy"))
    if app.fir:
        return fix(None, *articles)
    following = known_stack(app.build_stack or "")
    if (
        following is not None
        and following.end_of_life > row.end_of_life
        and _alive(following, today)
    ):
        return build_again(app)
    command = heroku("stack:set", _successor(row.name, stacks), app=app.name)
    return fix(command, *articles)


def build_again(app: App) -> Fix:
    """Compose a build without a change. It names the app, whatever the git remotes are."""
    push = f"git push {quote(f'https://git.heroku.com/{app.name}.git')} main"
    command = f"git commit --allow-empty -m 'Build on the new stack' && {push}"
    return fix(command, "upgrading-to-the-latest-stack")


def _alive(row: StackRow, today: date) -> bool:
    return row.end_of_life >= today and (row.deprecated is None or row.deprecated > today)


def _successor(name: str, stacks: tuple[Stack, ...] | Unavailable) -> str:
    """Name the stack to move to: Heroku's default, which the API tells.

    Of an app on the default itself, it is the newest known.
    """
    listed = () if isinstance(stacks, Unavailable) else stacks
    default = next((each.name for each in listed if each.default), "heroku-24")
    return default if default != name else table("stacks", StackRow)[-1].name
