"""`python -m bot worker`: runs durable jobs, and answers nobody."""

import asyncio
import logging
import signal

from bot.parts import open_bot
from bot.settings import Settings

_LOG = logging.getLogger(__name__)


async def run_worker(settings: Settings) -> None:
    """Run jobs until the process is told to end.

    Args:
        settings: What the bot is set up with.
    """
    over = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, over.set)
    # Nobody calls it: what Socket Mode is set up with does as well as what Slack's requests need.
    socket = settings.slack_signing_secret is None
    async with open_bot(settings, socket=socket, runs_jobs=True) as bot:
        _LOG.info("This is the worker %s", bot.engine.worker_id)
        await over.wait()
        _LOG.info("The worker ends; what it is at goes on elsewhere")
