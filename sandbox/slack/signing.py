"""Slack's signature: docs.slack.dev/authentication/verifying-requests-from-slack."""

import hashlib
import hmac


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Sign a request.

    Args:
        secret: The signing secret of the app.
        timestamp: The value of `X-Slack-Request-Timestamp`.
        body: As it is sent.
    """
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
