"""Completion in bash, zsh and fish: the script of each, and what answers it."""

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
)

from cli import environment

# Bash breaks words at colons and equals signs, and `checks:info` and `--only=dns` have them: the
# words are taken from the line itself, and what bash already has of the last one is left out of
# the answers. macOS ships bash 3.2, which lacks `nosort` and `compopt`.
_BASH = """\
_prodcheck_completion() {
    local line="${COMP_LINE:0:COMP_POINT}" words last current breaks="" had="" kind value
    read -ra words <<< "$line"
    [[ "$line" == *[[:space:]] ]] && words+=("")
    last=$((${#words[@]} - 1))
    current="${words[last]}"
    [[ "$COMP_WORDBREAKS" == *:* ]] && breaks+=":"
    [[ "$COMP_WORDBREAKS" == *=* ]] && breaks+="="
    [[ -n "$breaks" ]] && had="${current%"${current##*[$breaks]}"}"
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case "$kind" in
            dir) compopt -o dirnames 2> /dev/null ;;
            file) compopt -o default 2> /dev/null ;;
            plain) COMPREPLY+=("${value#"$had"}") ;;
        esac
    done < <(COMP_WORDS="${words[*]}" COMP_CWORD=$last \\
        VARIABLE=bash_complete "$1")
}
complete -o nosort -F _prodcheck_completion prodcheck 2> /dev/null ||
    complete -F _prodcheck_completion prodcheck
"""

# click's own script breaks answers and their descriptions at every comma.
_FISH = """\
function _prodcheck_completion
    set -l answers (env VARIABLE=fish_complete COMP_WORDS=(commandline -cp) \\
        COMP_CWORD=(commandline -t) prodcheck)
    for answer in $answers
        set -l parts (string split -m 1 "," -- $answer)
        switch $parts[1]
            case dir
                __fish_complete_directories $parts[2]
            case file
                __fish_complete_path $parts[2]
            case plain
                echo $parts[2]
        end
    end
end
complete --no-files --command prodcheck --arguments "(_prodcheck_completion)"
"""


class _Answers(ShellComplete):
    """Answers for `--option=value` as for `--option value`."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        name, equals, value = incomplete.partition("=")
        if not (equals and name.startswith("--")):
            return super().get_completions(args, incomplete)
        found = super().get_completions([*args, name], value)
        for item in found:
            item.value = f"{name}={item.value}"
        return found


class _Bash(_Answers, BashComplete):
    def source(self) -> str:
        return _BASH.replace("VARIABLE", self.complete_var)


class _Fish(_Answers, FishComplete):
    def source(self) -> str:
        return _FISH.replace("VARIABLE", self.complete_var)


class _Zsh(_Answers, ZshComplete):
    pass


SHELLS: dict[str, type[ShellComplete]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


def script(program: click.Command, shell: str) -> str:
    """Write the script of a shell, one of `SHELLS`."""
    return _completion(program, shell).source().rstrip("\n") + "\n"


def answer(program: click.Command, instruction: str) -> str | None:
    """Answer a script.

    Args:
        program: What is completed.
        instruction: What the script put in the environment, for example `bash_complete`.

    Returns:
        The answers in the form of the shell; None when no script of ours asks like that.
    """
    shell, _, task = instruction.partition("_")
    if shell not in SHELLS or task != "complete":
        return None
    return _completion(program, shell).complete() + "\n"


def _completion(program: click.Command, shell: str) -> ShellComplete:
    return SHELLS[shell](program, {}, "prodcheck", environment.COMPLETION)
