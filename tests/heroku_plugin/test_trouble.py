"""What goes wrong before prodcheck runs is told, with what to type next."""

from pathlib import Path

import pytest

from sandbox import Sandbox
from tests.heroku_plugin.login_host import login_host
from tests.heroku_plugin.running import Fake, HerokuCli

pytestmark = pytest.mark.needs("heroku")

CHECK = ("production:check", "-a", "ha-app")


def test_prodcheck_is_not_installed(cli: HerokuCli, place: Path) -> None:
    status, out, err = cli(*CHECK, environ={"PATH": str(place / "programs")})
    assert (status, out) == (3, "")
    assert "prodcheck is not installed, or not on your PATH." in err
    assert "pipx install prodcheck" in err


def test_prodcheck_is_too_old(cli: HerokuCli, fake: Fake) -> None:
    status, out, err = cli(*CHECK, environ={"FAKE_VERSION": "prodcheck 0.0.9", **fake.environ})
    assert (status, out) == (3, "")
    assert "prodcheck 0.0.9 is too old for this plugin" in err
    assert "pipx upgrade prodcheck" in err
    assert not fake.was_started


def test_nobody_is_logged_in_and_nobody_is_there_to(cli: HerokuCli, fake: Fake) -> None:
    status, out, err = cli(*CHECK, environ={"HEROKU_API_KEY": None, **fake.environ})
    assert (status, out) == (3, "")
    assert "You are not logged in to Heroku." in err
    assert "heroku login" in err
    assert not fake.was_started


def test_whoever_is_not_logged_in_is_asked_as_the_cli_asks(
    cli: HerokuCli, heroku: Sandbox, tmp_path: Path
) -> None:
    with login_host(heroku.token) as url:
        environ = {"HOME": str(tmp_path), "HEROKU_API_KEY": None, "HEROKU_LOGIN_HOST": url}
        with cli.on_terminal(*CHECK, environ=environ) as terminal:
            terminal.wait_for("Press any key to open up the browser to login")
            terminal.press(b"y")
            status = terminal.end()
    assert "ha-app is ready for production" in terminal.shown
    assert status == 0


def test_whoever_will_not_log_in_is_left_alone(cli: HerokuCli, fake: Fake) -> None:
    environ = {"HEROKU_API_KEY": None, **fake.environ}
    with cli.on_terminal(*CHECK, environ=environ) as terminal:
        terminal.wait_for("Press any key to open up the browser to login")
        terminal.press(b"q")
        assert terminal.end() != 0
    assert not fake.was_started


def test_no_app_is_given(cli: HerokuCli) -> None:
    status, out, err = cli("production:check")
    assert (status, out) == (2, "")
    assert "Missing required flag app" in err
