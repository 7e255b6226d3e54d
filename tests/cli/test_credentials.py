from pathlib import Path

import pytest

from cli import credentials
from cli.credentials import find_token
from cli.session import Session
from core.errors import ConfigError, Unauthorized
from tests.cli.conftest import Cli

SECRET = "HRKU-very-secret"


def heroku_cli(folder: Path, script: str) -> None:
    path = folder / "heroku"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def netrc(cli: Cli, text: str) -> Path:
    path = Path(cli.environ["HOME"]) / ".netrc"
    path.write_text(text)
    return path


def found(cli: Cli, **environ: str) -> tuple[str, str]:
    token = find_token(Session({**cli.environ, **environ}))
    return token.value, token.origin


def test_the_variable_comes_first(cli: Cli, bin_folder: Path) -> None:
    heroku_cli(bin_folder, "echo from-cli")
    assert found(cli, HEROKU_API_KEY=f" {SECRET}\n") == (SECRET, "HEROKU_API_KEY")


@pytest.mark.parametrize("value", ["two words", "né", "a\x1bb"])
def test_a_variable_that_is_no_token_is_refused_and_not_shown(cli: Cli, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        found(cli, HEROKU_API_KEY=value)
    assert value not in f"{caught.value.message}{caught.value.hint}"


def test_then_the_heroku_cli_is_asked(cli: Cli, bin_folder: Path) -> None:
    heroku_cli(bin_folder, f'[ "$1" = auth:token ] && echo {SECRET} && echo "warning" >&2')
    netrc(cli, "machine api.heroku.com login me password from-netrc\n")
    assert found(cli) == (SECRET, "heroku auth:token")


def test_the_last_word_of_the_heroku_cli_is_the_token(cli: Cli, bin_folder: Path) -> None:
    heroku_cli(bin_folder, f"echo 'a notice of sorts'; echo {SECRET}; echo")
    assert found(cli)[0] == SECRET


def test_a_token_that_the_heroku_cli_hands_over_is_a_stored_one(cli: Cli) -> None:
    handed = {"HEROKU_API_KEY": SECRET, "PRODCHECK_TOKEN_ORIGIN": "heroku login"}
    assert found(cli, **handed) == (SECRET, "heroku login")
    with pytest.raises(ConfigError, match="your stored token is not sent there"):
        found(cli, HEROKU_HOST="https://api.example.com", **handed)


@pytest.mark.parametrize(
    "script",
    ["echo not logged in >&2; exit 100", "exit 0", "echo; echo", "echo not logged in"],
)
def test_a_heroku_cli_that_is_not_signed_in_is_passed_over(
    cli: Cli, bin_folder: Path, script: str
) -> None:
    heroku_cli(bin_folder, script)
    path = netrc(cli, f"machine api.heroku.com login me password {SECRET}\n")
    assert found(cli) == (SECRET, str(path))


def test_a_heroku_cli_that_hangs_is_passed_over_and_named(
    cli: Cli,
    bin_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    heroku_cli(bin_folder, "exec sleep 60")
    monkeypatch.setattr(credentials, "HEROKU_CLI_TIMEOUT", 0.2)
    netrc(cli, f"machine api.heroku.com login me password {SECRET}\n")
    assert found(cli)[0] == SECRET
    assert "Warning: heroku auth:token gave no answer within 0.2 s." in capsys.readouterr().err


def test_a_heroku_cli_that_cannot_be_run_is_passed_over(cli: Cli, bin_folder: Path) -> None:
    (bin_folder / "heroku").write_bytes(b"\x00\x01")
    (bin_folder / "heroku").chmod(0o755)
    netrc(cli, f"machine api.heroku.com login me password {SECRET}\n")
    assert found(cli)[0] == SECRET


def test_the_default_of_netrc_is_never_sent(cli: Cli) -> None:
    netrc(cli, "default login me password for-something-else\n")
    with pytest.raises(Unauthorized):
        found(cli)


def test_netrc_is_read_for_the_host_that_is_asked(cli: Cli) -> None:
    netrc(cli, "machine api.herokudev.com login me password for-dev\n")
    assert found(cli, HEROKU_HOST="herokudev.com")[0] == "for-dev"


def test_a_broken_netrc_is_a_word_and_no_end(cli: Cli, capsys: pytest.CaptureFixture[str]) -> None:
    netrc(cli, f"machine api.heroku.com\n login me pasword {SECRET}\n")
    with pytest.raises(Unauthorized):
        found(cli)
    err = capsys.readouterr().err
    assert "Warning" in err
    assert "line 2" in err
    assert SECRET not in err


def test_a_home_that_cannot_be_looked_into_is_a_word_and_no_end(
    cli: Cli, capsys: pytest.CaptureFixture[str]
) -> None:
    home = "/" + "x" * 300
    with pytest.raises(Unauthorized):
        found(cli, HOME=home)
    assert f"{home}/.netrc cannot be read." in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"\xff\xfe machine", b"machine api.heroku.com login me\n"])
def test_a_netrc_without_sense_is_no_token(cli: Cli, content: bytes) -> None:
    netrc(cli, "").write_bytes(content)
    with pytest.raises(Unauthorized):
        found(cli)


def test_without_a_token_it_says_what_to_type(cli: Cli) -> None:
    with pytest.raises(Unauthorized) as caught:
        found(cli)
    assert "heroku login" in (caught.value.hint or "")


def test_a_token_under_the_wrong_name_is_pointed_out(cli: Cli) -> None:
    with pytest.raises(Unauthorized) as caught:
        found(cli, HEROKU_API_TOKEN=SECRET)
    assert "the name is HEROKU_API_KEY" in (caught.value.hint or "")
    assert SECRET not in (caught.value.hint or "")


@pytest.mark.parametrize("variable", ["HEROKU_HOST", "HEROKU_DATA_HOST"])
@pytest.mark.parametrize(
    "value",
    [
        "evil.example",
        "https://evil.example",
        "notheroku.com",
        "https://heroku.com.evil.example",
        "http://api.heroku.com",
        "https://192.0.2.1",
    ],
)
def test_a_stored_token_is_not_sent_to_a_foreign_host(
    cli: Cli, bin_folder: Path, variable: str, value: str
) -> None:
    heroku_cli(bin_folder, f"touch {bin_folder}/was-run; echo {SECRET}")
    with pytest.raises(ConfigError) as caught:
        found(cli, **{variable: value})
    assert caught.value.message.startswith(variable)
    assert not (bin_folder / "was-run").exists()
    assert found(cli, HEROKU_API_KEY=SECRET, **{variable: value})[0] == SECRET


@pytest.mark.parametrize(
    "value",
    ["heroku.com", "herokudev.com", "https://api.eu.herokuspace.com", "http://127.0.0.1:4000"],
)
def test_a_stored_token_goes_to_heroku_and_to_loopback(
    cli: Cli, bin_folder: Path, value: str
) -> None:
    heroku_cli(bin_folder, f"echo {SECRET}")
    assert found(cli, HEROKU_HOST=value)[0] == SECRET


def test_a_token_is_not_in_its_repr_and_is_scrubbed(cli: Cli, bin_folder: Path) -> None:
    heroku_cli(bin_folder, f"echo {SECRET}")
    session = Session(cli.environ)
    assert SECRET not in repr(find_token(session))
    assert session.scrub(f"it says {SECRET}.") == "it says [token]."


def test_the_heroku_cli_sees_no_token_among_its_arguments(cli: Cli, bin_folder: Path) -> None:
    heroku_cli(bin_folder, f'echo "$#" > {bin_folder}/arguments; echo {SECRET}')
    found(cli)
    assert (bin_folder / "arguments").read_text() == "1\n"
