"""The files a report is written to, each in the format that its suffix names."""

from collections.abc import Sequence

from cli import files
from core.errors import ConfigError
from core.render import FORMATS, render, suffix_of
from core.report import Report
from core.snapshot import Snapshot


def expect_writable(paths: Sequence[str]) -> None:
    """Find out early what cannot be written, before anything slow is done.

    Raises:
        ConfigError: There is no such format, or no such folder.
    """
    for path in paths:
        _format_of(path)
        files.expect_writable(path)


def write(paths: Sequence[str], report: Report, snapshot: Snapshot) -> None:
    """Write a report to each file; one that cannot be written keeps none of the others from it.

    Raises:
        ConfigError: Some could not be written; it says which, each on a line of its own.
    """
    troubles = []
    for path in paths:
        try:
            files.write(path, render(report, _format_of(path), snapshot))
        except ConfigError as error:
            troubles.append(error.message)
    if troubles:
        raise ConfigError(troubles[0], hint="\n".join(troubles[1:]) or None)


def _format_of(path: str) -> str:
    suffix = suffix_of(path.rpartition("/")[2])
    if suffix is None:
        raise ConfigError(
            f"{path or repr(path)}: there is no format for a name like that.",
            hint=f"A file ends in one of these: {', '.join(FORMATS)}. For stdout, use --format.",
        )
    return suffix
