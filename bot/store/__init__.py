"""What the bot keeps: in SQLite on a laptop, in Postgres on Heroku."""

from bot.store.errors import StoreUnavailable
from bot.store.records import Account, LinkState, StoredReport
from bot.store.store import Store

__all__ = ["Account", "LinkState", "Store", "StoreUnavailable", "StoredReport"]
