"""The check `log-monitoring`."""

from collections.abc import Iterator
from shlex import quote

from core.check import check, failed, passed, unknown, warning
from core.checks._services import Attached, attached_services
from core.fix import fix, heroku
from core.report import Finding, Fix
from core.snapshot import (
    Addon,
    AddonAttachment,
    App,
    LogDrain,
    TelemetryDrain,
    Unavailable,
)

# Heroku's drains go by syslog+tls:// and https:// where they are encrypted, by syslog:// where not:
# https://devcenter.heroku.com/articles/log-drains
_ENCRYPTED = frozenset({"syslog+tls", "https"})
_PLAIN = frozenset({"syslog", "http"})


@check(title="Log lines are kept", category="monitoring")
def log_monitoring(
    app: App,
    attachments: tuple[AddonAttachment, ...] | Unavailable,
    addons: tuple[Addon, ...] | Unavailable,
    log_drains: tuple[LogDrain, ...] | Unavailable,
    telemetry_drains: tuple[TelemetryDrain, ...] | Unavailable,
) -> Iterator[Finding]:
    """Judge whether log lines go somewhere they can be searched later.

    Why:
        Heroku keeps the last 1,500 lines, for a week at most; on Fir it keeps none. A busy app
        writes that many in minutes: what happened at night is gone in the morning.
    Passes when:
        A log add-on is attached, a log drain of the app or of its space is set, or a telemetry
        drain sends logs. On Fir only a telemetry drain counts.
    Warns when:
        A drain is plain `syslog://`, which sends the lines unencrypted, or the only log add-on
        seems to be gone, whether or not its drain is still there.
    Fails when:
        None of these is there.
    Fix:
        Add a log add-on, or a drain to the service you have elsewhere.
    References:
        logging
        log-drains
        papertrail
        telemetry
    """
    found = list(_telemetry(telemetry_drains))
    if not app.fir:
        services = attached_services(attachments, addons)
        drains = () if isinstance(log_drains, Unavailable) else log_drains
        gone = {each.name for each in services if each.trouble is not None}
        found += [_drain(app, each) for each in drains if each.addon not in gone]
        found += _addons(services, {each.addon for each in drains})
        missing = [each for each in (log_drains, attachments) if isinstance(each, Unavailable)]
    else:
        services = ()
        missing = [telemetry_drains] if isinstance(telemetry_drains, Unavailable) else []
    if found:
        yield from found
    elif missing:
        message = (
            f"nothing was seen that keeps logs, and not all could be read: {missing[0].reason}"
        )
        yield unknown(None, message, kind=missing[0].kind)
    else:
        yield _none(app, services)


def _telemetry(drains: tuple[TelemetryDrain, ...] | Unavailable) -> Iterator[Finding]:
    for each in () if isinstance(drains, Unavailable) else drains:
        if "logs" in each.signals:
            message = f"a telemetry drain of the {each.owner} sends logs to {each.host}"
            yield passed(each.host, message, owner=each.owner)


def _drain(app: App, drain: LogDrain) -> Finding:
    place = drain.host or drain.addon
    evidence = {"scheme": drain.scheme, "owner": drain.owner, "addon": drain.addon}
    if drain.scheme.lower() in _PLAIN:
        message = f"the log drain to {place} is plain {drain.scheme}://: others can read along"
        return warning(place, message, fix=_look(app, drain), **evidence)
    if drain.scheme.lower() in _ENCRYPTED or (drain.addon is not None and not drain.scheme):
        message = f"a log drain of the {drain.owner} goes to {place}"
        return passed(place, message, **evidence)
    message = f"where a log drain of the {drain.owner} goes cannot be seen"
    return unknown(place, message, fix=_look(app, drain), **evidence)


def _look(app: App, drain: LogDrain) -> Fix:
    space = drain.owner == "space" and app.space is not None
    show = f"heroku spaces:drains:get --space {quote(app.space or '')}"
    return fix(show if space else heroku("drains", app=app.name), "log-drains")


def _addons(services: tuple[Attached, ...], drained: set[str | None]) -> Iterator[Finding]:
    """Count log add-ons whose drain is not listed already."""
    for each in services:
        if each.does("logs") and each.trouble is None and each.name not in drained:
            message = f"{each.service} keeps the logs ({each.name})"
            yield passed(each.name, message, service=each.slug)


def _none(app: App, services: tuple[Attached, ...]) -> Finding:
    gone = [each for each in services if each.does("logs")]
    if gone:
        message = f"only {gone[0].service} ({gone[0].name}) would keep the logs: {gone[0].trouble}"
        remedy = fix(heroku("addons:create", "papertrail", app=app.name), "papertrail", "logging")
        return warning(gone[0].name, message, fix=remedy)
    if app.fir:
        message = "no telemetry drain sends logs, and on Fir Heroku keeps none"
        return failed(None, message, fix=fix(heroku("telemetry", app=app.name), "telemetry"))
    message = "log lines go nowhere: Heroku keeps the last 1,500, for a week at most"
    remedy = fix(heroku("addons:create", "papertrail", app=app.name), "papertrail", "log-drains")
    return failed(None, message, fix=remedy)
