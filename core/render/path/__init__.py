"""The path a request takes to an app: what stands on it, how each part is, and where it is alone.

::

    visitors ─▶ DNS ─▶ TLS ─▶ router ─▶ dynos ─▶ data stores

A report says how each part is. A snapshot, where there is one, says which parts there are; without
it they are those that the findings name.
"""

from core.render.path.path import Stage, Stop, path_of

__all__ = ["Stage", "Stop", "path_of"]
