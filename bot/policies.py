"""Where the bot's policy is: in a config var, in a file it names, or beside the `Procfile`."""

import os
from pathlib import Path

from core.check import all_checks
from core.errors import ConfigError
from core.policy import Policy
from core.policy_file import MOST_BYTES, NAME, parse_policy


def find_policy(value: str, variable: str, folder: Path = Path()) -> Policy:
    """Read the policy.

    Args:
        value: TOML, or the path of a file; empty: `prodcheck.toml` in the folder, if it is there.
        variable: What the value comes from.
        folder: Where the bot was started, which is where the `Procfile` is.

    Raises:
        ConfigError: It cannot be read or followed; the message names the file and the line.
    """
    if _is_toml(value):
        return parse_policy(value.encode("utf-8", "replace"), all_checks(), variable)
    path = folder / (value or NAME)
    if not value and not os.path.lexists(path):  # a link to nowhere is an error, not no policy
        return Policy()
    return parse_policy(_read(path, variable), all_checks(), str(path))


def _is_toml(value: str) -> bool:
    """Tell TOML from a path: TOML has a key with its value, or a header."""
    return "=" in value or "\n" in value or value.startswith("[")


def _read(path: Path, variable: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no path"
        raise ConfigError(
            f"{variable} names {str(path)!r}, which cannot be read: {reason}.",
            hint="It should be the path of a prodcheck.toml, or the TOML itself.",
        ) from None
