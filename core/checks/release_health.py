"""The check `release-health`."""

from collections.abc import Iterator
from datetime import datetime

from core.check import check, failed, passed, skipped, unknown, warning
from core.fix import fix, heroku
from core.inject import Minutes
from core.report import EvidenceValue, Finding
from core.snapshot import App, Release


@check(title="The last release succeeded", category="releases")
def release_health(
    app: App, releases: tuple[Release, ...], taken_at: datetime, *, pending_minutes: Minutes = 60
) -> Iterator[Finding]:
    """Judge the newest release that had time to finish.

    Why:
        When a release fails, Heroku keeps the release before it running, and nothing looks broken.
        The fix that was deployed is not there, and the next person finds that out at a bad moment.
    Passes when:
        The newest release succeeded. One that has been pending for at most `pending_minutes`
        minutes is left to finish, and the release before it is judged.
    Warns when:
        The newest release has been pending for longer: a release phase is stopped after an hour.
    Fails when:
        The newest release failed.
    Fix:
        Read the output of its release command, mend it, and deploy again.
    References:
        release-phase
        releases
    """
    for release in sorted(releases, key=lambda each: each.version, reverse=True):
        minutes = int((taken_at - release.created_at).total_seconds() // 60)
        if release.status != "pending" or minutes > pending_minutes:
            yield _judge(app, release, releases, minutes)
            return
        yield skipped(f"v{release.version}", f"v{release.version} is being released")
    if not releases:
        yield skipped(None, "there is no release yet")


def _judge(app: App, release: Release, releases: tuple[Release, ...], minutes: int) -> Finding:
    name = f"v{release.version}"
    evidence: dict[str, EvidenceValue] = {"version": release.version, "status": release.status}
    remedy = fix(heroku("releases:output", name, app=app.name), "release-phase", "releases")
    match release.status:
        case "succeeded":
            return passed(name, f"{name} succeeded", **evidence)
        case "failed":
            message = f"{name} failed: {_still_running(releases)}, without its changes"
            return failed(name, message, fix=remedy, **evidence)
        case "pending":
            message = f"{name} has been pending for {minutes} minutes: {_still_running(releases)}"
            return warning(name, message, fix=remedy, minutes=minutes, **evidence)
    what = "has expired" if release.status == "expired" else f"has the status {release.status!r}"
    look = fix(heroku("releases:info", name, app=app.name), "releases")
    message = f"{name} {what}: whether the app runs it is not known"
    return unknown(name, message, fix=look, **evidence)


def _still_running(releases: tuple[Release, ...]) -> str:
    current = max((each.version for each in releases if each.took_effect), default=None)
    return "the app runs an older release" if current is None else f"the app still runs v{current}"
