"""The canonical Report as Slack gets it, compared with the files in `golden`.

After a wanted change, `python -m tests.bot_blocks.goldens` writes the files anew.
"""

from pathlib import Path

import msgspec

from bot.slack.blocks import ids
from bot.slack.blocks.controls import Occasion
from bot.slack.blocks.home import Setup, home_view
from bot.slack.blocks.ladder import ladder
from bot.slack.blocks.validate import Sent, payload
from bot.slack.blocks.views import pick_view, results_view
from tests.bot_blocks.watches import WATCHED
from tests.render.canonical import CANONICAL

GOLDEN = Path(__file__).parent / "golden"
_OCCASION = Occasion(asked_by="U012ABCDEF", seconds=1.34, report_id="r42")
_LADDER = ladder(CANONICAL, _OCCASION)
_SETUP = Setup(account="ops@example.com", apps=("ha-*",), version="1.0.0")

SENT: dict[str, Sent] = {
    "report-rich.json": _LADDER.rich,
    "report-sections.json": _LADDER.sections,
    "report-text.json": _LADDER.text,
    "report-public.json": ladder(CANONICAL, Occasion(public=True)).sections,
    "results.json": results_view(CANONICAL, "r42"),
    "pick.json": pick_view(ids.Place(channel="C012ABCDEF")),
    "home.json": home_view([CANONICAL], _SETUP),
    "home-empty.json": home_view([], Setup(version="1.0.0")),
    **WATCHED,
}
"""Name of a golden file to what it holds."""


def document(name: str) -> bytes:
    """Write what is sent as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(payload(SENT[name])), indent=2) + b"\n"


def write() -> None:
    """Write the golden files anew."""
    for name in SENT:
        (GOLDEN / name).write_bytes(document(name))


if __name__ == "__main__":
    write()
