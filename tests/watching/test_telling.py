"""From news to messages, without any channel."""

from collections.abc import Iterator
from itertools import count

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.slack.blocks import watch_alerts, watch_letters
from bot.slack.blocks.validate import payload
from bot.slack.blocks.watch_lines import Line, Scene
from bot.store.records import NewPost
from bot.watching.cause import cause, newest
from bot.watching.changes import compare
from bot.watching.state import State
from bot.watching.telling import begin, tell
from core.report import Status
from core.snapshot import Release
from tests.apps import FORBIDDEN, HEALTHY
from tests.render.canonical import CANONICAL
from tests.watching.reports import HOUR, NOW, report

ALL = frozenset({"stack", "dyno-redundancy", "ssl"})


class Told:
    """A channel, and what it was sent."""

    def __init__(self, line: str) -> None:
        self.state, self.now, self.cause = State(), NOW, ""
        self._ids: Iterator[int] = count(1)
        state, news = compare(self.state, report(line), self.now)
        self.state, posts = begin(state, news, self._scene(), self._id)
        self.posts = list(posts)

    def hear(self, line: str) -> list[NewPost]:
        """Say what is sent about a report an hour later."""
        self.now += HOUR
        state, news = compare(self.state, report(line, at=self.now), self.now)
        self.state, posts = tell(state, news, self._scene(), self._id)
        return list(posts)

    def _scene(self) -> Scene:
        return Scene(app="myapp", watch="w1", at=self.now, schedule="every hour", cause=self.cause)

    def _id(self) -> str:
        return f"p{next(self._ids)}"


def kinds(posts: list[NewPost]) -> list[tuple[str, str | None]]:
    return [(post.kind, post.parent_id) for post in posts]


def body(post: NewPost) -> str:
    return post.body.decode()


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
    (update,) = channel.hear("ssl/b passed, ssl/c passed")
    assert kinds([update]) == [("update", alert.id)]
    assert text(update) == "🗑️ *myapp*, closed: *Title of ssl* (a)"


def test_what_is_waived_is_not_said_to_have_recovered() -> None:
    channel = Told("ssl/a passed, ssl/b passed")
    channel.hear("ssl/a failed, ssl/b failed")
    channel.hear("ssl/a failed, ssl/b passed")
    (update,) = channel.hear("ssl/a waived, ssl/b passed")
    assert text(update) == "🔒 *myapp*, closed: *Title of ssl* (a, b)"
    assert "🔒 waived, was failed: ssl/a is failed" in body(update)


def test_a_stack_that_is_changed_recovers_under_its_other_name() -> None:
    channel = Told("stack/heroku-22 passed")
    (alert,) = channel.hear("stack/heroku-22 failed")
    assert kinds(channel.hear("stack/heroku-24 passed")) == [
        ("update", alert.id),
        ("reply", alert.id),
    ]


def test_what_recovers_leaves_messages_about_others_of_the_same_check_alone() -> None:
    channel = Told("ssl/a passed, ssl/b passed")
    (first,) = channel.hear("ssl/a failed, ssl/b passed")
    (second,) = channel.hear("ssl/a failed, ssl/b failed")
    assert kinds(channel.hear("ssl/a failed, ssl/b passed")) == [
        ("update", second.id),
        ("reply", second.id),
    ]
    assert [alert.id for alert in channel.state.alerts] == [first.id]
    assert kinds(channel.hear("ssl/a passed, ssl/b passed")) == [
        ("update", first.id),
        ("reply", first.id),
    ]


def test_part_of_what_a_message_told_recovers_by_its_name() -> None:
    channel = Told("ssl/a passed, ssl/b passed")
    channel.hear("ssl/a failed, ssl/b failed")
    update, reply = channel.hear("ssl/a failed, ssl/b passed")
    assert "got worse" in text(update)
    assert text(reply) == "✅ *myapp* recovered, after 60 min: *Title of ssl* (b)"
    update, reply = channel.hear("ssl/a passed, ssl/b passed")
    assert text(update) == "✅ *myapp* recovered: *Title of ssl* (a, b)"
    assert text(reply) == "✅ *myapp* recovered, after 2 hours: *Title of ssl* (a)"


def test_a_check_that_found_nothing_good_recovers_in_its_message() -> None:
    channel = Told("logs/papertrail passed")
    (alert,) = channel.hear("logs failed")
    assert kinds(channel.hear("logs/papertrail passed")) == [
        ("update", alert.id),
        ("reply", alert.id),
    ]


def test_a_release_is_named_where_it_can_be_what_changed_it() -> None:
    channel = Told("stack passed, ssl passed")
    channel.cause = "release v44 by ada@example.com"
    stack, ssl = channel.hear("stack failed, ssl failed")
    assert "Since release v44" in body(stack)
    assert "Since release" not in body(ssl)


def test_what_to_do_is_said_below_however_many_findings() -> None:
    lines = [Line(check="ssl", title="SSL", now=Status.FAILED, message="x" * 400)] * 40
    scene = Scene(app="myapp", watch="w1", at=NOW, report=CANONICAL)
    said = watch_alerts.worse(scene, [replace(each, check="dyno-redundancy") for each in lines])
    assert "heroku ps:scale web=2 -a ha-app" in msgspec.json.encode(said).decode()


def test_days_to_come_are_told_at_the_beginning_however_much_is_bad() -> None:
    lines = [Line(check="ssl", title="SSL", now=Status.FAILED, message="x" * 400)] * 40
    scene = Scene(app="myapp", watch="w1", at=NOW)
    said = watch_letters.beginning(scene, lines, [f"certificate {n} ends" for n in range(20)])
    words = msgspec.json.encode(said).decode()
    assert all(f"certificate {n} ends" in words for n in range(20))


def test_a_digest_of_a_bad_week_is_one_that_slack_takes() -> None:
    lines = [Line(check="ssl", title="SSL", now=Status.FAILED, message="x" * 290)] * 40
    said = watch_letters.digest(
        Scene(app="myapp", watch="w1", at=NOW), ["y" * 90] * 40, lines, ["z" * 90] * 40, muted=2
    )
    words = msgspec.json.encode(payload(said)).decode()
    assert all(part in words for part in ("What changed", "Still", "To come", "2 muted"))


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


each = st.sampled_from([status.value for status in Status])
lines = st.tuples(
    st.sampled_from(["ssl/a", "ssl/b", "ssl"]),
    each,
    each,
    st.sampled_from(["stack/heroku-20", "stack/heroku-24", "stack"]),
    each,
    st.sampled_from(["logs", "logs/papertrail", "logs/drain"]),
    each,
)


@given(st.lists(lines, min_size=2, max_size=12))
def test_messages_say_of_everything_bad_that_it_is_and_of_nothing_else(
    history: list[tuple[str, ...]],
) -> None:
    told = [
        f"{ssl} {one}, ssl/c {other}, {stack} {two}, {logs} {three}, dns {other}"
        for ssl, one, other, stack, two, logs, three in history
    ]
    channel = Told(told[0])
    for line in told[1:]:
        channel.hear(line)
        items = [item for alert in channel.state.alerts for item in alert.items]
        bad = {item.key for item in items if item.over is None}
        assert bad == {known.key for known in channel.state.known}


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
