"""Methods about the webhook; pusher.py is what pushes to it."""

import re
from typing import Any
from urllib.parse import urlsplit

from telegram_sandbox.guard import LOCAL_NAMES
from telegram_sandbox.limits import WEBHOOK_CONNECTIONS, WEBHOOK_CONNECTIONS_MOST
from telegram_sandbox.parameters import Parameters
from telegram_sandbox.refused import bad_request
from telegram_sandbox.world import Webhook, World


def set_webhook(world: World, parameters: Parameters) -> Any:
    """setWebhook: https, or plain http to this very machine. An empty URL removes it."""
    url = parameters.text("url")
    secret = parameters.text("secret_token")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    if url and urlsplit(url).scheme != "https" and urlsplit(url).hostname not in LOCAL_NAMES:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    allowed = parameters.array("allowed_updates", "allowed updates")
    if allowed is not None:
        world.updates.allow(allowed)
    if parameters.flag("drop_pending_updates"):
        world.updates.drop()
    if url:
        world.updates.interrupt("Conflict: terminated by setWebhook request")
    connections = parameters.integer("max_connections") or WEBHOOK_CONNECTIONS
    world.set_webhook(Webhook(url, secret, min(max(connections, 1), WEBHOOK_CONNECTIONS_MOST)))
    return True


def delete_webhook(world: World, parameters: Parameters) -> Any:
    """deleteWebhook."""
    if parameters.flag("drop_pending_updates"):
        world.updates.drop()
    world.set_webhook(Webhook())
    return True


def get_webhook_info(world: World, parameters: Parameters) -> Any:
    """getWebhookInfo."""
    webhook = world.webhook
    told: dict[str, Any] = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if webhook.url:
        told["max_connections"] = webhook.connections
    if webhook.error_at is not None:
        told["last_error_date"] = int(webhook.error_at.timestamp())
        told["last_error_message"] = webhook.error
    if world.updates.allowed:
        told["allowed_updates"] = world.updates.allowed
    return told
