"""`heroku production:check`, typed at the real Heroku CLI."""

import json
import re
from pathlib import Path

import pytest

from core.check import all_checks
from tests.heroku_plugin.running import HerokuCli

pytestmark = pytest.mark.needs("heroku", "git")

DOCS = Path(__file__).parents[2].joinpath("docs/heroku-plugin.md").read_text("utf-8")
_MOMENT = re.compile(r"as of \d{4}-\d\d-\d\d \d\d:\d\d UTC")


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


def test_one_check_explained_without_a_session(cli: HerokuCli) -> None:
    status, out, err = cli("production:checks", "dns", environ={"HEROKU_API_KEY": None})
    assert (status, err) == (0, "")
    assert out.startswith("dns: Every custom domain leads to its Heroku target\n")


def test_the_list_of_checks_as_json(cli: HerokuCli) -> None:
    status, out, err = cli("production:checks", "--json")
    assert (status, err) == (0, "")
    assert [check["id"] for check in json.loads(out)] == [check.id for check in all_checks()]


def test_help_tells_of_the_commands_and_their_options(cli: HerokuCli) -> None:
    status, out, err = cli("production", "--help")
    assert (status, err) == (0, "")
    assert re.findall(r"production:\w+", out)[-3:] == [
        "production:check",
        "production:checks",
        "production:fleet",
    ]
    told = cli("production:check", "--help").out
    assert "app to run command against" in " ".join(told.split())
    assert "--fail-on=<option>" in told
    assert "failed|unknown|warning|never" in told
    assert "$ heroku prodcheck" in told


def test_completion_offers_options_and_their_values(cli: HerokuCli) -> None:
    cli("autocomplete:create")
    offered = Path(cli.environ["XDG_CACHE_HOME"], "heroku/autocomplete/commands").read_text("utf-8")
    (check,) = (line for line in offered.splitlines() if line.startswith("production:check "))
    assert {"--app", "--remote", "--only", "--fail-on", "--output", "--policy"} <= {*check.split()}
    ids = cli("autocomplete:options", "heroku production:check --only ").out
    assert ids.split() == [check.id for check in all_checks()]


def test_the_documentation_shows_what_the_command_prints(cli: HerokuCli) -> None:
    blocks = re.findall(r"```console\n\$ heroku (.*?)\n(.*?)```", DOCS, re.DOTALL)
    assert blocks
    for words, output in blocks:
        assert _MOMENT.sub("…", cli(*words.split()).out) == _MOMENT.sub("…", output)


def test_a_fleet_as_json(cli: HerokuCli) -> None:
    status, out, err = cli("production:fleet", "--all", "--only", "maintenance-mode", "--json")
    assert status == 1, err
    rows = {row["app"]: row["verdict"] for row in json.loads(out)["apps"]}
    assert rows["ha-app"] == "ready"
    assert rows["troubled-app"] == "not_ready"
