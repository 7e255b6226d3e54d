"""What can be pressed below a fleet."""

from bot.slack.blocks import ids
from bot.slack.desk import Desk
from bot.slack.listeners.work import Body, pressed
from bot.slack.origin import Origin
from bot.slack.typed import ScanFleet
from core.fleet import FleetScope


async def scan_again(body: Body, origin: Origin, desk: Desk) -> None:
    """Scan again; the new answer takes the old one's place."""
    await desk.fleets.again(origin, ids.decode(pressed(body)[1], ids.FleetTarget))


async def filter_fleet(body: Body, origin: Origin, desk: Desk) -> None:
    """Show all apps, or only those that fail."""
    await desk.fleets.show(origin, ids.decode(pressed(body)[1], ids.FleetTarget))


async def stop_scan(body: Body, origin: Origin, desk: Desk) -> None:
    """Stop a scan."""
    await desk.fleets.stop(origin, ids.decode(pressed(body)[1], ids.FleetTarget))


async def scan_all(_: Body, origin: Origin, desk: Desk) -> None:
    """Scan all apps, from App Home."""
    await desk.fleets.ask(origin, ScanFleet(FleetScope(kind="all")))


async def open_app(body: Body, origin: Origin, desk: Desk) -> None:
    """Check the app that was chosen."""
    app = str(pressed(body)[1])
    if not ids.names_an_app(app):
        raise ids.ForgedValue("no app was chosen")
    desk.check(origin, app)
