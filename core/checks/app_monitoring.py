"""The check `app-monitoring`."""

from collections.abc import Iterator

from core.check import check, failed, passed, unknown, warning
from core.checks._services import Attached, attached_services
from core.fix import fix, heroku
from core.knowledge.services import ServiceRow, agent_row
from core.report import Finding, Fix
from core.snapshot import Addon, AddonAttachment, App, TelemetryDrain, Unavailable


@check(title="Something watches the app", category="monitoring")
def app_monitoring(
    app: App,
    attachments: tuple[AddonAttachment, ...] | Unavailable,
    addons: tuple[Addon, ...] | Unavailable,
    telemetry_drains: tuple[TelemetryDrain, ...] | Unavailable,
    config_var_names: tuple[str, ...] | Unavailable,
) -> Iterator[Finding]:
    """Judge whether a service watches the app: its speed, its errors, or whether it answers.

    Why:
        Most outages begin as a slow page or a rising error rate. Without something that watches,
        the first to know are the people who use the app.
    Passes when:
        A monitoring add-on is attached, a telemetry drain sends metrics or traces, or a config var
        has the name that a monitoring agent reads (`DD_API_KEY`, `SENTRY_DSN` …).
    Warns when:
        None of these is there, but the names of config vars could not be read, an add-on is of a
        service that is not known, or the only monitoring service seems to be gone.
    Fails when:
        None of these is there.
    Fix:
        Add a monitoring add-on, or an agent of the service you have elsewhere.
    References:
        newrelic
        metrics
        telemetry
    """
    services = attached_services(attachments, addons)
    found = [
        *_addons(services),
        *_drains(telemetry_drains),
        *_agents(services, config_var_names),
    ]
    if found:
        yield from found
    elif isinstance(attachments, Unavailable):
        yield _unread("the add-ons", attachments)
    elif app.fir and isinstance(telemetry_drains, Unavailable):
        yield _unread("the telemetry drains", telemetry_drains)
    else:
        yield _none(app, services, config_var_names)


def _addons(services: tuple[Attached, ...]) -> Iterator[Finding]:
    for each in services:
        if each.does("monitoring") and each.trouble is None:
            message = f"{each.service} watches the app ({each.name})"
            yield passed(each.name, message, service=each.slug)


def _drains(drains: tuple[TelemetryDrain, ...] | Unavailable) -> Iterator[Finding]:
    for each in () if isinstance(drains, Unavailable) else drains:
        sent = [signal for signal in each.signals if signal in {"metrics", "traces"}]
        if sent:
            message = f"a telemetry drain sends {' and '.join(sent)} to {each.host}"
            yield passed(each.host, message, owner=each.owner, signals=sent)


def _agents(
    services: tuple[Attached, ...], config_var_names: tuple[str, ...] | Unavailable
) -> Iterator[Finding]:
    """Find agents by the names of config vars, but for services that are judged as add-ons."""
    judged = {each.row for each in services}
    for name, row in _monitors(config_var_names):
        if row not in judged and row.doubt is None:
            yield passed(name, f"{row.name} watches the app: {name} is set", service=row.name)


def _monitors(
    config_var_names: tuple[str, ...] | Unavailable,
) -> Iterator[tuple[str, ServiceRow]]:
    for name in () if isinstance(config_var_names, Unavailable) else config_var_names:
        row = agent_row(name)
        if row is not None and "monitoring" in row.does:
            yield name, row


def _unread(what: str, missing: Unavailable) -> Finding:
    message = f"nothing was seen that watches the app, and {what} could not be read"
    return unknown(None, f"{message}: {missing.reason}", kind=missing.kind)


def _none(
    app: App, services: tuple[Attached, ...], config_var_names: tuple[str, ...] | Unavailable
) -> Finding:
    gone = [(each.name, each.service, each.trouble) for each in services if each.does("monitoring")]
    gone += [(name, row.name, row.doubt) for name, row in _monitors(config_var_names)]
    strange = [each for each in services if each.row is None]
    evidence = {"addons": [each.name for each in services]}
    remedy = _remedy(app)
    if gone:
        name, service, trouble = gone[0]
        message = f"only {service} ({name}) would watch the app: {trouble}"
        return warning(name, message, fix=remedy, **evidence)
    if strange:
        names = ", ".join(f"{each.name} ({each.service})" for each in strange)
        message = f"nothing is known to watch the app, unless {names} does"
        return warning(None, message, fix=remedy, **evidence)
    if isinstance(config_var_names, Unavailable):
        message = "no add-on watches the app; whether an agent does could not be read"
        return warning(None, f"{message}: {config_var_names.reason}", fix=remedy, **evidence)
    message = "nothing watches the app: its users would be the first to know of an outage"
    return failed(None, message, fix=remedy, **evidence)


def _remedy(app: App) -> Fix:
    if app.fir:
        return fix(heroku("telemetry", app=app.name), "telemetry", "metrics")
    return fix(heroku("addons:create", "newrelic", app=app.name), "newrelic", "metrics")
