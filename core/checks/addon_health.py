"""The check `addon-health`."""

from collections.abc import Iterator
from shlex import quote

from core.check import check, failed, passed, skipped, unknown, warning
from core.fix import fix, heroku
from core.knowledge.plans import plan_for_sale
from core.report import EvidenceValue, Finding, Fix
from core.snapshot import Addon, App


@check(title="Every add-on provisioned, its service alive", category="platform")
def addon_health(app: App, addons: tuple[Addon, ...]) -> Iterator[Finding]:
    """Judge the state of each add-on of the app and of the service behind it.

    Why:
        An add-on that is not provisioned has not set its config vars, and code that reads them
        fails. A service that has shut down stops answering, with or without notice.
    Passes when:
        The add-on is provisioned, and Heroku says that its service is alive. An add-on that another
        app owns is judged where Heroku lists it with those of this app.
    Warns when:
        The add-on is still being provisioned, or is being removed.
    Fails when:
        Provisioning it failed, or its service has shut down.
    Fix:
        Wait for it, create it again, or move to another service.
    References:
        managing-add-ons
    """
    if not addons:
        yield skipped(None, "the app has no add-ons")
    for addon in addons:
        yield _judge(app, addon)


def _judge(app: App, addon: Addon) -> Finding:
    evidence: dict[str, EvidenceValue] = {
        "plan": addon.plan,
        "state": addon.state,
        "service_state": addon.service_state,
    }
    owner = addon.app or app.name
    match addon.state:
        case "provisioned":
            return _judge_service(addon, owner, evidence)
        case "provisioning":
            message = f"{addon.name} is still being provisioned: its config vars are not set yet"
            remedy = fix(heroku("addons:wait", addon.name, app=owner), "managing-add-ons")
            return warning(addon.name, message, fix=remedy, **evidence)
        case "deprovisioning":
            message = f"{addon.name} is being removed"
            return warning(addon.name, message, fix=_look(addon, owner), **evidence)
        case "deprovisioned":
            message = f"{addon.name} could not be provisioned, or is gone: it is deprovisioned"
            return failed(addon.name, message, fix=_create(addon, owner), **evidence)
    message = f"{addon.name} is {addon.state!r}, a state this prodcheck does not know"
    return unknown(addon.name, message, fix=_look(addon, owner), **evidence)


def _judge_service(addon: Addon, owner: str, evidence: dict[str, EvidenceValue]) -> Finding:
    match addon.service_state:
        case "alpha" | "beta" | "ga":
            return passed(addon.name, f"{addon.name} is provisioned", **evidence)
        case "shutdown":
            message = f"{addon.name}: its service {addon.service} has shut down"
            return failed(addon.name, message, fix=_look(addon, owner), **evidence)
        case None:
            message = f"{addon.name} is provisioned; Heroku does not say how its service fares"
            return unknown(addon.name, message, fix=_look(addon, owner), **evidence)
    message = (
        f"{addon.name}: its service {addon.service} is {addon.service_state!r}, "
        "a state this prodcheck does not know"
    )
    return unknown(addon.name, message, fix=_look(addon, owner), **evidence)


def _create(addon: Addon, owner: str) -> Fix:
    plan = plan_for_sale(addon.plan or addon.service)
    if plan is None:
        return fix(f"heroku addons:plans {quote(addon.service)}", "managing-add-ons")
    return fix(heroku("addons:create", plan, app=owner), "managing-add-ons")


def _look(addon: Addon, owner: str) -> Fix:
    return fix(heroku("addons:info", addon.name, app=owner), "managing-add-ons")
