"""`prodcheck help`."""

import click
from click.shell_completion import CompletionItem

from cli import terminal
from cli.program import COMMANDS, Helpful, raise_no_such_command

EPILOG = """\b
Examples:
  $ prodcheck help
  $ prodcheck help snapshot
"""


def _complete(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    return [CompletionItem(name) for name in COMMANDS if name.startswith(incomplete)]


@click.command("help", cls=Helpful, epilog=EPILOG)
@click.argument("name", metavar="[COMMAND]", required=False, shell_complete=_complete)
@click.pass_context
def command(ctx: click.Context, name: str | None) -> int:
    """Show the help of prodcheck, or that of a command."""
    root = ctx.find_root()
    if name is None:
        terminal.write(root.get_help() + "\n")
        return 0
    if name not in COMMANDS or not isinstance(root.command, click.Group):
        raise_no_such_command(name)
    found = root.command.get_command(root, name)
    if found is not None:
        context = click.Context(found, parent=root, info_name=name)
        terminal.write(found.get_help(context) + "\n")
    return 0
