from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.watching.changes import compare
from bot.watching.news import Key, News
from bot.watching.state import Mute, State, dump, load_state
from core.report import Status
from tests.watching.reports import HOUR, NOW, report

BAD = {"failed", "warning"}


class Channel:
    """A channel that is told of one report an hour."""

    def __init__(self, *lines: str, mutes: tuple[Mute, ...] = ()) -> None:
        self.state, self.now, self.mutes = State(), NOW, mutes
        for line in lines:
            self.news(line)

    def news(self, line: str) -> News:
        """Compare, and keep the state as a store would."""
        self.now += HOUR
        state, news = compare(self.state, report(line, at=self.now), self.now, self.mutes)
        self.state = load_state(dump(state))
        assert self.state == state
        return news

    def hear(self, line: str) -> list[str]:
        """Say the news in a line each."""
        news = self.news(line)
        return [
            *(f"{c.check}/{c.resource} {c.was} > {c.now}" for c in news.worse),
            *(f"better {c.check}/{c.resource}" for c in news.better),
            *(f"{c.over} {c.check}/{c.resource}" for c in news.quiet),
        ]


def test_the_first_report_says_what_is_bad_already() -> None:
    news = Channel().news("ssl/www failed, dns/www passed, stack unknown, preboot warning")
    assert news.first
    assert [(c.check, c.now) for c in news.worse] == [
        ("ssl", "failed"),
        ("stack", "unknown"),
        ("preboot", "warning"),
    ]


def test_the_same_report_again_is_no_news() -> None:
    line = "ssl/www failed, dns/www passed, stack unknown, preboot warning, x waived, y skipped"
    channel = Channel(line)
    assert [bool(channel.news(line)) for _ in range(5)] == [False] * 5


def test_what_gets_worse_is_told_once_with_what_it_was() -> None:
    channel = Channel("redundancy/web passed")
    assert channel.hear("redundancy/web warning") == ["redundancy/web passed > warning"]
    assert channel.hear("redundancy/web warning") == []
    assert channel.hear("redundancy/web failed") == ["redundancy/web warning > failed"]
    assert channel.hear("redundancy/web failed") == []


def test_what_gets_a_little_better_is_no_news_and_may_get_worse_again() -> None:
    channel = Channel("ssl/www failed")
    assert channel.hear("ssl/www warning") == []
    assert channel.hear("ssl/www failed") == ["ssl/www warning > failed"]


def test_what_is_right_again_is_told_once() -> None:
    channel = Channel("ssl/www passed", "ssl/www failed")
    assert channel.hear("ssl/www passed") == ["better ssl/www"]
    assert channel.hear("ssl/www passed") == []


def test_what_was_bad_at_first_can_recover_too() -> None:
    assert Channel("ssl/www failed").hear("ssl/www passed") == ["better ssl/www"]


def test_a_resource_comes_without_alarming_for_the_others() -> None:
    channel = Channel("ssl/a failed, ssl/b passed")
    assert channel.hear("ssl/a failed, ssl/b failed") == ["ssl/b None > failed"]
    assert channel.hear("ssl/a passed, ssl/b failed") == ["better ssl/a"]


def test_a_resource_that_goes_is_over_quietly() -> None:
    channel = Channel("ssl/a failed, ssl/b passed")
    assert channel.hear("ssl/b passed, ssl/c passed") == ["gone ssl/a"]
    channel = Channel("ssl/a failed")
    assert channel.hear("ssl skipped") == ["gone ssl/a"]


def test_a_stack_is_the_same_thing_under_another_name() -> None:
    channel = Channel("stack/heroku-20 failed")
    assert channel.hear("stack/heroku-24 passed") == ["better stack/heroku-24"]
    channel = Channel("stack/heroku-20 failed")
    assert channel.hear("stack/heroku-22 failed") == []


def test_a_release_recovers_while_the_next_one_is_pending() -> None:
    channel = Channel("release-health/v43 failed")
    assert channel.hear("release-health/v44 skipped, release-health/v43 failed") == []
    news = channel.hear("release-health/v45 skipped, release-health/v44 passed")
    assert news == ["better release-health/v44"]


def test_a_bad_thing_in_the_place_of_another_is_news() -> None:
    channel = Channel("ssl/a failed")
    assert channel.hear("ssl/b failed") == ["ssl/b None > failed", "gone ssl/a"]
    channel = Channel("ssl/a failed")
    assert channel.hear("ssl/b unknown") == ["gone ssl/a"]
    assert Channel("ssl/a failed").hear("ssl/b passed") == ["better ssl/b"]


def test_a_check_that_found_nothing_good_recovers_by_what_it_finds() -> None:
    assert Channel("logs failed").hear("logs/papertrail passed") == ["better logs/papertrail"]
    channel = Channel("logs failed")
    assert channel.hear("logs/papertrail passed, logs/drain passed") == ["better logs/None"]
    channel = Channel("logs failed")
    assert channel.hear("logs/drain warning") == []
    assert channel.hear("logs/drain passed") == ["better logs/drain"]
    assert Channel("logs failed").hear("logs skipped") == ["gone logs/None"]
    assert Channel("logs/drain warning").hear("logs failed") == [
        "logs/None None > failed",
        "gone logs/drain",
    ]


def test_what_cannot_be_read_is_told_after_three_runs() -> None:
    channel = Channel("ssl/www passed")
    assert channel.hear("ssl/www unknown") == []
    assert channel.hear("ssl/www unknown") == []
    assert channel.hear("ssl/www unknown") == ["ssl/www passed > unknown"]
    assert channel.hear("ssl/www unknown") == []
    assert channel.hear("ssl/www passed") == ["better ssl/www"]


def test_a_doubt_between_two_passes_is_nothing() -> None:
    channel = Channel("ssl/www passed")
    for line in ("ssl/www unknown", "ssl/www unknown", "ssl/www passed") * 3:
        assert channel.hear(line) == []


def test_a_check_that_cannot_be_read_as_a_whole_hides_nothing() -> None:
    channel = Channel("ssl/a failed, ssl/b passed")
    assert [channel.hear("ssl unknown") for _ in range(2)] == [[], []]
    assert channel.hear("ssl unknown") == ["ssl/None None > unknown"]
    assert channel.hear("ssl/a failed, ssl/b failed") == ["ssl/b None > failed", "better ssl/None"]


def test_what_is_bad_stays_so_while_it_cannot_be_read() -> None:
    channel = Channel("ssl/a failed")
    assert [channel.hear("ssl/a unknown") for _ in range(5)] == [[]] * 5
    assert channel.hear("ssl/a failed") == []
    assert channel.hear("ssl/a passed") == ["better ssl/a"]


def test_what_was_in_doubt_and_is_bad_is_told() -> None:
    channel = Channel("ssl/a unknown")
    assert channel.hear("ssl/a warning") == ["ssl/a unknown > warning"]


def test_a_check_that_crashes_is_a_doubt() -> None:
    channel = Channel("ssl passed")
    assert [channel.hear("ssl unknown") for _ in range(2)] == [[], []]
    assert channel.hear("ssl passed") == []


def test_a_waiver_is_no_recovery_and_its_end_is_a_regression() -> None:
    channel = Channel("ssl/a failed")
    assert channel.hear("ssl/a waived") == ["waived ssl/a"]
    assert channel.hear("ssl/a waived") == []
    assert channel.hear("ssl/a failed") == ["ssl/a waived > failed"]
    assert Channel("ssl/a passed").hear("ssl/a waived") == []


def test_a_check_that_runs_no_longer_is_over_quietly() -> None:
    assert Channel("ssl/a failed, dns passed").hear("dns passed") == ["gone ssl/a"]


def test_a_muted_check_is_silent_until_the_mute_ends_and_then_told_if_still_bad() -> None:
    mute = Mute(check="ssl", until=NOW + 4 * HOUR)
    channel = Channel("ssl/a passed, dns passed", mutes=(mute,))
    assert channel.hear("ssl/a failed, dns failed") == ["dns/None passed > failed"]
    assert channel.hear("ssl/a failed, dns failed") == []
    assert channel.hear("ssl/a failed, dns failed") == ["ssl/a failed > failed"]
    assert channel.hear("ssl/a failed, dns failed") == []


def test_what_was_told_and_muted_is_told_again_when_the_mute_ends() -> None:
    channel = Channel("ssl/a passed", "ssl/a failed")
    channel.mutes = (Mute(check="ssl", until=channel.now + 3 * HOUR),)
    assert [channel.hear("ssl/a failed") for _ in range(2)] == [[], []]
    assert channel.hear("ssl/a failed") == ["ssl/a failed > failed"]


def test_what_recovers_while_it_is_muted_is_over_quietly() -> None:
    channel = Channel("ssl/a failed")
    channel.mutes = (Mute(check="ssl", until=channel.now + 9 * HOUR),)
    assert channel.hear("ssl/a passed") == ["muted ssl/a"]
    assert channel.hear("ssl/a passed") == []


def test_a_doubt_that_outlasts_a_mute_is_told() -> None:
    channel = Channel("ssl/a passed")
    channel.mutes = (Mute(check="ssl", until=channel.now + 5 * HOUR),)
    assert [channel.hear("ssl/a unknown") for _ in range(4)] == [[]] * 4
    assert channel.hear("ssl/a unknown") == ["ssl/a passed > unknown"]


def test_a_doubt_that_was_told_and_muted_is_told_again_when_the_mute_ends() -> None:
    channel = Channel("ssl/a passed", *["ssl/a unknown"] * 3)
    channel.mutes = (Mute(check="ssl", until=channel.now + 2 * HOUR),)
    assert channel.hear("ssl/a unknown") == []
    assert channel.hear("ssl/a unknown") == ["ssl/a passed > unknown"]
    assert channel.hear("ssl/a unknown") == []


def test_a_thousand_bad_domains_are_one_thing() -> None:
    many = ", ".join(f"ssl/d{n} failed" for n in range(1_000))
    channel = Channel(many)
    assert len(dump(channel.state)) < 2_000
    assert channel.hear(many) == []
    assert len(channel.state.known) == 1


@pytest.mark.parametrize("kept", [b"", b"garbage", b"{}", b"[]", b'{"version":9}', b"\xff\xfe"])
def test_a_state_that_cannot_be_read_begins_anew(kept: bytes) -> None:
    state = load_state(kept)
    assert state == State()


lines = st.lists(
    st.tuples(*(st.sampled_from([s.value for s in Status]) for _ in range(3))), min_size=2
)


def _line(statuses: tuple[str, ...]) -> str:
    names = ("ssl/a", "ssl/b", "dns")
    return ", ".join(f"{name} {s}" for name, s in zip(names, statuses, strict=True))


@given(lines)
def test_nothing_is_told_twice_and_each_regression_once(history: list[tuple[str, ...]]) -> None:
    channel = Channel(_line(history[0]))
    told = [each if each in BAD | {"unknown"} else "good" for each in history[0]]
    for statuses in history[1:]:
        news = channel.news(_line(statuses))
        worse = {c.key: c.now for c in news.worse}
        keys = (("ssl", "a"), ("ssl", "b"), ("dns", None))
        for n, (key, status) in enumerate(zip(keys, statuses, strict=True)):
            rank = {"good": 0, "unknown": 1, "warning": 2, "failed": 3}
            now = status if status in BAD else "good"
            if status in BAD:
                assert (key in worse) == (rank[now] > rank[told[n]])
                told[n] = now
            elif status == "unknown":
                assert key not in worse or told[n] == "good"
                told[n] = "unknown" if key in worse else told[n]
            else:
                assert key not in worse
                told[n] = "good"
        assert not channel.news(_line(statuses)) or "unknown" in statuses


@given(lines)
def test_after_three_of_the_same_there_is_no_news(history: list[tuple[str, ...]]) -> None:
    channel = Channel(*map(_line, history))
    for _ in range(3):
        channel.news(_line(history[-1]))
    assert not channel.news(_line(history[-1]))


@given(lines)
def test_each_recovery_ends_something_that_was_told(history: list[tuple[str, ...]]) -> None:
    channel, told = Channel(), set[Key]()
    for statuses in history:
        news = channel.news(_line(statuses))
        over = {c.key for c in (*news.better, *news.quiet)}
        assert over <= told
        told = (told - over) | {c.key for c in news.worse}


def test_time_alone_changes_nothing() -> None:
    channel = Channel("ssl/a failed")
    channel.now += timedelta(days=400)
    assert channel.hear("ssl/a failed") == []
