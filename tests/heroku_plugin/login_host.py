"""The host where a browser logs a person in to the Heroku CLI; here everybody is let in at once."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

TICKETS = {"browser_url": "/cli/browser", "cli_url": "/cli/auth", "token": "ticket"}
"""What `POST /auth` answers: where the browser goes, and where the CLI waits for the token."""


@contextmanager
def login_host(token: str) -> Iterator[str]:
    """Serve it on loopback, and tell its URL.

    Args:
        token: What whoever logs in is given.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._answer(TICKETS)

        def do_GET(self) -> None:
            self._answer({"access_token": token})

        def log_message(self, *_: object) -> None:
            pass

        def _answer(self, body: dict[str, str]) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
