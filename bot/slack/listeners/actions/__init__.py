"""Presses of buttons, menus and selects."""

from re import Pattern
from re import compile as pattern

from slack_bolt.async_app import AsyncApp

from bot.slack.blocks import ids
from bot.slack.listeners.actions.home import sign_out
from bot.slack.listeners.actions.options import offer_apps
from bot.slack.listeners.actions.report import check_again, check_app, post_to_channel
from bot.slack.listeners.actions.unknown import say_unknown
from bot.slack.listeners.actions.windows import more, pick_app, why, why_of_another
from bot.slack.listeners.work import acknowledge, in_job, on_press


def register(app: AsyncApp) -> None:
    """Register the listeners; of several that fit, Bolt takes the first."""
    app.action(ids.RERUN)(on_press(check_again))
    app.action(ids.POST)(on_press(post_to_channel))
    app.action(ids.MORE)(on_press(more))
    app.action(_numbered(ids.CHECK))(on_press(check_app))
    app.action(_numbered(ids.WHY))(on_press(why))
    app.action(ids.WHY_PICK)(on_press(why_of_another))
    app.action(ids.PICK)(in_job(pick_app))
    app.action(ids.SIGN_OUT)(on_press(sign_out))
    fields = (ids.PICK_APP, ids.PICK_PUBLIC, ids.WAIVE_WHAT, ids.WAIVE_UNTIL)
    for nothing in (_numbered(ids.DOCS), *fields):
        app.action(nothing)(acknowledge)
    app.options(pattern(""))(offer_apps)
    app.action(pattern(""))(on_press(say_unknown))


def _numbered(action: str) -> Pattern[str]:
    return pattern(rf"{action}:\d+\Z")
