"""`python -m sandbox.playground`: the bot with a pretend Heroku and a pretend Slack to try it in.

It does what a user does: starts the bot, follows the link on its set-up page to make the Slack app
from the manifest there, and starts the bot again with the two values that Slack then shows.
"""

import asyncio
import errno
import re
import secrets
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import click
from msgspec import Struct

from sandbox import Sandbox
from sandbox.bot_process import BotFailed, BotProcess
from sandbox.heroku_login import HerokuLogin
from sandbox.slack import PretendSlack
from sandbox.slack.json import Json, decoded

PORT: Final = 8765
HINTS: Final = (
    "/prodcheck ha-app",
    "/prodcheck troubled-app",
    "/prodcheck relic-2012",
    "/prodcheck hostile-app",
    "/prodcheck",
    "/prodcheck explain dns",
    "/prodcheck watch ha-app",
    "/prodcheck fleet",
)
_LINK: Final = re.compile(r'href="(https://api\.slack\.com/apps\?[^"]+)"')
READY: Final = """\
The playground is ready. Open

  {slack}

and type /prodcheck ha-app. Everything in it is pretended, and nothing leaves this
machine; the bot is the real one, and its own page is at {bot}/

What is changed on the pretend Heroku's page, the bot hears of: {heroku}/

Apps to check:
{apps}

Ctrl-C ends it.
"""


class Playground(Struct, frozen=True):
    """What runs."""

    slack: PretendSlack
    bot: BotProcess
    heroku: Sandbox


class NoManifest(Exception):
    """The bot's set-up page has no link to Slack with a manifest in it."""


class Options(Struct, frozen=True, kw_only=True):
    """How it runs."""

    port: int = 0
    """Of the pretend Slack; 0: any free one."""
    api_latency: float = 0.0
    """Seconds before each answer of the pretend Heroku."""
    oauth: bool = False
    """People link their own Heroku accounts, rather than all using one token."""
    socket: bool = False
    """The bot calls Slack, over Socket Mode."""


@asynccontextmanager
async def running(options: Options) -> AsyncIterator[Playground]:
    """Run a playground.

    Raises:
        BotFailed: The bot does not start.
        NoManifest: Its set-up page does not lead to Slack.
        OSError: The port is taken.
    """
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="prodcheck-playground-"))
        slack = await stack.enter_async_context(PretendSlack(port=options.port, hints=HINTS))
        heroku = await stack.enter_async_context(Sandbox(api_latency=options.api_latency))
        bot = BotProcess(Path(folder) / "bot.log", *(["--socket"] if options.socket else []))
        environ = {
            **heroku.environ,
            "DATABASE_URL": f"sqlite:///{folder}/prodcheck.db",
            "PRODCHECK_SECRET_KEY": secrets.token_hex(32),
        }
        if options.oauth:
            login = HerokuLogin(heroku.tokens, f"{bot.url}/heroku/callback")
            await login.start()
            stack.push_async_callback(login.stop)
            environ = {**environ, **login.environ}
            del environ["HEROKU_API_KEY"]
        stack.push_async_callback(bot.stop)
        await bot.start(environ, "/healthz")
        slack.install(manifest_on(await bot.page("/")))
        await bot.stop()
        await bot.start({**environ, **(slack.socket_environ if options.socket else slack.environ)})
        yield Playground(slack, bot, heroku)


def manifest_on(page: str) -> Json:
    """Find the manifest in the link to Slack on the bot's set-up page.

    Raises:
        NoManifest: There is none.
    """
    link = _LINK.search(page)
    query = parse_qs(urlsplit(unescape(link[1])).query) if link else {}
    found = decoded(query.get("manifest_json", [""])[0])
    if found is None:
        raise NoManifest("The set-up page of the bot has no link that makes the Slack app.")
    return found


async def self_check(playground: Playground) -> list[str]:
    """Try what people try first; return what did not work."""
    slack = playground.slack
    outcome = await slack.type("ada", "#general", "/prodcheck ha-app")
    said = slack.messages("ada", "#general")
    if outcome.failure is not None or not said or not said[-1].blocks:
        return [f"/prodcheck ha-app was not answered: {outcome.failure} {outcome.detail}"]
    await slack.open_home("ada")
    try:
        await slack.until(lambda: slack.home("ada"))
    except TimeoutError:
        return ["App Home stays empty"]
    refused = [call for call in slack.calls if not call.answer["ok"]]
    return [f"Slack refused {each.method}: {each.answer}" for each in refused]


async def serve(options: Options, *, once: bool) -> int:
    """Run the playground until the process is asked to end; return the exit status."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    click.echo("Starting a pretend Heroku, a pretend Slack and the bot …", err=True)
    async with running(options) as playground:
        if once:
            problems = await self_check(playground)
            click.echo("\n".join(problems) or "The playground works.", err=True)
            return 1 if problems else 0
        apps = playground.heroku.catalogue.apps.values()
        listed = "\n".join(f"  {app.name:14} {app.summary}" for app in apps)
        click.echo(
            READY.format(
                slack=playground.slack.url,
                bot=playground.bot.url,
                heroku=playground.heroku.url,
                apps=listed,
            )
        )
        await ended.wait()
        click.echo("Ending it …", err=True)
    return 0


@click.command()
@click.option("--port", default=PORT, show_default=True, help="Where the pretend Slack listens.")
@click.option(
    "--api-latency", default=0.0, help="Seconds before each answer of the pretend Heroku."
)
@click.option("--oauth", is_flag=True, help="Let each person link a Heroku account of their own.")
@click.option("--socket", is_flag=True, help="Let the bot call Slack, over Socket Mode.")
@click.option("--once", is_flag=True, help="Start, try the first things, stop.")
def main(*, port: int, api_latency: float, oauth: bool, socket: bool, once: bool) -> None:
    """Try the bot in a pretend Slack on this machine: open the address it prints."""
    options = Options(port=port, api_latency=api_latency, oauth=oauth, socket=socket)
    try:
        status = asyncio.run(serve(options, once=once))
    except (BotFailed, NoManifest) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        raise click.ClickException(
            f"Port {port} cannot be used ({error.strerror}). Choose another one with --port."
        ) from None
    sys.exit(status)


if __name__ == "__main__":
    main()
