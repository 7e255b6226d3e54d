"""Who asks for what: no app, an app nobody knows, tokens that may not."""

from pathlib import Path

import pytest

from core.snapshot import Unavailable
from sandbox import Sandbox
from tests.end_to_end.running import Prodcheck


def test_a_healthy_app_passes_in_every_form(prodcheck: Prodcheck) -> None:
    checked = prodcheck.check("ha-app")
    kept, _ = prodcheck.keep("ha-app")
    assert kept.statuses == checked.statuses
    assert checked.status == 0
    assert set(checked.statuses.values()) == {"passed"}
    assert checked.report.verdict == "ready"
    assert "is ready for production" in checked.text


def test_no_app_is_given(prodcheck: Prodcheck) -> None:
    told = prodcheck.refused(status=2)
    assert "No app given." in told
    assert "prodcheck -a APP" in told


@pytest.mark.parametrize("command", [["-a"], ["snapshot", "-a"]])
def test_an_app_nobody_knows(prodcheck: Prodcheck, command: list[str]) -> None:
    told = prodcheck.refused(*command, "no-such-app")
    assert "Heroku knows no app called no-such-app" in told
    assert "heroku apps --all" in told
    assert "Request-Id: " in told


def test_an_app_of_somebody_else(prodcheck: Prodcheck, sandbox: Sandbox) -> None:
    token = sandbox.tokens.nothing
    told = prodcheck.refused("-a", "ha-app", HEROKU_API_KEY=token)
    assert "ha-app" in told
    assert "Heroku says 40" in told


def test_a_token_that_heroku_refuses(prodcheck: Prodcheck) -> None:
    told = prodcheck.refused("-a", "ha-app", HEROKU_API_KEY="HRKU-AAsandbox-revoked")
    assert "Heroku refuses the token" in told
    assert "The token came from HEROKU_API_KEY." in told
    assert "heroku login" in told
    assert "HRKU-AAsandbox-revoked" not in told


def test_a_refused_token_of_the_netrc_file_is_named_by_the_file(prodcheck: Prodcheck) -> None:
    del prodcheck.environ["HEROKU_API_KEY"]
    netrc = Path(prodcheck.environ["HOME"], ".netrc")
    netrc.write_text("machine 127.0.0.1 login me@example.com password HRKU-AAsandbox-old\n")
    told = prodcheck.refused("-a", "ha-app")
    assert f"The token came from {netrc}." in told
    assert "HRKU-AAsandbox-old" not in told


def test_no_token_at_all(prodcheck: Prodcheck, sandbox: Sandbox) -> None:
    del prodcheck.environ["HEROKU_API_KEY"]
    assert "heroku login" in prodcheck.refused("-a", "ha-app")
    assert sandbox.requests == []


def test_a_token_of_scope_read_leaves_unknown_what_it_may_not_see(
    prodcheck: Prodcheck, sandbox: Sandbox
) -> None:
    checked, snapshot = prodcheck.keep("ha-app", HEROKU_API_KEY=sandbox.tokens.read)
    assert checked.status == 0
    assert checked.troubles == {"database-backups": "unknown", "database-version": "unknown"}
    assert checked.report.verdict == "undetermined"
    for check in checked.troubles:
        for finding in checked.findings(check):
            assert finding.status == "unknown"
            assert "403" in finding.message
    assert isinstance(snapshot.config_var_names, Unavailable)


def test_what_is_unknown_can_be_made_to_count(prodcheck: Prodcheck, sandbox: Sandbox) -> None:
    prodcheck.environ["HEROKU_API_KEY"] = sandbox.tokens.read
    assert prodcheck("-a", "ha-app").status == 0
    assert prodcheck("-a", "ha-app", "--fail-on", "unknown").status == 1
