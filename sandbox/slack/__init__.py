"""A pretend Slack workspace on loopback: for the playground, the tests and the benchmarks.

::

    slack            the whole: start it, do what people do
    workspace        people, channels, messages, windows (modals and Homes), tickets
    gestures         what people do ─▶ payloads ─▶ line ─▶ delivery ─▶ the app
    answers          … and what comes of the app's answer
    web_api hooks    what the app calls
    rules            what Slack accepts
    face             the workspace in a browser

It needs what `prodcheck[bot]` brings (Starlette, uvicorn); `import sandbox` alone does not.
"""

from sandbox.slack.slack import PretendSlack

__all__ = ["PretendSlack"]
