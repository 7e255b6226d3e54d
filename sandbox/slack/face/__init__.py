"""The workspace in a browser.

::

    mrkdwn dates emoji   Slack's text as HTML, in which foreign text stays text
    templates/ paper     blocks, messages, modals and the page around them
    places screen        what one person sees in one place
    pages doing          what the browser asks for, and what a person does in it
    static/              one script, one style sheet
"""

from collections.abc import Sequence

from starlette.routing import BaseRoute

from sandbox.slack.face.doing import Doing
from sandbox.slack.face.pages import Pages
from sandbox.slack.face.screen import Screen
from sandbox.slack.gestures import Gestures
from sandbox.slack.workspace import Workspace


def face(workspace: Workspace, gestures: Gestures, hints: Sequence[str]) -> list[BaseRoute]:
    """List the routes of the face.

    Args:
        workspace: What there is to see.
        gestures: What people can do.
        hints: What to type first.
    """
    pages = Pages(workspace, Screen(workspace, hints), gestures)
    return [*pages.routes, *Doing(workspace, gestures, {}).routes]
