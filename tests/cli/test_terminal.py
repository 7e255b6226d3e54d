import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Program


@contextmanager
def terminal(columns: int = 80) -> Iterator[tuple[int, int]]:
    """A pseudo-terminal: the end for us, and the end for the program."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    try:
        yield ours, theirs
    finally:
        os.close(ours)


def everything(ours: int) -> str:
    """Read until the program has closed its end."""
    read = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux: the other end is closed
            break
        if not part:
            break
        read += part
    return read.decode()


def on_terminal(program: Program, *arguments: str, stream: str, columns: int = 80) -> str:
    """Run with one stream on a terminal, and tell what came there."""
    with terminal(columns) as (ours, theirs):
        streams = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, stream: theirs}
        process = subprocess.Popen(
            program.argv(*arguments),
            env=program.environ,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=streams["stdout"],
            stderr=streams["stderr"],
        )
        os.close(theirs)
        shown = everything(ours)
        process.wait(60)
    return shown


@pytest.fixture
def online(program: Program, heroku: dict[str, str]) -> Program:
    program.environ |= heroku
    return program


def test_progress_is_one_line_on_stderr_that_goes_away(online: Program) -> None:
    shown = on_terminal(online, "-a", "ha-app", stream="stderr")
    assert "\n" not in shown
    lines = re.split("\r\x1b\\[K", shown)
    assert lines[1] == "Checking ha-app …"
    assert lines[2].startswith("Checking ha-app … 0 of ")
    assert lines[-1] == ""
    done, total = lines[-2].removeprefix("Checking ha-app … ").split(" of ")
    assert done == total


def test_progress_fits_a_narrow_terminal(online: Program) -> None:
    shown = on_terminal(online, "-a", "ha-app", stream="stderr", columns=20)
    assert max(map(len, re.split("\r\x1b\\[K", shown))) < 20


def test_a_dumb_terminal_gets_no_progress(online: Program) -> None:
    online.environ["TERM"] = "dumb"
    assert on_terminal(online, "-a", "ha-app", stream="stderr") == ""


def test_asking_the_heroku_cli_is_told_while_it_takes(program: Program, tmp_path: Path) -> None:
    heroku = tmp_path / "heroku"
    heroku.write_text("#!/bin/sh\nexit 1\n")
    heroku.chmod(0o755)
    program.environ["PATH"] = f"{tmp_path}:{program.environ['PATH']}"
    shown = on_terminal(program, "-a", "ha-app", stream="stderr")
    assert shown.startswith("\r\x1b[KAsking heroku auth:token …\r\x1b[K ›   Error: ")  # noqa: RUF001


def test_an_error_is_wrapped_with_its_margin_and_its_commands_stay_whole(
    program: Program,
) -> None:
    shown = on_terminal(program, "-a", "my app", stream="stderr", columns=40)
    lines = shown.splitlines()
    assert lines[0] == " ›   Error: --app: 'my app' is not the"  # noqa: RUF001
    assert all(line.startswith(" ›   ") and len(line) <= 40 for line in lines)  # noqa: RUF001
    program.environ["GIT_DIR"] = "/nowhere"
    shown = on_terminal(program, stream="stderr", columns=40)
    assert "heroku apps lists your apps. See more help with prodcheck --help\r\n" in shown


def test_a_terminal_gets_colour(program: Program, healthy: str) -> None:
    assert "\x1b[32m✓ passed" in on_terminal(program, "--from", healthy, stream="stdout")


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_a_terminal_may_decline_colour(
    program: Program, healthy: str, environ: dict[str, str]
) -> None:
    program.environ |= environ
    assert "\x1b" not in on_terminal(program, "--from", healthy, stream="stdout")


@pytest.mark.parametrize(("columns", "widest"), [(40, 40), (80, 80), (200, 120)])
def test_lines_are_as_wide_as_the_terminal(
    program: Program, healthy: str, columns: int, widest: int
) -> None:
    program.environ["NO_COLOR"] = "1"
    shown = on_terminal(program, "--from", healthy, stream="stdout", columns=columns)
    assert widest - 25 < max(map(len, shown.splitlines())) <= widest


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["checks"]])
def test_a_reader_that_has_gone_is_no_error(program: Program, arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        program.argv(*arguments),
        env=program.environ,
        cwd=ROOT,
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["checks"], ["checks", "--json"]])
def test_a_full_disk_behind_stdout_is_told(program: Program, arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123  a device
        done = subprocess.run(
            program.argv(*arguments),
            env=program.environ,
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 2
    assert done.stderr == " ›   Error: stdout cannot be written: No space left on device.\n"  # noqa: RUF001


@pytest.mark.parametrize(("close", "status"), [(">&-", 2), ("2>&-", 0)])
def test_a_closed_stream_is_no_traceback(
    program: Program, healthy: str, close: str, status: int
) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$@" {close}', "sh", *program.argv("--from", healthy)],
        env=program.environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == status
    assert "Traceback" not in done.stdout + done.stderr


@contextmanager
def waiting(program: Program, silent_host: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The program in the midst of a check, and the terminal that its stderr goes to."""
    program.environ |= {"HEROKU_HOST": silent_host, "HEROKU_API_KEY": "token"}
    with terminal() as (ours, theirs):
        process = subprocess.Popen(
            program.argv("-a", "ha-app"),
            env=program.environ,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=theirs,
        )
        os.close(theirs)
        shown = b""
        while b" of " not in shown:
            shown += os.read(ours, 4096)
        yield process, ours


def test_ctrl_c_leaves_cleanly(program: Program, silent_host: str) -> None:
    with waiting(program, silent_host) as (process, ours):
        process.send_signal(signal.SIGINT)
        shown = everything(ours)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert out == b""
    assert re.fullmatch("[^\n]*\r\x1b\\[K\r\n", shown)


def test_an_impatient_ctrl_c_shows_no_traceback_either(program: Program, silent_host: str) -> None:
    with waiting(program, silent_host) as (process, ours):
        for _ in range(3):
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.01)
        shown = everything(ours)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert out == b""
    assert "Traceback" not in shown


def test_ctrl_c_ends_the_loop_of_a_shell(program: Program, silent_host: str) -> None:
    program.environ |= {"HEROKU_HOST": silent_host, "HEROKU_API_KEY": "token"}
    loop = 'for app in one two; do echo "$app"; "$@" -a "$app"; done'
    with terminal() as (ours, theirs):
        process = subprocess.Popen(
            ["bash", "-c", loop, "bash", *program.argv()],
            env=program.environ,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        shown = b""
        while b" of " not in shown:
            shown += os.read(ours, 4096)
        os.killpg(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert out == b"one\n"
