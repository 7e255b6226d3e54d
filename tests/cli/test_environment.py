import pytest

from cli import environment
from core.collect.environment import parse_nameservers, sources_of
from core.collect.sources import Nameserver, Sources
from core.errors import ConfigError


def of(**environ: str) -> Sources:
    return sources_of(environ, "token")


def problem(**environ: str) -> str:
    with pytest.raises(ConfigError) as caught:
        of(**environ)
    assert caught.value.hint
    return caught.value.message


def test_an_empty_environment_is_heroku_itself() -> None:
    assert of() == Sources(token="token")
    assert of(HEROKU_HOST="", HTTPS_PROXY="", SSL_CERT_FILE="") == of()


@pytest.mark.parametrize("host", ["herokudev.com", "herokudev.com/"])
def test_a_host_gets_the_names_of_the_services_before_it(host: str) -> None:
    found = of(HEROKU_HOST=host)
    assert found.api_url == "https://api.herokudev.com"
    assert found.data_url == "https://api.data.herokudev.com"
    assert found.metrics_url == "https://api.metrics.herokudev.com"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:4000", "https://api.example.com/base", "http://[::1]:4000"]
)
def test_a_url_is_used_whole(url: str) -> None:
    found = of(HEROKU_HOST=f"{url}/")
    assert (found.api_url, found.data_url, found.metrics_url) == (url, url, url)


def test_the_data_host_is_a_host_or_a_url() -> None:
    assert of(HEROKU_DATA_HOST="data.example.com").data_url == "https://data.example.com"
    assert of(HEROKU_DATA_HOST="http://localhost:4/").data_url == "http://localhost:4"
    assert of(HEROKU_DATA_HOST="data.example.com").api_url == "https://api.heroku.com"


@pytest.mark.parametrize("variable", ["HEROKU_HOST", "HEROKU_DATA_HOST"])
@pytest.mark.parametrize(
    "value",
    [
        "not a host",
        "http://",
        "http://host:99999",
        "http://host:0",
        "user@host",
        "https://user:secret@host",
        "https://host?query",
        "ftp://host",
        "host\x1b[2J",
        "https://[::1",
    ],
)
def test_a_host_that_is_none_is_named_and_not_repeated(variable: str, value: str) -> None:
    message = problem(**{variable: value})
    assert message == f"{variable} is not a host or a URL."


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("192.0.2.1", [Nameserver("192.0.2.1")]),
        ("192.0.2.1:5353", [Nameserver("192.0.2.1", 5353)]),
        ("[2001:db8::1]:53", [Nameserver("2001:db8::1")]),
        ("[2001:db8::1]", [Nameserver("2001:db8::1")]),
        ("2001:db8::1", [Nameserver("2001:db8::1")]),
        (" 192.0.2.1 ,, 192.0.2.2:54,", [Nameserver("192.0.2.1"), Nameserver("192.0.2.2", 54)]),
    ],
)
def test_nameservers(value: str, expected: list[Nameserver]) -> None:
    assert list(of(PRODCHECK_NAMESERVERS=value).nameservers) == expected


@pytest.mark.parametrize(
    "value",
    ["dns.example.com", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:70000", "192.0.2.999", "[::1", "x"],
)
def test_a_nameserver_that_is_no_address_is_named(value: str) -> None:
    assert problem(PRODCHECK_NAMESERVERS=value).startswith(f"PRODCHECK_NAMESERVERS: {value!r}")


def test_nameservers_of_the_command_line_win() -> None:
    given = parse_nameservers(["192.0.2.9"], "--nameserver")
    found = sources_of({"PRODCHECK_NAMESERVERS": "192.0.2.1"}, "token", given)
    assert found.nameservers == (Nameserver("192.0.2.9"),)


@pytest.mark.parametrize(("value", "on"), [("1", True), ("0", False), ("", False)])
def test_private_addresses_are_allowed_by_1(value: str, on: bool) -> None:  # noqa: FBT001
    assert of(PRODCHECK_ALLOW_PRIVATE_ADDRESSES=value).allow_private_addresses is on


def test_a_switch_that_is_neither_says_so() -> None:
    message = problem(PRODCHECK_ALLOW_PRIVATE_ADDRESSES="yes")
    assert message == "PRODCHECK_ALLOW_PRIVATE_ADDRESSES is 'yes'."


def test_a_proxy_with_and_without_scheme_lower_case_first() -> None:
    assert of(HTTPS_PROXY="http://p.example:3128").proxy == "http://p.example:3128"
    assert of(HTTPS_PROXY="p.example:3128").proxy == "http://p.example:3128"
    both = of(HTTPS_PROXY="http://upper:1", https_proxy="http://lower:1")
    assert both.proxy == "http://lower:1"


@pytest.mark.parametrize("value", ["socks5://u:secret@p:1", "http://", "http://p:99999"])
def test_a_proxy_that_cannot_be_used_is_not_repeated(value: str) -> None:
    assert problem(HTTPS_PROXY=value) == "HTTPS_PROXY is not the URL of an HTTP proxy."


def test_the_file_of_trusted_roots_must_be_there() -> None:
    assert of(SSL_CERT_FILE=__file__).ca_file == __file__
    assert problem(SSL_CERT_FILE="/nowhere.pem").startswith("SSL_CERT_FILE names /nowhere.pem")


@pytest.mark.parametrize(
    ("environ", "prefixes"),
    [
        ({}, ("git@heroku.com:", "ssh://git@heroku.com/", "https://git.heroku.com/")),
        (
            {"HEROKU_HOST": "herokudev.com"},
            ("git@herokudev.com:", "ssh://git@herokudev.com/", "https://git.herokudev.com/"),
        ),
        (
            {"HEROKU_HOST": "http://127.0.0.1:4000"},
            ("git@127.0.0.1:4000:", "ssh://git@127.0.0.1:4000/", "https://127.0.0.1:4000/"),
        ),
        (
            {"HEROKU_GIT_HOST": "git.example.com"},
            ("git@git.example.com:", "ssh://git@git.example.com/", "https://git.example.com/"),
        ),
    ],
)
def test_git_hosts(environ: dict[str, str], prefixes: tuple[str, ...]) -> None:
    assert environment.git_prefixes(environ) == prefixes


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, None),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, None),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        ({"FORCE_COLOR": "0"}, None),
        ({"TERM": "dumb"}, False),
    ],
)
def test_colour(environ: dict[str, str], wanted: bool | None) -> None:  # noqa: FBT001
    assert environment.colour(environ) is wanted


@pytest.mark.parametrize(
    ("value", "columns"), [("40", 40), ("", None), ("x", None), ("0", None), ("\u00b2", None)]
)
def test_columns(value: str, columns: int | None) -> None:
    assert environment.columns({"COLUMNS": value}) == columns
