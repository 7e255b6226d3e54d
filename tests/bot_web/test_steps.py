import shlex

import msgspec
import pytest

from bot.web.known import Heroku, HerokuState, Known, Slack, SlackState
from bot.web.place import Place
from bot.web.step import Step
from bot.web.steps import steps

PLACE = Place(url="https://acme-1a2b3c4d5e6f.herokuapp.com", socket=False, local=False, app="acme")
LOCAL = Place(url=None, socket=True, restart=True, local=True, app="YOUR-BOT")
NOWHERE = Place(url=None, socket=False, local=False, app="YOUR-BOT")
ALL = frozenset({"SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"})
NEW = Known(
    database=True,
    heroku=HerokuState(kind=Heroku.WORKS, scope="read", apps=12),
    slack=SlackState(kind=Slack.UNTRIED),
    unset=ALL,
    was_set_up=False,
)
PASTED = msgspec.structs.replace(
    NEW, slack=SlackState(kind=Slack.WORKS), unset=frozenset({"SLACK_APP_TOKEN"})
)
WORKING = msgspec.structs.replace(PASTED, arrived=True)


def told(known: Known, place: Place = PLACE, **changes: object) -> dict[str, Step]:
    return {step.id: step for step in steps(msgspec.structs.replace(known, **changes), place)}


def heroku(kind: Heroku, **more: object) -> Step:
    return told(NEW, heroku=HerokuState(kind=kind, **more))["heroku"]  # type: ignore[arg-type]


def states(found: dict[str, Step]) -> str:
    return " ".join(step.state for step in found.values())


def test_from_the_button_to_the_channel() -> None:
    assert states(told(NEW)) == "done done waiting waiting waiting"
    assert states(told(PASTED)) == "done done done done waiting"
    assert states(told(WORKING)) == "done done done done done"


def test_a_step_that_is_not_done_says_what_to_do() -> None:
    for known in (NEW, PASTED):
        for step in told(known).values():
            assert step.says.endswith((".", ":"))
            if step.state != "done" and step.says != "This comes last.":
                assert step.todo or step.commands


def test_a_database_that_is_away_is_a_problem_of_its_own() -> None:
    found = told(NEW, database=False)
    assert found["database"].state == "problem"
    assert found["database"].commands == ("heroku pg:info -a acme",)
    assert found["heroku"].state == "done"


def test_a_file_on_a_dyno_forgets() -> None:
    assert "every day" in told(NEW, in_file=True)["database"].says
    assert "every day" not in told(NEW, LOCAL, in_file=True)["database"].says


def test_a_token_is_made_in_one_line_that_can_be_pasted() -> None:
    step = heroku(Heroku.MISSING)
    assert step.state == "waiting"
    words = shlex.split(step.commands[0])
    assert words[:2] == ["heroku", "config:set"]
    assert words[-2:] == ["-a", "acme"]
    assert words[2] == "HEROKU_API_KEY=$(heroku authorizations:create -s read -d prodcheck -S)"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Heroku.REFUSED, "refuses"),
        (Heroku.FORBIDDEN, "may not list apps"),
        (Heroku.AWAY, "does not answer"),
    ],
)
def test_a_token_that_does_not_work_says_why(kind: Heroku, words: str) -> None:
    assert heroku(kind).state == "problem"
    assert words in heroku(kind).says


def test_a_token_that_sees_nothing_is_no_use() -> None:
    assert heroku(Heroku.WORKS, scope="read").state == "problem"
    assert heroku(Heroku.PERSONAL).state == "done"


def test_the_scope_is_told_as_far_as_it_is_known() -> None:
    assert "`read`" in heroku(Heroku.WORKS, scope="read", apps=1).says
    assert "narrow" in heroku(Heroku.WORKS, reads_account=False, apps=1).says
    assert "did not tell" in heroku(Heroku.WORKS, reads_account=True, apps=1).says


def test_a_token_that_may_do_more_than_it_needs_to_is_pointed_out() -> None:
    wide = {
        scope
        for scope in ("read", "identity read", "read,identity", "read-protected", "global", "write")
        if "is enough" in " ".join(heroku(Heroku.WORKS, scope=scope, apps=1).todo)
    }
    assert wide == {"global", "write"}


def test_a_token_that_may_write_is_told_what_that_is_good_for() -> None:
    for scope in ("write", "read write", "read,write"):
        assert "webhooks" in heroku(Heroku.WORKS, scope=scope, apps=1).todo[0]
    for scope in ("read", "global", "write-protected"):
        assert "webhooks" not in " ".join(heroku(Heroku.WORKS, scope=scope, apps=1).todo)


def test_who_may_ask_is_said_unless_it_was_set() -> None:
    assert "Everyone" in " ".join(heroku(Heroku.WORKS, scope="read", apps=1).todo)
    assert heroku(Heroku.WORKS, scope="read", apps=1, narrowed=True).todo == ()


def test_the_number_of_apps_is_for_whoever_sets_it_up() -> None:
    assert "12 apps" in told(NEW)["heroku"].says
    assert "at least 1000 apps" in heroku(Heroku.WORKS, scope="read", apps=1000, more=True).says
    for was in (True, None):
        assert "12" not in told(NEW, was_set_up=was)["heroku"].says


def test_the_values_are_named_with_where_they_are() -> None:
    step = told(NEW)["values"]
    assert step.commands == (
        "heroku config:set SLACK_SIGNING_SECRET=… SLACK_BOT_TOKEN=xoxb-… -a acme",
    )
    assert "Signing Secret" in step.todo[0]
    assert "Bot User OAuth Token" in step.todo[1]
    one = told(NEW, unset=frozenset({"SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"}))["values"]
    assert one.commands == ("heroku config:set SLACK_SIGNING_SECRET=… -a acme",)
    assert one.says.startswith("`SLACK_SIGNING_SECRET` is not set.")


@pytest.mark.parametrize(
    ("slack", "words"),
    [
        (SlackState(kind=Slack.REFUSED, error="invalid_auth"), "not whole, or of another app"),
        (SlackState(kind=Slack.REFUSED, error="token_revoked"), "uninstalled"),
        (SlackState(kind=Slack.REFUSED, error="account_inactive"), "uninstalled"),
        (SlackState(kind=Slack.LACKS_SCOPE, lacking=("users:read",)), "`users:read`"),
        (SlackState(kind=Slack.AWAY), "does not answer"),
    ],
)
def test_a_slack_token_that_does_not_work_says_why(slack: SlackState, words: str) -> None:
    step = told(PASTED, slack=slack)["values"]
    assert step.state == "problem"
    assert words in step.says
    assert step.todo


def test_a_wrong_signing_secret_is_noticed_by_what_arrives() -> None:
    step = told(PASTED, mismatch=True)["arrival"]
    assert step.state == "problem"
    assert step.commands == ("heroku config:set SLACK_SIGNING_SECRET=… -a acme",)
    assert told(WORKING, mismatch=True)["arrival"].state == "done", "anybody can send nonsense"


def test_on_the_machine_itself_it_is_socket_mode() -> None:
    found = told(NEW, LOCAL)
    assert "Socket Mode" in found["app"].says
    assert found["values"].commands == (
        "export SLACK_APP_TOKEN=xapp-… SLACK_BOT_TOKEN=xoxb-…",
        "python -m bot --socket",
    )
    ready = told(NEW, LOCAL, unset=frozenset({"SLACK_SIGNING_SECRET"}))
    assert ready["arrival"].commands == ("python -m bot --socket",)


def test_at_an_unknown_address_no_app_can_be_made() -> None:
    step = told(NEW, NOWHERE)["app"]
    assert step.state == "problem"
    assert step.commands == ("heroku config:set PRODCHECK_URL=https://… -a YOUR-BOT",)
    assert told(WORKING, NOWHERE)["app"].state == "done"
