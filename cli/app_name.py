"""Which app is meant: `--app`, then `HEROKU_APP`, then the one Heroku git remote.

The order and the rules are the Heroku CLI's (`flags/app.ts` and `git.ts` of heroku-cli-command):
`HEROKU_APP` wins over `--remote`.
"""

import re
import subprocess
from collections.abc import Mapping
from typing import NamedTuple

from cli import environment
from core.errors import ConfigError

GIT_TIMEOUT = 10.0
"""Seconds."""

_APP = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


class AppRemote(NamedTuple):
    """A git remote that is a Heroku app."""

    app: str
    remote: str


def find_app(flag: str | None, remote: str | None, environ: Mapping[str, str]) -> str:
    """Find the app to check.

    Args:
        flag: What `--app` says.
        remote: What `--remote` says.
        environ: The environment.

    Raises:
        ConfigError: No app is named, several could be meant, or it is no app name.
    """
    if flag is not None:
        return _valid(flag, "--app")
    if told := environment.app(environ):
        return _valid(told, "HEROKU_APP")
    remotes = app_remotes(remote or _git(environ, "config", "heroku.remote").strip(), environ)
    if len(remotes) == 1:
        return _valid(remotes[0].app, f"git remote {remotes[0].remote}")
    if remotes:
        raise _several(remotes)
    raise _none(remote)


def app_remotes(only: str, environ: Mapping[str, str]) -> list[AppRemote]:
    """List the git remotes that are Heroku apps.

    Args:
        only: Name of the one remote to look at; empty for all.
        environ: The environment.
    """
    remotes = []
    for line in _git(environ, "remote", "-v").splitlines():
        name, _, rest = line.partition("\t")
        url = rest.removesuffix(" (fetch)")
        if url == rest or (only and name != only):
            continue
        if (app := _app_of(url, environ)) is not None:
            remotes.append(AppRemote(app, name))
    return remotes


def _app_of(url: str, environ: Mapping[str, str]) -> str | None:
    for prefix in environment.git_prefixes(environ):
        if url.startswith(prefix) and url.endswith(".git"):
            return url.removeprefix(prefix).removesuffix(".git")
    return None


def _git(environ: Mapping[str, str], *arguments: str) -> str:
    """Run git; no git, no repository and no such setting are all no answer."""
    try:
        answer = subprocess.run(
            ["git", *arguments],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=GIT_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.decode(errors="replace") if answer.returncode == 0 else ""


def _valid(name: str, origin: str) -> str:
    if _APP.fullmatch(name) is None:
        raise ConfigError(
            f"{origin}: {name!r} is not the name of an app.",
            hint="App names are letters, digits and dashes. heroku apps lists yours.",
        )
    return name


def _several(remotes: list[AppRemote]) -> ConfigError:
    listed = "\n".join(f"    {each.app} ({each.remote})" for each in remotes)
    return ConfigError(
        "Multiple apps in git remotes: it is not clear which one you mean.",
        hint=f"Say it with --app or --remote. Heroku remotes in this repository:\n{listed}",
    )


def _none(remote: str | None) -> ConfigError:
    if remote is not None:
        return ConfigError(
            f"There is no Heroku app at the git remote {remote!r}.",
            hint="git remote -v lists your remotes. Or name the app: prodcheck -a APP",
        )
    return ConfigError(
        "No app given.",
        hint="Name it: prodcheck -a APP\n"
        "Or set HEROKU_APP, or go to a folder whose git remote is a Heroku app.\n"
        "heroku apps lists your apps. See more help with prodcheck --help",
    )
