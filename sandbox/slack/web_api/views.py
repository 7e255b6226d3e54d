"""`views.*`: docs.slack.dev/reference/methods/views.open and its neighbours."""

from sandbox.slack.json import Json
from sandbox.slack.rules.surfaces import view_problems
from sandbox.slack.tickets import TicketRefused, Trigger
from sandbox.slack.views import View
from sandbox.slack.web_api.desk import Desk, SlackError
from sandbox.slack.windows import ViewRefused


def open_view(desk: Desk) -> Json:
    """Open a modal, in place of those that are open."""
    payload = checked(desk.object("view"), "modal")
    return _answer(desk, desk.workspace.windows.open(_trigger(desk).user, payload))


def push_view(desk: Desk) -> Json:
    """Open a modal above the one that is open."""
    payload = checked(desk.object("view"), "modal")
    try:
        view = desk.workspace.windows.push(_trigger(desk).user, payload)
    except ViewRefused as error:
        raise SlackError(str(error)) from None
    return _answer(desk, view)


def update_view(desk: Desk) -> Json:
    """Show something else in a modal that is open."""
    payload = checked(desk.object("view"), "modal")
    found = desk.workspace.windows.find(
        view_id=desk.text("view_id") or None, external_id=desk.text("external_id") or None
    )
    if found is None or found.kind != "modal":
        raise SlackError("not_found")
    try:
        desk.workspace.windows.update(found, payload, desk.text("hash") or None)
    except ViewRefused as error:
        raise SlackError(str(error)) from None
    return _answer(desk, found)


def publish_view(desk: Desk) -> Json:
    """Show something in a person's App Home."""
    user = desk.needs("user_id")
    payload = checked(desk.object("view"), "home")
    if user not in desk.workspace.people:
        raise SlackError("user_not_found")
    if not desk.workspace.app.home_tab:
        raise SlackError("not_enabled")
    try:
        home = desk.workspace.windows.publish(user, payload, desk.text("hash") or None)
    except ViewRefused as error:
        raise SlackError(str(error)) from None
    return _answer(desk, home)


def checked(view: object, kind: str) -> Json:
    """Take a view that an app sent, once it is sure that Slack accepts it.

    Raises:
        SlackError: `invalid_arguments`.
    """
    problems = view_problems(view, kind)
    if problems or not isinstance(view, dict):
        raise SlackError("invalid_arguments", problems)
    return view


def _trigger(desk: Desk) -> Trigger:
    try:
        return desk.workspace.tickets.take_trigger(desk.needs("trigger_id"))
    except TicketRefused as error:
        raise SlackError(str(error)) from None


def _answer(desk: Desk, view: View) -> Json:
    desk.workspace.touch()
    return {"ok": True, "view": view.as_json()}
