"""What can be pressed: buttons with their label, their action_id and what they carry."""

from typing import Literal

from msgspec import UNSET, UnsetType

from bot.slack.blocks import ids, limits
from bot.slack.blocks.kit import Button
from bot.slack.blocks.text import literal, plain, web_address


def button(  # noqa: PLR0913  the fields of a button
    words: str,
    action: str,
    *,
    label: str | None = None,
    carries: ids.Value | None = None,
    url: str | UnsetType = UNSET,
    style: Literal["primary"] | UnsetType = UNSET,
) -> Button:
    """Compose a button.

    Args:
        words: What stands on it.
        action: Its action_id.
        label: What a screen reader says, where the words alone do not tell buttons apart.
        carries: What comes back when it is pressed.
        url: An address of `web_address` that it opens.
        style: `primary` for the one thing most people do next.
    """
    return Button(
        text=plain(words, limits.BUTTON_TEXT),
        action_id=action,
        value=ids.encode(carries) if carries is not None else UNSET,
        url=url,
        style=style,
        accessibility_label=literal(label, limits.BUTTON_LABEL) if label else UNSET,
    )


def check_button(app: str, position: int, words: str, *, verb: str = "Check") -> Button | None:
    """Offer to check an app; nothing where no app can have that name."""
    if not ids.names_an_app(app):
        return None
    action = ids.at(ids.CHECK, position)
    return button(words, action, label=f"{verb} {app}", carries=ids.Target(app=app))


def open_button(
    words: str, url: str, style: Literal["primary"] | UnsetType = UNSET
) -> Button | None:
    """Offer to open an address; nothing where it is none."""
    address = web_address(url)
    return button(words, ids.at(ids.DOCS, 0), url=address, style=style) if address else None


def pick_button() -> Button:
    """Offer the list of apps."""
    return button("Check an app", ids.PICK, style="primary")
