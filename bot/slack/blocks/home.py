"""App Home: what needs attention, a way to check an app, and how the bot is set up."""

from collections.abc import Iterator, Sequence
from typing import get_args

from msgspec import UNSET, Struct
from msgspec.structs import replace

from bot.slack.blocks import ids, limits
from bot.slack.blocks.kit import Button, Confirm
from bot.slack.blocks.press import button, check_button, open_button, pick_button
from bot.slack.blocks.rows import TROUBLE, troubles
from bot.slack.blocks.surfaces import Actions, Context, Divider, Header, Home, HomeBlock, Section
from bot.slack.blocks.text import channel, code, fold, inert, listing, moment, mrkdwn, plain
from bot.slack.blocks.watch_rows import Row, home_rows
from bot.slack.blocks.words import numbers, verdict_symbol, verdict_words
from core.render.words import plural
from core.report import Report, Verdict

_MOST_ROWS = 10


class Setup(Struct, frozen=True, kw_only=True):
    """How the bot is set up, as far as the person who looks may know it."""

    account: str | None = None
    """The Heroku account that is read with: the person's own, or the bot's; None: not yet one."""
    sign_in_url: str | None = None
    """Where the person links their own account, when they can and have not."""
    can_sign_out: bool = False
    """The account is the person's own."""
    apps: tuple[str, ...] = ()
    """Patterns of the apps it is for; empty: all that the account sees."""
    channels: tuple[str, ...] = ()
    """Ids or patterns of the channels it answers in; empty: all."""
    people: int = 0
    """How many people it answers, when they are listed; 0: all members."""
    version: str
    bot: str = "prodcheck"
    """The name by which it is mentioned."""


def home_view(reports: Sequence[Report], setup: Setup, watches: Sequence[Row] = ()) -> Home:
    """Compose App Home.

    Args:
        reports: The last report of each app checked lately that the person may see.
        setup: How the bot is set up.
        watches: Those that the person asked for.
    """
    body = _standing(reports) if reports else _first_steps(setup)
    return Home(
        blocks=(
            *body,
            Divider(),
            *home_rows(watches),
            Divider(),
            *_how(setup, offer_link=bool(reports)),
        ),
        callback_id=ids.HOME_VIEW,
    )


def _standing(reports: Sequence[Report]) -> Iterator[HomeBlock]:
    bad = sorted((each for each in reports if each.verdict != "ready"), key=_need)
    fine = [report.app for report in reports if report.verdict == "ready"]
    yield _headline(len(bad), len(reports))
    yield Context(elements=(mrkdwn(_span(reports)),))
    yield Actions(elements=(pick_button(), button("Scan all apps", ids.FLEET_ALL)))
    for position, report in enumerate(bad[:_MOST_ROWS]):
        yield _row(report, position)
    left = [report.app for report in bad[_MOST_ROWS:]]
    if left:
        yield Section(text=mrkdwn(f"*And {len(left)} more:* {listing(left)}"))
    if fine:
        yield Context(elements=(mrkdwn(f"✅ *Ready:* {listing(fine)}"),))


def _need(report: Report) -> int:
    return get_args(Verdict).index(report.verdict)


def _headline(bad: int, total: int) -> Header:
    if not bad:
        return Header(text=plain("Nothing needs attention", limits.HEADER, symbol="✅"))
    words = f"{bad} of {plural(total, 'app')} {'needs' if bad == 1 else 'need'} attention"
    return Header(text=plain(words, limits.HEADER))


def _span(reports: Sequence[Report]) -> str:
    first = min(report.taken_at for report in reports)
    return f"Apps checked lately; the oldest report is from {moment(first)}"


def _row(report: Report, position: int) -> Section:
    names = listing([result.id for result in troubles(report)], 300)
    totals = ", ".join(words for status, words in numbers(report.counts) if status in TROUBLE)
    lines = [
        f"{verdict_symbol(report)} *{inert(report.app, 60)}* {verdict_words(report)}",
        f"{totals}: {names}" if names else totals,
    ]
    check = check_button(report.app, position, "Check again")
    return Section(
        text=mrkdwn("\n".join(filter(None, lines))),
        accessory=check if check is not None else UNSET,
    )


def _first_steps(setup: Setup) -> Iterator[HomeBlock]:
    yield Header(text=plain("Is your app set up to stay up?", limits.HEADER))
    yield Section(text=mrkdwn("Three steps, and you know."))
    yield _connect(setup)
    yield Section(
        text=mrkdwn(
            f"*2. Check an app*\nPick one here, or type `{ids.COMMAND} myapp` in any channel. "
            "Only you see the answer until you post it."
        ),
        accessory=pick_button(),
    )
    yield Section(
        text=mrkdwn(
            "*3. Bring it to your team*\nType "
            f"{code(f'/invite @{setup.bot}', 80)} in a channel, and ask there with "
            f"{code(f'@{setup.bot} myapp', 80)}, in threads too."
        )
    )


def _connect(setup: Setup) -> Section:
    if setup.account:
        words = f"✅ Done: I read as {code(setup.account, 100)}."
    elif setup.sign_in_url:
        words = "Link your Heroku account: I see what you may see, and only read."
    else:
        words = "Whoever runs me sets `HEROKU_API_KEY` in the config vars of my own app."
    link = _link_button(setup)
    return Section(text=mrkdwn(f"*1. Connect Heroku*\n{words}"), accessory=link or UNSET)


def _link_button(setup: Setup) -> Button | None:
    if setup.account or setup.sign_in_url is None:
        return None
    return open_button("Link Heroku account", setup.sign_in_url, style="primary")


def _how(setup: Setup, *, offer_link: bool) -> Iterator[HomeBlock]:
    account = code(setup.account, 100) if setup.account else "no account yet"
    apps = _few([code(each, 60) for each in setup.apps[:_MOST_ROWS]], len(setup.apps))
    channels = _few([channel(each) for each in setup.channels[:_MOST_ROWS]], len(setup.channels))
    lines = [
        f"*Heroku account:* {account}",
        f"*Apps:* {apps or 'all that the account sees'}",
        f"*Channels:* {channels or 'all'}",
        f"*People:* {f'{setup.people} listed' if setup.people else 'all members, no guests'}",
    ]
    yield Section(text=mrkdwn("*How I am set up*\n" + "\n".join(lines)))
    buttons = [_link_button(setup) if offer_link else None, _sign_out(setup)]
    offered = tuple(each for each in buttons if each is not None)
    if offered:
        yield Actions(elements=offered)
    yield Context(
        elements=(mrkdwn(f"prodcheck {inert(setup.version, 40)}  ·  `{ids.COMMAND} help`"),)
    )


def _few(shown: list[str], total: int) -> str:
    return fold(shown, 900, total=total, separator=", ")


def _sign_out(setup: Setup) -> Button | None:
    if not setup.can_sign_out:
        return None
    ask = Confirm(
        title=plain("Disconnect Heroku?", limits.CONFIRM_TITLE),
        text=plain("I forget your Heroku account. You can link it again.", limits.CONFIRM_TEXT),
        confirm=plain("Disconnect", limits.CONFIRM_BUTTON),
        deny=plain("Keep it", limits.CONFIRM_BUTTON),
    )
    return replace(button("Disconnect Heroku", ids.SIGN_OUT), confirm=ask)
