import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

import core.checks
from core.check import HEADINGS, Check, all_checks, check, passed
from core.report import Category, Finding, Status
from core.snapshot import FACTS, App, Domain, Unavailable

TESTS = Path(__file__).parent / "checks"

each_check = pytest.mark.parametrize("each", all_checks(), ids=lambda each: each.id)


@check(title="A tidy app", category="platform", default=False)
def tidiness(
    app: App, domains: tuple[Domain, ...] | Unavailable, *, days: int = 30, weeks: int = 4
) -> Iterator[Finding]:
    """Judge whether the app is tidy.

    In two paragraphs.

    Why:
        Because. It says more
        than one line:

        - and a list
    Passes when:
        It is.
    Fix:
        Tidy up.
    References:
        stack
        preboot
    """
    yield passed(None, f"{app.name} {days} {weeks} {domains}")


def test_a_check_is_named_after_its_function() -> None:
    assert (tidiness.id, tidiness.title) == ("tidiness", "A tidy app")
    assert (tidiness.category, tidiness.default) == ("platform", False)


def test_what_it_needs_is_read_from_its_signature() -> None:
    assert tidiness.needs.facts == ("app", "domains")
    assert tidiness.needs.strict == ("app",)
    assert tidiness.needs.thresholds == {"days": 30, "weeks": 4}


def test_its_documentation_is_split_at_the_headings() -> None:
    assert list(tidiness.docs) == ["Summary", "Why", "Passes when", "Fix", "References"]
    assert tidiness.docs["Summary"] == "Judge whether the app is tidy.\n\nIn two paragraphs."
    assert tidiness.why == "Because. It says more\nthan one line:\n\n- and a list"
    assert tidiness.docs["Fix"] == "Tidy up."
    assert [article.title for article in tidiness.articles] == ["Stacks", "Preboot"]


def test_a_check_without_a_docstring_has_an_empty_one() -> None:
    @check(title="A silent app", category="platform")
    def silence(app: App) -> Iterator[Finding]:
        yield passed(None, app.name)

    assert silence.docs == {"Summary": ""}
    assert silence.why == ""
    assert silence.articles == ()


def test_the_constructors_of_findings_say_what_they_are_called() -> None:
    from core import check as constructors  # noqa: PLC0415  by name

    for status in Status:
        if status is not Status.WAIVED:
            finding = getattr(constructors, status.value)("web", "seen", quantity=1)
            assert finding.status is status
            assert (finding.resource, finding.message) == ("web", "seen")
            assert finding.evidence == {"quantity": 1}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Lend `core.checks` one more folder, as a new file in its own would be."""
    loaded = set(sys.modules)
    monkeypatch.setattr(core.checks, "__path__", [*core.checks.__path__, str(tmp_path)])
    all_checks.cache_clear()
    yield tmp_path
    for name in set(sys.modules) - loaded:
        del sys.modules[name]
    all_checks.cache_clear()


def test_a_file_alone_adds_a_check(folder: Path) -> None:
    source = '''
        from core.check import check, passed
        from core.snapshot import App

        @check(title="A check from a file", category="data")
        def brand_new(app: App):
            """Judge nothing."""
            yield passed(None, app.name)
    '''
    (folder / "brand_new.py").write_text(textwrap.dedent(source))
    (folder / "_helper.py").write_text("raise AssertionError('a helper is not a check')")
    found = {each.id: each for each in all_checks()}
    assert found["brand-new"].title == "A check from a file"
    order = [get_args(Category).index(each.category) for each in all_checks()]
    assert order == sorted(order)


def test_every_check_of_the_first_production_check_is_there() -> None:
    article = {"stack", "dyno-redundancy", "dns", "ssl", "production-database"}
    assert {each.id for each in all_checks()} >= article | {"app-monitoring", "log-monitoring"}


@each_check
def test_it_is_in_the_file_it_is_named_after(each: Check) -> None:
    module = sys.modules[each.function.__module__]
    assert isinstance(module, ModuleType)
    assert module.__name__ == f"core.checks.{each.id.replace('-', '_')}"


@each_check
def test_its_title_is_a_short_line(each: Check) -> None:
    assert 0 < len(each.title) <= 60
    assert each.title == each.title.strip().rstrip(".!")
    assert each.title[0].isupper()
    assert each.category in get_args(Category)


@each_check
def test_it_asks_for_facts_that_there_are(each: Check) -> None:
    assert set(each.needs.facts) <= set(FACTS)
    assert each.needs.facts


@each_check
def test_its_thresholds_are_whole_numbers(each: Check) -> None:
    assert all(type(value) is int for value in each.needs.thresholds.values())


@each_check
def test_its_docstring_has_every_heading_in_order(each: Check) -> None:
    assert tuple(each.docs) == ("Summary", *HEADINGS)
    for heading, text in each.docs.items():
        assert text, heading
    assert each.docs["Summary"].splitlines()[0].endswith(".")


@each_check
def test_its_docstring_names_each_threshold(each: Check) -> None:
    text = " ".join(each.docs.values())
    for threshold in each.needs.thresholds:
        assert f"`{threshold}`" in text


@each_check
def test_its_references_are_articles(each: Check) -> None:
    assert each.articles
    assert all(article.url.startswith("https://") for article in each.articles)


@each_check
def test_it_has_a_test_file(each: Check) -> None:
    name = each.id.replace("-", "_")
    assert any(TESTS.glob(f"test_{name}*.py")), f"tests/checks/test_{name}.py"
