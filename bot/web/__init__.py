"""The web pages: set-up and status, health and metrics."""
