"""The APIs of the pretend Heroku: Platform API, Data API and the metrics host."""

from sandbox.api.dispatch import DEFAULT_PAGE, Heroku
from sandbox.api.http import Reply, Request

__all__ = ["DEFAULT_PAGE", "Heroku", "Reply", "Request"]
