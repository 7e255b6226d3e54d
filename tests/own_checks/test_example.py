"""The example of docs/own-checks.md, installed as its reader would, and run by the command line."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Outcome, Program

EXAMPLE = ROOT / "docs" / "example-check"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    copy = shutil.copytree(EXAMPLE, folder / "source")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-index", "--no-build-isolation", "--no-deps"]
    subprocess.run(
        [*pip, *offline, "--target", str(folder / "site"), str(copy)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder / "site"


@pytest.fixture
def run(program: Program, installed: Path, tmp_path: Path) -> Program:
    program.environ["PYTHONPATH"] = f"{ROOT}:{installed}"

    class _There(Program):
        def __call__(
            self, *arguments: str, stdin: bytes = b"", cwd: Path | None = None, **environ: str
        ) -> Outcome:
            return super().__call__(*arguments, stdin=stdin, cwd=cwd or tmp_path, **environ)

    there = _There({})
    there.environ = program.environ
    return there


def test_the_page_shows_it_whole() -> None:
    page = (ROOT / "docs" / "own-checks.md").read_text("utf-8")
    source = (EXAMPLE / "acme_checks" / "recent_release.py").read_text("utf-8")
    entry = (EXAMPLE / "pyproject.toml").read_text("utf-8")
    for language, whole in (("python", source), ("toml", entry)):
        shown = page.partition(f"```{language}\n")[2].partition("```")[0]
        assert shown
        assert shown in whole


def test_it_is_listed_and_explained(run: Program) -> None:
    listed = run("checks")
    assert listed.status == 0, listed.err
    told = " ".join(listed.out.split())
    assert "recent-release: Released not long ago (of the package acme-checks)" in told
    explained = run("checks:info", "recent-release").out
    assert "max_days = 90 (may be 0 to 3,650)" in explained
    assert "https://devcenter.heroku.com/articles/releases" in explained
    assert "the package acme-checks" in explained
    row = next(r for r in json.loads(run("checks", "--json").out) if r["id"] == "recent-release")
    assert (row["package"], row["thresholds"]) == ("acme-checks", {"max_days": 90})


def test_its_page_is_written(run: Program) -> None:
    page = run("checks:info", "recent-release", "--markdown").out
    assert page.startswith("# Released not long ago\n")
    assert "## Why it matters\n\nAn app that nobody has released for months" in page
    assert "| `max_days` | 90 | 0 to 3,650 |" in page
    assert page.endswith("It comes from the package acme-checks.\n")


def test_it_judges_beside_the_others(run: Program, healthy: str) -> None:
    done = run("--from", healthy, "--json")
    assert done.status == 0, done.err
    results = {each["id"]: each for each in json.loads(done.out)["checks"]}
    assert len(results) > 15
    assert results["recent-release"]["findings"][0]["message"] == "the last release was 2 days ago"


def test_a_policy_speaks_of_it_as_of_any(run: Program, healthy: str, tmp_path: Path) -> None:
    text = "strict = ['recent-release']\n[checks.recent-release]\nmax_days = 1\n"
    (tmp_path / "prodcheck.toml").write_text(text)
    done = run("--from", healthy, "--only", "recent-release")
    assert done.status == 1
    assert "✗ failed: Released not long ago (recent-release)" in done.out
    (tmp_path / "prodcheck.toml").write_text(text.replace("= 1", "= -1"))
    assert "Write a whole number, 0 to 3650." in run("--from", healthy).err


def test_a_tab_offers_it_without_loading_it(run: Program) -> None:
    run.environ |= {
        "_PRODCHECK_COMPLETE": "bash_complete",
        "COMP_WORDS": "prodcheck --only rec",
        "COMP_CWORD": "2",
    }
    done = run()
    assert done.out == "plain,recent-release\n"


def test_the_bot_finds_it_in_the_folder_it_is_started_in(
    run: Program, installed: Path, tmp_path: Path
) -> None:
    environ = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
        "PRODCHECK_POLICY": "only = ['recent-release']",
        "PYTHONPATH": str(ROOT),
    }
    for folder, status in ((installed, 0), (tmp_path, 2)):
        done = subprocess.run(
            [sys.executable, "-m", "bot", "migrate"],
            cwd=folder,
            env={**run.environ, **environ},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == status, done.stderr
    assert "There is no check called 'recent-release'." in done.stderr


def test_its_own_test_passes(run: Program, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "tests", tmp_path / "tests")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=tmp_path,
        env=run.environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "3 passed" in done.stdout, done.stdout
