"""A check of another package, in Slack: in the report, in the list, in Why? and in Waive."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import own_checks
from core.check import all_checks
from tests.bot_slack.bots import Bot, option_of, words_of
from tests.own_checks.packages import GOOD, install

HOSTILE = GOOD.replace("letters", "letters <!channel>").replace("is short", "is <!here> short")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a package that has one good check and one that cannot be imported."""
    loaded = set(sys.modules)
    install(tmp_path, "acme-names", HOSTILE, name_length=":name_length")
    install(tmp_path, "broken", "raise OSError", lost=":lost")
    monkeypatch.syspath_prepend(str(tmp_path))
    all_checks.cache_clear()
    own_checks.own_checks.cache_clear()
    yield tmp_path
    for name in set(sys.modules) - loaded:
        if name in {"acme_names", "broken"}:
            del sys.modules[name]
    all_checks.cache_clear()
    own_checks.own_checks.cache_clear()


@pytest.mark.usefixtures("site")
async def test_it_is_like_any_check_of_the_bot(bot: Bot) -> None:
    said = await bot.say("/prodcheck ha-app")
    shown = words_of(said)
    assert "ha-app has 6 letters &lt;!channel&gt;" in shown
    assert "the check lost of the package broken cannot be used" in shown
    await bot.choose(said, "report:more", option_of(said, "Why?"))
    why = words_of(bot.modal())
    assert "!here" in why
    assert "`name-length`" in why
    await bot.choose(bot.modal(), "why:pick", "lost")
    assert "importing broken" in words_of(bot.modal())
    listed = words_of(await bot.say("/prodcheck checks"))
    assert "name-length" in listed
    for each in (shown, why, listed):
        assert "<!here>" not in each
        assert "<!channel>" not in each


@pytest.mark.usefixtures("site")
async def test_it_can_be_waived(bot: Bot) -> None:
    said = await bot.say("/prodcheck ha-app")
    await bot.choose(said, "report:more", option_of(said, "Waive…"))
    await bot.choose(bot.modal(), "waive:reason", "short enough")
    await bot.slack.submit("ada")
    assert 'check = "name-length"' in words_of(bot.modal())
