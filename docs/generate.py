"""Writes a page for each check to `docs/checks`, from the docstring that explains it everywhere.

`python docs/generate.py` writes them, and with `--check` it says which are stale.
"""

import sys
from itertools import groupby
from pathlib import Path
from typing import Final, NamedTuple

from core.check import Check, built_in_checks
from core.render import check_page

FOLDER: Final = Path(__file__).parent / "checks"
NOTE: Final = "<!-- Written by `make docs`. Change the docstring of the check instead. -->"


class Origin(NamedTuple):
    """Where a fact comes from."""

    what: str
    source: str
    scope: str = "`read`"


PROTECTED: Final = "`read-protected`"
NONE: Final = "none"
ORIGINS: Final = {
    "taken_at": Origin("the moment of the snapshot", "the clock", NONE),
    "app": Origin("the app itself", "`GET /apps/APP`"),
    "formation": Origin("process types, dyno sizes and how many", "`GET /apps/APP/formation`"),
    "dynos": Origin("the dynos and their states", "`GET /apps/APP/dynos`"),
    "autoscalers": Origin(
        "autoscaling of `web`", "`GET /apps/APP/formation/web/monitors` of the metrics host"
    ),
    "features": Origin("app features, preboot among them", "`GET /apps/APP/features`"),
    "releases": Origin("the newest releases", "`GET /apps/APP/releases`"),
    "stacks": Origin("the stacks that Heroku offers", "`GET /stacks`"),
    "pipeline_coupling": Origin("its pipeline and stage", "`GET /apps/APP/pipeline-couplings`"),
    "addons": Origin("its add-ons", "`GET /apps/APP/addons`"),
    "attachments": Origin(
        "what is attached, other apps' add-ons too", "`GET /apps/APP/addon-attachments`"
    ),
    "log_drains": Origin(
        "log drains of the app and its space, credentials dropped", "`GET /apps/APP/log-drains`"
    ),
    "telemetry_drains": Origin(
        "telemetry drains of the app and its space", "`GET /apps/APP/telemetry-drains`"
    ),
    "config_var_names": Origin(
        "names of config vars, values dropped", "`GET /apps/APP/config-vars`", PROTECTED
    ),
    "databases": Origin(
        "each Heroku Postgres: version, followers, backups", "Heroku's Data API", PROTECTED
    ),
    "followers": Origin("the databases that follow them", "Heroku's Data API", PROTECTED),
    "key_value_stores": Origin("each Heroku Key-Value Store", "Heroku's Data API", PROTECTED),
    "domains": Origin("its domains and their DNS targets", "`GET /apps/APP/domains`"),
    "sni_endpoints": Origin("its certificates", "`GET /apps/APP/sni-endpoints`"),
    "dns": Origin("what the names of its domains lead to", "DNS queries", NONE),
    "tls": Origin("the certificates that visitors see", "TLS handshakes, port 443", NONE),
}
"""A fact to where it comes from, and the scope of the token that reads it."""


def pages() -> dict[str, str]:
    """Write every page: file name to text."""
    checks = built_in_checks()
    return {"README.md": _index(checks), **{f"{each.id}.md": _page(each) for each in checks}}


def _index(checks: tuple[Check, ...]) -> str:
    return check_page.document(
        "# The checks",
        NOTE,
        "A check says *failed*, *unknown*, *warning* or *passed*, or is *skipped* when there is "
        "nothing to judge. `prodcheck checks:info ID` shows the same pages in the terminal.",
        *(_category(name, list(group)) for name, group in groupby(checks, lambda c: c.category)),
        "## Facts",
        "What the checks judge by, and the scope of the token that reads it. What a token may not "
        "read makes a check *unknown*, never *passed*. Heroku publishes no list of what each scope "
        "reads: that of the Data API is what it is seen to ask for. See "
        "[Security](../security.md).",
        check_page.table(
            ("fact", "what it is", "where it comes from", "scope"),
            [(f"`{name}`", *origin) for name, origin in ORIGINS.items()],
        ),
    )


def _category(name: str, checks: list[Check]) -> str:
    rows = [
        (f"[`{each.id}`]({each.id}.md)", each.title + check_page.aside(each)) for each in checks
    ]
    return f"## {name.capitalize()}\n\n{check_page.table(('check', 'passes when'), rows)}"


def _page(check: Check) -> str:
    return check_page.page(check, facts=_facts(check), policy="../policy.md", note=NOTE)


def _facts(check: Check) -> str:
    facts = ", ".join(f"[`{name}`](README.md#facts)" for name in check.needs.facts)
    scopes = {ORIGINS[name].scope for name in check.needs.facts}
    if PROTECTED not in scopes:
        return f"{facts}. A token of scope `read` is enough."
    return f"{facts}. Of these, a token of scope `read` may not see all: `read-protected` does."


def stale() -> list[str]:
    """List the pages that are not what they should be, and those that should not be there."""
    wanted = pages()
    there = {path.name: path.read_text("utf-8") for path in FOLDER.glob("*.md")}
    return sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))


def unlinked() -> list[str]:
    """List the pages that the index does not lead to."""
    index = (FOLDER.parent / "index.md").read_text("utf-8")
    pages = (path.name for path in FOLDER.parent.glob("*.md") if path.name != "index.md")
    return sorted(name for name in pages if f"({name})" not in index)


def main(arguments: list[str]) -> int:
    """Write the pages, or say which are stale."""
    if arguments == ["--check"]:
        wrong = [f"docs/checks/{name} is stale: make docs writes it." for name in stale()]
        wrong += [f"docs/{name} is nowhere in docs/index.md: add a line." for name in unlinked()]
        sys.stderr.write("".join(f"{line}\n" for line in wrong))
        return 1 if wrong else 0
    FOLDER.mkdir(exist_ok=True)
    for name in stale():
        path = FOLDER / name
        path.unlink(missing_ok=True)
        if name in (wanted := pages()):
            path.write_text(wanted[name], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
