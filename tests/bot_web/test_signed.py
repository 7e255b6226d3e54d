"""Signed links: what opens, and all that does not."""

import base64
import hmac
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.signed import (
    PAGE_LIFE,
    Badge,
    BadLink,
    Calendar,
    FleetPage,
    FleetTrend,
    Links,
    ReportPage,
    Shown,
    TrendPage,
)

OLD, NEW = "the-older-key-of-this-bot", "the-newer-key-of-this-bot"
REPORT = ReportPage(report="r" * 22)


class Clock:
    seconds = 1_795_374_000.0

    def __call__(self) -> float:
        return self.seconds


def opens(links: Links, signed: str, kind: type[Shown] = ReportPage) -> bool:
    try:
        links.read(signed, kind)
    except BadLink:
        return False
    return True


@pytest.mark.parametrize(
    "shown",
    [
        REPORT,
        FleetPage(fleet="f1"),
        TrendPage(team="T1", app="ha-app"),
        FleetTrend(team="T1", scope="team", name="acme", user="U1"),
        Badge(team="T1", app="ha-app", user="U1"),
        Calendar(team="T1", app="ha-app"),
    ],
)
def test_what_was_signed_comes_back_as_its_own_kind_alone(shown: Shown) -> None:
    links = Links([NEW], now=Clock())
    signed = links.sign(shown)
    assert links.read(signed, type(shown)).until == int(Clock.seconds) + PAGE_LIFE
    every: tuple[type[Shown], ...] = (
        ReportPage,
        FleetPage,
        TrendPage,
        FleetTrend,
        Badge,
        Calendar,
    )
    assert not any(opens(links, signed, other) for other in every if other is not type(shown))


def test_it_expires() -> None:
    clock = Clock()
    links = Links([NEW], now=clock)
    signed = links.sign(REPORT, life=60)
    clock.seconds += 59
    assert opens(links, signed)
    clock.seconds += 1
    assert not opens(links, signed)


def test_the_newest_key_signs_and_all_verify_until_one_is_taken_out() -> None:
    old = Links([OLD]).sign(REPORT)
    both = Links([NEW, OLD])
    assert opens(both, old)
    new = both.sign(REPORT)
    assert opens(Links([NEW]), new)
    assert not opens(Links([OLD]), new)
    assert not opens(Links([NEW]), old)


def test_the_key_of_links_is_not_the_key_of_tokens() -> None:
    assert NEW not in Links([NEW]).sign(REPORT)
    body, _, _ = Links([NEW]).sign(REPORT).partition(".")
    naive = base64.urlsafe_b64encode(hmac.digest(NEW.encode(), body.encode(), "sha256")).decode()
    assert not opens(Links([NEW]), f"{body}.{naive.rstrip('=')}")


def test_without_a_key_links_end_with_the_process(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        links = Links([])
    assert "end with a restart" in caplog.text
    signed = links.sign(REPORT)
    assert opens(links, signed)
    assert not opens(Links([]), signed)


def test_every_bent_character_counts() -> None:
    links = Links([NEW])
    signed = links.sign(REPORT)
    for at, character in enumerate(signed):
        bent = signed[:at] + ("A" if character != "A" else "B") + signed[at + 1 :]
        assert not opens(links, bent), at
    assert not opens(links, signed + "=")
    assert not opens(links, f"{signed}.")


@given(st.text(max_size=200))
def test_garbage_opens_nothing(garbage: str) -> None:
    links = Links([NEW])
    assert not opens(links, garbage)
    assert not opens(links, f"{garbage}.{garbage}")


def test_what_was_signed_by_us_for_another_use_opens_nothing() -> None:
    links = Links([NEW])
    assert not opens(links, links.sign(Badge(team="T1", app="ha-app")), ReportPage)
    assert not opens(links, "x" * 5_000)
