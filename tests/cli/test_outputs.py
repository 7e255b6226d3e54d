import os
import resource
import subprocess
import threading
from pathlib import Path

import pytest

from core.render import FORMATS, NAMES, render, schema
from core.render import json as report_json
from core.snapshot import load_snapshot
from tests.cli.conftest import Cli, Program

START = {
    ".json": b'{\n  "schema_version": 1',
    ".txt": b"ha-app, as of ",
    ".md": b"### ",
    ".html": b"<!doctype html>\n",
    ".xml": b"<?xml ",
    ".sarif": b'{\n  "$schema": ',
    ".sarif.json": b'{\n  "$schema": ',
    ".csv": b'"app",',
    ".prom": b"# HELP ",
}
"""How a file of each suffix begins."""


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".*") if path.is_file()]


def test_every_format_is_written_in_one_run(cli: Cli, healthy: str, tmp_path: Path) -> None:
    assert set(START) == set(FORMATS)
    wanted = [argument for suffix in FORMATS for argument in ("-o", f"report{suffix}")]
    assert cli("--from", healthy, *wanted).status == 0
    for suffix, start in START.items():
        assert (tmp_path / f"report{suffix}").read_bytes().startswith(start), suffix
    assert leftovers(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["a b.md", "naïve 例え.csv", "A.SARIF.JSON", "x.y.z.xml", "--x.md"]
)
def test_a_path_may_hold_anything(cli: Cli, healthy: str, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "fold er é"
    folder.mkdir()
    assert cli("--from", healthy, "-o", f"fold er é/{name}", f"-o{name}").status == 0
    assert (folder / name).read_bytes() == (tmp_path / name).read_bytes()


def test_the_longest_suffix_wins(cli: Cli, healthy: str, tmp_path: Path) -> None:
    assert cli("--from", healthy, "-o", "a.sarif.json", "-o", "sarif.json").status == 0
    assert b'"runs"' in (tmp_path / "a.sarif.json").read_bytes()
    assert report_json.parse((tmp_path / "sarif.json").read_bytes()).app == "ha-app"


@pytest.mark.parametrize("name", NAMES)
def test_every_format_goes_to_stdout(cli: Cli, healthy: str, name: str) -> None:
    status, out, err = cli("--from", healthy, "--format", name)
    assert (status, err) == (0, "")
    suffix = next(each for each, module in FORMATS.items() if module == name)
    assert out.encode().startswith(START[suffix])


def test_json_is_a_format_and_excludes_the_others(cli: Cli, healthy: str) -> None:
    json = cli("--from", healthy, "--json")
    assert json == cli("--from", healthy, "--format", "json")
    assert json == cli("--from", healthy, "--json", "--format", "json")
    status, out, err = cli("--from", healthy, "--json", "--format", "csv")
    assert (status, out) == (2, "")
    assert "--json and --format csv exclude each other." in err


def test_what_cannot_be_written_keeps_none_of_the_others(
    cli: Cli, healthy: str, tmp_path: Path
) -> None:
    for name in ("full.md", "full.csv"):
        (tmp_path / name).symlink_to("/dev/full")
    wanted = ["full.md", "a.json", "full.csv", "b.xml"]
    status, out, err = cli("--from", healthy, *(word for each in wanted for word in ("-o", each)))
    assert status == 2
    assert "ha-app is ready" in out
    assert "full.md cannot be written: No space left on device." in err
    assert "full.csv cannot be written: No space left on device." in err
    assert (tmp_path / "a.json").stat().st_size > 0
    assert (tmp_path / "b.xml").stat().st_size > 0


def test_a_disk_that_fills_up_leaves_no_half_file(
    program: Program, healthy: str, tmp_path: Path
) -> None:
    target = tmp_path / "report.json"
    target.write_text("old")
    done = subprocess.run(
        program.argv("--from", healthy, "-o", str(target), "-o", str(tmp_path / "small.txt")),
        # An interpreter that caches bytecode would leave half files of its own.
        env={**program.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )
    assert done.returncode == 2
    assert f"{target} cannot be written: File too large." in done.stderr
    assert "Traceback" not in done.stderr
    assert target.read_text() == "old"
    assert (tmp_path / "small.txt").read_text() == done.stdout
    assert leftovers(tmp_path) == []


def test_a_pipe_that_closes_is_told_and_the_others_are_written(
    program: Program, healthy: str, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    # Nobody reads more than the opening of it: what does not fit the pipe finds it closed.
    reader = threading.Thread(target=lambda: os.close(os.open(pipe, os.O_RDONLY)))
    reader.start()
    big = tmp_path / "big.json"
    text = Path(healthy).read_text("utf-8").replace("www.example.com", "w" * 70_000)
    big.write_text(text, "utf-8")
    status, _, err = program("--from", str(big), "-o", str(pipe), "-o", str(tmp_path / "a.md"))
    reader.join()
    assert status == 2
    assert f"{pipe} cannot be written: Broken pipe." in err
    assert (tmp_path / "a.md").stat().st_size > 0


def test_a_name_that_is_too_long_is_told_before_anything_is_done(cli: Cli, healthy: str) -> None:
    name = f"{'x' * 251}.json"
    status, out, err = cli("--from", healthy, "-o", name)
    assert (status, out) == (2, "")
    assert f"{name} cannot be written: File name too long." in err


def test_a_name_may_be_as_long_as_the_disk_takes(cli: Cli, healthy: str, tmp_path: Path) -> None:
    name = f"{'x' * 250}.json"
    assert cli("--from", healthy, "-o", name).status == 0
    assert (tmp_path / name).stat().st_size > 0
    assert leftovers(tmp_path) == []


def test_a_failing_check_is_still_2_when_a_file_could_not_be_written(
    cli: Cli, healthy: str, tmp_path: Path
) -> None:
    (tmp_path / "full.md").symlink_to("/dev/full")
    assert cli("--from", healthy, "--fail-on", "never", "-o", "full.md").status == 2


def test_the_schema_is_printed(cli: Cli) -> None:
    assert cli("schema") == (0, schema.render(), "")


def test_a_document_is_the_same_from_the_command_and_from_the_renderer(
    cli: Cli, healthy: str, tmp_path: Path
) -> None:
    cli("--from", healthy, "--json", "-o", "a.md")
    report = report_json.parse(cli("--from", healthy, "--json").out.encode())
    snapshot = load_snapshot(Path(healthy).read_bytes())
    assert (tmp_path / "a.md").read_bytes() == render(report, ".md", snapshot)
