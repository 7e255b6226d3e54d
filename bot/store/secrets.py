"""Secrets at rest: encrypted where they enter a column, decrypted where they leave it."""

import base64
import hashlib
import logging

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import Dialect, Text, TypeDecorator

from core.errors import ConfigError

_LOG = logging.getLogger(__name__)


def fernet_of(key: str) -> Fernet:
    """Make the cipher of a key.

    A key is any text: its SHA-256 is the 32 bytes that Fernet wants, so that what Heroku's
    `generator: secret` makes (64 characters) can be used as it is.
    """
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))


class Encrypted(TypeDecorator[str]):
    """A text column that holds Fernet tokens, and gives clear text to those who have the key.

    A value whose key is gone reads as None: nobody will ever read it again, and the one remedy is
    to sign in anew.

    Args:
        cipher: Encrypts with its first key; None: nothing can be written or read.
    """

    impl = Text
    cache_ok = False

    def __init__(self, cipher: MultiFernet | None) -> None:
        super().__init__()
        self._cipher = cipher

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Encrypt.

        Raises:
            ConfigError: There is no key.
        """
        if value is None:
            return None
        if self._cipher is None:
            raise ConfigError(
                "There is no key to encrypt tokens with.", hint="Set PRODCHECK_SECRET_KEY."
            )
        return self._cipher.encrypt(value.encode()).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Decrypt."""
        if value is None or self._cipher is None:
            return None
        try:
            return self._cipher.decrypt(value.encode()).decode()
        except InvalidToken:
            _LOG.warning("A token at rest cannot be decrypted: its key is not among ours")
            return None
