from datetime import UTC, datetime

import msgspec
import pytest

from core.snapshot import Stack
from tests.apps import APP, FORBIDDEN, NOW, judge


def app_on(name: str | None, **fields: object) -> object:
    return msgspec.structs.replace(APP, stack=name, build_stack=name, **fields)


@pytest.mark.parametrize("name", ["heroku-24", "heroku-26"])
def test_a_supported_stack_passes(name: str) -> None:
    assert judge("stack", app=app_on(name)).status == "passed"


@pytest.mark.parametrize(
    "name",
    ["bamboo-mri-1.9.2", "cedar", "cedar-14", "heroku-16", "heroku-18", "heroku-20"],
)
def test_a_retired_stack_fails_with_the_command_and_the_guide(name: str) -> None:
    result = judge("stack", app=app_on(name))
    assert result.status == "failed"
    fix = result.findings[0].fix
    assert fix is not None
    assert fix.command == "heroku stack:set heroku-24 -a ha-app"
    guide = "cedar-migration" if "bamboo" in name else "upgrading-to-the-latest-stack"
    assert fix.articles[0].url.endswith(guide)
    endings = [article.url.rpartition("/")[2] for article in fix.articles]
    assert "upgrading-to-the-latest-stack" in endings
    assert len(set(endings)) == len(endings)


def test_the_day_decides() -> None:
    on = {"app": app_on("heroku-22")}
    before = datetime(2027, 4, 30, 23, tzinfo=UTC)
    after = datetime(2027, 5, 1, tzinfo=UTC)
    assert judge("stack", **on, taken_at=before).status == "warning"
    assert judge("stack", **on, taken_at=after).status == "failed"


def test_a_deprecated_stack_warns_long_before_its_end() -> None:
    stacks = (Stack(name="heroku-24", state="deprecated"),)
    assert judge("stack", stacks=stacks).status == "warning"


def test_a_pending_stack_change_warns() -> None:
    app = msgspec.structs.replace(APP, build_stack="heroku-26")
    result = judge("stack", app=app)
    assert result.status == "warning"
    assert "until its next build, which will use heroku-26" in result.findings[0].message


def test_a_container_app_is_skipped() -> None:
    assert judge("stack", app=app_on("container")).status == "skipped"


def test_an_app_without_a_release_is_skipped() -> None:
    assert judge("stack", app=app_on(None)).status == "skipped"


@pytest.mark.parametrize(
    ("image", "status"), [("heroku/heroku:24-cnb", "passed"), ("heroku/heroku:20-cnb", "failed")]
)
def test_a_fir_app_is_judged_by_its_base_image(image: str, status: str) -> None:
    app = app_on("cnb", generation="fir", base_image_name=image)
    assert judge("stack", app=app).status == status


def test_a_fir_app_whose_base_image_is_not_told_is_unknown() -> None:
    stacks = (Stack(name="cnb", state="public"),)
    app = app_on("cnb", generation="fir", released_at=NOW)
    result = judge("stack", app=app, stacks=stacks)
    assert result.status == "unknown"
    assert "base image" in result.findings[0].message


def test_a_fir_app_has_no_stack_to_set() -> None:
    app = app_on("cnb", generation="fir", base_image_name="heroku/heroku:20-cnb")
    finding = judge("stack", app=app).findings[0]
    assert finding.fix is not None
    assert finding.fix.command is None
    assert "a newer builder" in finding.message


def test_a_stack_that_heroku_does_not_tell_of_a_deployed_app_is_unknown() -> None:
    assert judge("stack", app=app_on(None, released_at=NOW)).status == "unknown"


def test_a_pending_change_away_from_containers_warns() -> None:
    app = msgspec.structs.replace(APP, stack="container", build_stack="heroku-24")
    assert judge("stack", app=app).status == "warning"


def test_a_pending_build_is_pushed_to_the_app_itself() -> None:
    app = msgspec.structs.replace(APP, stack="heroku-20", build_stack="heroku-24")
    commands = [finding.fix.command for finding in judge("stack", app=app).findings if finding.fix]
    push = "git push https://git.heroku.com/ha-app.git main"
    assert commands == [f"git commit --allow-empty -m 'Build on the new stack' && {push}"] * 2


def test_a_brown_out_is_told_while_it_lasts() -> None:
    before = datetime(2026, 10, 31, tzinfo=UTC)
    during = datetime(2026, 11, 2, tzinfo=UTC)
    messages = [
        judge("stack", app=app_on("heroku-22"), taken_at=day).findings[0].message
        for day in (before, during)
    ]
    assert "refused already" not in messages[0]
    assert "some builds are refused already" in messages[1]


def test_an_app_on_the_default_moves_to_a_newer_stack() -> None:
    end = datetime(2029, 4, 1, tzinfo=UTC)
    for stacks in (FORBIDDEN, (Stack(name="heroku-24", state="public", default=True),)):
        finding = judge("stack", stacks=stacks, taken_at=end).findings[0]
        assert finding.fix is not None
        assert finding.fix.command == "heroku stack:set heroku-26 -a ha-app"


def test_a_stack_nobody_knows_is_unknown() -> None:
    assert judge("stack", app=app_on("heroku-99")).status == "unknown"
    assert judge("stack", app=app_on("heroku-99"), stacks=FORBIDDEN).status == "unknown"


def test_a_stack_that_heroku_lists_passes() -> None:
    stacks = (Stack(name="heroku-28", state="public"),)
    assert judge("stack", app=app_on("heroku-28"), stacks=stacks).status == "passed"


def test_a_list_of_stacks_that_cannot_be_read_changes_nothing() -> None:
    assert judge("stack", stacks=FORBIDDEN).status == "passed"


def test_the_threshold_can_be_moved() -> None:
    assert judge("stack", thresholds={"warn_days": 3650}).status == "warning"
