"""The pages of the checks are written from their docstrings."""

import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from core.check import Check, built_in_checks
from core.render import check_page
from core.snapshot import FACTS
from tests.docs.pages import ROOT


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_none_is_stale(generate: ModuleType) -> None:
    assert generate.stale() == []


def test_it_knows_where_every_fact_comes_from(generate: ModuleType) -> None:
    assert set(generate.ORIGINS) == set(FACTS)


@pytest.mark.parametrize("check", built_in_checks(), ids=lambda each: each.id)
def test_a_page_says_all_there_is_to_a_check(generate: ModuleType, check: Check) -> None:
    page = generate.pages()[f"{check.id}.md"]
    assert page.startswith(f"# {check.title}\n")
    for heading in check_page.HEADINGS.values():
        assert f"\n## {heading}\n" in page
    for threshold in check.needs.thresholds:
        assert f"| `{threshold}` | " in page
    for article in check.articles:
        assert f"]({article.url})" in page
    assert f"| [`{check.id}`]({check.id}.md) | {check.title}" in generate.pages()["README.md"]


def test_a_stale_page_is_named(generate: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {**generate.pages(), "stack.md": "older", "new.md": "new"}
    monkeypatch.setattr(generate, "pages", lambda: pages)
    assert generate.stale() == ["new.md", "stack.md"]


def test_a_page_that_the_index_forgot_is_named(
    generate: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "index.md").write_text("[one](one.md)")
    for name in ("one.md", "two.md"):
        (tmp_path / name).write_text("x")
    monkeypatch.setattr(generate, "FOLDER", tmp_path / "checks")
    assert generate.unlinked() == ["two.md"]


def test_the_command_of_the_makefile_works() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
