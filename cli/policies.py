"""Which policy goes: that of `--policy`, or `prodcheck.toml` here or in the repository."""

import os
from pathlib import Path

import msgspec

from cli import files, terminal
from cli.session import Session
from core.check import all_checks
from core.effective import profiles_below
from core.errors import ConfigError
from core.policy import Policy
from core.policy_file import MOST_BYTES, NAME, parse_policy


def find_policy(
    session: Session, path: str | None, *, profile: str | None = None, waivers: bool = True
) -> Policy:
    """Find and read the policy; where there is none, nothing is asked beyond the checks' own.

    Args:
        session: Environment and secrets.
        path: What `--policy` says; empty: there is none.
        profile: What `--profile` says.
        waivers: False where `--no-waivers` was said.

    Raises:
        ConfigError: It cannot be read or followed, or there is no such profile.
    """
    path = path if path is not None else default_path()
    policy = Policy()
    if path:
        policy = read_policy(path)
        terminal.remark(f"Policy: {files.named(path)}", session.environ)
    if profile is not None:
        profiles_below(profile, policy)
        policy = msgspec.structs.replace(policy, asked_profile=profile)
    return policy if waivers else msgspec.structs.replace(policy, waivers=())


def read_policy(path: str) -> Policy:
    """Read a policy from a file, or from stdin for `-`.

    Raises:
        ConfigError: It cannot be read or followed.
    """
    data = files.read(path, MOST_BYTES + 1)
    return parse_policy(data, all_checks(), files.named(path))


def default_path() -> str | None:
    """Find `prodcheck.toml` in the working folder, or at the top of its git repository."""
    try:
        return _lookup(Path.cwd())
    except OSError:
        return None  # the folder is gone, or none may look into those above it


def _lookup(here: Path) -> str | None:
    top = next((each for each in (here, *here.parents) if (each / ".git").exists()), here)
    for folder in dict.fromkeys((here, top)):
        if os.path.lexists(folder / NAME):  # a link to nowhere too: it is an error, not no policy
            return NAME if folder == here else str(folder / NAME)
    return None


def expect_policy(path: str | None) -> str:
    """Return the path of the policy that is meant.

    Raises:
        ConfigError: There is none.
    """
    found = path if path is not None else default_path()
    if not found:
        raise ConfigError(
            f"There is no {NAME} in this folder or at the top of its repository.",
            hint=f"Start one: prodcheck policy --example > {NAME}\nOr name a file: --policy FILE",
        )
    return found
