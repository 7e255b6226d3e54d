"""`prodcheck completion`."""

import click

from cli import shells, terminal
from cli.program import Helpful, program

EPILOG = """\b
In ~/.bashrc:                   eval "$(prodcheck completion bash)"
In ~/.zshrc, after compinit:    eval "$(prodcheck completion zsh)"
For fish:  prodcheck completion fish > ~/.config/fish/completions/prodcheck.fish
"""


@click.command("completion", cls=Helpful, epilog=EPILOG)
@click.argument("shell", type=click.Choice(list(shells.SHELLS)))
def command(shell: str) -> int:
    """Print the completion script of a shell."""
    terminal.write(shells.script(program, shell))
    return 0
