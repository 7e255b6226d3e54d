"""App webhooks of the pretend Heroku: subscriptions, notifications and their delivery.

devcenter.heroku.com/articles/app-webhooks, devcenter.heroku.com/articles/webhook-events
"""

from sandbox.webhooks.delivery import Delivery
from sandbox.webhooks.subscriptions import Webhooks
from sandbox.webhooks.webhook import Webhook

__all__ = ["Delivery", "Webhook", "Webhooks"]
