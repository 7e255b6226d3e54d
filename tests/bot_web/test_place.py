import pytest

from bot.settings import Settings
from bot.web.place import NO_APP, place_of

HOST = "prodcheck-1a2b3c4d5e6f.herokuapp.com"


@pytest.mark.parametrize(
    ("host", "app"),
    [
        (HOST, "prodcheck"),
        ("my-prod-check-0123456789ab.herokuapp.com", "my-prod-check"),
        ("prodcheck.herokuapp.com", "prodcheck"),
        ("old-2012.herokuapp.com", "old-2012"),
    ],
)
def test_the_host_that_heroku_gave_tells_url_and_app(host: str, app: str) -> None:
    place = place_of(host, Settings(), socket=False)
    assert (place.url, place.app) == (f"https://{host}", app)
    assert place.known
    assert not place.socket
    assert not place.local


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example.com",
        f"{HOST}.evil.example.com",
        f"evil.example.com/{HOST}",
        f"{HOST}:8080@evil.example.com",
        f"{HOST}\n",
        "$(reboot).herokuapp.com",
        "localhost.evil.example.com",
        "localhost:80\nx",
        "herokuapp.com",
    ],
)
def test_any_other_host_is_nobody(host: str) -> None:
    place = place_of(host, Settings(), socket=False)
    assert place.url is None
    assert place.app == NO_APP
    assert not place.known
    assert not place.local


def test_what_is_set_wins_over_what_a_request_says() -> None:
    settings = Settings(public_url="https://prodcheck.example.com", app_name="acme-prodcheck")
    place = place_of("evil.example.com", settings, socket=False)
    assert (place.url, place.app) == ("https://prodcheck.example.com", "acme-prodcheck")


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:5000", "[::1]:8080", "localhost"])
def test_on_the_machine_itself_slack_can_only_be_called(host: str) -> None:
    place = place_of(host, Settings(), socket=False)
    assert place.socket
    assert place.restart
    assert place.set_line("A=1", "B=2") == "export A=1 B=2"
    assert not place_of(host, Settings(), socket=True).restart


def test_a_tunnel_to_the_machine_makes_it_reachable() -> None:
    settings = Settings(public_url="https://tunnel.example.com")
    place = place_of("localhost:8080", settings, socket=False)
    assert not place.socket
    assert place.url == "https://tunnel.example.com"


def test_the_command_names_the_app() -> None:
    place = place_of(HOST, Settings(), socket=False)
    assert place.set_line("A=1") == "heroku config:set A=1 -a prodcheck"


@pytest.mark.parametrize("name", ["acme; reboot", "$(reboot)", "-a", "A" * 3, "x" * 50])
def test_a_name_that_no_app_can_have_stays_out_of_commands(name: str) -> None:
    settings = Settings.load({"HEROKU_APP_NAME": name})
    assert place_of("", settings, socket=False).app == NO_APP
