"""Moments as Slack shows them, in the time zone of the machine."""

import re
from datetime import datetime, timedelta
from typing import Final

from markupsafe import Markup, escape

_TOKEN: Final = re.compile(r"\{(\w+)\}")


def shown(timestamp: int, form: str, now: datetime) -> str:
    """Write a moment in a form such as `{date_short_pretty} at {time}`.

    Args:
        timestamp: Seconds since 1970.
        form: Text with Slack's tokens in it; one that it does not know stays as it is.
        now: What `today` is, with its time zone.

    Raises:
        ValueError: No calendar has that moment.
    """
    try:
        at = datetime.fromtimestamp(timestamp, now.tzinfo)
    except (OverflowError, OSError) as error:
        raise ValueError("no such moment") from error
    known = _tokens(at, now)
    return _TOKEN.sub(lambda match: known.get(match[1], match[0]), form)


def date_markup(control: str, now: datetime) -> Markup:
    """Render `!date^1700000000^{date} at {time}^https://…|fallback`, without its brackets."""
    body, _, fallback = control.partition("|")
    _, timestamp, form, *link = [*body.split("^"), "", ""]
    try:
        text = shown(int(timestamp), form, now)
    except ValueError:
        return escape(fallback)
    made = Markup('<time title="{}">{}</time>').format(fallback, text)
    address = link[0]
    if address.startswith(("https://", "http://")):
        return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(
            address, made
        )
    return made


def clock(ts: str, now: datetime) -> str:
    """Write the time of a message."""
    return shown(int(float(ts)), "{time}", now)


def day(ts: str, now: datetime) -> str:
    """Write the day of a message, for the line above the first one."""
    return shown(int(float(ts)), "{date_long_pretty}", now).capitalize()


def _tokens(at: datetime, now: datetime) -> dict[str, str]:
    number = f"{at.day}"
    short = f"{at:%b} {number}, {at:%Y}"
    long = f"{at:%A}, {at:%B} {number}, {at:%Y}"
    near = _near(at, now)
    return {
        "date": f"{at:%B} {number}, {at:%Y}",
        "date_num": f"{at:%Y-%m-%d}",
        "date_short": short,
        "date_long": long,
        "date_pretty": near or f"{at:%B} {number}, {at:%Y}",
        "date_short_pretty": near or short,
        "date_long_pretty": near or long,
        "time": f"{at:%I:%M %p}".lstrip("0"),
        "time_secs": f"{at:%I:%M:%S %p}".lstrip("0"),
    }


def _near(at: datetime, now: datetime) -> str | None:
    days = (at.date() - now.date()) // timedelta(days=1)
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days)
