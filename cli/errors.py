"""From an exception to an exit status, and to words in the manner of the Heroku CLI."""

import re
import traceback
from collections.abc import Callable

import click

from cli import environment, terminal
from cli.main import INTERRUPTED
from cli.session import Session
from core.errors import ConfigError, HerokuError, ProdcheckError, SnapshotError
from core.render.inert import inert
from core.render.layout import wrap

WRONG_USAGE = 2
COULD_NOT_FINISH = 3
PIPE_CLOSED = 141
"""128 + SIGPIPE: what a program killed by a closed pipe leaves in its shell."""

_NARROWEST = 20
"""Columns; prose in shorter lines cannot be read."""

_COPIED = re.compile(r"\s|heroku |prodcheck |[A-Z_]+=")
"""How a line begins that is a command, or a row of a list."""


def guard(action: Callable[[], int], session: Session) -> int:
    """Run an action to its exit status; no exception and no traceback gets past."""
    try:
        return action()
    except click.exceptions.Exit as done:
        return done.exit_code
    except (KeyboardInterrupt, click.Abort):
        terminal.say("\n")
        return INTERRUPTED
    except BrokenPipeError:
        terminal.abandon_stdout()
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001  people get a sentence, never a traceback
        return _explain(_in_words(error, session), session)


def warn(message: str, session: Session, *, hint: str | None = None) -> None:
    """Say on stderr what did not go well and changes nothing, and what to type next."""
    _say([f"Warning: {message}", *([] if hint is None else [hint])], session)


def _explain(error: ProdcheckError, session: Session) -> int:
    lines = [f"Error: {error.message}"]
    if error.hint is not None:
        lines += error.hint.split("\n")
    if isinstance(error, HerokuError) and error.request_id is not None:
        lines.append(f"Request-Id: {error.request_id}")
    _say(lines, session)
    return WRONG_USAGE if isinstance(error, ConfigError | SnapshotError) else COULD_NOT_FINISH


def _say(lines: list[str], session: Session) -> None:
    """Write lines on stderr: prose wrapped as a terminal needs it, what is to be copied whole."""
    room = terminal.room_for_talk(session.environ)
    shown = []
    for line in map(inert, map(session.scrub, lines)):
        whole = room is None or _COPIED.match(line)
        shown += [line] if whole or room is None else wrap(line, max(room, _NARROWEST))
    terminal.say("".join(f"{terminal.MARGIN}{line}\n" for line in shown))


def _usage(error: click.ClickException) -> ConfigError:
    context = error.ctx if isinstance(error, click.UsageError) else None
    path = "prodcheck" if context is None else context.command_path
    more = f"See more help with {path} --help"
    if not isinstance(error, click.NoSuchOption):
        return ConfigError(error.format_message(), hint=more)
    close = _close_option(error.option_name, context)
    hint = f"Did you mean {close}?\n{more}" if close else more
    return ConfigError(f"There is no option {error.option_name}.", hint=hint)


def _close_option(name: str, context: click.Context | None) -> str | None:
    """Find the option that was meant, of the command or of the program as a whole."""
    from difflib import get_close_matches  # noqa: PLC0415  for a mistake alone

    known = []
    while context is not None:
        known += [word for param in context.command.get_params(context) for word in param.opts]
        context = context.parent
    return next(iter(get_close_matches(name, known, n=1)), None)


def _in_words(error: Exception, session: Session) -> ProdcheckError:
    if isinstance(error, ProdcheckError):
        return error
    if isinstance(error, click.ClickException):
        return _usage(error)
    if environment.debug(session.environ):
        terminal.say(session.scrub("".join(traceback.format_exception(error))))
    return ProdcheckError(
        f"prodcheck itself failed with {type(error).__name__}: this is a bug.",
        hint="Please report it with the command you typed. PRODCHECK_DEBUG=1 shows where it was.",
    )
