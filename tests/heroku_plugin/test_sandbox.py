"""The Heroku CLI's own commands, typed at the pretend Heroku: it takes what they really send."""

from collections.abc import Iterator

import pytest

from sandbox import Sandbox
from tests.end_to_end.conftest import in_thread
from tests.heroku_plugin.running import HerokuCli, Outcome

pytestmark = pytest.mark.needs("heroku", "git")


@pytest.fixture
def own() -> Iterator[Sandbox]:
    """A pretend Heroku that may be changed."""
    with in_thread(Sandbox()) as sandbox:
        yield sandbox


def typed(cli: HerokuCli, own: Sandbox, *words: str, app: str = "ha-app") -> Outcome:
    return cli(*words, "-a", app, environ=own.environ)


def test_an_app_is_scaled_and_renamed(cli: HerokuCli, own: Sandbox) -> None:
    for words in (
        ("ps:scale", "web=1", "worker+3"),
        ("ps:type", "worker=performance-m"),
        ("maintenance:on",),
        ("apps:rename", "new-name"),
    ):
        assert typed(cli, own, *words).status == 0
    app = own.catalogue.apps["new-name"]
    sizes = [(row.type, row.quantity, row.size) for row in app.formation]
    assert sizes == [("web", 1, "Standard-1X"), ("worker", 5, "Performance-M")]
    assert app.maintenance


def test_a_webhook_is_made_shown_and_removed(cli: HerokuCli, own: Sandbox) -> None:
    sent = ("-i", "api:formation,dyno", "-l", "sync", "-u", "https://example.com/hooks")
    made = typed(cli, own, "webhooks:add", *sent)
    [webhook] = own.webhooks.of(own.catalogue.apps["ha-app"])
    assert (made.status, webhook.include) == (0, ("api:formation", "dyno"))
    assert webhook.secret in made.out
    assert webhook.id in typed(cli, own, "webhooks").out
    assert typed(cli, own, "webhooks:remove", webhook.id).status == 0
    assert own.webhooks.of(own.catalogue.apps["ha-app"]) == []
