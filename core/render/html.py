"""A Report as one HTML file: nothing from elsewhere, no script, light and dark, fit for paper.

Every text is made inert and escaped on its way into the page, and the page's own policy lets
nothing in but its one style sheet.
"""

from functools import cache
from itertools import groupby

from jinja2 import Environment
from markupsafe import Markup

from core.policy import Waiver
from core.render.links import web_address
from core.render.page import asset, csp_hash, environment
from core.render.paper import SYMBOLS
from core.render.path import Stage, path_of
from core.render.path.drawing import HEIGHT, tall, wide
from core.render.text import QUIET, moment
from core.render.words import held_to, plural, statement, verdict_sentence
from core.report import RANK, Article, EvidenceValue, Finding, Fix, Report, Result, Status, Verdict
from core.snapshot import Snapshot
from core.version import __version__

_WORST: dict[Verdict, Status] = {
    "not_ready": Status.FAILED,
    "undetermined": Status.UNKNOWN,
    "warnings": Status.WARNING,
    "ready": Status.PASSED,
}
"""What a verdict comes from."""


def render(report: Report, snapshot: Snapshot | None = None) -> str:
    """Write a report as a page.

    Args:
        report: What to write.
        snapshot: What the report was made of: the picture then shows parts without a finding too.
    """
    results = sorted(report.results, key=_rank)
    stages = path_of(report, snapshot)
    style = asset("report.css")
    page = _environment().get_template("report.html")
    return page.render(
        report=report,
        verdict=verdict_sentence(report),
        sign=SYMBOLS[_WORST[report.verdict]],
        moment=moment(report.taken_at),
        held_to=held_to(report),
        counts=[(status, getattr(report.counts, status)) for status in Status],
        troubles=[result for result in results if result.status not in QUIET],
        passed=[result for result in results if result.status is Status.PASSED],
        skipped=[result for result in results if result.status is Status.SKIPPED],
        drawings={"wide": wide(stages), "tall": tall(stages)},
        height=HEIGHT,
        in_words=_in_words(stages),
        alone=any(stop.alone for stage in stages for stop in stage.stops),
        unsure=any(stop.unsure for stage in stages for stop in stage.stops),
        style=Markup(style),  # noqa: S704  ours
        style_hash=csp_hash(style),
        version=__version__,
    )


def _rank(result: Result) -> int:
    return RANK[result.status]


@cache
def _environment() -> Environment:
    made = environment()
    made.globals |= {"symbols": SYMBOLS, "plural": plural, "Status": Status}
    made.filters |= {
        "statement": statement,
        "groups": groups,
        "articles": articles,
        "evidence": shown,
        "scope": scope,
    }
    return made


def groups(result: Result) -> list[tuple[Fix | None, list[Finding]]]:
    """Put findings that share a fix together, the fix without what to read."""
    told = [finding for finding in result.findings if finding.status not in QUIET]
    return [(fix, list(group)) for fix, group in groupby(told, key=_remedy)]


def _remedy(finding: Finding) -> Fix | None:
    if finding.fix is None or finding.status is Status.WAIVED:
        return None
    return Fix(command=finding.fix.command, record=finding.fix.record)


def articles(result: Result) -> list[tuple[Article, str | None]]:
    """List what there is to read, each once, with its address where that is safe to link to."""
    open_ = (each.fix for each in result.findings if each.status is not Status.WAIVED)
    found = dict.fromkeys(article for fix in open_ if fix for article in fix.articles)
    return [(article, web_address(article.url)) for article in found]


def shown(value: EvidenceValue) -> str:
    """Write a piece of evidence for people."""
    match value:
        case None:
            return "not known"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(value) or "none"
        case _:
            return str(value)


def scope(waiver: Waiver) -> str:
    """Say what a waiver is of."""
    return waiver.check if waiver.resource == "*" else f"{waiver.check} {waiver.resource}"


def _in_words(stages: tuple[Stage, ...]) -> str:
    """Tell the picture to who does not see it."""
    return " ".join(f"{stage.title}: {'; '.join(_stops(stage))}." for stage in stages)


def _stops(stage: Stage) -> list[str]:
    told = []
    for stop in stage.stops:
        parts = [stop.words, stop.status or "not judged"]
        told.append(", ".join([*parts, "single point of failure"] if stop.alone else parts))
    return [*told, f"{stage.more} more"] if stage.more else told
