"""What reaches prodcheck and what comes back, seen by a program in its place."""

import signal
import subprocess
from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.heroku_plugin.running import Fake, HerokuCli

pytestmark = pytest.mark.needs("heroku")


def test_options_are_said_again_and_the_token_is_in_no_command_line(
    cli: HerokuCli, heroku: Sandbox, fake: Fake
) -> None:
    typed = "-a ha-app --only dns --only ssl,stack --skip=preboot --fail-on warning --no-waivers"
    typed += " --policy p.toml --profile critical --nameserver 127.0.0.1:53 --no-color --json"
    typed += " --format csv"
    done = cli(
        *("production:check", *typed.split(), "-o", "two words.html", "-o", "--odd.json"),
        environ={"HEROKU_DEBUG": "1", "FAKE_STATUS": "7", **fake.environ},
    )
    assert done == (7, "it runs\n", "")
    note = fake.note
    assert note.words[0] == "check"
    assert set(note.words[1:]) == {
        *("--only=dns", "--only=ssl,stack", "--skip=preboot", "--fail-on=warning"),
        *("--no-waivers", "--policy=p.toml", "--profile=critical", "--no-color", "--json"),
        *("--nameserver=127.0.0.1:53", "--output=two words.html", "--output=--odd.json"),
        "--format=csv",
    }
    assert note.environ["HEROKU_APP"] == "ha-app"
    assert note.environ["HEROKU_API_KEY"] == heroku.token
    assert note.environ["HEROKU_HOST"] == heroku.url
    assert "PRODCHECK_TOKEN_ORIGIN" not in note.environ
    assert any("production:check" in line for line in note.command_lines)
    assert not any(heroku.token in line for line in note.command_lines)


def test_a_remote_and_a_stored_token(
    cli: HerokuCli, heroku: Sandbox, fake: Fake, tmp_path: Path
) -> None:
    host = heroku.url.removeprefix("http://")
    repository = tmp_path / "repository"
    for words in (
        ["init", "--quiet", str(repository)],
        ["-C", str(repository), "remote", "add", "heroku", f"https://{host}/ha-app.git"],
        ["-C", str(repository), "remote", "add", "staging", f"https://{host}/fir-app.git"],
    ):
        subprocess.run(["git", *words], check=True)
    store_token(heroku.token, host, tmp_path)
    environ = {"HOME": str(tmp_path), "HEROKU_API_KEY": None, **fake.environ}
    told = cli("production:check", cwd=repository, environ=environ)
    assert "Multiple apps in git remotes" in told.err
    assert not fake.was_started
    done = cli("prodcheck", "-r", "staging", cwd=repository, environ=environ)
    assert done == (0, "it runs\n", "")
    note = fake.note
    assert note.words == ["check"]
    assert note.environ["HEROKU_APP"] == "fir-app"
    assert note.environ["HEROKU_API_KEY"] == heroku.token
    assert note.environ["PRODCHECK_TOKEN_ORIGIN"] == "heroku login"
    assert not any(heroku.token in line for line in note.command_lines)


def test_a_stored_token_that_heroku_refuses_is_named_as_one(
    cli: HerokuCli, heroku: Sandbox, tmp_path: Path
) -> None:
    store_token("HRKU-AAsandbox-revoked", heroku.url.removeprefix("http://"), tmp_path)
    loud = {"DEBUG": "*", "HEROKU_DEBUG": "1", "HEROKU_DEBUG_HEADERS": "1"}
    environ = {"HOME": str(tmp_path), "HEROKU_API_KEY": None, **loud}
    done = cli("production:check", "-a", "ha-app", environ=environ)
    assert (done.status, done.out) == (3, "")
    assert "The token came from heroku login." in done.err
    assert "HRKU-AAsandbox-revoked" not in done.err


def test_a_stored_token_is_not_lent_to_a_host_that_is_not_herokus(
    cli: HerokuCli, heroku: Sandbox, tmp_path: Path
) -> None:
    store_token(heroku.token, "api.heroku.com", tmp_path)
    environ = {"HOME": str(tmp_path), "HEROKU_API_KEY": None, "HEROKU_HOST": "http://heroku.test"}
    status, out, err = cli("production:check", "-a", "ha-app", environ=environ)
    assert (status, out) == (2, "")
    assert "heroku.test, which is not Heroku: your stored token is not sent there." in err


def test_a_fleet(cli: HerokuCli, fake: Fake) -> None:
    environ = {"HEROKU_TEAM": "my-team", **fake.environ}
    cli("production:fleet", "--all", "--only", "dns", environ=environ)
    assert fake.note.words == ["fleet", "--all", "--only=dns"]
    cli("production:fleet", "-p", "shop", "-o", "fleet.csv", environ=environ)
    assert sorted(fake.note.words) == ["--output=fleet.csv", "--pipeline=shop", "fleet"]
    cli("production:fleet", "--json", environ=environ)
    assert sorted(fake.note.words) == ["--json", "--team=my-team", "fleet"]


def test_ctrl_c_ends_prodcheck_and_then_the_cli_of_the_same_signal(
    cli: HerokuCli, fake: Fake, tmp_path: Path
) -> None:
    calls_home = {"DISABLE_TELEMETRY": None, "CONNECTIONS_NOTED": str(tmp_path / "refused")}
    environ = {"FAKE_WAITS": "1", **calls_home, **fake.environ}
    with cli.on_terminal("production:check", "-a", "ha-app", environ=environ) as terminal:
        terminal.wait_for("it runs")
        assert fake.note.terminal == [True, True, True]
        terminal.press(b"\x03")
        assert terminal.end() == -signal.SIGINT
        assert terminal.shown.endswith("it ends\r\n")


def test_a_request_to_end_is_passed_on(cli: HerokuCli, fake: Fake) -> None:
    environ = {"FAKE_WAITS": "1", **fake.environ}
    with cli.on_terminal("production:check", "-a", "ha-app", environ=environ) as terminal:
        terminal.wait_for("it runs")
        terminal.process.terminate()
        assert terminal.end() == -signal.SIGTERM
        assert terminal.shown.endswith("it ends\r\n")


def store_token(token: str, host: str, home: Path) -> None:
    """Log in, as far as the CLI can tell: its store is a file where the system has none."""
    netrc = home / ".netrc"
    netrc.write_text(f"machine {host}\n  login me@example.com\n  password {token}\n")
    netrc.chmod(0o600)
