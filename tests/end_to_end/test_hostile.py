"""Text that means harm, wherever an outsider may put some: shown as text, and as nothing else."""

import json
import subprocess
from pathlib import Path

import pytest

from core.render import FORMATS, NAMES
from sandbox import Sandbox
from sandbox.faults import Body, HttpError
from tests.end_to_end.running import Prodcheck

HOSTILE = "\x1b]0;owned\x07\u202e\r\n<!channel>$(halt)"


def test_an_app_full_of_it_is_judged_and_shown_as_text(prodcheck: Prodcheck) -> None:
    checked, _ = prodcheck.keep("hostile-app")
    assert checked.statuses == prodcheck.check("hostile-app").statuses
    assert checked.status == 1
    assert checked.report.verdict == "not_ready"
    assert checked.statuses["dns"] == checked.statuses["dyno-tier"] == "unknown"
    assert "itself crashed" not in checked.text


def test_every_format_shows_it_as_text(prodcheck: Prodcheck) -> None:
    """What holds of all that is written is held after every command."""
    wanted = [argument for suffix in FORMATS for argument in ("-o", f"report{suffix}")]
    assert prodcheck("-a", "hostile-app", *wanted).status == 1
    for name in NAMES:
        assert prodcheck("-a", "hostile-app", "--format", name).status == 1


def test_json_holds_it_escaped_and_whole(prodcheck: Prodcheck) -> None:
    document = prodcheck("-a", "hostile-app", "--json").out
    report = json.loads(document)
    resources = {finding["resource"] for each in report["checks"] for finding in each["findings"]}
    assert "\u202ekrow" in resources
    assert "\u202e" not in document


def test_its_commands_can_be_pasted_into_a_shell(prodcheck: Prodcheck, tmp_path: Path) -> None:
    checked = prodcheck.check("hostile-app")
    commands = {
        finding.fix.command
        for result in checked.report.results
        for finding in result.findings
        if finding.fix is not None and finding.fix.command is not None
    }
    assert len(commands) > 5
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("heroku", "git", "prodcheck"):
        folder.joinpath(name).write_text('#!/bin/sh\necho "$0" >> "$LOG"\n')
        folder.joinpath(name).chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-eu"],
        input="\n".join(sorted(commands)),
        env={"PATH": str(folder), "LOG": str(tmp_path / "log")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    called = tmp_path.joinpath("log").read_text().splitlines()
    assert {Path(each).name for each in called} <= {"heroku", "git", "prodcheck"}
    assert len(called) >= len(commands)


@pytest.mark.parametrize("path", ["/apps/ha-app", "/apps/ha-app/releases"])
@pytest.mark.parametrize("status", [401, 403, 404, 422, 500])
def test_what_heroku_says_of_an_error_is_not_repeated(
    prodcheck: Prodcheck, sandbox: Sandbox, path: str, status: int
) -> None:
    headers = (("Retry-After", "$(halt)"), ("Oauth-Scope", "<!channel>"))
    sandbox.fail(path, HttpError(status, HOSTILE, f"{HOSTILE} {sandbox.token}", headers))
    outcome = prodcheck("-a", "ha-app")
    for word in ("owned", "channel", "halt"):
        assert word not in outcome.out + outcome.err


def test_json_that_quotes_the_token_does_not_pass_it_on(
    prodcheck: Prodcheck, sandbox: Sandbox
) -> None:
    rows = [{"name": sandbox.token, "type": sandbox.token, "state": [sandbox.token]}]
    sandbox.fail("/apps/ha-app/dynos", Body(json.dumps(rows).encode()))
    assert prodcheck.check("ha-app").troubles == {"dyno-health": "unknown"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["-a", HOSTILE],
        ["-a", "ha-app", "--only", HOSTILE],
        ["-a", "ha-app", "-o", f"{HOSTILE}.pdf"],
        ["-a", "ha-app", "-o", f"missing{HOSTILE}/a.json"],
        ["-a", "ha-app", "--nameserver", HOSTILE],
        ["-r", HOSTILE],
        ["--from", HOSTILE],
        ["diff", HOSTILE, HOSTILE],
        ["checks:info", HOSTILE],
        [f"--{HOSTILE}"],
        [HOSTILE],
    ],
)
def test_an_argument_is_shown_as_text(prodcheck: Prodcheck, arguments: list[str]) -> None:
    assert prodcheck.refused(*arguments, status=2)


@pytest.mark.parametrize("variable", ["HEROKU_APP", "HEROKU_HOST", "HEROKU_DATA_HOST"])
def test_a_variable_is_shown_as_text(prodcheck: Prodcheck, variable: str) -> None:
    arguments = [] if variable == "HEROKU_APP" else ["-a", "ha-app"]
    told = prodcheck.refused(*arguments, status=2, **{variable: HOSTILE})
    assert variable in told


@pytest.mark.parametrize("variable", ["HEROKU_API_KEY", "PRODCHECK_NAMESERVERS", "HTTPS_PROXY"])
def test_a_variable_that_may_hold_a_secret_is_named_alone(
    prodcheck: Prodcheck, variable: str
) -> None:
    told = prodcheck.refused("-a", "ha-app", status=2, **{variable: f"http://me:pw{HOSTILE}"})
    assert variable in told
    assert "me:pw" not in told or variable == "PRODCHECK_NAMESERVERS"
