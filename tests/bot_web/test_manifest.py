import json
import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from jsonschema import Draft7Validator

from bot.manifest import BOT_EVENTS, BOT_SCOPES, Manifest, create_link, manifest, pretty

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "tests/data/slack-manifest-schema.json").read_text("utf-8"))
SCOPES_OF_METHODS = {
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "users.info": "users:read",
}
"""https://docs.slack.dev/reference/methods; `auth.test` and `views.*` need none."""
HOST = "https://prodcheck-1a2b3c4d5e6f.herokuapp.com"


def urls(made: object) -> list[str]:
    """List every address in a manifest."""
    if isinstance(made, dict):
        return [url for value in made.values() for url in urls(value)]
    if isinstance(made, list):
        return [url for value in made for url in urls(value)]
    return [made] if isinstance(made, str) and made.startswith("http") else []


@pytest.mark.parametrize("url", [HOST, None])
def test_it_is_what_slack_calls_a_manifest(url: str | None) -> None:
    Draft7Validator(SCHEMA).validate(manifest(url))


def test_the_schema_refuses_what_is_not_one() -> None:
    assert not Draft7Validator(SCHEMA).is_valid({**manifest(HOST), "more": 1})
    assert not Draft7Validator(SCHEMA).is_valid(
        {**manifest(HOST), "display_information": {"name": "x" * 36}}
    )


def test_every_address_is_the_one_that_slack_requests_are_answered_at() -> None:
    made = manifest(HOST)
    assert set(urls(made)) == {f"{HOST}/slack/events"}
    # the command, the events, the presses, and the options of a searching select
    assert len(urls(made)) == 4


def test_over_socket_mode_there_is_no_address() -> None:
    made = manifest(None)
    assert urls(made) == []
    assert part(made, "settings")["socket_mode_enabled"] is True
    assert part(manifest(HOST), "settings")["socket_mode_enabled"] is False


def test_it_asks_for_what_the_listeners_need_and_no_more() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot/slack").rglob("*.py"))
    methods = set(re.findall(r'"((?:chat|users|conversations|files|usergroups)\.\w+)"', source))
    assert set(BOT_EVENTS) == set(re.findall(r'app\.event\("(\w+)"\)', source))
    assert set(BOT_SCOPES) == {
        "commands",  # also of the shortcuts
        "app_mentions:read",  # of the event app_mention
        *(SCOPES_OF_METHODS[method] for method in methods),
    }


def test_it_says_so_in_the_places_where_slack_looks() -> None:
    made = manifest(HOST)
    assert part(made, "oauth_config")["scopes"] == {"bot": list(BOT_SCOPES)}
    events = part(part(made, "settings"), "event_subscriptions")["bot_events"]
    assert events == list(BOT_EVENTS)


def test_the_link_carries_the_manifest_whole() -> None:
    made = manifest(HOST)
    link = create_link(made)
    query = urlsplit(link).query
    assert parse_qs(query)["new_app"] == ["1"]
    assert json.loads(unquote(query.split("manifest_json=")[1])) == made
    assert not set(query) & set(" +\"'<>{}")
    assert len(link) < 8_000, "browsers and servers have their limits"


def test_people_can_read_it() -> None:
    made = manifest(HOST)
    assert json.loads(pretty(made)) == made
    assert pretty(made).count("\n") > 30


def part(made: Manifest, name: str) -> Manifest:
    found = made[name]
    assert isinstance(found, dict)
    return found
