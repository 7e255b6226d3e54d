import json
import re
from pathlib import Path

import pytest

import core.collect.collect
from core.collect import http
from core.snapshot import Snapshot, load_snapshot
from tests.cli.conftest import Cli, Program

SECRET = "HRKU-very-secret"


@pytest.fixture(autouse=True)
def _heroku(cli: Cli, heroku: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    cli.environ |= heroku
    monkeypatch.setattr(http, "_PAUSES", (0.0, 0.0))


def test_an_app_is_checked_through_real_sockets(cli: Cli) -> None:
    status, out, err = cli("-a", "ha-app")
    assert (status, err) == (0, "")
    assert out.endswith("checks passed.\n")


def test_the_troubled_app_is_not_ready(cli: Cli) -> None:
    status, out, err = cli("-a", "troubled-app")
    assert (status, err) == (1, "")
    assert "troubled-app is not ready for production" in out.splitlines()[-1]


def test_the_app_may_come_from_the_environment(cli: Cli) -> None:
    assert cli("--only", "stack", HEROKU_APP="ha-app").status == 0


def test_an_option_that_a_variable_overrules_is_named(cli: Cli) -> None:
    status, _, err = cli("-r", "staging", "--only", "stack", HEROKU_APP="ha-app")
    assert status == 0
    assert "Warning: HEROKU_APP says ha-app: --remote staging is not looked at." in err
    assert cli("-a", "ha-app", "-r", "staging", "--only", "stack", HEROKU_APP="x").err == ""


def test_a_process_leaves_nothing_open_behind(program: Program, heroku: dict[str, str]) -> None:
    program.environ |= heroku
    status, _, err = program("-a", "ha-app")
    assert (status, err) == (0, "")


def test_only_the_facts_of_the_chosen_checks_are_collected(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    collect = core.collect.collect.collect

    async def spy(*arguments: object, **named: object) -> Snapshot:
        asked.append(named["facts"])
        return await collect(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(core.collect.collect, "collect", spy)
    cli("-a", "ha-app", "--only", "stack")
    assert asked == [{"app", "stacks"}]


def test_a_snapshot_goes_to_stdout_and_judges_alike(cli: Cli, tmp_path: Path) -> None:
    status, out, err = cli("snapshot", "-a", "troubled-app")
    assert (status, err) == (0, "")
    assert load_snapshot(out.encode()).app.name == "troubled-app"
    (tmp_path / "s.json").write_text(out)
    online = json.loads(cli("-a", "troubled-app", "--json").out)
    offline = json.loads(cli("--from", "s.json", "--json").out)
    assert [(c["id"], c["status"]) for c in offline["checks"]] == [
        (c["id"], c["status"]) for c in online["checks"]
    ]


def test_a_snapshot_goes_to_a_file(cli: Cli, tmp_path: Path) -> None:
    assert cli("snapshot", "-a", "ha-app", "-o", "s.json") == (0, "", "")
    assert load_snapshot((tmp_path / "s.json").read_bytes()).app.name == "ha-app"
    assert cli("snapshot", "-a", "ha-app", "-o", "missing/s.json").status == 2


def test_a_snapshot_goes_to_stdout_by_any_of_its_names(program: Program, cli: Cli) -> None:
    shown = cli("snapshot", "-a", "ha-app", "-o", "-").out
    assert load_snapshot(shown.encode()).app.name == "ha-app"
    program.environ |= cli.environ
    status, out, err = program("snapshot", "-a", "ha-app", "-o", "/dev/stdout")
    assert (status, err) == (0, "")
    assert load_snapshot(out.encode()).app.name == "ha-app"


def test_an_app_nobody_knows_could_not_be_checked(cli: Cli) -> None:
    status, out, err = cli("-a", "no-such-app")
    assert (status, out) == (3, "")
    assert "no-such-app" in err
    assert "Request-Id: " in err


def test_a_refused_token_is_named_by_its_origin_and_not_shown(cli: Cli) -> None:
    status, out, err = cli("-a", "ha-app", HEROKU_API_KEY=SECRET)
    assert (status, out) == (3, "")
    assert "The token came from HEROKU_API_KEY." in err
    assert SECRET not in err


def test_a_heroku_that_is_not_there_could_not_be_asked(cli: Cli) -> None:
    status, out, err = cli("-a", "ha-app", HEROKU_HOST="http://127.0.0.1:9")
    assert (status, out) == (3, "")
    assert err.startswith(" ›   Error: ha-app ")  # noqa: RUF001
    assert "Traceback" not in err


def test_the_nameserver_of_the_command_line_is_asked(cli: Cli) -> None:
    given = cli.environ.pop("PRODCHECK_NAMESERVERS")
    out = cli("-a", "ha-app", "--only", "dns", "--nameserver", given).out
    assert "✓ passed 1: dns" in out


@pytest.fixture
def broken(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """The command line with a collector that has a bug, and a token that must not show."""

    async def collect(*_: object, **__: object) -> Snapshot:
        raise KeyError(SECRET)

    monkeypatch.setattr(core.collect.collect, "collect", collect)
    cli.environ["HEROKU_API_KEY"] = SECRET
    return cli


def test_a_bug_is_one_sentence(broken: Cli) -> None:
    status, out, err = broken("-a", "ha-app")
    assert (status, out) == (3, "")
    assert "prodcheck itself failed with KeyError: this is a bug." in err
    assert "report it" in err
    assert "Traceback" not in err
    assert SECRET not in err


def test_a_bug_shows_where_it_was_when_asked_without_the_token(broken: Cli) -> None:
    _, _, err = broken("-a", "ha-app", PRODCHECK_DEBUG="1")
    assert "Traceback" in err
    assert "KeyError: '[token]'" in err
    assert SECRET not in err


def test_the_demo_folds_what_a_user_would_see_of_each_sample_app(
    cli: Cli, heroku: dict[str, str]
) -> None:
    bare = {name: cli.environ[name] for name in ("PATH", "HOME", "LANG")}
    cli.environ = {**bare, "FORCE_COLOR": "1", "COLUMNS": "60"}
    status, out, err = cli("demo", https_proxy="http://127.0.0.1:9")
    assert (status, err) == (0, "")
    demo = out.splitlines()
    for name in ("ha-app", "troubled-app", "relic-2012", "fir-app", "big-app"):
        assert any(line.startswith(f"\x1b[1m$ prodcheck -a {name}\x1b[0m ") for line in demo)
    for name in ("troubled-app", "relic-2012"):
        said = cli("-a", name, **heroku).out.splitlines()
        shown = [line for line in said if line in demo]
        assert shown[-1] == said[-1]
        assert sum("✗ failed: " in line for line in shown) == sum("✗ failed: " in s for s in said)
    assert len(demo) < 200


def test_the_demo_says_how_it_ended_and_what_to_type_next(cli: Cli) -> None:
    out = cli("demo", "--app", "ha-app").out
    assert re.search(r"\nha-app is ready for .*\n\(\d+\.\d s, exit status 0\)\n", out)
    assert "\n  heroku login\n  prodcheck -a YOUR-APP\n" in out


def test_the_demo_shows_all_that_is_said_of_one_app(cli: Cli, heroku: dict[str, str]) -> None:
    status, out, _ = cli("demo", "--app", "relic-2012")
    assert status == 0
    assert out.count("$ prodcheck -a") == 1
    said = cli("-a", "relic-2012", **heroku).out.partition("\n")[2]
    assert said in out
    assert cli("demo", "--app", "other").status == 2


def test_the_demo_says_how_to_start_it_where_it_is_on_no_path(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", [".venv/bin/prodcheck", "demo"])
    assert "\n  .venv/bin/prodcheck -a YOUR-APP\n" in cli("demo", "--app", "ha-app").out
