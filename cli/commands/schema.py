"""`prodcheck schema`."""

import click

from cli import terminal
from cli.program import Helpful
from core.render import schema

EPILOG = """\b
Examples:
  $ prodcheck schema > report.schema.json
"""


@click.command("schema", cls=Helpful, epilog=EPILOG)
def command() -> int:
    """Print the JSON Schema that every report written with --json fulfils."""
    terminal.write(schema.render())
    return 0
