"""The manifest that Slack makes our app from: what the listeners need, and no more.

Form and limits: the JSON Schema of github.com/slackapi/manifest-schema.
"""

from typing import Final
from urllib.parse import quote

import msgspec

from bot.slack.blocks import ids

Manifest = dict[str, object]

EVENTS_PATH: Final = "/slack/events"
"""Commands, presses, options and events all arrive there."""
BOT_NAME: Final = "prodcheck"
"""The name by which the bot is mentioned."""
BOT_SCOPES: Final = ("commands", "chat:write", "app_mentions:read", "users:read")
"""`users:read` tells guests from members, and in which time zone a person is. A watch posts with
`chat:write` where the bot was invited: `chat:write.public` would let it in everywhere."""
BOT_EVENTS: Final = ("app_home_opened", "app_mention")
_NEW_APP: Final = "https://api.slack.com/apps?new_app=1&manifest_json="
_DESCRIPTION: Final = "Says whether a Heroku app is set up to stay up, and how to fix what is not."
_LONG_DESCRIPTION: Final = (
    "prodcheck reads how a Heroku app is set up (dynos, domains, certificates, databases, logs, "
    "monitoring) and says what would take it down. Each finding says what was seen, why it "
    "matters, the command that fixes it and the article to read. It only reads: it changes "
    "nothing."
)


def manifest(url: str | None) -> Manifest:
    """Compose the manifest.

    Args:
        url: Where Slack reaches the bot, without a final slash; None: over Socket Mode, where the
            bot calls Slack and needs no address.
    """
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": BOT_NAME,
            "description": _DESCRIPTION,
            "long_description": _LONG_DESCRIPTION,
            "background_color": "#1d2b36",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                # Where a channel does not let the bot in, it tells the person here.
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": BOT_NAME, "always_online": True},
            "slash_commands": [_command(url)],
            "shortcuts": [
                _shortcut("message", "Check this Heroku app", "Check the app a message is about"),
                _shortcut("global", "Check a Heroku app", "Pick an app, and check it"),
            ],
        },
        "oauth_config": {"scopes": {"bot": list(BOT_SCOPES)}},
        "settings": _settings(url),
    }


def create_link(made: Manifest) -> str:
    """Return the address at which Slack makes an app from a manifest, after asking."""
    return _NEW_APP + quote(msgspec.json.encode(made), safe="")


def pretty(made: Manifest) -> str:
    """Write a manifest for people to read and copy."""
    return msgspec.json.format(msgspec.json.encode(made), indent=2).decode()


def _command(url: str | None) -> Manifest:
    command: Manifest = {
        "command": ids.COMMAND,
        "description": "Check whether a Heroku app is set up to stay up",
        "usage_hint": "myapp | myapp public | watch myapp | watches | fleet | explain dns | help",
        # Escaped, an app name such as web-app.com would arrive as a link.
        "should_escape": False,
    }
    return command if url is None else {**command, "url": url + EVENTS_PATH}


def _shortcut(kind: str, name: str, description: str) -> Manifest:
    return {
        "name": name,
        "type": kind,
        "callback_id": f"check_{kind}",
        "description": description,
    }


def _settings(url: str | None) -> Manifest:
    events: Manifest = {"bot_events": list(BOT_EVENTS)}
    interactivity: Manifest = {"is_enabled": True}
    if url is not None:
        events["request_url"] = url + EVENTS_PATH
        interactivity["request_url"] = url + EVENTS_PATH
        interactivity["message_menu_options_url"] = url + EVENTS_PATH
    return {
        "event_subscriptions": events,
        "interactivity": interactivity,
        "org_deploy_enabled": False,
        "socket_mode_enabled": url is None,
        "token_rotation_enabled": False,
    }
