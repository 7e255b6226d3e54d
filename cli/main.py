"""The script `prodcheck`: the version at once, everything else through `cli.program`.

Nothing is imported up here but the interpreter's own and a literal: an editor or a prompt that asks
for the version should not wait for an HTTP client.
"""

import sys

from core.version import __version__

INTERRUPTED = 130
"""128 + SIGINT, as shells count a process that died of it."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status.

    Args:
        arguments: Without the name of the program; the default is those of the process.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        status = _run(arguments)
    except KeyboardInterrupt:
        status = INTERRUPTED
    if status == INTERRUPTED:
        _die()
    return status


def _run(arguments: list[str]) -> int:
    if arguments in (["--version"], ["version"]) and _told_version():
        return 0
    from cli.program import run  # noqa: PLC0415  the version needs none of it

    return run(arguments)


def _told_version() -> bool:
    """Write the version; False when stdout cannot be written, which `run` then explains."""
    if sys.stdout is None:
        return False
    try:
        sys.stdout.write(f"prodcheck {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True


def _die() -> None:
    """Die of SIGINT: a shell leaves its loop only if it sees that (`WIFSIGNALED`, wait(2))."""
    import os  # noqa: PLC0415
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGINT)
