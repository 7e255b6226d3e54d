import pytest

from bot.slack.typed import (
    CheckApp,
    Explain,
    Help,
    ListChecks,
    PickApp,
    ScanFleet,
    Typed,
    apps_in,
    parse,
    parse_mention,
)
from core.fleet import FleetScope

ALL, ACME = FleetScope(kind="all"), FleetScope(kind="team", name="acme")


def pipeline(name: str) -> FleetScope:
    return FleetScope(kind="pipeline", name=name)


@pytest.mark.parametrize(
    "typed",
    [
        "ha-app",
        "  ha-app  ",
        "HA-App",
        "`ha-app`",
        "*ha-app*",
        '"ha-app"',
        "'ha-app'",
        "“ha-app”",
        "\u2018ha-app\u2019",
        "«ha-app»",
        "ha-app.",
        "ha-app,",
        "\u200bha-app\ufeff",
        "\u00a0ha-app",
        "https://dashboard.heroku.com/apps/ha-app",
        "https://dashboard.heroku.com/apps/ha-app/settings?x=1#domains",
        "dashboard.heroku.com/apps/ha-app/",
        "<https://dashboard.heroku.com/apps/ha-app/resources>",
        "<https://dashboard.heroku.com/apps/ha-app|the dashboard of ha-app>",
        "https://ha-app.herokuapp.com/",
        "https://ha-app-1a2b3c4d5e6f.herokuapp.com/login?next=/",
        "ha-app.herokuapp.com",
        "<http://ha-app.herokuapp.com|ha-app.herokuapp.com>",
        "<http://ha-app|ha-app>",
        "https://git.heroku.com/ha-app.git",
        "app ha-app",
        "check ha-app",
        "-a ha-app",
        "--app ha-app",
    ],
)
def test_an_app_is_named_in_many_ways(typed: str) -> None:
    assert parse(typed) == CheckApp("ha-app")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("fleet", ScanFleet(ALL)),
        ("fleet public.", ScanFleet(ALL, public=True)),
        ("fleet --failing all PUBLIC", ScanFleet(ALL, failing=True, public=True)),
        ("fleet team acme failing public", ScanFleet(ACME, failing=True, public=True)),
        ("fleet public team `acme`", ScanFleet(ACME, public=True)),
        ("fleet pipeline public api", ScanFleet(pipeline("public api"))),
        ("fleet -p the failing one public", ScanFleet(pipeline("the failing one"), public=True)),
        ('fleet pipeline "not public"', ScanFleet(pipeline("not public"))),
        ('fleet pipeline "public"', ScanFleet(pipeline("public"))),
        ("fleet pipeline public", Help("fleet pipeline public")),
    ],
)
def test_options_of_a_fleet_stand_on_either_side_of_its_name(typed: str, expected: Typed) -> None:
    assert parse(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["ha-app public", "public ha-app", "ha-app --public", "`ha-app` PUBLIC", "app ha-app public"],
)
def test_public_may_stand_on_either_side(typed: str) -> None:
    assert parse(typed) == CheckApp("ha-app", public=True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", PickApp()),
        ("   \u200b ", PickApp()),
        ("help", Help()),
        ("Help!", Help()),
        ("`help`", Help()),
        ("checks", ListChecks()),
        ("explain", ListChecks()),
        ("explain dns", Explain("dns")),
        ("explain `DNS`", Explain("dns")),
        ("app help", CheckApp("help")),
        ("app checks", CheckApp("checks")),
        ("app explain public", CheckApp("explain", public=True)),
        ("public", CheckApp("public")),
        ("app public", CheckApp("public")),
        ("app", CheckApp("app")),
    ],
)
def test_words_of_ours_and_apps_that_are_called_so(typed: str, meant: Typed) -> None:
    assert parse(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "what is this",
        "ha-app other-app",
        "<@U024ADA>",
        "#ops",
        "myapp.com",
        "https://example.com/apps/ha-app",
        "https://dashboard.heroku.com/pipelines/3f3c",
        "https://evil-heroku.com/apps/ha-app",
        "http://[ha-app",
        "ha_app",
        "-ha-app-",
        "x" * 60,
        "<!channel>",
        "$(reboot)",
        "../../etc/passwd",
        "ha-app public public",
    ],
)
def test_what_names_no_app_is_not_understood(typed: str) -> None:
    assert parse(typed) == Help(typed)


def test_what_is_not_understood_is_short() -> None:
    meant = parse("no app " * 1_000)
    assert isinstance(meant, Help)
    assert len(meant.not_understood or "") <= 300


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("<@U024PRODCHK> ha-app", CheckApp("ha-app")),
        ("<@U024PRODCHK|prodcheck>   ha-app ", CheckApp("ha-app")),
        ("<@U024PRODCHK>", PickApp()),
        ("<@U024PRODCHK> help", Help()),
        ("<@U024PRODCHK> can you look", Help("can you look")),
    ],
)
def test_a_mention_is_read_like_a_command(typed: str, meant: Typed) -> None:
    assert parse_mention(typed) == meant


KNOWN = frozenset({"ha-app", "web", "other-app"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ha-app is down", ["ha-app"]),
        ("H12 on <https://ha-app-1a2b3c4d5e6f.herokuapp.com/x|the site>", ["ha-app"]),
        ("see <https://dashboard.heroku.com/apps/ha-app/metrics>", ["ha-app"]),
        ("app=ha-app dyno=web.1", ["ha-app", "web"]),
        ("[ha-app] error in ha-app: H10", ["ha-app"]),
        ("ha-app and `other-app`", ["ha-app", "other-app"]),
        ("ha-app-staging is down", []),
        ("nothing of ours", []),
        ("", []),
    ],
)
def test_an_alert_tells_which_app_it_is_about(text: str, found: list[str]) -> None:
    assert apps_in(text, KNOWN) == found
