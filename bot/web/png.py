"""Pictures as bitmaps, for Slack, which shows no SVG. The font comes with the bot."""

from pathlib import Path
from typing import Final

from resvg_py import svg_to_bytes

_FONTS: Final = Path(__file__).parent / "fonts"
_FONT_FILES: Final = tuple(str(path) for path in sorted(_FONTS.glob("*.otf")))
_FAMILY: Final = "Inter"
_ZOOM: Final = 2.0
"""Screens have about that many dots where a picture has one."""


def png(svg: str) -> bytes:
    """Draw a picture of ours.

    Args:
        svg: It carries its colours, and needs nothing from elsewhere.
    """
    return svg_to_bytes(
        svg_string=svg,
        zoom=_ZOOM,
        skip_system_fonts=True,
        font_files=list(_FONT_FILES),
        font_family=_FAMILY,
        sans_serif_family=_FAMILY,
    )
