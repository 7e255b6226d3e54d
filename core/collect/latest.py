"""The newest release of each app of a pipeline, in one call for all of them."""

import asyncio
from collections import Counter
from collections.abc import Mapping

from core.collect.answer import segment
from core.collect.failure import attempt
from core.collect.http import HerokuClient
from core.collect.platform import ReleaseRow
from core.snapshot import PipelineCoupling, Release, Unavailable

WORTH_IT = 2
"""Apps of a pipeline; one alone costs one call either way."""

_Newest = Mapping[str, Release]
"""By the id of the app."""


class LatestReleases:
    """Asks for the newest releases of a pipeline when the first of its apps has its turn.

    Args:
        couplings: The pipeline of each app, by the id of the app.
    """

    def __init__(self, couplings: Mapping[str, PipelineCoupling]) -> None:
        self._couplings = couplings
        self._members = Counter(each.pipeline for each in couplings.values())
        self._asked: dict[str, asyncio.Future[_Newest]] = {}
        self._refused = False

    async def of(self, client: HerokuClient, app_id: str) -> Release | None:
        """Tell the newest release of an app; None where a pipeline does not tell it."""
        coupling = self._couplings.get(app_id)
        if coupling is None or self._members[coupling.pipeline] < WORTH_IT or self._refused:
            return None
        pipeline = coupling.pipeline
        if pipeline not in self._asked:
            self._asked[pipeline] = asyncio.ensure_future(self._ask(client, pipeline))
        return (await asyncio.shield(self._asked[pipeline])).get(app_id)

    async def _ask(self, client: HerokuClient, pipeline: str) -> _Newest:
        path = f"/pipelines/{segment(pipeline)}/latest-releases"
        rows = await attempt(client.get_all(path, ReleaseRow))
        if isinstance(rows, Unavailable):
            self._refused = True
            return {}
        return {row.app.id: row.fact for row in rows if row.app is not None and row.app.id}
