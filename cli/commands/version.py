"""`prodcheck version`."""

import click

from cli import terminal
from cli.program import Helpful
from core.version import __version__


@click.command("version", cls=Helpful)
def command() -> int:
    """Print the version."""
    terminal.write(f"prodcheck {__version__}\n")
    return 0
