"""How long tests wait for what is right."""

from typing import Final

UNHURRIED: Final = 30.0
"""Seconds for an answer that has to come. What a person waits for is shorter, and measured by the
benchmark: a test proves what is answered, on a busy machine too."""
