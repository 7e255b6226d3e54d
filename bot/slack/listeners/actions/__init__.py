"""Presses of buttons, menus and selects."""

from re import Pattern
from re import compile as pattern

from slack_bolt.async_app import AsyncApp

from bot.slack.blocks import ids
from bot.slack.listeners.actions import watches
from bot.slack.listeners.actions.changed import changed
from bot.slack.listeners.actions.fleet import (
    filter_fleet,
    open_app,
    scan_again,
    scan_all,
    stop_scan,
)
from bot.slack.listeners.actions.home import sign_out
from bot.slack.listeners.actions.options import offer_apps, offer_zones
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
    app.action(ids.CHANGED)(on_press(changed))
    app.action(ids.PICK)(in_job(pick_app))
    app.action(ids.SIGN_OUT)(on_press(sign_out))
    app.action(ids.WATCH_NEW)(in_job(watches.new_watch))
    app.action(ids.WATCH_APP_OF)(in_job(watches.watch_app_of))
    app.action(ids.WATCH_RUN)(on_press(watches.run_watch))
    app.action(ids.WATCH_RESUME)(on_press(watches.run_watch))
    app.action(ids.WATCH_MUTE)(on_press(watches.mute_check))
    app.action(ids.WATCH_REPORT)(on_press(watches.whole_report))
    app.action(_numbered(ids.WATCH_MENU))(on_press(watches.watch_menu))
    app.action(ids.FLEET_RERUN)(on_press(scan_again))
    app.action(ids.FLEET_FILTER)(on_press(filter_fleet))
    app.action(ids.FLEET_STOP)(on_press(stop_scan))
    app.action(ids.FLEET_OPEN)(on_press(open_app))
    app.action(ids.FLEET_ALL)(on_press(scan_all))
    fields = (ids.PICK_APP, ids.PICK_PUBLIC, ids.WAIVE_WHAT, ids.WAIVE_UNTIL)
    for nothing in (_numbered(ids.DOCS), ids.PAGE, *fields):
        app.action(nothing)(acknowledge)
    app.options(ids.WATCH_ZONE)(offer_zones)
    app.options(pattern(""))(offer_apps)
    app.action(pattern(""))(on_press(say_unknown))


def _numbered(action: str) -> Pattern[str]:
    return pattern(rf"{action}:\d+\Z")
