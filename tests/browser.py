"""A real browser, for tests of pages as a person meets them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

from tests import needs

WIDE = {"width": 1120, "height": 760}
PHONE = {"width": 390, "height": 780}
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Run the Chromium of this machine, which asks for nothing by itself."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=needs.find("chromium"), args=_QUIET
        )
        yield browser
        await browser.close()
