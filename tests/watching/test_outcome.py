"""What comes of a run, without any channel."""

from datetime import timedelta
from itertools import count

import msgspec
from msgspec.structs import replace

from bot.store.records import NewPost, Watch
from bot.watching.outcome import Looked, judged
from tests.apps import HEALTHY
from tests.watching.reports import HOUR, NOW, report

WATCH = Watch(
    id="w1",
    team_id="T1",
    channel_id="C1",
    user_id="U1",
    app="myapp",
    schedule="hourly",
    timezone="America/New_York",
    made_at=NOW - timedelta(days=60),
    next_due=NOW,
)


class Watched:
    """A watch that looks when it is told to."""

    def __init__(self) -> None:
        self.watch, self.now = WATCH, NOW - timedelta(days=60)
        self._ids = map(str, count())

    def look(self, line: str) -> list[str]:
        """Say what is posted about a report, as it is shown."""
        looked = Looked(
            report=report(line, at=self.now), snapshot=replace(HEALTHY, taken_at=self.now)
        )
        self.watch, posts = judged(self.watch, looked, self.now, lambda: next(self._ids))
        return [_shown(each) for each in posts]


def _shown(post: NewPost) -> str:
    (first, *_) = msgspec.json.decode(post.body)
    return str(first["blocks"][0]["text"]["text"])


def test_a_digest_tells_of_a_week_and_of_no_more() -> None:
    watched = Watched()
    watched.look("a passed")
    watched.look("a failed")
    watched.now = NOW
    watched.watch = replace(watched.watch, digest=True)
    (digest,) = watched.look("a failed")
    assert "this week: ❌ 1 failed now" in digest
    assert "Nothing changed." in digest


def test_a_digest_names_the_days_of_the_place_that_the_watch_is_for() -> None:
    watched = Watched()
    watched.look("a passed")
    watched.watch = replace(watched.watch, digest=True)
    watched.now = NOW - timedelta(days=5) - 7 * HOUR
    assert f"{watched.now:%a %H}" == "Sat 02"
    assert "this week: ❌ 1 failed now" in watched.look("a failed")[-1]
    watched.now += timedelta(days=7)
    digest = watched.look("a passed, b failed")[-1]
    assert "• Fri ✅ recovered: Title of a" in digest
    assert "• Fri 🔻 got worse: Title of b" in digest
