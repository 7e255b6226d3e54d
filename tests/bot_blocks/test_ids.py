import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks import ids, limits
from tests.bot_blocks.reports import hostile


@pytest.mark.parametrize(
    "value",
    [
        ids.Target(app="ha-app"),
        ids.Target(app="ha-app", check="dns", report="r_42-A"),
        ids.Choice(app="ha-app", do="why", check="dyno-redundancy", report="r42"),
        ids.Place(),
        ids.Place(channel="C012ABCDEF", thread="1795374000.000100"),
    ],
)
def test_a_value_comes_back_as_it_was(value: ids.Value) -> None:
    assert ids.decode(ids.encode(value), type(value)) == value


def test_the_longest_choice_fits_an_option() -> None:
    longest = ids.Choice(app="a" * 40, do="dashboard", check="c" * 40, report="r" * 24)
    assert len(ids.encode(longest)) <= limits.OPTION_VALUE


def test_a_value_is_compact() -> None:
    assert ids.encode(ids.Target(app="ha-app", check="dns")) == '{"a":"ha-app","c":"dns"}'


@pytest.mark.parametrize(
    "forged",
    [
        None,
        7,
        "",
        "ha-app",
        "{}",
        "[]",
        "null",
        '{"a":""}',
        '{"a":"HA-APP"}',
        '{"a":"-app"}',
        '{"a":"ha-app\\n"}',
        '{"a":"ha app"}',
        '{"a":"../other"}',
        '{"a":"%s"}' % ("a" * 41),
        '{"a":7}',
        '{"a":"ha-app","c":"d/n/s"}',
        '{"a":"ha-app","r":"<!channel>"}',
        '{"a":"ha-app","admin":true}',
        '{"a":"ha-app"} ' + " " * 2_000,
        "\ud800",
        "[" * 1_999,
    ],
)
def test_what_we_did_not_write_is_refused(forged: object) -> None:
    with pytest.raises(ids.ForgedValue):
        ids.decode(forged, ids.Target)


def test_a_choice_we_do_not_offer_is_refused() -> None:
    with pytest.raises(ids.ForgedValue):
        ids.decode('{"a":"ha-app","do":"delete"}', ids.Choice)


@given(hostile)
def test_any_text_is_a_value_of_ours_or_refused(text: str) -> None:
    try:
        found = ids.decode(text, ids.Target)
    except ids.ForgedValue:
        return
    assert ids.names_an_app(found.app)


@given(st.text())
def test_what_cannot_be_read_back_is_not_written(app: str) -> None:
    if ids.names_an_app(app):
        assert ids.decode(ids.encode(ids.Target(app=app)), ids.Target).app == app
    else:
        with pytest.raises(ids.ForgedValue):
            ids.encode(ids.Target(app=app))


def test_the_refusal_does_not_repeat_what_was_sent() -> None:
    with pytest.raises(ids.ForgedValue) as caught:
        ids.decode(msgspec.json.encode({"a": "SECRET"}).decode(), ids.Target)
    assert "SECRET" not in str(caught.value)
