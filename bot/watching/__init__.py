"""Watches: when an app is looked at, what a channel was told of it, and what it is told next."""
