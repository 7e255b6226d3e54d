"""The check `recent-release`."""

from collections.abc import Iterator
from datetime import datetime

from prodcheck import App, Days, Finding, Fix, Release, check, passed, skipped, warning


@check(title="Released not long ago", category="releases")
def recent_release(
    app: App, releases: tuple[Release, ...], taken_at: datetime, *, max_days: Days = 90
) -> Iterator[Finding]:
    """Judge how long ago the app was last released.

    Why:
        An app that nobody has released for months cannot be released in a hurry either: the build
        has rotted, and who knew how it goes has left.
    Passes when:
        A release took effect in the last `max_days` days.
    Warns when:
        The last one is older.
    Fails when:
        Never.
    Fix:
        Deploy again, without a change if there is none.
    References:
        https://devcenter.heroku.com/articles/releases
    """
    newest = max((each.created_at for each in releases if each.took_effect), default=None)
    if newest is None:
        yield skipped(None, "there is no release yet")
        return
    days = (taken_at - newest).days
    if days <= max_days:
        yield passed(None, f"the last release was {days} days ago", days=days)
    else:
        message = f"the last release was {days} days ago, and {max_days} are the most"
        yield warning(None, message, fix=Fix(command=f"heroku releases -a {app.name}"), days=days)
