"""The sample apps: readable files, read into frozen rows."""

from sandbox.model.catalogue import Addon, Catalogue
from sandbox.model.fleet import make_fleet
from sandbox.model.loader import load_apps
from sandbox.model.rows import SampleApp, TlsKind

__all__ = ["Addon", "Catalogue", "SampleApp", "TlsKind", "load_apps", "make_fleet"]
