"""The check `maintenance-mode`."""

from collections.abc import Iterator

from core.check import check, failed, passed, skipped, unknown
from core.fix import fix, heroku
from core.report import Finding
from core.snapshot import App


@check(title="Maintenance mode off", category="platform")
def maintenance_mode(app: App) -> Iterator[Finding]:
    """Judge whether visitors reach the app at all.

    Why:
        In maintenance mode Heroku answers every request with a static page. It is easily left on
        after the work it was meant for, and nothing else says so: the dynos run on as if all were
        well.
    Passes when:
        Maintenance mode is off. An app that nothing was ever deployed to is skipped.
    Warns when:
        Never.
    Fails when:
        Maintenance mode is on.
    Fix:
        Turn it off.
    References:
        maintenance-mode
    """
    match app.maintenance:
        case True:
            yield failed(
                None,
                "maintenance mode is on: every visitor gets the maintenance page",
                fix=fix(heroku("maintenance:off", app=app.name), "maintenance-mode"),
                maintenance=True,
            )
        case None:
            yield unknown(None, "Heroku does not say whether maintenance mode is on")
        case False if app.stack is None:
            yield skipped(None, "nothing has been deployed yet")
        case False:
            yield passed(None, "maintenance mode is off", maintenance=False)
