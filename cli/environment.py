"""The environment, read here and nowhere else: names are the Heroku CLI's where it has one."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from core.collect.environment import heroku_host, is_url

COMPLETION = "_PRODCHECK_COMPLETE"


def current() -> Mapping[str, str]:
    """Return the environment of this process."""
    return os.environ


def git_prefixes(environ: Mapping[str, str]) -> tuple[str, ...]:
    """List what the URL of a Heroku git remote begins with (`vars.gitPrefixes` of the CLI)."""
    host = heroku_host(environ)
    url_host = urlsplit(host).netloc if is_url(host) else None
    told = environ.get("HEROKU_GIT_HOST", "").strip()
    ssh = told or url_host or host
    https = told or url_host or f"git.{host}"
    return (f"git@{ssh}:", f"ssh://git@{ssh}/", f"https://{https}/")


def app(environ: Mapping[str, str]) -> str | None:
    """Return the app that `HEROKU_APP` names."""
    return environ.get("HEROKU_APP") or None


def api_key(environ: Mapping[str, str]) -> str | None:
    """Return the token that `HEROKU_API_KEY` holds."""
    return environ.get("HEROKU_API_KEY", "").strip() or None


def token_origin(environ: Mapping[str, str]) -> str | None:
    """Return where the plugin of the Heroku CLI found the token that it handed over."""
    return environ.get("PRODCHECK_TOKEN_ORIGIN") or None


def misnamed_api_key(environ: Mapping[str, str]) -> bool:
    """Whether there is a `HEROKU_API_TOKEN`, which the Heroku CLI does not read either."""
    return bool(environ.get("HEROKU_API_TOKEN"))


def home(environ: Mapping[str, str]) -> Path | None:
    """Return the home directory."""
    return Path(environ["HOME"]) if environ.get("HOME") else None


def debug(environ: Mapping[str, str]) -> bool:
    """Whether a traceback is wanted when prodcheck itself fails."""
    return environ.get("PRODCHECK_DEBUG", "0") not in {"", "0"}


def colour(environ: Mapping[str, str]) -> bool | None:
    """Whether colour is wanted; None leaves it to the terminal. See no-color.org."""
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR", "0") not in {"", "0"}:
        return True
    return False if dumb(environ) else None


def dumb(environ: Mapping[str, str]) -> bool:
    """Whether the terminal cannot rewrite a line."""
    return environ.get("TERM") == "dumb"


def columns(environ: Mapping[str, str]) -> int | None:
    """Return the width that `COLUMNS` tells; what is no number is none."""
    told = environ.get("COLUMNS", "")
    return int(told) if told.isascii() and told.isdigit() and int(told) else None


def team(environ: Mapping[str, str]) -> str | None:
    """Return the team that `HEROKU_TEAM` or, as of old, `HEROKU_ORGANIZATION` names."""
    return environ.get("HEROKU_TEAM") or environ.get("HEROKU_ORGANIZATION") or None


def state(environ: Mapping[str, str]) -> Path | None:
    """Return the folder of what is kept between runs: XDG Base Directory Specification, state."""
    told = Path(environ.get("XDG_STATE_HOME", ""))
    if told.is_absolute():
        return told / "prodcheck"
    at_home = home(environ)
    return None if at_home is None else at_home / ".local" / "state" / "prodcheck"


def keeps_history(environ: Mapping[str, str]) -> bool:
    """Whether reports are kept; `PRODCHECK_HISTORY=0` switches it off."""
    return environ.get("PRODCHECK_HISTORY", "1") != "0"
