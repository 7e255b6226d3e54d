"""Start the sandbox by hand: `python -m sandbox`, and point a shell at it."""

import asyncio
import signal
from shlex import quote

import click

from sandbox.api import DEFAULT_PAGE
from sandbox.sandbox import Sandbox


@click.command()
@click.option("--api-latency", default=0.0, help="Seconds before each answer of the APIs.")
@click.option("--dns-latency", default=0.0, help="Seconds before each answer of DNS.")
@click.option("--tls-latency", default=0.0, help="Seconds before each TLS connection.")
@click.option("--page-size", default=DEFAULT_PAGE, help="Rows in a page of a list.")
@click.option("--calls", type=int, help="API calls before Heroku answers 429.")
def main(
    api_latency: float, dns_latency: float, tls_latency: float, page_size: int, calls: int | None
) -> None:
    """Serve a pretend Heroku on 127.0.0.1 until Ctrl-C.

    Prints the environment that points prodcheck at it, to paste into another shell.
    """
    sandbox = Sandbox(
        api_latency=api_latency,
        dns_latency=dns_latency,
        tls_latency=tls_latency,
        page_size=page_size,
        calls=calls,
    )
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
        for app in sandbox.catalogue.apps.values():
            click.echo(f"  {app.name:14} {app.summary}", err=True)
        click.echo("Ctrl-C ends it.", err=True)
        await ended.wait()


if __name__ == "__main__":
    main()
