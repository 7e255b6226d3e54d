"""`heroku production:check`, typed at the real Heroku CLI."""

import json

import pytest

from tests.heroku_plugin.running import HerokuCli

pytestmark = pytest.mark.needs("node", "git", "heroku")


def test_a_healthy_app(cli: HerokuCli) -> None:
    status, out, err = cli("production:check", "-a", "ha-app")
    assert (status, err) == (0, "")
    assert out.splitlines()[-1] == "ha-app is ready for production: 18 checks passed."


def test_an_app_with_troubles_by_the_short_name_as_json(cli: HerokuCli) -> None:
    status, out, err = cli("prodcheck", "--app=troubled-app", "--json", "--only", "dns,stack")
    assert (status, err) == (1, "")
    report = json.loads(out)
    assert report["app"] == "troubled-app"
    assert {check["id"] for check in report["checks"]} == {"dns", "stack"}


def test_an_app_nobody_knows(cli: HerokuCli) -> None:
    status, out, err = cli("production:check", "-a", "no-such-app")
    assert (status, out) == (3, "")
    assert "Heroku knows no app called no-such-app" in err
