"""What Prometheus reads: how much, how fast and how often it failed; never of whom or which app."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.engine.port import Pulse
from core.version import __version__

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_ACK_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 2.5, 3.0)
"""Slack gives up after 3 s."""
_CHECK_SECONDS: Final = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)
_OUTCOMES: Final = {401: "unsigned", 404: "unhandled", 503: "not_ready"}


class Metrics:
    """The counts of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._requests = Counter(
            "prodcheck_slack_requests",
            "Requests at the address for Slack, by what came of them.",
            ["outcome"],
            registry=self._registry,
        )
        self._webhooks = Counter(
            "prodcheck_heroku_webhooks",
            "Requests at the address for Heroku's webhooks, by what came of them.",
            ["outcome"],
            registry=self._registry,
        )
        self._acks = Histogram(
            "prodcheck_slack_ack_seconds",
            "Time until Slack had its acknowledgement.",
            buckets=_ACK_SECONDS,
            registry=self._registry,
        )
        self._checks = Histogram(
            "prodcheck_check_seconds",
            "Time that checks took, once their turn had come.",
            ["outcome"],
            buckets=_CHECK_SECONDS,
            registry=self._registry,
        )
        self._alive = self._plain("prodcheck_engine_alive", "Whether durable jobs run here.")
        self._durable = Gauge(
            "prodcheck_durable_jobs",
            "Durable jobs that wait, of all workers, and that run here.",
            ["state"],
            registry=self._registry,
        )
        self._due = self._plain("prodcheck_watches_due", "Watches that are due and not begun.")
        self._late = self._plain(
            "prodcheck_watches_late_seconds", "For how long the first of them has been due."
        )
        Gauge("prodcheck_info", "Which version runs.", ["version"], registry=self._registry).labels(
            version=__version__
        ).set(1)

    def work(self, pulse: Pulse, *, alive: bool, due: int, late: timedelta) -> None:
        """Note how what goes on by itself is getting on.

        Args:
            pulse: Of the durable jobs.
            alive: Whether this process runs such jobs, or is not meant to.
            due: Watches that are due and not begun.
            late: For how long the first of them has been due.
        """
        self._alive.set(alive)
        self._durable.labels(state="waiting").set(pulse.waiting)
        self._durable.labels(state="running").set(pulse.running)
        self._due.set(due)
        self._late.set(late.total_seconds())

    def watch(self, *, jobs: Callable[[], int], checks: Callable[[], int]) -> None:
        """Count also what is under way.

        Args:
            jobs: Tells how many jobs run.
            checks: Tells how many checks run or wait.
        """
        self._gauge("prodcheck_jobs_running", "Jobs under way.", jobs)
        self._gauge("prodcheck_checks_under_way", "Checks that run or wait.", checks)

    def slack_request(self, status: int, seconds: float) -> None:
        """Count a request.

        Args:
            status: What was answered.
            seconds: Until the answer began.
        """
        self._requests.labels(outcome=_outcome(status)).inc()
        if status < 300:  # noqa: PLR2004  the class of success
            self._acks.observe(seconds)

    def heroku_webhook(self, outcome: str) -> None:
        """Count a request at the address for Heroku's webhooks.

        Args:
            outcome: What came of it, one of a few words.
        """
        self._webhooks.labels(outcome=outcome).inc()

    def check(self, seconds: float, done: bool) -> None:  # noqa: FBT001  `Checker` calls it so
        """Count a check that is over.

        Args:
            seconds: How long it took.
            done: Whether it came to a report.
        """
        self._checks.labels(outcome="report" if done else "error").observe(seconds)

    def page(self) -> bytes:
        """Write everything in Prometheus' text format."""
        return generate_latest(self._registry)

    def _plain(self, name: str, help_: str) -> Gauge:
        return Gauge(name, help_, registry=self._registry)

    def _gauge(self, name: str, help_: str, tell: Callable[[], int]) -> None:
        Gauge(name, help_, registry=self._registry).set_function(tell)


def _outcome(status: int) -> str:
    if status in _OUTCOMES:
        return _OUTCOMES[status]
    return {2: "answered", 4: "refused"}.get(status // 100, "failed")
