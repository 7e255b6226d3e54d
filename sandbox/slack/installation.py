"""The app as Slack knows it: what its manifest says, and the secrets that came of it."""

import secrets
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from sandbox.slack.json import Json

APP_ID: Final = "A024PRODCHK"
BOT_ID: Final = "B024PRODCHK"
BOT_USER: Final = "U024PRODCHK"


class Secrets(Struct, frozen=True):
    """What is pasted into the config of an app; made up anew at each start."""

    bot_token: str
    signing_secret: str
    app_token: str
    verification_token: str
    """Long deprecated, and still in every payload."""

    def __repr__(self) -> str:
        """Show nothing."""
        return "Secrets(…)"


class Command(Struct, frozen=True):
    """A slash command."""

    name: str
    url: str | None
    description: str
    usage_hint: str


class Shortcut(Struct, frozen=True):
    """An entry in the menu of a message, or of the workspace."""

    name: str
    kind: str
    """`message` or `global`."""
    callback_id: str
    description: str


class Installation(Struct, frozen=True, kw_only=True):
    """What a manifest asks for."""

    name: str = "prodcheck"
    description: str = ""
    commands: Mapping[str, Command] = {}
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    home_tab: bool = False
    messages_tab: bool = False
    read_only: bool = False
    """The Messages tab shows what the app writes, and has no composer."""
    socket_mode: bool = False
    events_url: str | None = None
    interactivity_url: str | None = None
    options_url: str | None = None


def make_secrets() -> Secrets:
    """Make up what Slack would show once the app is installed."""
    return Secrets(
        bot_token=f"xoxb-024-024-{secrets.token_hex(12)}",
        signing_secret=secrets.token_hex(16),
        app_token=f"xapp-1-{APP_ID}-024-{secrets.token_hex(32)}",
        verification_token=secrets.token_hex(12),
    )


def installed(manifest: Json) -> Installation:
    """Read a manifest, as Slack does when it makes an app from one."""
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    home = features.get("app_home", {})
    interactivity = settings.get("interactivity", {})
    events = settings.get("event_subscriptions", {})
    return Installation(
        name=features["bot_user"]["display_name"],
        description=manifest["display_information"].get("description", ""),
        commands={each["command"]: _command(each) for each in features.get("slash_commands", [])},
        shortcuts=tuple(_shortcut(each) for each in features.get("shortcuts", [])),
        scopes=frozenset(manifest["oauth_config"]["scopes"]["bot"]),
        events=frozenset(events.get("bot_events", [])),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", False),
        read_only=home.get("messages_tab_read_only_enabled", False),
        socket_mode=settings.get("socket_mode_enabled", False),
        events_url=events.get("request_url"),
        interactivity_url=interactivity.get("request_url"),
        options_url=interactivity.get("message_menu_options_url"),
    )


def _command(given: Json) -> Command:
    return Command(
        given["command"], given.get("url"), given["description"], given.get("usage_hint", "")
    )


def _shortcut(given: Json) -> Shortcut:
    return Shortcut(given["name"], given["type"], given["callback_id"], given["description"])
