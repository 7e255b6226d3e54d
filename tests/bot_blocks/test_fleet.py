"""A fleet as a message: what fits, what is shown first, and what is told beside."""

from typing import Any

import msgspec
import pytest

from bot.slack.blocks import limits
from bot.slack.blocks.fleet import Scanned, headline, steps
from bot.slack.blocks.surfaces import Message
from bot.slack.blocks.validate import payload
from core.fleet import FleetScope, fleet_of
from core.fleet_changes import compare_fleets
from sandbox.slack.rules.surfaces import blocks_problems
from tests.bot_blocks.fleets import FLEET, NOW, ROWS, SCANNED, SCOPE, many, row

replace = msgspec.structs.replace


def blocks(message: Message) -> dict[str, Any]:
    """The blocks by type; of several of one type the last."""
    return {block["type"]: block for block in payload(message)["blocks"]}


def table(scanned: Scanned) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = blocks(steps(scanned)[0])["data_table"]["rows"]
    return rows


def test_the_worst_comes_first_in_cells_that_mean_nothing() -> None:
    header, *rows = table(SCANNED)
    assert [cell["text"] for cell in header] == [
        "App",
        "Verdict",
        "Failed",
        "Warnings",
        "Top finding",
    ]
    assert [each[0]["text"] for each in rows] == [
        "billing",
        "checkout",
        "secret",
        "docs",
        "shop",
        "wiki",
    ]
    assert {cell["type"] for each in rows for cell in each} == {"raw_text", "raw_number"}
    assert rows[0][2] == {"type": "raw_number", "value": 2, "text": "2"}
    assert rows[-1][4]["text"] == "-"


def test_only_what_fails_is_shown_when_that_is_asked_for() -> None:
    failing = replace(SCANNED, failing=True)
    assert [each[0]["text"] for each in table(failing)[1:]] == ["billing", "checkout", "secret"]
    fine = Scanned(id="f1", fleet=fleet_of(SCOPE, [row("wiki")], now=NOW), failing=True)
    shown = steps(fine)
    assert len(shown) == 2
    assert "No app fails" in str(payload(shown[0]))


@pytest.mark.parametrize("count", [1, 200, 201, 1_000])
@pytest.mark.parametrize("length", [0, 20, 300])
def test_a_fleet_of_any_size_fits(count: int, length: int) -> None:
    scanned = Scanned(id="f1", fleet=many(count, "x" * length))
    for step in steps(scanned):
        data = payload(step)
        assert blocks_problems(data.get("blocks", []), "message") == ()
        assert len(data["text"]) <= limits.MESSAGE_TEXT
    rows = table(scanned)
    assert len(rows) == min(count, 200) + 1
    assert sum(len(cell["text"]) for each in rows for cell in each) <= limits.TABLE_CHARACTERS


def test_what_is_left_out_is_said() -> None:
    said = str(payload(steps(Scanned(id="f1", fleet=many(1_000)))[0]))
    assert "The worst 200 are listed; 800 more are not" in said
    assert "not listed" not in str(payload(steps(SCANNED)[0]))


@pytest.mark.parametrize(
    ("scanned", "words"),
    [
        (SCANNED, "The team acme: 2 of 6 ready"),
        (replace(SCANNED, stopped=9), "The team acme: stopped after 6 of 9"),
        (
            Scanned(id="f1", fleet=fleet_of(FleetScope(kind="all"), [], now=NOW)),
            "All apps: no app in it",
        ),
    ],
)
def test_the_first_line_says_how_it_stands(scanned: Scanned, words: str) -> None:
    assert headline(scanned) == words
    assert words in str(payload(steps(scanned)[-1]))


def test_the_changes_since_the_scan_before_are_told() -> None:
    old = fleet_of(
        SCOPE,
        [
            row("billing"),
            row("wiki", "not_ready", "web runs 1 Basic dyno", failed=1),
            row("docs"),
            row("went"),
        ],
        now=NOW,
    )
    changes = compare_fleets(old, FLEET)
    assert (changes.worse, changes.better, changes.gone) == (("billing",), ("wiki",), ("went",))
    assert changes.added == ("checkout", "secret", "shop")
    same = compare_fleets(FLEET, FLEET)
    assert not same.any
    assert "nothing changed" in str(payload(steps(replace(SCANNED, changes=same))[0]))


def test_without_an_address_there_are_no_links() -> None:
    bare = replace(SCANNED, page=None, csv=None, trend=None)
    assert "url" not in str(blocks(steps(bare)[0])["actions"])


def test_two_apps_of_one_name_do_not_break_it() -> None:
    twice = fleet_of(SCOPE, [*ROWS, *ROWS], now=NOW)
    assert len(table(replace(SCANNED, fleet=twice))) == 13
