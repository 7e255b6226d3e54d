"""The engine: what can be read at the same time is, each fact once, and none takes others along."""

import asyncio
import importlib
from collections import Counter
from collections.abc import Awaitable, Callable, Container, Iterable, Mapping
from types import MappingProxyType

from core.collect.failure import CallFailed, nonsense
from core.inject import Needs, needs
from core.snapshot import Unavailable

Collector = Callable[..., Awaitable[object]]
Progress = Callable[[str, bool], None]

_MODULES = {
    "addons": ("addons", "attachments", "config_var_names"),
    "data": ("databases", "followers", "key_value_stores"),
    "dns": ("dns",),
    "domains": ("domains", "sni_endpoints"),
    "drains": ("log_drains", "telemetry_drains"),
    "platform": (
        "app",
        "autoscalers",
        "dynos",
        "features",
        "formation",
        "pipeline_coupling",
        "releases",
        "stacks",
    ),
    "tls": ("tls",),
}
_PLACES = {fact: f"core.collect.{module}" for module, facts in _MODULES.items() for fact in facts}
"""Where the collector of each fact is; its function has the fact's name."""


def plan(
    facts: Iterable[str],
    *,
    known: Container[str] = (),
    instead: Mapping[str, Collector] = MappingProxyType({}),
) -> dict[str, Collector]:
    """Load the collectors of some facts and of all that they depend on, and no others.

    Those that most others wait for come first: their calls are the first to leave.

    Args:
        facts: What is wanted; the app itself always is.
        known: What is known already, and is not collected.
        instead: Collectors that take the place of the usual ones.

    Raises:
        KeyError: There is no such fact.
    """
    chosen: dict[str, Collector] = {}
    wanted = ["app", *facts]
    while wanted:
        name = wanted.pop()
        if name not in chosen and name not in known:
            chosen[name] = instead.get(name) or _collector(name)
            wanted += [need for need in needs(chosen[name]).facts if need in _PLACES]
    waiting = Counter(need for collector in chosen.values() for need in needs(collector).facts)
    return dict(sorted(chosen.items(), key=lambda item: (-waiting[item[0]], item[0])))


def _collector(fact: str) -> Collector:
    collector: Collector = getattr(importlib.import_module(_PLACES[fact]), fact)
    return collector


async def gather(
    collectors: Mapping[str, Collector],
    given: Mapping[str, object],
    progress: Progress | None = None,
) -> dict[str, object]:
    """Run collectors, each as soon as the facts it depends on are there.

    Args:
        collectors: As `plan` gives them.
        given: What is not collected but may be asked for: the client, the name of the app, the
            sources, and the facts that are known already.
        progress: Told of each fact when it starts (False) and when it is done (True).

    Raises:
        CallFailed: The app itself cannot be read; all else is then stopped.
    """
    tasks: dict[str, asyncio.Task[object]] = {}

    async def fact(name: str) -> object:
        needed = needs(collectors[name])
        arguments = {
            each: await tasks[each] if each in tasks else given[each] for each in needed.facts
        }
        if progress is not None:
            progress(name, False)  # noqa: FBT003  the caller's signature
        found = await _collect(name, collectors[name], needed, arguments)
        if progress is not None:
            progress(name, True)  # noqa: FBT003  the caller's signature
        return found

    failures: list[BaseException] = []
    try:
        async with asyncio.TaskGroup() as group:
            for name in collectors:
                tasks[name] = group.create_task(fact(name), name=name)
    except* CallFailed as group_failure:
        failures.extend(group_failure.exceptions)
    if failures:
        raise failures[0]
    return {name: task.result() for name, task in tasks.items()}


async def _collect(
    name: str, collector: Collector, needed: Needs, arguments: Mapping[str, object]
) -> object:
    for each, value in arguments.items():
        if each in needed.strict and isinstance(value, Unavailable):
            return value
    try:
        return await collector(**arguments)
    except CallFailed as error:
        failure = error
    except Exception as error:  # noqa: BLE001  one broken collector must not take the others along
        failure = nonsense(name, f"was not understood ({_leaf(error)})")
    if name == "app":
        raise failure
    return failure.unavailable


def _leaf(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return type(error).__name__
