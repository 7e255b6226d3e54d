"""Fleets as a whole: who asks for scans, who does them, and who shows them."""

from bot.accounts import Accounts
from bot.checking import Checker
from bot.engine.port import Engine
from bot.fleets.port import FLEET
from bot.fleets.scanner import Scanner
from bot.settings import Settings
from bot.slack.answers import Examiner
from bot.slack.delivery import Delivery
from bot.slack.fleet_board import FleetBoard
from bot.slack.fleets import Fleets
from bot.slack.posting import Poster, tokens_of
from bot.slack.web_api import SlackApi
from bot.store import Store
from bot.web.addresses import Addresses


def make_fleets(  # noqa: PLR0913  the parts that they are made of
    settings: Settings,
    *,
    store: Store,
    checker: Checker,
    accounts: Accounts,
    examiner: Examiner,
    api: SlackApi,
    addresses: Addresses,
    engine: Engine,
    pace: float,
) -> Fleets:
    """Put it together, and tell the engine how a scan is done.

    Args:
        settings: What the bot is set up with.
        store: Keeps the scans.
        checker: Makes calls.
        accounts: Gives the token to look with.
        examiner: Knows who may ask.
        api: Slack.
        addresses: Makes links to pages.
        engine: Does the scans.
        pace: Seconds between two changes of a message.
    """
    poster = Poster(api, tokens_of(settings, store))
    board = FleetBoard(poster, store, accounts, addresses)
    scanner = Scanner(
        settings, store=store, accounts=accounts, checker=checker, board=board, pace=pace
    )
    engine.job(FLEET, scanner.run, given_up=scanner.give_up, lengthy=True)
    return Fleets(
        store=store,
        checker=checker,
        accounts=accounts,
        examiner=examiner,
        delivery=Delivery(api),
        poster=poster,
        board=board,
        engine=engine,
    )
