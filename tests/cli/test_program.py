import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import main
from cli.program import COMMANDS
from core.version import __version__
from tests.cli.conftest import ROOT, Cli, Program

HEAVY = ("httpx", "httpcore", "dns", "cryptography", "ssl", "asyncio", "jinja2", "sandbox")


def modules_after(program: Program, *arguments: str) -> set[str]:
    """Run the program in a fresh interpreter and tell what it loaded."""
    code = (
        "import sys; from cli.main import main; status = main(sys.argv[1:]);"
        "print('\\n', *sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=program.environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stderr.rpartition("\n ")[2].split())


@pytest.mark.parametrize("word", ["--version", "version"])
def test_the_version_loads_nothing(program: Program, word: str) -> None:
    loaded = modules_after(program, word)
    assert {name for name in loaded if name.partition(".")[0] in {"cli", "core"}} == {
        "cli",
        "cli.main",
        "core",
        "core.version",
    }
    assert not loaded & {*HEAVY, "click", "msgspec", "re", "pathlib", "typing"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["check", "--help"],
        ["snapshot", "--help"],
        ["demo", "--help"],
        ["checks"],
        ["completion", "bash"],
        ["completion", "zsh"],
    ],
)
def test_help_and_lists_load_no_client(program: Program, arguments: list[str]) -> None:
    assert not modules_after(program, *arguments) & set(HEAVY)


def test_a_tab_loads_no_client_and_no_check(program: Program) -> None:
    program.environ |= {
        "_PRODCHECK_COMPLETE": "bash_complete",
        "COMP_WORDS": "prodcheck --only d",
        "COMP_CWORD": "2",
    }
    loaded = modules_after(program)
    assert not loaded & {*HEAVY, "core.checks.dns"}


@pytest.mark.parametrize("arguments", [["--version"], ["version"], ["--version", "x"]])
def test_the_version_is_told(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == 0
    assert capsys.readouterr().out == f"prodcheck {__version__}\n"


def test_help_lists_every_command_with_examples(cli: Cli) -> None:
    status, out, err = cli("--help")
    assert (status, err) == (0, "")
    assert all(f"\n  {name} " in out for name in COMMANDS)
    assert "$ prodcheck -a myapp" in out
    assert "HEROKU_APP" in out
    assert "completion bash" in out
    assert cli("-h").out == out


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_each_command_has_help(cli: Cli, name: str) -> None:
    status, out, err = cli(name, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(f"Usage: prodcheck {name}")
    assert name == "version" or "xample" in out or "bashrc" in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["myapp"], "Did you mean prodcheck -a myapp?"),
        (["check", "myapp"], "Did you mean prodcheck -a myapp?"),
        (["chekcs"], "Did you mean prodcheck checks?"),
        (["checks:inf", "dns"], "Did you mean prodcheck checks:info?"),
        (["-a", "myapp", "snapshot"], "The command goes first: prodcheck snapshot -a APP"),
        (["checks:info", "stak"], "Did you mean prodcheck checks:info stack?"),
        (["checks:info", "zzzzzz"], "prodcheck checks lists them all"),
        (["--jsn"], "--json"),
        (["--fail-on", "bad"], "'failed', 'unknown', 'warning', 'never'"),
        (["-a"], "requires an argument"),
        (["diff", "one"], "nothing to compare the file with"),
        (["snapshot", "myapp"], "Did you mean prodcheck snapshot -a myapp?"),
        (["demo", "big-app"], "Did you mean prodcheck demo -a big-app?"),
        (["checks", "dns"], "See more help with prodcheck checks --help"),
        (["help", "snapshop"], "Did you mean prodcheck snapshot?"),
        (["--verison"], "Did you mean --version?"),
        (["snapshot", "--ap", "x"], "Did you mean --app?"),
        (["-x"], "There is no option -x."),
        (["completion", "tcsh"], "'bash', 'zsh', 'fish'"),
        (["my\x1b[2Japp"], r"my\x1b[2Japp"),
    ],
)
def test_wrong_usage_is_told_with_what_was_meant(cli: Cli, arguments: list[str], told: str) -> None:
    status, out, err = cli(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith(" ›   Error: ")  # noqa: RUF001
    assert told in err
    assert "\x1b" not in err


def test_help_may_be_asked_for_by_its_word(cli: Cli) -> None:
    assert cli("help") == cli("--help")
    assert cli("help", "checks:info") == cli("checks:info", "--help")


@pytest.mark.parametrize("option", ["-v", "--version"])
def test_the_version_has_a_short_option_too(cli: Cli, option: str) -> None:
    assert cli(option) == (0, f"prodcheck {__version__}\n", "")


def test_without_an_app_it_says_what_to_type(cli: Cli, tmp_path: Path) -> None:
    status, out, err = cli(GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
    assert (status, out) == (2, "")
    assert "No app given." in err
    assert "prodcheck -a APP" in err


def test_without_a_token_it_could_not_finish(cli: Cli) -> None:
    status, out, err = cli("-a", "myapp")
    assert (status, out) == (3, "")
    assert "heroku login" in err


def test_the_module_runs_as_the_script_does(program: Program) -> None:
    assert program("--version") == (0, f"prodcheck {__version__}\n", "")
    assert program("myapp").status == 2


def test_a_setting_that_is_wrong_is_told(cli: Cli) -> None:
    status, _, err = cli("-a", "myapp", HEROKU_API_KEY="secret", HEROKU_HOST="not a host")
    assert status == 2
    assert "HEROKU_HOST" in err
    assert "secret" not in err


def test_a_nameserver_that_is_wrong_is_told(cli: Cli) -> None:
    status, _, err = cli("-a", "myapp", "--nameserver", "dns.example.com")
    assert status == 2
    assert "--nameserver: 'dns.example.com'" in err
