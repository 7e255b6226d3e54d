"""From an exception to an exit status, and to words in the manner of the Heroku CLI."""

import traceback
from collections.abc import Callable

import click

from cli import environment, terminal
from cli.main import INTERRUPTED
from cli.session import Session
from core.errors import ConfigError, HerokuError, ProdcheckError, SnapshotError
from core.render.inert import inert

WRONG_USAGE = 2
COULD_NOT_FINISH = 3
PIPE_CLOSED = 141
"""128 + SIGPIPE: what a program killed by a closed pipe leaves in its shell."""


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


def warn(message: str) -> None:
    """Say on stderr what did not go well and changes nothing."""
    terminal.say(f"{terminal.MARGIN}Warning: {inert(message)}\n")


def _explain(error: ProdcheckError, session: Session) -> int:
    lines = [f"Error: {inert(error.message)}"]
    if error.hint is not None:
        lines += map(inert, error.hint.split("\n"))
    if isinstance(error, HerokuError) and error.request_id is not None:
        lines.append(f"Request-Id: {inert(error.request_id)}")
    terminal.say(session.scrub("".join(f"{terminal.MARGIN}{line}\n" for line in lines)))
    return WRONG_USAGE if isinstance(error, ConfigError | SnapshotError) else COULD_NOT_FINISH


def _usage(error: click.ClickException) -> ConfigError:
    context = getattr(error, "ctx", None)
    path = context.command_path if isinstance(context, click.Context) else "prodcheck"
    return ConfigError(error.format_message(), hint=f"See more help with {path} --help")


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
