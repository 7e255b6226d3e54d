"""A policy as text: a file to start from, and a waiver as it is committed."""

from glob import escape

from core.policy import Waiver

EXAMPLE = """\
# What this team wants of its apps. Commit it beside the code.
# `prodcheck policy` checks it, `prodcheck policy -a APP` shows what it comes to for an app.

# critical: what else is worth a warning must be put right, and more notice is given
# standard: every check as it is
# hobby:    may sleep and be down for an hour; what is broken still fails
profile = "standard"

# Checks, by id (prodcheck checks lists them), for every app:
# skip = ["preboot"]                    # leave out
# also = ["cross-region-follower"]      # off unless asked for
# strict = ["database-backups"]         # a warning counts as failed
# lenient = ["log-monitoring"]          # a failure counts as a warning

# Thresholds: prodcheck checks:info ID prints them.
[checks.ssl]
warn_days = 30

# Apps by name or pattern. Where several fit, the later one wins.
[apps."checkout-*"]
profile = "critical"

[apps."*-playground"]
profile = "hobby"

# A profile of your own, or more of a built-in one.
# [profiles.internal]
# extends = "standard"
# skip = ["preboot", "app-monitoring"]
# [profiles.internal.checks.dyno-redundancy]
# min_worker = 1

# What is known and accepted, with a reason and a last day. It stays visible as waived.
# [[waivers]]
# check = "preboot"
# app = "checkout-api"
# resource = "web"
# reason = "Two versions cannot share the cache until it is split"
# expires = 2027-01-31
"""


def waiver_toml(waiver: Waiver) -> str:
    """Write a waiver as the lines to commit.

    Args:
        waiver: Its app and resource are patterns: see `pattern_for`.
    """
    return (
        "[[waivers]]\n"
        f"check = {_text(waiver.check)}\n"
        f"app = {_text(waiver.app)}\n"
        f"resource = {_text(waiver.resource)}\n"
        f"reason = {_text(waiver.reason)}\n"
        f"expires = {waiver.expires.isoformat()}\n"
    )


def pattern_for(resource: str) -> str:
    """Write the pattern that fits one resource alone, also one named `*.example.com`."""
    return escape(resource)


def _text(value: str) -> str:
    """Quote a text; what cannot be seen is escaped, so that the line says what it shows."""
    return f'"{"".join(map(_character, value))}"'


def _character(char: str) -> str:
    if char in {'"', "\\"}:
        return f"\\{char}"
    return char if char.isprintable() else f"\\U{ord(char):08x}"
