import msgspec
import pytest

from bot.settings import Settings, SettingsError

SLACK = {"SLACK_BOT_TOKEN": "xoxb-1-clear", "SLACK_SIGNING_SECRET": "clear-signing-secret"}
OAUTH = {
    "HEROKU_OAUTH_ID": "an-id",
    "HEROKU_OAUTH_SECRET": "clear-oauth-secret",
    "PRODCHECK_SECRET_KEY": "clear-key-of-sixteen-or-more",
}


def problems(**environ: str) -> dict[str, str]:
    with pytest.raises(SettingsError) as raised:
        Settings.load(environ)
    return {problem.variable: problem.advice for problem in raised.value.problems}


def test_nothing_set_is_enough_for_the_set_up_page() -> None:
    settings = Settings.load({})
    assert settings == Settings()
    assert settings.database_url == "sqlite:///prodcheck.db"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.heroku_login_url == "https://id.heroku.com"
    assert not settings.heroku_oauth
    assert not settings.slack_oauth


def test_what_is_set_is_read() -> None:
    settings = Settings.load(
        {
            **SLACK,
            **OAUTH,
            "HEROKU_API_KEY": " HRKU-clear \n",
            "DATABASE_URL": "postgres://u:p@ec2.example.com:5432/d",
            "PRODCHECK_APPS": "checkout, checkout-*",
            "PRODCHECK_CHANNELS": "C024BE91L,D*",
            "PRODCHECK_USERS": "U024BE7LH",
            "PRODCHECK_ALLOW_GUESTS": "1",
            "PRODCHECK_ALLOW_EXTERNAL": "0",
            "PRODCHECK_NO_WEBHOOKS": "1",
            "PRODCHECK_NO_JOBS": "1",
            "PRODCHECK_URL": "https://prodcheck.example.com/",
            "PORT": "5000",
        }
    )
    assert settings.heroku_api_key == "HRKU-clear"
    assert settings.apps == ("checkout", "checkout-*")
    assert settings.channels == ("C024BE91L", "D*")
    assert settings.users == ("U024BE7LH",)
    assert (settings.allow_guests, settings.allow_external) == (True, False)
    assert (settings.no_webhooks, settings.no_jobs) == (True, True)
    assert settings.public_url == "https://prodcheck.example.com"
    assert settings.port == 5000
    assert settings.heroku_oauth


def test_empty_is_unset() -> None:
    assert Settings.load({"SLACK_BOT_TOKEN": "", "PORT": " ", "PRODCHECK_APPS": ""}) == Settings()


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = problems(
        SLACK_BOT_TOKEN="xapp-1",
        SLACK_APP_TOKEN="xoxb-1",
        SLACK_CLIENT_ID="1.2",
        HEROKU_OAUTH_SECRET="s",
        HEROKU_HOST="not a host",
        HEROKU_DATA_HOST="nor this",
        PRODCHECK_NAMESERVERS="nonsense",
        DATABASE_URL="mysql://h/d",
        PORT="http",
    )
    assert set(found) == {
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_CLIENT_SECRET",
        "HEROKU_OAUTH_ID",
        "HEROKU_HOST",
        "HEROKU_DATA_HOST",
        "PRODCHECK_NAMESERVERS",
        "DATABASE_URL",
        "PORT",
    }


def test_the_message_names_each_and_how_to_change_it() -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.load({"PORT": "http", "PRODCHECK_APPS": ","})
    assert raised.value.message.startswith("2 settings need a change:\n")
    assert "  PORT: " in raised.value.message
    assert "  PRODCHECK_APPS: " in raised.value.message
    assert raised.value.hint is not None
    assert "heroku config:set" in raised.value.hint


def test_a_name_is_not_said_twice() -> None:
    found = problems(HEROKU_HOST="no host", PRODCHECK_NAMESERVERS="nonsense", DATABASE_URL="x")
    assert found["HEROKU_HOST"].startswith("It is not a host or a URL. It should look like ")
    assert found["PRODCHECK_NAMESERVERS"].startswith("'nonsense' is not the address")
    assert found["DATABASE_URL"].startswith("It is not an address of a database")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-clear"),
        ("SLACK_SIGNING_SECRET", "clear secret"),
        ("HEROKU_API_KEY", "HRKU-clear\x00"),
        ("PRODCHECK_SECRET_KEY", "clear"),
        ("DATABASE_URL", "mysql://u:clear@h/d"),
        ("DATABASE_URL", "postgres://u:clear@h:port/d"),
    ],
)
def test_no_message_repeats_a_secret(variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.load({variable: value})
    assert variable in str(raised.value)
    assert "clear" not in str(raised.value)


def test_no_secret_is_shown() -> None:
    settings = Settings.load(
        {**SLACK, **OAUTH, "HEROKU_API_KEY": "clear", "DATABASE_URL": "postgres://u:clear@h/d"}
    )
    assert "clear" not in f"{settings!r} {settings} {settings.sources_for('clear')!r}"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"),
        ("SLACK_CLIENT_SECRET", "SLACK_CLIENT_ID"),
        ("HEROKU_OAUTH_ID", "HEROKU_OAUTH_SECRET"),
        ("HEROKU_OAUTH_SECRET", "HEROKU_OAUTH_ID"),
    ],
)
def test_half_of_a_pair_is_not_enough(given: str, missing: str) -> None:
    assert given in problems(**{given: "half"})[missing]


@pytest.mark.parametrize("of", ["SLACK_CLIENT", "HEROKU_OAUTH"])
def test_tokens_at_rest_need_a_key(of: str) -> None:
    found = problems(**{f"{of}_ID": "an-id", f"{of}_SECRET": "a-secret"})
    assert set(found) == {"PRODCHECK_SECRET_KEY"}


def test_a_new_key_stands_before_the_old() -> None:
    settings = Settings.load({"PRODCHECK_SECRET_KEY": "a-new-key-of-sixteen, an-old-key-of-16"})
    assert settings.secret_keys == ("a-new-key-of-sixteen", "an-old-key-of-16")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PRODCHECK_USERS", "@ada"),
        ("PRODCHECK_USERS", "ada"),
        ("PRODCHECK_CHANNELS", "#ops"),
        ("PRODCHECK_APPS", "Check Out"),
        ("PRODCHECK_APPS", " , "),
        ("PRODCHECK_ALLOW_GUESTS", "yes"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "9" * 5000),
        ("PORT", "²"),
        ("PRODCHECK_MAX_CHECKS", "0"),
        ("PRODCHECK_URL", "prodcheck.example.com"),
        ("PRODCHECK_URL", "https://example.com/prodcheck"),
        ("PRODCHECK_URL", "javascript:alert(1)"),
        ("SLACK_API_URL", "https://slack.com:99999/api/"),
        ("HEROKU_LOGIN_HOST", "id heroku com"),
        ("SSL_CERT_FILE", "/no/such/file"),
    ],
)
def test_what_would_silently_do_nothing_or_too_much_is_refused(variable: str, value: str) -> None:
    assert set(problems(**{variable: value})) == {variable}


def test_hosts_may_be_addresses_for_tests() -> None:
    settings = Settings.load(
        {
            "HEROKU_LOGIN_HOST": "http://127.0.0.1:8000/",
            "SLACK_API_URL": "http://127.0.0.1:8001/api",
            "HEROKU_HOST": "http://127.0.0.1:8002",
        }
    )
    assert settings.heroku_login_url == "http://127.0.0.1:8000"
    assert settings.slack_api_url == "http://127.0.0.1:8001/api/"
    assert settings.sources_for("t").api_url == "http://127.0.0.1:8002"


def test_sources_carry_the_token_they_are_asked_for() -> None:
    assert Settings().sources_for("a-token").token == "a-token"
    assert Settings().sources.token == ""


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("my-bot-1a2b3c4d5e6f.herokuapp.com", "https://my-bot-1a2b3c4d5e6f.herokuapp.com"),
        ("evil.example.com", None),
        ("my-bot.herokuapp.com.evil.example", None),
        ("my-bot.herokuapp.com:8080", None),
        ("evil.example/.herokuapp.com", None),
        ("", None),
    ],
)
def test_a_host_header_counts_only_when_herokus_router_could_have_sent_it(
    host: str, url: str | None
) -> None:
    assert Settings().url_at(host) == url


def test_what_is_set_wins_over_any_host_header() -> None:
    settings = msgspec.structs.replace(Settings(), public_url="https://prodcheck.example.com")
    assert settings.url_at("evil.example.com") == "https://prodcheck.example.com"
