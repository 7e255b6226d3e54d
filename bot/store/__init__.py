"""What the bot keeps: in SQLite on a laptop, in Postgres on Heroku."""

from bot.store.errors import StoreRefuses, StoreUnavailable
from bot.store.records import (
    Account,
    Cause,
    FleetRun,
    FleetState,
    Hook,
    Judged,
    LinkState,
    NewPost,
    Post,
    StoredReport,
    Watch,
)
from bot.store.store import Store

__all__ = [
    "Account",
    "Cause",
    "FleetRun",
    "FleetState",
    "Hook",
    "Judged",
    "LinkState",
    "NewPost",
    "Post",
    "Store",
    "StoreRefuses",
    "StoreUnavailable",
    "StoredReport",
    "Watch",
]
