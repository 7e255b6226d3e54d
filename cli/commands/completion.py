"""`prodcheck completion`."""

import click
from click.shell_completion import get_completion_class

from cli import environment, terminal
from cli.program import Helpful, program

EPILOG = """\b
In ~/.bashrc:                   eval "$(prodcheck completion bash)"
In ~/.zshrc, after compinit:    eval "$(prodcheck completion zsh)"
For fish:  prodcheck completion fish > ~/.config/fish/completions/prodcheck.fish
"""

# Bash breaks words at colons, and `checks:info` has one: the words are taken from the line itself,
# and what bash already has of the last one is left out of the answers.
_BASH = """\
_prodcheck_completion() {
    local line="${COMP_LINE:0:COMP_POINT}" words current had="" kind value
    read -ra words <<< "$line"
    [[ "$line" == *[[:space:]] ]] && words+=("")
    current="${words[-1]}"
    [[ "$COMP_WORDBREAKS" == *:* ]] && had="${current%"${current##*:}"}"
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case "$kind" in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("${value#"$had"}") ;;
        esac
    done < <(COMP_WORDS="${words[*]}" COMP_CWORD=$((${#words[@]} - 1)) \\
        VARIABLE=bash_complete "$1")
}
complete -o nosort -F _prodcheck_completion prodcheck
"""


@click.command("completion", cls=Helpful, epilog=EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> int:
    """Print the completion script of a shell."""
    if shell == "bash":
        terminal.write(_BASH.replace("VARIABLE", environment.COMPLETION))
        return 0
    completion = get_completion_class(shell)
    if completion is None:
        return 1
    terminal.write(completion(program, {}, "prodcheck", environment.COMPLETION).source() + "\n")
    return 0
