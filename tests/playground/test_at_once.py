"""From a change at Heroku to a message in the channel, through all that is between."""

import asyncio

from sandbox.playground import Options, Playground, running

CHANNEL = "#general"
LONGEST = 60.0
"""Seconds: a burst of events ends within that."""


async def told(playground: Playground, words: str) -> None:
    """Wait until a message has these words in it."""

    def seen() -> bool:
        messages = playground.slack.messages("ada", CHANNEL)
        return any(words in str(each.blocks) for each in messages)

    await playground.slack.until(seen, seconds=LONGEST)


async def webhooks(playground: Playground, count: int) -> None:
    """Wait until Heroku has as many webhooks of the app."""
    heroku = playground.heroku
    async with asyncio.timeout(LONGEST):
        while len(heroku.webhooks.of(heroku.catalogue.apps["ha-app"])) != count:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_scaling_down_is_told_within_seconds_and_so_is_the_way_back() -> None:
    async with running(Options()) as playground:
        slack, heroku = playground.slack, playground.heroku
        await slack.type("ada", CHANNEL, "/prodcheck watch ha-app")
        await webhooks(playground, 1)
        heroku.change.scale("ha-app", web=1)
        await told(playground, "got worse: *Two or more dynos of each type*")
        heroku.change.scale("ha-app", web=2)
        await told(playground, "recovered")
        await slack.type("ada", CHANNEL, "/prodcheck unwatch ha-app")
        await webhooks(playground, 0)
    answered = [each.status for each in heroku.webhooks.deliveries]
    assert answered == [204] * len(answered)
