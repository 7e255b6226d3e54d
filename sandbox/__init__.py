"""A pretend Heroku on loopback: for the demo, the tests and the benchmarks."""

from sandbox.sandbox import Sandbox
from sandbox.zones import DnsFault

__all__ = ["DnsFault", "Sandbox"]
