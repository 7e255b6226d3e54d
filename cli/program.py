"""The commands and how a word on the command line finds its own: none is loaded before its turn."""

import importlib
from collections.abc import Mapping, Sequence
from typing import NoReturn, cast

import click
from click.shell_completion import CompletionItem

from cli import environment, terminal
from cli.errors import guard
from cli.session import Session
from core.errors import ConfigError
from core.version import __version__

COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("check", "Check an app; the word may be left out."),
    "checks": ("checks", "List the checks."),
    "checks:info": ("checks_info", "Explain a check: why, when it fails, how to fix it."),
    "completion": ("completion", "Print the completion script of a shell."),
    "demo": ("demo", "Check sample apps of a pretend Heroku on this machine."),
    "diff": ("diff", "Compare an app with its last check, or two files."),
    "fleet": ("fleet", "Check every app of a team, of a pipeline, or all that you can see."),
    "help": ("help", "Show this, or the help of a command."),
    "policy": ("policy", "Check prodcheck.toml, and show what it comes to for an app."),
    "schema": ("schema", "Print the JSON Schema of a report."),
    "snapshot": ("snapshot", "Write down what is known of an app, to check it later."),
    "version": ("version", "Print the version."),
}
"""Name to the module in `cli.commands` with its `command`, and its line in the help."""

_DEFAULT = "check"
_OWN_OPTIONS = frozenset({"--help", "-h", "--version", "-v"})

HELP = """\b
Say what would take a Heroku app down: one web dyno, a database without a
failover, a domain that leads nowhere, a certificate about to end.

It reads how the app is set up and changes nothing.
"""

EPILOG = """\b
Examples:
  $ prodcheck -a myapp                       check an app
  $ prodcheck -a myapp --only dns --only ssl
  $ prodcheck -a myapp --json -o report.json
  $ prodcheck snapshot -a myapp -o myapp.json
  $ prodcheck --from myapp.json              check it later, offline
  $ prodcheck diff -a myapp                  what is new since the last check
  $ prodcheck fleet -t myteam                check all apps of a team
  $ prodcheck checks:info dns
  $ prodcheck demo                           try it without an account

\b
The app is that of -a, of HEROKU_APP, or of the one Heroku git remote.
The token is HEROKU_API_KEY, that of the Heroku CLI, or that in ~/.netrc.
All options: prodcheck check --help

\b
Exit status: 0 nothing found at or above --fail-on, 1 something found,
2 wrong usage or configuration, 3 could not finish.

\b
Completion in bash: eval "$(prodcheck completion bash)"
"""


class _Told(click.Command):
    """A command whose help goes to stdout as all data does."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `-h`, `--help`."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _show_help
        return option


def _show_help(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001
    if wanted and not ctx.resilient_parsing:
        terminal.write(ctx.get_help() + "\n")
        ctx.exit()


def _show_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001
    if wanted and not ctx.resilient_parsing:
        terminal.write(f"prodcheck {__version__}\n")
        ctx.exit()


class Helpful(_Told):
    """A command that says what may have been meant by a word too many."""

    allow_extra_args = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the options and arguments.

        Raises:
            ConfigError: There is a word too many.
        """
        super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            self.refuse(ctx, ctx.args[0])
        return ctx.args

    def refuse(self, ctx: click.Context, word: str) -> NoReturn:
        """Say that a word is too many.

        Raises:
            ConfigError: Always.
        """
        more = f"See more help with {ctx.command_path} --help"
        takes_app = any(param.name == "app" for param in self.params)
        meant = f"Did you mean {ctx.command_path} -a {word}?\n{more}" if takes_app else more
        raise ConfigError(f"{word!r} is a word too many.", hint=meant)


class Program(_Told, click.Group):
    """The group of all commands; without a command word it checks."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put in the word that may be left out."""
        options_first = bool(args) and args[0].startswith("-") and args[0] not in _OWN_OPTIONS
        if options_first or not (args or ctx.resilient_parsing):
            args = [_DEFAULT, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """List the names of the commands."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"cli.commands.{COMMANDS[cmd_name][0]}")
        return cast("click.Command", module.command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command of a word.

        Raises:
            ConfigError: There is none; it says what may have been meant.
        """
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise_no_such_command(args[0])
        return super().resolve_command(ctx, args)

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands without loading one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the commands, and the options of the command that may be left out."""
        if incomplete.startswith("-"):
            check = cast("click.Command", self.get_command(ctx, _DEFAULT))
            own = super().shell_complete(ctx, incomplete)
            offered = [*own, *check.shell_complete(ctx, incomplete)]
            return list({item.value: item for item in offered}.values())
        return [
            CompletionItem(name, help=line)
            for name, (_, line) in COMMANDS.items()
            if name.startswith(incomplete)
        ]


def raise_no_such_command(word: str) -> NoReturn:
    """Say that a word is no command, and what may have been meant.

    Raises:
        ConfigError: Always.
    """
    from difflib import get_close_matches  # noqa: PLC0415  for a mistake alone

    close = get_close_matches(word, COMMANDS, n=1)
    meant = f"prodcheck -a {word}"
    hint = f"Did you mean {meant}?"
    if close:
        hint = f"Did you mean prodcheck {close[0]}? To check an app of that name: {meant}"
    raise ConfigError(f"{word!r} is not a command.", hint=f"{hint}\nprodcheck --help lists them.")


program = Program(
    "prodcheck",
    help=HELP,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[
        click.Option(
            ["-v", "--version"],
            is_flag=True,
            is_eager=True,
            callback=_show_version,
            help="Print the version.",
        )
    ],
    subcommand_metavar="[check] -a APP [OPTIONS] | COMMAND",
    options_metavar="",
)


def run(arguments: Sequence[str], environ: Mapping[str, str] | None = None) -> int:
    """Run the command line and return its exit status.

    Args:
        arguments: Without the name of the program.
        environ: The environment; the default is that of the process.
    """
    session = Session(environment.current() if environ is None else environ)
    with terminal.stdout_for_data():
        if instruction := session.environ.get(environment.COMPLETION):
            return guard(lambda: _complete(instruction), session)
        return guard(lambda: _invoke(arguments, session), session)


def _invoke(arguments: Sequence[str], session: Session) -> int:
    with program.make_context("prodcheck", list(arguments), obj=session) as context:
        return cast("int", program.invoke(context))


def _complete(instruction: str) -> int:
    from cli import shells  # noqa: PLC0415  for the TAB key alone

    found = shells.answer(program, instruction)
    if found is None:
        return 1
    terminal.write(found)
    return 0
