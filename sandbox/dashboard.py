"""`GET /` of the pretend Heroku: a page on which people let things happen to the sample apps.

Each press is a plain form, and does what `heroku ps:scale` and its like would.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qs

from jinja2 import Environment

from sandbox.api import Reply
from sandbox.changes import Changes
from sandbox.model import Catalogue, SampleApp

CHANGE_PATH: Final = "/change"
_HTML: Final = "text/html; charset=utf-8"
_PAGE: Final = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The pretend Heroku</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 15px/1.5 system-ui; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { border-top: 1px solid #8884; padding: .5rem .6rem .5rem 0; text-align: left;
           vertical-align: top; }
  form { display: inline; }
  button { font: inherit; font-size: 13px; margin: 0 .2rem .3rem 0; padding: .15rem .6rem;
           border: 1px solid #79589f; border-radius: .4rem; background: none; color: inherit;
           cursor: pointer; }
  button:hover, button:focus-visible { background: #79589f; color: #fff; }
  small { opacity: .7; display: block; }
</style>
<h1>The pretend Heroku</h1>
<p>What you press here happens to the app at once, and is told to whoever subscribed to its
webhooks. It lasts until the playground ends.</p>
<table>
<tr><th>App<th>Web dynos<th>Maintenance<th>Let it happen
{% for app, web, presses in rows %}
<tr id="{{ app.name }}"><td>{{ app.name }}<small>{{ app.summary }}</small>
<td>{% if web %}{{ web.quantity }} &times; {{ web.size }}{% else %}none{% endif %}

<td>{{ "on" if app.maintenance else "off" }}
<td>{% for what, words in presses %}<form method="post" action="{{ change_path }}">
<input type="hidden" name="app" value="{{ app.name }}">
<button name="what" value="{{ what }}">{{ words }}</button></form>{% endfor %}
{% endfor %}
</table>
"""
_SINGLE: Final = frozenset({"Eco", "Basic"})
"""Sizes of which there is one dyno: https://devcenter.heroku.com/articles/dyno-types."""


class Dashboard:
    """Serves the page.

    Args:
        catalogue: The apps.
        changes: Changes them.
    """

    def __init__(self, catalogue: Catalogue, changes: Changes) -> None:
        self._catalogue = catalogue
        self._page = Environment(autoescape=True).from_string(_PAGE)
        self._deeds: dict[str, Callable[[str], None]] = {
            "web-1": lambda app: changes.scale(app, web=1),
            "web-2": lambda app: changes.scale(app, web=2),
            "crash": lambda app: changes.crash(app, "web.1"),
            "deploy": changes.release,
            "fail": changes.fail_release,
            "maintenance-on": lambda app: changes.set(app, maintenance=True),
            "maintenance-off": lambda app: changes.set(app, maintenance=False),
        }

    def answer(self, method: str, path: str, body: bytes) -> Reply | None:
        """Answer a request; None when it is none for a page."""
        match method, path.partition("?")[0]:
            case "GET", "/":
                return self._shown()
            case "POST", "/change":
                return self._changed(body)
        return None

    def _shown(self) -> Reply:
        apps = [app for app in self._catalogue.apps.values() if not app.hidden]
        rows = [(app, _web(app), _presses(app)) for app in apps]
        html = self._page.render(rows=rows, change_path=CHANGE_PATH)
        return Reply(
            body=html.encode(), content_type=_HTML, headers=(("Cache-Control", "no-store"),)
        )

    def _changed(self, body: bytes) -> Reply:
        form = parse_qs(body.decode(errors="replace"))
        app = self._catalogue.apps.get(form.get("app", [""])[0])
        what = form.get("what", [""])[0]
        if app is None or app.hidden or what not in dict(_presses(app)):
            return Reply(status=422, body=b"There is no such button.", content_type=_HTML)
        self._deeds[what](app.name)
        return Reply(status=303, headers=(("Location", "/"),))


def _web(app: SampleApp) -> object:
    return next((row for row in app.formation if row.type == "web"), None)


def _presses(app: SampleApp) -> list[tuple[str, str]]:
    """List the buttons of an app: what each does, and what is written on it."""
    web = [row for row in app.formation if row.type == "web"]
    scale = [("web-1", "web = 1")] if web else []
    if web and web[0].size not in _SINGLE:
        scale.append(("web-2", "web = 2"))
    crash = [("crash", "crash web.1")] if web and web[0].quantity else []
    switch = (
        ("maintenance-off", "maintenance off")
        if app.maintenance
        else ("maintenance-on", "maintenance on")
    )
    return [*scale, *crash, ("deploy", "deploy"), ("fail", "deploy that fails"), switch]
