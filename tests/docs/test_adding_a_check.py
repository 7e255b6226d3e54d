"""The five steps of docs/adding-a-check.md, followed in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

STEPS = (ROOT / "docs" / "adding-a-check.md").read_text("utf-8")
COPIED = ("core", "cli", "docs", "tests", "prodcheck.py", "pyproject.toml")


def step(path: str) -> str:
    """The code that a step says to write into a file."""
    found = re.search(rf"`{re.escape(path)}`.*?```python\n(.*?)```", STEPS, re.DOTALL)
    assert found is not None, path
    return found[1]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for each in COPIED:
        source, target = ROOT / each, tmp_path / each
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "node_modules", "images")
            shutil.copytree(source, target, ignore=ignored)
        else:
            shutil.copy(source, target)
    return tmp_path


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def test_they_lead_to_a_check_that_is_listed_explained_tested_and_documented(
    project: Path,
) -> None:
    for path in ("core/checks/app_region.py", "tests/checks/test_app_region.py"):
        (project / path).write_text(step(path), "utf-8")
    listed = run(project, "-m", "cli", "checks")
    assert "app-region: The app runs in a region of Heroku's" in listed.stdout, listed.stderr
    assert (
        "Heroku says in which region"
        in run(project, "-m", "cli", "checks:info", "app-region").stdout
    )
    tested = run(
        project,
        *("-m", "pytest", "-q", "-p", "no:cacheprovider"),
        *("tests/checks/test_app_region.py", "tests/test_check.py"),
    )
    assert tested.returncode == 0, tested.stdout
    stale = run(project, "docs/generate.py", "--check")
    assert stale.returncode == 1
    assert "docs/checks/app-region.md is stale" in stale.stderr
    assert run(project, "docs/generate.py").returncode == 0
    assert run(project, "docs/generate.py", "--check").returncode == 0
    assert (
        (project / "docs/checks/app-region.md").read_text("utf-8").startswith("# The app runs in")
    )


def test_the_steps_are_five() -> None:
    assert re.findall(r"^\*\*(\d)\. ", STEPS, re.MULTILINE) == ["1", "2", "3", "4", "5"]
