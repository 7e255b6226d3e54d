"""The check `key-value-store`."""

from collections.abc import Iterator

from core.check import check, passed, unknown, warning
from core.checks._databases import KEY_VALUE_STORE, Attached, attached
from core.fix import fix
from core.report import Finding
from core.snapshot import AddonAttachment, App


@check(title="Key-Value Store that survives a restart", category="data")
def key_value_store(app: App, attachments: tuple[AddonAttachment, ...]) -> Iterator[Finding]:
    """Judge the plan of every Heroku Key-Value Store the app uses, its own or another app's.

    Why:
        A Mini store keeps nothing on disk and has no standby: a restart, which maintenance brings
        by itself, loses the queued jobs, sessions and caches in it.
    Passes when:
        The plan is Premium, Private or Shield: data is written to disk, and a standby takes over.
        An app without Key-Value Store is skipped.
    Warns when:
        The plan is Mini, or Hobby as it was called before.
    Fails when:
        Never.
    Fix:
        Change to a Premium plan.
    References:
        key-value-store
        managing-add-ons
    """
    for store in attached(attachments, KEY_VALUE_STORE):
        yield _judge(app, store)


def _judge(app: App, store: Attached) -> Finding:
    name, row = store.called(app), store.row
    evidence = store.evidence()
    if store.plan is None:
        message = f"{name} has a plan that the token may not see"
        return unknown(store.name, message, kind="forbidden", **evidence)
    says = f"{name} is on {store.plan.partition(':')[2]}"
    if row is None:
        look = fix(store.command("addons:info", store.name, app=app), "key-value-store")
        message = f"{says}: it is not known whether that plan survives a restart"
        return unknown(store.name, message, fix=look, **evidence)
    if row.starter:
        remedy = fix(_upgrade(app, store), "key-value-store", "managing-add-ons")
        return warning(store.name, f"{says}: {row.limits}", fix=remedy, **evidence)
    return passed(store.name, f"{says}: kept on disk, with a standby", **evidence)


def _upgrade(app: App, store: Attached) -> str:
    """Compose the step to a better plan; spaces and Fir have plans of their own, to choose from."""
    if not app.common_runtime:
        return "heroku addons:plans heroku-redis"
    return store.command("addons:upgrade", store.name, "heroku-redis:premium-0", app=app)
