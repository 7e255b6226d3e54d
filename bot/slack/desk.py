"""What listeners work with: the parts of the bot, and what is done with several of them."""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from functools import partial
from typing import Any, Final

from bot.accounts import Accounts
from bot.checking import Checker
from bot.jobs import Jobs, new_reference
from bot.manifest import BOT_NAME
from bot.slack.answer import Answer, short
from bot.slack.answers import Examiner
from bot.slack.blocks import notices, states
from bot.slack.blocks.ids import ForgedValue
from bot.slack.blocks.surfaces import Message, Modal
from bot.slack.blocks.validate import Payload
from bot.slack.blocks.views import results_view
from bot.slack.delivery import Audience, Delivery
from bot.slack.fleets import Fleets
from bot.slack.home_page import HomePage
from bot.slack.origin import Origin
from bot.slack.patience import Patience, Presses
from bot.slack.reply import Later, Reply, ack_body
from bot.slack.screens import Screens, shown
from bot.slack.web_api import SlackRefused, SlackUnreachable
from bot.store import Store
from bot.watching.service import Watches
from bot.web.addresses import Addresses

_LOG = logging.getLogger(__name__)
_TOO_LATE: Final = frozenset({"exchanged_trigger_id", "expired_trigger_id", "trigger_expired"})
"""Slack opens a modal within 3 s of a press, once: docs.slack.dev/reference/methods/views.open"""
_CLOSED: Final = "not_found"
"""Slack's word for a modal that the person has closed."""
_RESULTS: Final = "All results"


class Desk:
    """The parts of the bot.

    Args:
        store: Keeps reports, and the events that were seen.
        checker: Tells whether there is room for another check.
        jobs: Does what goes on after the acknowledgement.
        accounts: Knows who linked a Heroku account.
        examiner: Answers questions about apps.
        delivery: Sends messages.
        screens: Shows modals.
        home: Shows App Home.
        addresses: Makes links to pages.
        fleets: Scans many apps.
        patience: Holds acknowledgements back.
        watches: Begins and ends watches.
    """

    def __init__(  # noqa: PLR0913  they are all parts there are
        self,
        *,
        store: Store,
        checker: Checker,
        jobs: Jobs,
        accounts: Accounts,
        examiner: Examiner,
        delivery: Delivery,
        screens: Screens,
        home: HomePage,
        addresses: Addresses,
        fleets: Fleets,
        patience: Patience,
        watches: Watches,
    ) -> None:
        self.store = store
        self.checker = checker
        self.jobs = jobs
        self.accounts = accounts
        self.examiner = examiner
        self.delivery = delivery
        self.screens = screens
        self.home = home
        self.addresses = addresses
        self.fleets = fleets
        self.patience = patience
        self.watches = watches
        self.presses = Presses()

    def start(self, origin: Origin, work: Coroutine[Any, Any, None]) -> None:
        """Do something for a person after the acknowledgement, and never raise.

        Args:
            origin: The person, who is told when it fails.
            work: What is to be done.
        """
        self.jobs.start(self._carefully(origin, work))

    async def tell(self, origin: Origin, message: Message) -> None:
        """Tell a person something, and nobody else."""
        await self.delivery.send(origin, (message,))

    async def post(self, origin: Origin, answer: Answer) -> None:
        """Send an answer, and say so when it could not go where it was to go."""
        seen_by = await self.delivery.send(origin, answer.steps, answer.audience)
        if answer.audience is Audience.CHANNEL and seen_by is Audience.PERSON:
            await self.tell(origin, notices.not_posted(BOT_NAME))

    async def first_words(self, origin: Origin, app: str, audience: Audience) -> Payload:
        """Start to answer a command; return what its acknowledgement says.

        That is the answer itself when it comes soon, and otherwise that one is on its way.
        """
        if self._full:
            return ack_body(states.busy(app))
        answer = await self._early(origin, app, audience, partial(self.post, origin))
        if answer is None:
            return ack_body(states.checking(app))
        return ack_body(answer.safe, answer.audience)

    async def first_view(self, origin: Origin, app: str) -> Payload:
        """Start to answer a form; return what its modal shows, at first or for good."""
        if self._full:
            return shown(notices.message_view(_RESULTS, states.busy(app)))
        fill = partial(self._fill, origin, origin.view_id or "")
        answer = await self._early(origin, app, Audience.PERSON, fill)
        return shown(_waiting(app) if answer is None else _as_modal(answer))

    def check(self, origin: Origin, app: str, audience: Audience = Audience.PERSON) -> None:
        """Start to answer a press, a mention or a form."""
        on_screen = origin.view_id or origin.at_home
        work = (
            self._check_on_screen(origin, app) if on_screen else self._check(origin, app, audience)
        )
        cut = partial(self.tell, origin, states.cut_short(app))
        self.jobs.start(self._carefully(origin, work), on_cut=cut)

    async def show(self, origin: Origin, title: str, view: Coroutine[Any, Any, Modal]) -> None:
        """Open a modal at once, and fill it when there is something to show.

        Args:
            origin: Where the button was pressed.
            title: Of the modal while there is nothing.
            view: Makes what is shown.
        """
        try:
            view_id = await self.screens.open(origin, notices.loading_view(title))
        except BaseException:
            view.close()
            raise
        try:
            await self.screens.update(origin, view_id, await view)
        except SlackRefused as error:
            if error.error != _CLOSED:
                raise

    async def _carefully(self, origin: Origin, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except ForgedValue as error:
            _LOG.info("A press was not understood: %s", error)
            await self.tell(origin, notices.not_understood())
        except SlackRefused as error:
            if error.error in _TOO_LATE:
                await self.tell(origin, notices.too_late())
            else:
                await self._admit(origin, error)
        except Exception as error:  # noqa: BLE001  the person who pressed waits for something
            await self._admit(origin, error)

    async def _admit(self, origin: Origin, error: Exception) -> None:
        reference = new_reference()
        known = isinstance(error, SlackRefused | SlackUnreachable)
        _LOG.error(
            "What somebody asked for failed: %s [%s]",
            error,
            reference,
            exc_info=None if known else error,
        )
        await self.tell(origin, states.failure(reference))

    @property
    def _full(self) -> bool:
        return self.checker.full or self.jobs.full

    async def _early(
        self, origin: Origin, app: str, audience: Audience, later: Later
    ) -> Answer | None:
        """Start to answer; return the answer when it comes while Slack waits."""
        reply = Reply(later)
        cut = partial(reply.give, short(states.cut_short(app)))
        self.jobs.start(self._answer(reply, origin, app, audience), on_cut=cut)
        return await self.patience.wait(reply.early)

    async def _answer(self, reply: Reply, origin: Origin, app: str, audience: Audience) -> None:
        await reply.give(await self.examiner.answer(origin, app, audience))

    async def _check(self, origin: Origin, app: str, audience: Audience) -> None:
        work = asyncio.ensure_future(self.examiner.answer(origin, app, audience))
        try:
            await asyncio.wait({work}, timeout=self.patience.seconds)
            if not work.done():
                await self.tell(origin, states.checking(app))
            await self.post(origin, await work)
        finally:
            work.cancel()

    async def _check_on_screen(self, origin: Origin, app: str) -> None:
        """Show the answer in a modal: the one in which it was asked for, or a new one."""
        view_id = origin.view_id
        if view_id is None:
            view_id = await self.screens.open(origin, _waiting(app))
        else:
            with contextlib.suppress(SlackRefused):  # the answer finds another way
                await self.screens.update(origin, view_id, _waiting(app))
        await self._fill(origin, view_id, await self.examiner.answer(origin, app, Audience.PERSON))
        if origin.at_home:
            await self.home.show(origin)

    async def _fill(self, origin: Origin, view_id: str, answer: Answer) -> None:
        """Show an answer in a modal; where that is closed, in a message."""
        try:
            await self.screens.update(origin, view_id, _as_modal(answer))
        except (SlackRefused, SlackUnreachable):
            await self.delivery.send(origin, answer.steps)


def _waiting(app: str) -> Modal:
    return notices.message_view(_RESULTS, states.checking(app))


def _as_modal(answer: Answer) -> Modal:
    if answer.report is None:
        return notices.message_view(_RESULTS, answer.safe)
    return results_view(answer.report, answer.report_id)
