"""The façade: all that a caller needs to check an app, or to write a check.

::

    from prodcheck import check, evaluate, failed, passed
"""

from core.check import Check, check, failed, passed, skipped, unknown, warning
from core.evaluate import evaluate
from core.policy import Policy, Waiver
from core.report import Finding, Report, Result, Status
from core.snapshot import Snapshot, Unavailable, dump_snapshot, load_snapshot
from core.version import __version__

__all__ = [
    "Check",
    "Finding",
    "Policy",
    "Report",
    "Result",
    "Snapshot",
    "Status",
    "Unavailable",
    "Waiver",
    "__version__",
    "check",
    "dump_snapshot",
    "evaluate",
    "failed",
    "load_snapshot",
    "passed",
    "skipped",
    "unknown",
    "warning",
]
