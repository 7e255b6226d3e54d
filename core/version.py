"""The version, as a literal: reading package metadata costs more than all of `--version`."""

__version__ = "0.1.0"
