"""The wheel works where there is no checkout: tables, sample apps and script included."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.snapshot import dump_snapshot
from tests.apps import HEALTHY

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and install it alone into an empty folder."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("prodcheck-*.whl")
    target = folder / "installed"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [*install, "--no-deps", "--no-index", "--target", str(target), str(wheel)],
        check=True,
        capture_output=True,
    )
    return target


def run(installed: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [installed / "bin" / "prodcheck", *arguments],
        cwd=installed,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "HOME": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_code_comes_from_the_wheel(installed: Path) -> None:
    where = subprocess.run(
        [sys.executable, "-c", "import core, cli, sandbox, prodcheck; print(core.__file__)"],
        cwd=installed,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert where.stdout.startswith(str(installed))


def test_the_tables_are_in_it(installed: Path) -> None:
    shown = run(installed, "checks:info", "stack")
    assert shown.returncode == 0, shown.stderr
    assert "upgrading-to-the-latest-stack" in shown.stdout


def test_the_demo_is_in_it(installed: Path) -> None:
    demo = run(installed, "demo", "--app", "ha-app")
    assert demo.returncode == 0, demo.stderr
    assert "ha-app" in demo.stdout


def test_the_page_of_a_report_is_in_it(installed: Path, tmp_path: Path) -> None:
    source = tmp_path / "healthy.json"
    source.write_bytes(dump_snapshot(HEALTHY))
    page = run(installed, "--from", str(source), "--format", "html")
    assert page.returncode == 0, page.stderr
    assert page.stdout.startswith("<!doctype html>")
