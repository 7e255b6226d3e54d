"""The check `preboot`."""

from collections.abc import Iterator

from core.check import check, passed, skipped, unknown, warning
from core.checks._formation import SMALL, dynos, tier
from core.fix import fix, heroku
from core.report import Finding
from core.snapshot import App, AppFeature, ProcessType, Unavailable


@check(title="Preboot on, so that deploys leave no gap", category="dynos")
def preboot(
    app: App,
    formation: tuple[ProcessType, ...] | Unavailable,
    features: tuple[AppFeature, ...] | Unavailable,
) -> Iterator[Finding]:
    """Judge whether new web dynos start before the old ones stop.

    Why:
        Without preboot a deploy stops all web dynos and then starts the new ones: requests wait
        until they have booted, or fail.
    Passes when:
        The feature is on. Apps without two web dynos of the Standard or Performance tier are
        skipped: they cannot have it, or gain little by it. So are apps in Private Spaces and of the
        Fir generation, whose deploys are rolling.
    Warns when:
        It is off. Turning it on needs an app whose old and new code can run side by side.
    Fails when:
        Never.
    Fix:
        Enable the feature.
    References:
        preboot
    """
    if not app.common_runtime:
        place = "of the Fir generation" if app.fir else "in a Private Space"
        yield skipped(None, f"preboot is not for apps {place}: their deploys are rolling")
    elif isinstance(formation, Unavailable):
        yield unknown(None, f"formation could not be read: {formation.reason}", kind=formation.kind)
    else:
        web = next((row for row in formation if row.type == "web" and row.quantity > 0), None)
        yield skipped(None, "no web dyno runs") if web is None else _judge(app, web, features)


def _judge(app: App, web: ProcessType, features: tuple[AppFeature, ...] | Unavailable) -> Finding:
    seen = f"web runs {dynos(web.quantity, web.size)}"
    kind = tier(web.size)
    if web.quantity == 1 or kind in SMALL:
        return skipped("web", f"{seen}: preboot is for two or more of a larger tier")
    if kind not in {"standard", "performance"}:
        message = f"{seen}: it is not known whether that size has preboot"
        return unknown("web", message, fix=fix(None, "preboot", "dyno-tiers"))
    if isinstance(features, Unavailable):
        message = f"whether preboot is on could not be read: {features.reason}"
        return unknown("web", message, kind=features.kind)
    for feature in features:
        if feature.name == "preboot":
            return _judge_feature(app, web, feature, seen)
    return unknown("web", "Heroku does not list the feature preboot for this app")


def _judge_feature(app: App, web: ProcessType, feature: AppFeature, seen: str) -> Finding:
    if feature.enabled:
        return passed("web", f"{seen}, with preboot", enabled=True)
    return warning(
        "web",
        f"{seen} without preboot: a deploy stops them all before the new ones have started",
        fix=fix(heroku("features:enable", "preboot", app=app.name), "preboot"),
        enabled=False,
        quantity=web.quantity,
        size=web.size,
    )
