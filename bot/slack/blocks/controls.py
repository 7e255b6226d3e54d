"""What can be pressed below a report."""

from collections.abc import Iterator
from typing import Literal
from urllib.parse import quote

from msgspec import UNSET, Struct

from bot.slack.blocks import ids, limits
from bot.slack.blocks.kit import Button, MenuOption, Overflow
from bot.slack.blocks.press import button
from bot.slack.blocks.rows import worst_first
from bot.slack.blocks.surfaces import Actions
from bot.slack.blocks.text import plain, web_address
from bot.slack.blocks.waive import waivable
from core.changes import Changes
from core.report import Report

_DASHBOARD = "https://dashboard.heroku.com/apps/"


class Occasion(Struct, frozen=True, kw_only=True):
    """How it came to a report."""

    asked_by: str | None = None
    """Slack's id of who asked."""
    seconds: float | None = None
    """How long it took."""
    public: bool = False
    """The message is already seen by the channel."""
    report_id: str | None = None
    """Under which it is kept, if it is: at most 24 letters, digits, `-` or `_`."""
    changes: Changes | None = None
    """Since the app was last checked; None: it was not, or it is not known."""
    page: str | None = None
    """Address of the report as a page, where it is known at which address the bot is."""


NOBODY = Occasion()


def controls(report: Report, occasion: Occasion) -> Iterator[Actions]:
    """Offer what can be done next; nothing where no app can have that name."""
    if not ids.names_an_app(report.app):
        return
    target = ids.Target(app=report.app, report=occasion.report_id)
    again = button(
        "Re-run", ids.RERUN, label=f"Check {report.app} again", carries=target, style="primary"
    )
    post = button("Post to channel", ids.POST, carries=target)
    menu = Overflow(action_id=ids.MORE, options=tuple(_choices(report, occasion)))
    watch = button("Watch", ids.WATCH_APP_OF, label=f"Watch {report.app}", carries=target)
    offered = (again, watch) if occasion.public else (again, post, watch)
    yield Actions(elements=(*offered, *_more(target, occasion), menu))


def _more(target: ids.Target, occasion: Occasion) -> Iterator[Button]:
    """Offer what there is to see beside the message."""
    if occasion.changes is not None and occasion.report_id is not None:
        yield button("What changed", ids.CHANGED, carries=target)
    address = web_address(occasion.page) if occasion.page else None
    if address is not None:
        yield button("Full report", ids.PAGE, url=address)


def _choices(report: Report, occasion: Occasion) -> Iterator[MenuOption]:
    def choice(
        do: Literal["why", "all", "json", "waive", "dashboard"],
        words: str,
        check: str | None = None,
    ) -> MenuOption:
        value = ids.Choice(app=report.app, do=do, check=check, report=occasion.report_id)
        url = f"{_DASHBOARD}{quote(report.app)}" if do == "dashboard" else UNSET
        return MenuOption(text=plain(words, limits.OPTION_TEXT), value=ids.encode(value), url=url)

    worst = next((r.id for r in worst_first(report) if ids.names_a_check(r.id)), None)
    if worst is not None:
        yield choice("why", "Why?", worst)
    yield choice("all", "Show all results")
    yield choice("json", "Show as JSON")
    if occasion.report_id is not None and waivable(report):
        yield choice("waive", "Waive…")
    yield choice("dashboard", "Open in Dashboard")
