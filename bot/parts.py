"""The parts of the bot, made and closed in order: for the web process and for workers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial

import msgspec

from bot.accounts import Accounts
from bot.checking import Checker
from bot.engine.durable import DurableEngine
from bot.engine.port import Engine
from bot.heroku_hooks import Hooks
from bot.heroku_hooks.hooks import Wake
from bot.jobs import Jobs
from bot.settings import Settings
from bot.slack.app import SlackApp, create_slack_app
from bot.store import Store, StoreUnavailable
from bot.watching.parts import Watching
from bot.web.addresses import Addresses
from bot.web.arrivals import Arrivals
from bot.web.board import Board
from bot.web.metrics import Metrics
from bot.web.signed import Links
from bot.whereabouts import Whereabouts
from bot.work import TICK, Duties, Work


class Bot(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a bot that runs."""

    settings: Settings
    store: Store
    jobs: Jobs
    engine: DurableEngine
    checker: Checker
    accounts: Accounts
    whereabouts: Whereabouts
    hooks: Hooks
    arrivals: Arrivals
    board: Board
    metrics: Metrics
    links: Links
    slack: SlackApp | None = None
    """None: Slack's secrets are not set."""


@contextlib.asynccontextmanager
async def open_bot(
    settings: Settings, *, socket: bool = False, runs_jobs: bool = False
) -> AsyncIterator[Bot]:
    """Make the parts, and close them again, the last one first.

    Args:
        settings: What the bot is set up with.
        socket: Whether it calls Slack over Socket Mode.
        runs_jobs: Whether this process runs durable jobs.
    """
    async with contextlib.AsyncExitStack() as stack:
        store = await Store.open(settings.database_url, settings.secret_keys)
        stack.push_async_callback(store.close)
        engine = DurableEngine(settings.database_url, store, runs=runs_jobs)
        jobs = Jobs()
        metrics = Metrics()
        checker = Checker(settings, observe=metrics.check)
        stack.push_async_callback(checker.aclose)
        metrics.watch(jobs=lambda: len(jobs), checks=lambda: checker.under_way)
        accounts = Accounts(settings, store)
        whereabouts = Whereabouts(settings, accounts, store, jobs)
        await whereabouts.recall()
        speaks = _can_speak(settings, socket=socket)
        wake = partial(_tick, engine) if speaks else None
        hooks = _hooks(settings, store, jobs, checker, accounts, wake=wake)
        stack.push_async_callback(hooks.aclose)
        links = Links(settings.secret_keys)
        arrivals = Arrivals(store, _signer(settings, socket=socket))
        stack.push_async_callback(arrivals.aclose)
        board = Board(settings, store, arrivals, checker.client, speaks=speaks)
        board.jobs_run = lambda: engine.alive
        bot = Bot(
            settings=settings,
            store=store,
            jobs=jobs,
            engine=engine,
            checker=checker,
            accounts=accounts,
            whereabouts=whereabouts,
            hooks=hooks,
            arrivals=arrivals,
            board=board,
            metrics=metrics,
            links=links,
        )
        if speaks:
            bot = _speaking(bot, stack)
        hooks.start()
        await engine.start()
        stack.push_async_callback(come_to_an_end, jobs, engine)
        yield bot


async def come_to_an_end(jobs: Jobs, engine: Engine) -> None:
    """Let what people wait for be done, while the durable jobs stop: a dyno has 30 s for both."""
    await asyncio.gather(jobs.drain(), engine.stop())


def _speaking(bot: Bot, stack: contextlib.AsyncExitStack) -> Bot:
    """Give the bot Slack, and the work of its watches and fleets."""
    slack = create_slack_app(
        bot.settings,
        bot.store,
        bot.checker,
        bot.jobs,
        bot.accounts,
        engine=bot.engine,
        addresses=Addresses(bot.links, bot.accounts),
        hooks=bot.hooks.subscriptions,
    )
    stack.push_async_callback(slack.aclose)
    work = Work(bot.engine, bot.store, _duties(bot.settings, slack.watching, bot.hooks))
    work.register()
    stack.push_async_callback(work.stop)
    return msgspec.structs.replace(bot, slack=slack)


def _hooks(  # noqa: PLR0913  the parts that it is made of
    settings: Settings,
    store: Store,
    jobs: Jobs,
    checker: Checker,
    accounts: Accounts,
    *,
    wake: Wake | None,
) -> Hooks:
    return Hooks(
        store,
        jobs,
        client=checker.writing_client,
        public_url=lambda: accounts.public_url,
        own_token=None if accounts.personal else settings.heroku_api_key,
        wanted=not settings.no_webhooks,
        wake=wake,
    )


def _duties(settings: Settings, watching: Watching, hooks: Hooks) -> Duties:
    return Duties(
        runner=watching.runner,
        sender=watching.sender,
        at_once=max(1, settings.max_checks // 2),  # the other half is for people
        minutely=(hooks.catch_up,),
    )


async def _tick(engine: Engine, _: str) -> None:
    """Have watches run that were just made due; if that cannot be, the next minute does.

    A tick that is running may have counted already, so each has a tick of its own.
    """
    with contextlib.suppress(StoreUnavailable):
        await engine.enqueue(TICK)


def _can_speak(settings: Settings, *, socket: bool) -> bool:
    """Whether the values of Slack's are there that a request needs."""
    has_token = settings.slack_bot_token is not None or settings.slack_oauth
    return has_token and _signer(settings, socket=socket) is not None


def _signer(settings: Settings, *, socket: bool) -> str | None:
    """Return what vouches for a request of Slack's."""
    return settings.slack_app_token if socket else settings.slack_signing_secret
