"""httpx, imported here alone in the core: quickly, and so that moving to another is one line."""

import sys

# httpx's own command line loads click, pygments and rich where they are installed: half its import.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
import httpx  # noqa: E402

__all__ = ["httpx"]
