"""What Heroku tells by itself: subscriptions to the webhooks of watched apps.

::

    a watch ─▶ Subscriptions.subscribe ─▶ POST /apps/{app}/webhooks at Heroku
    Heroku ─▶ POST /heroku/webhooks ─▶ verified, new, asks for a check? ─▶ Bursts ─▶ one check
    each minute ─▶ Bursts.catch_up: what a restart has cut short

The schedule of a watch stays as the net below: without any of this, it is merely later.
"""

from bot.heroku_hooks.bursts import Ask, Bursts
from bot.heroku_hooks.hooks import Hooks
from bot.heroku_hooks.subscriptions import HOOKS_PATH, Subscriptions

__all__ = ["HOOKS_PATH", "Ask", "Bursts", "Hooks", "Subscriptions"]
