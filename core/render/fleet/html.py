"""A Fleet as one HTML file: nothing from elsewhere, light and dark, to be sorted and filtered.

The table is whole without its script, which only sorts and hides rows. `body`, `STYLE` and `SCRIPT`
are for a page that has a frame of its own.
"""

from collections.abc import Callable, Sequence
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from core.fleet import Fleet, FleetRow
from core.render.fleet.words import (
    STANDING_STATUS,
    STANDING_WORDS,
    numbers,
    title,
    verdict_sentence,
)
from core.render.links import web_address
from core.render.page import asset, csp_hash, environment
from core.render.paper import SYMBOLS
from core.render.text import moment
from core.report import Status
from core.version import __version__

STYLE = "fleet.css"
"""Name of the style sheet, for `core.render.page.asset`."""
SCRIPT = "fleet.js"
"""Name of the script, for `core.render.page.asset`."""

Links = Callable[[FleetRow], str | None]
"""Where the report of an app is; None where there is none."""


def render(
    fleet: Fleet, *, rows: Sequence[FleetRow] | None = None, links: Links | None = None
) -> str:
    """Write a fleet as a page.

    Args:
        fleet: What to write.
        rows: The apps to show; the default is all.
        links: Where the name of each app leads to; an address on the same site, or https.
    """
    style, script = asset(STYLE), asset(SCRIPT)
    return (
        _templates()
        .get_template("fleet.html")
        .render(
            title=title(fleet),
            body=body(fleet, rows=rows, links=links),
            style=Markup(style),  # noqa: S704  ours
            style_hash=csp_hash(style),
            script=Markup(script),  # noqa: S704  ours
            script_hash=csp_hash(script),
            version=__version__,
        )
    )


def body(
    fleet: Fleet, *, rows: Sequence[FleetRow] | None = None, links: Links | None = None
) -> Markup:
    """Write what is between the frame of a page. See `render` for the arguments."""
    shown = fleet.rows if rows is None else rows
    page = (
        _templates()
        .get_template("fleet_body.html")
        .render(
            fleet=fleet,
            title=title(fleet),
            verdict=verdict_sentence(fleet),
            moment=moment(fleet.taken_at),
            totals=[each for each in fleet.totals().items() if each[1]],
            checks=fleet.check_totals(),
            apps=[(row, _address(row, links)) for row in shown],
            teams=len({row.team for row in shown}) > 1,
            hidden=len(fleet.rows) - len(shown),
        )
    )
    return Markup(page)  # noqa: S704  the template escapes


@cache
def _templates() -> Environment:
    made = environment()
    made.globals |= {
        "Status": Status,
        "symbols": SYMBOLS,
        "statuses": STANDING_STATUS,
        "words": STANDING_WORDS,
        "order": {standing: place for place, standing in enumerate(STANDING_STATUS)},
    }
    made.filters |= {"numbers": numbers}
    return made


def _address(row: FleetRow, links: Links | None) -> str | None:
    """Take an address that is safe to link to."""
    address = None if links is None else links(row)
    if address is not None and address.startswith("/") and not address.startswith(("//", "/\\")):
        return address
    return None if address is None else web_address(address)
