"""The pages on reports and CI are true: output is what the command prints, recipes are run."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Self

import jsonschema
import pytest
import yaml

from cli.pretend import pretend_heroku
from core.render import FORMATS
from tests.test_action import ACTION

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data"
REPORTS = (ROOT / "docs" / "reports.md").read_text("utf-8")
CI = (ROOT / "docs" / "ci.md").read_text("utf-8")
EXAMPLES: list[tuple[str, str]] = re.findall(
    r"```console\n\$ prodcheck (.*?)\n(.*?)```", REPORTS, re.DOTALL
)


class Listener:
    """A pretend GitLab that keeps what is posted."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, str | None, str]] = []
        posts = self.posts

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                posts.append((self.path, self.headers["PRIVATE-TOKEN"], body))
                self.send_response(201)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Keep quiet."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def prodcheck(arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *shlex.split(arguments)],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), **environ},
        cwd=environ.get("HOME", ROOT),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", CI, re.DOTALL)


def typed() -> list[str]:
    """List what the page on CI has people type of prodcheck itself."""
    shown = [line.strip() for line in CI.splitlines() if line.startswith("    prodcheck ")]
    gitlab = yaml.safe_load(blocks("yaml")[-1])["production-check"]["script"]
    heroku = json.loads(blocks("json")[0])["environments"]["test"]["scripts"].values()
    lines = [*shown, *gitlab, *heroku]
    return [line.partition(" && ")[0] for line in lines if line.startswith("prodcheck ")]


@pytest.fixture(scope="module")
def heroku() -> Iterator[dict[str, str]]:
    with pretend_heroku() as environ:
        yield environ


@pytest.mark.parametrize(("arguments", "output"), EXAMPLES)
def test_an_example_is_what_the_command_prints(arguments: str, output: str) -> None:
    printed = prodcheck(arguments).stdout
    pattern = ".*".join(re.escape(part) for part in re.split(r"^…\n", output, flags=re.MULTILINE))
    assert re.fullmatch(pattern, printed, re.DOTALL), printed


def test_every_format_is_in_the_table() -> None:
    rows = re.findall(r"^\| (`\..*?) \| `(\w+)` \|", REPORTS, re.MULTILINE)
    table = {suffix: name for cell, name in rows for suffix in re.findall(r"`(.+?)`", cell)}
    assert table == FORMATS
    shown = {arguments.rpartition(" ")[2] for arguments, _ in EXAMPLES}
    assert shown == set(FORMATS.values()) - {"text", "html"}


def test_what_the_pages_lead_to_is_there() -> None:
    for page in (REPORTS, CI):
        for target in re.findall(r"\]\(([^)]+)\)", page):
            assert (ROOT / "docs" / target).exists(), target


def test_every_command_for_ci_works(heroku: dict[str, str], tmp_path: Path) -> None:
    assert len(typed()) >= 5
    for line in typed():
        arguments = line.removeprefix("prodcheck ").replace("myapp-staging", "ha-app")
        done = prodcheck(arguments.replace("myapp", "ha-app"), **heroku, HOME=str(tmp_path))
        assert (done.returncode, done.stderr) == (0, ""), line
    assert {path.name for path in tmp_path.glob("[!.]*")} == {
        *("prodcheck.xml", "prodcheck.html", "prodcheck.json", "prodcheck.md")
    }


def test_the_recipes_are_yaml_and_name_inputs_that_there_are() -> None:
    steps: list[dict[str, Any]] = []
    for block in blocks("yaml"):
        read = yaml.safe_load(block)
        jobs = read.get("jobs", {}).values() if isinstance(read, dict) else []
        steps += read if isinstance(read, list) else []
        steps += [step for job in jobs for step in job["steps"]]
    ours = [step for step in steps if "/prodcheck@" in step.get("uses", "")]
    assert len(ours) == 2
    for step in ours:
        assert set(step["with"]) <= set(ACTION["inputs"])
    rows = re.findall(r"^\| (`[a-z`, -]+`) \| ", CI, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z-]+)`", row)}
    assert named == set(ACTION["inputs"])


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        ("github-actions", ACTION),
        ("github-workflows", yaml.safe_load(blocks("yaml")[0])),
        ("gitlab-ci", yaml.safe_load(blocks("yaml")[-1])),
    ],
)
def test_the_action_and_the_recipes_are_what_the_platforms_take(
    schema: str, document: dict[Any, Any]
) -> None:
    # YAML 1.1 takes the key `on` of a workflow for a truth value.
    read = {"on" if key is True else key: value for key, value in document.items()}
    jsonschema.validate(read, json.loads((DATA / f"{schema}.json").read_text("utf-8")))


@pytest.mark.needs("curl")
def test_the_note_on_a_merge_request_is_posted(tmp_path: Path) -> None:
    (script,) = yaml.safe_load(blocks("yaml")[-1])["comment"]["script"]
    (tmp_path / "prodcheck.md").write_text("### ✅ myapp is ready; @all\n", "utf-8")
    with Listener() as gitlab:
        environ = {"CI_API_V4_URL": gitlab.url, "CI_PROJECT_ID": "5", "CI_MERGE_REQUEST_IID": "7"}
        done = subprocess.run(
            ["sh", "-ec", script],
            env={"PATH": os.environ["PATH"], "COMMENT_TOKEN": "glpat-secret", **environ},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    ((path, token, body),) = gitlab.posts
    assert (path, token) == ("/projects/5/merge_requests/7/notes", "glpat-secret")
    assert "### ✅ myapp is ready; @all\n" in body


def test_no_recipe_has_a_token_in_it() -> None:
    assert not re.search(r"https?://[^\s/]*@|--token|HRKU-", CI)
