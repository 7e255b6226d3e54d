from typing import Any

import msgspec
import pytest

from bot.access import Asker, Refusal, app_allowed, refusal
from bot.settings import Settings

MEMBER = Asker(team_id="T1", user_id="U1", channel_id="C1", is_guest=False, home_team="T1")
GUEST = msgspec.structs.replace(MEMBER, is_guest=True)
UNSURE = msgspec.structs.replace(MEMBER, is_guest=None)
STRANGER = msgspec.structs.replace(MEMBER, team_id="T2")


def ask(asker: Asker = MEMBER, app: str | None = "ha-app", **settings: Any) -> Refusal | None:  # noqa: ANN401
    return refusal(asker, app, Settings(**settings))


def test_by_default_every_member_may_ask_about_every_app() -> None:
    assert ask() is None


@pytest.mark.parametrize(
    ("app", "patterns", "answer"),
    [
        ("checkout", ("checkout",), None),
        ("checkout-eu", ("checkout",), Refusal.APP),
        ("checkout-eu", ("checkout-*",), None),
        ("Checkout-EU", ("checkout-*",), None),
        ("billing", ("checkout", "bill*"), None),
        ("my-checkout", ("checkout*",), Refusal.APP),
        ("api-1", ("api-[0-9]",), None),
        ("api-x", ("api-[0-9]",), Refusal.APP),
    ],
)
def test_apps_are_narrowed(app: str, patterns: tuple[str, ...], answer: Refusal | None) -> None:
    assert ask(app=app, apps=patterns) is answer
    assert app_allowed(app, Settings(apps=patterns)) is (answer is None)


def test_a_question_about_no_app_in_particular_is_about_none() -> None:
    assert ask(app=None, apps=("checkout",)) is None
    assert ask(GUEST, app=None) is Refusal.PERSON


@pytest.mark.parametrize(
    ("channel", "patterns", "answer"),
    [
        ("C1", ("C1", "C2"), None),
        ("C3", ("C1", "C2"), Refusal.CHANNEL),
        ("D7", ("C1",), Refusal.CHANNEL),
        ("D7", ("C1", "D*"), None),
        (None, ("C1", "D*"), None),
        (None, ("C1",), Refusal.CHANNEL),
        (None, (), None),
    ],
)
def test_channels_are_narrowed_and_home_is_as_a_direct_message(
    channel: str | None, patterns: tuple[str, ...], answer: Refusal | None
) -> None:
    asker = msgspec.structs.replace(MEMBER, channel_id=channel)
    assert ask(asker, channels=patterns) is answer


def test_people_are_narrowed() -> None:
    assert ask(users=("U1", "U2")) is None
    assert ask(users=("U*",)) is None
    assert ask(users=("U2",)) is Refusal.PERSON


@pytest.mark.parametrize("asker", [GUEST, STRANGER])
def test_guests_and_strangers_are_refused_unless_named_in_full(asker: Asker) -> None:
    assert ask(asker) is Refusal.PERSON
    assert ask(asker, users=("U*",)) is Refusal.PERSON
    assert ask(asker, users=("U1",)) is None


def test_guests_and_strangers_are_let_in_by_their_own_switch() -> None:
    assert ask(GUEST, allow_guests=True) is None
    assert ask(GUEST, allow_external=True) is Refusal.PERSON
    assert ask(STRANGER, allow_external=True) is None
    assert ask(STRANGER, allow_guests=True) is Refusal.PERSON


def test_a_strangers_guest_needs_both() -> None:
    both = msgspec.structs.replace(STRANGER, is_guest=True)
    assert ask(both, allow_external=True) is Refusal.PERSON
    assert ask(both, allow_external=True, allow_guests=True) is None


def test_letting_guests_in_does_not_widen_the_list() -> None:
    assert ask(GUEST, users=("U2",), allow_guests=True) is Refusal.PERSON


def test_who_may_be_a_guest_is_refused_while_one_token_serves_everybody() -> None:
    assert ask(UNSURE) is Refusal.UNSURE
    assert ask(UNSURE, allow_guests=True) is None
    assert ask(UNSURE, users=("U1",)) is None


def test_and_answered_where_they_see_what_is_theirs() -> None:
    own = {"heroku_oauth_id": "i", "heroku_oauth_secret": "s"}
    assert ask(UNSURE, **own) is None
    assert ask(GUEST, **own) is Refusal.PERSON


def test_being_named_opens_no_other_channel_or_app() -> None:
    assert ask(users=("U1",), channels=("C2",)) is Refusal.CHANNEL
    assert ask(users=("U1",), apps=("other",)) is Refusal.APP


def test_the_person_is_refused_before_the_channel_and_the_app_are_told() -> None:
    assert ask(GUEST, channels=("C2",), apps=("other",)) is Refusal.PERSON
    assert ask(MEMBER, channels=("C2",), apps=("other",)) is Refusal.CHANNEL
