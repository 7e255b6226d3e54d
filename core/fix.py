"""How a finding says what to do next: commands safe to paste, and articles by their key."""

from shlex import quote

from core.knowledge import article
from core.report import DnsRecord, Fix


def heroku(command: str, *arguments: str, app: str) -> str:
    """Compose a Heroku CLI command, every foreign word quoted for the shell.

    Args:
        command: Topic and command as we wrote it, for example `ps:scale`.
        arguments: Words from outside or from us, quoted where the shell needs it.
        app: Name of the app.
    """
    return " ".join(["heroku", command, *map(quote, arguments), "-a", quote(app)])


def fix(command: str | None = None, *articles: str, record: DnsRecord | None = None) -> Fix:
    """Compose a fix.

    Args:
        command: A command as `heroku` composes it.
        articles: Keys of `knowledge/articles.toml`, the most useful first.
        record: The DNS record to set, where the first step is at the DNS provider.
    """
    return Fix(command=command, record=record, articles=tuple(map(article, articles)))
