"""Start the sandbox by hand: `python -m sandbox`, and point a shell at it."""

import asyncio
import signal
from shlex import quote
from typing import Any

import click

from sandbox.api import DEFAULT_PAGE
from sandbox.sandbox import Sandbox

_SHOWN = 12
"""Apps that are named."""


@click.command()
@click.option("--api-latency", default=0.0, help="Seconds before each answer of the APIs.")
@click.option("--dns-latency", default=0.0, help="Seconds before each answer of DNS.")
@click.option("--tls-latency", default=0.0, help="Seconds before each TLS connection.")
@click.option("--page-size", default=DEFAULT_PAGE, help="Rows in a page of a list.")
@click.option("--calls", type=int, help="API calls before Heroku answers 429.")
@click.option("--refill", default=0.0, help="API calls that come back in a minute.")
@click.option("--fleet", default=0, help="Apps to make up beside the samples.")
def main(**options: Any) -> None:  # noqa: ANN401  the sandbox has their types
    """Serve a pretend Heroku on 127.0.0.1 until Ctrl-C.

    Prints the environment that points prodcheck at it, to paste into another shell.
    """
    sandbox = Sandbox(**options)
    asyncio.run(serve(sandbox))


async def serve(sandbox: Sandbox) -> None:
    """Run a sandbox until the process is asked to end."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    async with sandbox:
        for name, value in sandbox.environ.items():
            click.echo(f"export {name}={quote(value)}")
        click.echo("\nApps here, for prodcheck -a APP:", err=True)
        apps = list(sandbox.catalogue.apps.values())
        for app in apps[:_SHOWN]:
            click.echo(f"  {app.name:14} {app.summary}", err=True)
        if len(apps) > _SHOWN:
            teams = ", ".join(sorted({app.team for app in apps if app.team}))
            click.echo(f"  and {len(apps) - _SHOWN} more, of the teams {teams}", err=True)
        click.echo("Ctrl-C ends it.", err=True)
        await ended.wait()


if __name__ == "__main__":
    main()
