"""docs/deploy.md, held to what the bot does."""

import re
from pathlib import Path

from bot.app import create_app
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/deploy.md").read_text("utf-8")


def test_every_setting_is_documented() -> None:
    source = (ROOT / "bot/settings.py").read_text("utf-8")
    names = set(re.findall(r'read\.\w+\("([A-Z_]+)"', source))
    assert len(names) > 15
    assert {name for name in names if f"`{name}`" not in TEXT} == set()


def test_every_setting_that_is_documented_is_read() -> None:
    source = "".join(
        (ROOT / path).read_text("utf-8")
        for path in ("bot/settings.py", "bot/readers.py", "core/collect/environment.py")
    )
    told = set(re.findall(r"`((?:PRODCHECK|HEROKU|SLACK|DATABASE)_[A-Z_]+)`", TEXT))
    assert {name for name in told if f'"{name}"' not in source} == set()


def test_the_pictures_are_there_and_small() -> None:
    pictures = re.findall(r"\]\((images/[\w.-]+)\)", TEXT)
    assert pictures
    for picture in pictures:
        assert 0 < (ROOT / "docs" / picture).stat().st_size < 200_000


async def test_every_address_that_is_documented_is_served(database: dict[str, str]) -> None:
    app = create_app(Settings.load(database))
    async with app.router.lifespan_context(app):
        served = {getattr(route, "path", "") for route in app.router.routes}
    assert {"/healthz", "/readyz", "/metrics", "/heroku/callback"} <= served
