"""From news to messages, without any channel."""

from collections.abc import Iterator
from itertools import count

import msgspec

from bot.slack.blocks.watch_lines import Scene
from bot.store.records import NewPost
from bot.watching.cause import cause, newest
from bot.watching.changes import compare
from bot.watching.state import State
from bot.watching.telling import begin, tell
from core.snapshot import Release
from tests.apps import FORBIDDEN, HEALTHY
from tests.watching.reports import HOUR, NOW, report

ALL = frozenset({"stack", "dyno-redundancy", "ssl"})


class Told:
    """A channel, and what it was sent."""

    def __init__(self, line: str) -> None:
        self.state, self.now = State(), NOW
        self._ids: Iterator[int] = count(1)
        state, news = compare(self.state, report(line), self.now)
        self.state, first = begin(state, news, self._scene(), self._id())
        self.posts = [first]

    def hear(self, line: str) -> list[NewPost]:
        """Say what is sent about a report an hour later."""
        self.now += HOUR
        state, news = compare(self.state, report(line, at=self.now), self.now)
        self.state, posts = tell(state, news, self._scene(), self._id)
        return list(posts)

    def _scene(self) -> Scene:
        return Scene(app="myapp", watch="w1", at=self.now, schedule="every hour")

    def _id(self) -> str:
        return f"p{next(self._ids)}"


def kinds(posts: list[NewPost]) -> list[tuple[str, str | None]]:
    return [(post.kind, post.parent_id) for post in posts]


def text(post: NewPost) -> str:
    (first, *_) = msgspec.json.decode(post.body)
    return str(first["text"])


def test_three_changes_are_three_messages_and_four_are_one() -> None:
    channel = Told("a passed, b passed, c passed, d passed")
    assert kinds(channel.hear("a failed, b failed, c failed, d passed")) == [("message", None)] * 3
    channel = Told("a passed, b passed, c passed, d passed")
    assert kinds(channel.hear("a failed, b failed, c failed, d warning")) == [("message", None)]


def test_resources_of_one_check_are_one_message() -> None:
    channel = Told("ssl/a passed")
    line = ", ".join(f"ssl/{name} failed" for name in "abcdef")
    assert kinds(channel.hear(line)) == [("message", None)]


def test_what_recovers_changes_its_message_and_replies_below_it() -> None:
    channel = Told("a passed, b passed")
    (alert,) = channel.hear("a failed, b passed")
    assert kinds(channel.hear("a passed, b passed")) == [
        ("update", alert.id),
        ("reply", alert.id),
    ]
    assert channel.state.alerts == ()


def test_what_got_worse_twice_changes_both_messages_and_replies_once() -> None:
    channel = Told("a passed")
    (first,) = channel.hear("a warning")
    (second,) = channel.hear("a failed")
    assert kinds(channel.hear("a passed")) == [
        ("update", second.id),
        ("reply", second.id),
        ("update", first.id),
    ]


def test_what_goes_changes_its_message_without_a_reply() -> None:
    channel = Told("ssl/a passed, ssl/b passed")
    (alert,) = channel.hear("ssl/a failed, ssl/b passed")
    assert kinds(channel.hear("ssl/b passed, ssl/c passed")) == [("update", alert.id)]


def test_a_stack_that_is_changed_recovers_under_its_other_name() -> None:
    channel = Told("stack/heroku-22 passed")
    (alert,) = channel.hear("stack/heroku-22 failed")
    assert kinds(channel.hear("stack/heroku-24 passed")) == [
        ("update", alert.id),
        ("reply", alert.id),
    ]


def test_the_first_message_changes_too() -> None:
    channel = Told("a failed, b failed")
    first = channel.posts[0]
    update, reply = channel.hear("a passed, b failed")
    assert (update.kind, update.parent_id) == ("update", first.id)
    assert "1 failed" in text(update)
    assert reply.kind == "reply"


def test_four_that_recover_are_one_message_and_no_replies() -> None:
    channel = Told("a passed, b passed, c passed, d passed")
    channel.hear("a failed, b failed, c failed, d passed")
    channel.hear("a failed, b failed, c failed, d failed")
    posts = channel.hear("a passed, b passed, c passed, d passed")
    assert [post.kind for post in posts] == ["message", "update", "update", "update", "update"]
    assert "4 checks recovered" in text(posts[0])


def test_what_no_message_knows_any_more_recovers_in_one_of_its_own() -> None:
    channel = Told("a passed")
    channel.hear("a failed")
    channel.now += 24 * 100 * HOUR
    assert channel.hear("a failed") == []
    (said,) = channel.hear("a passed")
    assert (said.kind, said.parent_id) == ("message", None)
    assert "recovered" in text(said)


def test_the_state_stays_small_whatever_happens() -> None:
    channel = Told("a passed")
    for _ in range(200):
        channel.hear("a failed")
        channel.hear("a passed")
    assert len(msgspec.json.encode(channel.state)) < 20_000


def released(
    *versions: int, description: str | None = None, user: str | None = None
) -> tuple[Release, ...]:
    return tuple(
        Release(
            version=version,
            status="succeeded",
            created_at=NOW,
            description=description,
            user=user,
        )
        for version in versions
    )


def test_a_release_since_the_last_run_is_the_cause_of_what_a_release_can_change() -> None:
    snapshot = msgspec.structs.replace(
        HEALTHY, releases=released(44, 43, 42, description="Deploy 5eed", user="ada@example.com")
    )
    assert cause(snapshot, 43, ALL) == "release v44 “Deploy 5eed” by ada@example.com"
    assert cause(snapshot, 42, ALL).endswith("(and 1 more before it)")
    assert cause(snapshot, 44, ALL) == ""
    assert cause(snapshot, None, ALL) == ""
    assert cause(snapshot, 43, frozenset({"dyno-redundancy", "ssl"})) == ""
    assert newest(snapshot) == 44


def test_releases_that_cannot_be_read_explain_nothing() -> None:
    snapshot = msgspec.structs.replace(HEALTHY, releases=FORBIDDEN)
    assert cause(snapshot, 1, ALL) == ""
    assert newest(snapshot) is None
    assert cause(msgspec.structs.replace(HEALTHY, releases=released(9)), 1, ALL) == "release v9"
