"""Documents as they lie in the database: compressed, or as an earlier release wrote them."""

import zlib
from typing import Final

_ZLIB: Final = b"\x78"
"""The first byte of what zlib writes (RFC 1950 section 2.2); no JSON document begins with it."""
_MOST: Final = 64_000_000
"""Bytes that a document may unpack to: a row that holds more was not written by us."""


def packed(document: bytes) -> bytes:
    """Compress a document: JSON of ours to about a tenth."""
    return zlib.compress(document, 6)


def unpacked(stored: bytes) -> bytes:
    """Read a document back; what cannot be read is empty."""
    if not stored.startswith(_ZLIB):
        return stored
    try:
        return zlib.decompressobj().decompress(stored, _MOST)
    except zlib.error:
        return b""
