"""What one run has of its surroundings."""

from collections.abc import Mapping


class Session:
    """The environment of a run, and the secrets it must never show."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.secrets: list[str] = [value] if (value := environ.get("HEROKU_API_KEY")) else []

    def scrub(self, text: str) -> str:
        """Take every secret out of a text."""
        for secret in self.secrets:
            text = text.replace(secret, "[token]")
        return text
