"""Calls that change something at Heroku: made once, whatever comes of it."""

import asyncio
from typing import Literal, TypeVar

from core.collect.answer import decode
from core.collect.failure import silent
from core.collect.http import HerokuClient

_T = TypeVar("_T")


class WritingClient(HerokuClient):
    """A client that may also write. No check has one."""

    async def send(
        self, method: Literal["POST", "DELETE"], path: str, shape: type[_T], body: object = None
    ) -> _T:
        """Make or remove one resource.

        It is not tried again: where there is no answer, nobody knows whether it was done.

        Args:
            method: What to do.
            path: Path of the URL; foreign text in it quoted by `segment`.
            shape: What the JSON of the answer is to be.
            body: What is sent, as JSON.

        Raises:
            CallFailed: There is no answer, it is an error, or it has another shape.
        """
        request = self._http.build_request(
            method,
            self._bases["api"] + path,
            headers={"Accept": "application/vnd.heroku+json; version=3"},
            json=body,
        )
        async with self._slots:
            try:
                async with asyncio.timeout(self._timeout):
                    return decode(await self._once(request, path), shape)
            except TimeoutError:
                raise silent(path, f"no answer within {self._timeout:g} s") from None
