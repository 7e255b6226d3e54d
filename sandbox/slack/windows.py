"""The modals that are open and each person's App Home."""

from typing import Final

from sandbox.slack.clock import Ids
from sandbox.slack.json import Json
from sandbox.slack.views import View

MOST_STACKED: Final = 3
"""Modals of one app above each other: docs.slack.dev/surfaces/modals."""


class ViewRefused(Exception):
    """It cannot be shown there; the text is Slack's word for it."""


class Windows:
    """What is open, for everybody.

    Args:
        ids: Makes ids of views, and of blocks that come without one.
    """

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def modal(self, user: str) -> View | None:
        """Return the modal on top, if one is open."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """Return the App Home that was published for a person, if it was."""
        return self._homes.get(user)

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """Look for a view that is open or published, by its id or the one the app gave it."""
        stacked = [view for stack in self._stacks.values() for view in stack]
        for view in (*stacked, *self._homes.values()):
            if view_id == view.id or (external_id and _named(view, external_id)):
                return view
        return None

    def open(self, user: str, payload: Json) -> View:
        """Open a modal, in place of all that were open."""
        view = self._made(user, payload)
        self._stacks[user] = [view]
        return view

    def push(self, user: str, payload: Json) -> View:
        """Open a modal on top of the one that is open.

        Raises:
            ViewRefused: `push_limit_reached`.
        """
        stack = self._stacks.setdefault(user, [])
        if len(stack) >= MOST_STACKED:
            raise ViewRefused("push_limit_reached")
        view = self._made(user, payload)
        if stack:
            view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        return view

    def update(self, view: View, payload: Json, expected: str | None = None) -> None:
        """Show something else in a modal that is open.

        Args:
            view: The modal.
            payload: What it shows from now on.
            expected: Its hash as the app knows it.

        Raises:
            ViewRefused: `hash_conflict`.
        """
        if expected is not None and expected != view.hash:
            raise ViewRefused("hash_conflict")
        view.payload = self._complete(payload)
        view.version += 1
        view.errors, view.trouble = {}, ""
        kept = {block["block_id"] for block in view.blocks}
        view.state = {name: value for name, value in view.state.items() if name in kept}

    def publish(self, user: str, payload: Json, expected: str | None = None) -> View:
        """Show something in a person's App Home.

        Raises:
            ViewRefused: `hash_conflict`.
        """
        home = self._homes.get(user)
        if home is None:
            home = self._homes[user] = self._made(user, payload)
        else:
            self.update(home, payload, expected)
        return home

    def close(self, view: View) -> None:
        """Close a modal; the one below it is on top again."""
        stack = self._stacks.get(view.user, [])
        if view in stack:
            stack.remove(view)

    def clear(self, user: str) -> list[View]:
        """Close every modal of a person, and return them, the top one first."""
        return self._stacks.pop(user, [])[::-1]

    def _made(self, user: str, payload: Json) -> View:
        return View(id=self._ids.short("V"), user=user, payload=self._complete(payload))

    def _complete(self, payload: Json) -> Json:
        return {**payload, "blocks": with_ids(payload["blocks"], self._ids)}


def with_ids(blocks: list[Json], ids: Ids) -> list[Json]:
    """Give an id to each block that has none, as Slack does, and to those inside containers."""
    return [_with_id(block, ids) for block in blocks]


def _with_id(block: Json, ids: Ids) -> Json:
    inside = block.get("child_blocks")
    children = {"child_blocks": with_ids(inside, ids)} if inside else {}
    return {"block_id": ids.block_id(), **block, **children}


def _named(view: View, external_id: str) -> bool:
    return view.payload.get("external_id") == external_id
