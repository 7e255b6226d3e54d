"""The form in which a watch is made or changed."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Final

from msgspec import UNSET, Struct

from bot.slack.blocks import ids, limits
from bot.slack.blocks.kit import (
    Checkboxes,
    ConversationsSelect,
    ExternalSelect,
    Option,
    Options,
    RadioButtons,
    StaticSelect,
    Timepicker,
)
from bot.slack.blocks.surfaces import Input, Modal, ModalBlock, Section
from bot.slack.blocks.text import channel, inert, mrkdwn, plain
from bot.watching.schedule import DAYS, Schedule

_EVERY: Final = {"hourly": "Every hour", "daily": "Every day", "weekly": "Every week"}
_DIGEST: Final = Option(
    text=plain("Once a week, what happened and what is to come", limits.OPTION_TEXT),
    value=ids.DIGEST,
)


class Filled(Struct, frozen=True, kw_only=True):
    """What the form begins with."""

    schedule: Schedule = Schedule()
    timezone: str = "UTC"
    digest: bool = False


class Sent(Struct, frozen=True, kw_only=True):
    """What was sent with the form."""

    app: str | None
    channel: str | None
    schedule: Schedule
    timezone: str | None
    digest: bool


def form_view(form: ids.WatchForm, filled: Filled) -> Modal:
    """Compose the form.

    Args:
        form: What it is about; what is not given there, is asked.
        filled: What it begins with.
    """
    return Modal(
        title=plain("Edit watch" if form.watch else "New watch", limits.VIEW_TITLE),
        blocks=(*_what(form), *_when(filled)),
        submit=plain("Save" if form.watch else "Watch", limits.VIEW_SUBMIT),
        close=plain("Cancel", limits.VIEW_CLOSE),
        callback_id=ids.WATCH_VIEW,
        private_metadata=ids.encode(form),
    )


def sent(values: Mapping[str, Mapping[str, Mapping[str, object]]]) -> Sent:
    """Read a form that was sent; what is none of ours in it is left out."""
    fields = {name: field for block in values.values() for name, field in block.items()}

    def chosen(action: str, key: str = "selected_option") -> str | None:
        found: object = fields.get(action, {}).get(key)
        value = found.get("value") if isinstance(found, dict) else found
        return value if isinstance(value, str) else None

    digest = fields.get(ids.WATCH_DIGEST, {}).get("selected_options")
    return Sent(
        app=chosen(ids.WATCH_APP),
        channel=chosen(ids.WATCH_WHERE, "selected_conversation"),
        schedule=_schedule(
            chosen(ids.WATCH_EVERY),
            chosen(ids.WATCH_DAY),
            chosen(ids.WATCH_TIME, "selected_time"),
        ),
        timezone=chosen(ids.WATCH_ZONE),
        digest=bool(digest),
    )


def zone_options(names: list[str]) -> Options:
    """Answer the select of time zones."""
    return Options(options=tuple(map(_option, names[: limits.SELECT_OPTIONS])))


def _schedule(every: str | None, day: str | None, at: str | None) -> Schedule:
    """Put together what was chosen; an hourly watch has neither a day nor a time."""
    if every == "hourly":
        return Schedule(every="hourly")
    moment = _time(at)
    if every != "weekly":
        return Schedule(every="daily", at=moment)
    if day not in DAYS:
        return Schedule(every="weekly", weekday=0 if moment else None, at=moment)
    return Schedule(every="weekly", weekday=DAYS.index(day), at=moment or time(9))


def _time(at: str | None) -> time | None:
    try:
        return time.fromisoformat(at) if at else None
    except ValueError:
        return None


def _what(form: ids.WatchForm) -> Iterator[ModalBlock]:
    if form.app:
        where = f" in {channel(form.channel)}" if form.channel else ""
        yield Section(text=mrkdwn(f"👀 *{inert(form.app, 60)}*{where}"))
    else:
        select = ExternalSelect(
            action_id=ids.WATCH_APP,
            placeholder=plain("Type a few letters of its name", limits.PLACEHOLDER),
            min_query_length=0,
        )
        yield _input("App", select)
    if form.channel is None:
        where_select = ConversationsSelect(
            action_id=ids.WATCH_WHERE,
            placeholder=plain("A channel that I am in", limits.PLACEHOLDER),
        )
        yield _input("Who is told", where_select, hint="Invite me there first.")


def _when(filled: Filled) -> Iterator[ModalBlock]:
    every = {each: _named(each, words) for each, words in _EVERY.items()}
    days = {each: _named(each, each.capitalize()) for each in DAYS}
    now = filled.schedule
    weekday = UNSET if now.weekday is None else days[DAYS[now.weekday]]
    yield _input(
        "How often",
        RadioButtons(
            action_id=ids.WATCH_EVERY,
            options=tuple(every.values()),
            initial_option=every[now.every],
        ),
    )
    yield _input(
        "Day of the week",
        StaticSelect(
            action_id=ids.WATCH_DAY,
            options=tuple(days.values()),
            placeholder=plain("Any", limits.PLACEHOLDER),
            initial_option=weekday,
        ),
        hint="Counts for every week.",
        optional=True,
    )
    at = UNSET if now.at is None else f"{now.at:%H:%M}"
    yield _input(
        "Time of day",
        Timepicker(
            action_id=ids.WATCH_TIME,
            initial_time=at,
            placeholder=plain("Any", limits.PLACEHOLDER),
        ),
        hint="Without one, I choose a moment and keep to it.",
        optional=True,
    )
    yield _input(
        "Time zone",
        ExternalSelect(
            action_id=ids.WATCH_ZONE,
            placeholder=plain("Type a city, such as Berlin", limits.PLACEHOLDER),
            min_query_length=2,
            initial_option=_option(filled.timezone),
        ),
    )
    yield _input(
        "Digest",
        Checkboxes(
            action_id=ids.WATCH_DIGEST,
            options=(_DIGEST,),
            initial_options=(_DIGEST,) if filled.digest else UNSET,
        ),
        optional=True,
    )


def _named(value: str, words: str) -> Option:
    return Option(text=plain(words, limits.OPTION_TEXT), value=value)


def _option(name: str) -> Option:
    return _named(name, name)


def _input(
    label: str,
    element: ExternalSelect
    | ConversationsSelect
    | RadioButtons
    | StaticSelect
    | Timepicker
    | Checkboxes,
    *,
    hint: str | None = None,
    optional: bool = False,
) -> Input:
    return Input(
        block_id=element.action_id,
        label=plain(label, limits.INPUT_LABEL),
        element=element,
        hint=plain(hint, limits.INPUT_HINT) if hint else UNSET,
        optional=True if optional else UNSET,
    )
