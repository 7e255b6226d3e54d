import re

from cli.folding import fold
from core.render import text
from tests.render.canonical import CANONICAL

PLAIN = text.render(CANONICAL)


def ids(report: str) -> list[str]:
    return re.findall(r"^\S \w+: [^(]*\(([a-z-]+)\)$", report, re.MULTILINE)


def test_headlines_stay_in_their_order_and_their_findings_go() -> None:
    folded = fold(PLAIN, ())
    assert ids(folded) == ids(PLAIN) != []
    assert re.search(r"^  [✗?!~✓] ", PLAIN, re.MULTILINE)
    assert not re.search(r"^  [✗?!~✓] ", folded, re.MULTILINE)
    assert "https://" not in folded


def test_what_is_no_check_stays() -> None:
    for part in (PLAIN.split("\n\n")[0], PLAIN.split("\n\n")[-1]):
        assert part in fold(PLAIN, ())


def test_what_is_to_stay_whole_does() -> None:
    assert fold(PLAIN, ids(PLAIN)) == PLAIN
    first, *others = ids(PLAIN)
    block = next(block for block in PLAIN.split("\n\n") if f"({first})" in block)
    assert block in fold(PLAIN, (first,))
    assert all(f"({each})" in fold(PLAIN, (first,)) for each in others)


def test_colour_and_narrow_lines_change_nothing() -> None:
    coloured = fold(text.render(CANONICAL, width=40, colour=True), ())
    plain = re.sub(r"\x1b\[[\d;]*m", "", coloured)
    assert plain == fold(text.render(CANONICAL, width=40), ())
    assert plain.count("(") >= len(ids(PLAIN))
