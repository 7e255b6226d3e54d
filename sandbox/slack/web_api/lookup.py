"""`auth.test`, `users.info`, `conversations.*`: who and where."""

from sandbox.slack.installation import APP_ID, BOT_ID, BOT_USER
from sandbox.slack.json import Json
from sandbox.slack.people import TEAM, TEAM_NAME, Channel, Person
from sandbox.slack.web_api.desk import Desk, SlackError


def auth_test(desk: Desk) -> Json:
    """Tell whom a token stands for."""
    return {
        "ok": True,
        "url": f"https://{TEAM_NAME.lower()}.slack.com/",
        "team": TEAM_NAME,
        "user": desk.workspace.app.name,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "app_id": APP_ID,
        "is_enterprise_install": False,
    }


def users_info(desk: Desk) -> Json:
    """Tell of a person."""
    desk.scope("users:read")
    try:
        person = desk.workspace.person(desk.needs("user"))
    except KeyError:
        raise SlackError("user_not_found") from None
    return {"ok": True, "user": _user(person)}


def conversations_info(desk: Desk) -> Json:
    """Tell of a channel."""
    channel = desk.workspace.channels.get(desk.needs("channel"))
    scopes = {"public": "channels:read", "private": "groups:read", "im": "im:read"}
    if channel is not None:
        desk.scope(scopes[channel.kind])
    if channel is None or (channel.kind != "public" and BOT_USER not in channel.members):
        raise SlackError("channel_not_found")
    return {"ok": True, "channel": _conversation(channel)}


def conversations_open(desk: Desk) -> Json:
    """Open the direct messages with a person."""
    desk.scope("im:write")
    user = desk.needs("users")
    if user not in desk.workspace.people:
        raise SlackError("user_not_found")
    return {"ok": True, "channel": {"id": desk.workspace.direct(user).id}}


def _user(person: Person) -> Json:
    return {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": False,
        "real_name": person.real_name,
        "tz": "Europe/London",
        "profile": {"real_name": person.real_name, "display_name": person.name},
        "is_admin": False,
        "is_bot": person.kind == "bot",
        "is_restricted": person.kind == "guest",
        "is_ultra_restricted": False,
        "is_stranger": person.kind == "outsider",
    }


def _conversation(channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "im",
        "is_private": channel.kind != "public",
        "is_member": BOT_USER in channel.members,
        "is_shared": channel.shared,
        "is_ext_shared": channel.shared,
    }
