"""The GitHub Action: its steps as a runner runs them, on the pretend Heroku, a pretend `gh`."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from cli.pretend import pretend_heroku

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
CHECK, COMMENT = STEPS["Check the app"], STEPS["Comment on the pull request"]

HOSTILE = (
    "$(touch pwned)",
    "`touch pwned`",
    '"; touch pwned; "',
    "'; touch pwned; '",
    "x\ntouch pwned",
    "x && touch pwned",
    "--help",
    "-v",
    "-o/tmp/pwned.json",
    "../../etc",
    "${{ github.token }}",
    "::error::x",
)

GH = """#!{python}
import json, os, pathlib, subprocess, sys
log = pathlib.Path(os.environ["GH_LOG"])
calls = json.loads(log.read_text()) if log.exists() else []
body = [each.partition("@")[2] for each in sys.argv if each.startswith("body=@")]
calls.append([sys.argv[1:], [pathlib.Path(each).read_text("utf-8") for each in body]])
log.write_text(json.dumps(calls))
if os.environ.get("GH_REFUSES"):
    sys.exit("HTTP 403: Resource not accessible by integration")
if "user" in sys.argv:
    print(os.environ.get("GH_LOGIN", '{{"status":"403"}}'))
    sys.exit("GH_LOGIN" not in os.environ)
if "--jq" in sys.argv:
    there = os.environ.get("GH_COMMENTS", "[]").replace("MARKER", os.environ["MARKER"])
    asked = sys.argv[sys.argv.index("--jq") + 1]
    sys.exit(subprocess.run(["jq", "-r", asked], input=there, text=True).returncode)
"""


class Done(NamedTuple):
    """What a step left behind."""

    status: int
    out: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """Runs a step as GitHub's runner does: bash, a file for outputs, one for the summary."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self.folder = folder
        self.work = folder / "work"
        self.bin = folder / "bin"
        for each in (self.work, self.bin, folder / "temp"):
            each.mkdir()
        self.program("prodcheck", f'#!/bin/sh\nexec {sys.executable} -m cli "$@"\n')
        self.program("gh", GH.format(python=sys.executable))
        self.environ = {
            **environ,
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "RUNNER_TEMP": str(folder / "temp"),
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "GITHUB_REPOSITORY": "acme/shop",
            "GH_LOG": str(folder / "gh.json"),
        }

    def program(self, name: str, text: str) -> None:
        """Put a command on the path."""
        path = self.bin / name
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def run(self, step: dict[str, Any], **environ: str) -> Done:
        for name in ("output", "summary"):
            (self.folder / name).write_text("")
        script = self.folder / "step.sh"
        script.write_text(step["run"])
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            env={**self.environ, **environ},
            cwd=self.work,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=60,
        )
        lines = (self.folder / "output").read_text().splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        return Done(done.returncode, done.stdout, outputs, (self.folder / "summary").read_text())

    def check(self, app: str, **environ: str) -> Done:
        inputs = {"APP": app, "FAIL_ON": "failed", "ONLY": "", "SKIP": "", "POLICY": ""}
        return self.run(CHECK, **{**inputs, **environ})

    def comment(self, reports: str, app: str = "ha-app", **environ: str) -> Done:
        inputs = {"APP": app, "GH_TOKEN": "t", "PULL_REQUEST": "7", "REPORTS": reports}
        return self.run(COMMENT, **{**inputs, **environ})

    @property
    def calls(self) -> list[tuple[list[str], list[str]]]:
        log = self.folder / "gh.json"
        return [(call[0], call[1]) for call in json.loads(log.read_text())] if log.exists() else []


@pytest.fixture(scope="module")
def heroku() -> Iterator[dict[str, str]]:
    with pretend_heroku() as environ:
        yield environ


@pytest.fixture
def runner(tmp_path: Path, heroku: dict[str, str]) -> Runner:
    return Runner(tmp_path, heroku)


def test_its_scripts_are_bash_and_hold_no_expression() -> None:
    for name, step in STEPS.items():
        done = subprocess.run(
            ["bash", "-n"], input=step["run"], text=True, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, ""), name
        assert "${{" not in step["run"], name
        assert step["shell"] == "bash"


def test_every_input_is_described_and_used_and_no_token_of_heroku_is_one() -> None:
    text = (ROOT / "action.yml").read_text("utf-8")
    for name, its in ACTION["inputs"].items():
        assert its["description"]
        assert f"inputs.{name}" in text
    assert not [name for name in ACTION["inputs"] if "heroku" in name or "key" in name]


def test_a_step_takes_what_earlier_ones_leave() -> None:
    for output in ACTION["outputs"].values():
        name = re.fullmatch(r"\$\{\{ steps\.check\.outputs\.(\w+) \}\}", output["value"])
        assert name is not None
        assert f"{name[1]}=" in CHECK["run"]


def test_an_app_is_checked_and_its_reports_are_left(runner: Runner) -> None:
    done = runner.check("troubled-app")
    assert done.status == 0, done.out
    assert done.outputs["status"] == "1"
    assert done.outputs["verdict"] == "not_ready"
    assert done.summary.startswith("### ❌ troubled-app is not ready for production")
    reports = Path(done.outputs["reports"])
    assert sorted(path.name for path in reports.iterdir()) == [
        *("prodcheck.html", "prodcheck.json", "prodcheck.md", "prodcheck.sarif", "prodcheck.xml")
    ]


def test_a_good_app_passes(runner: Runner) -> None:
    done = runner.check("ha-app", ONLY="dns,ssl", SKIP="ssl")
    assert (done.outputs["status"], done.outputs["verdict"]) == ("0", "ready")
    checks = json.loads((Path(done.outputs["reports"]) / "prodcheck.json").read_text())["checks"]
    assert [each["id"] for each in checks] == ["dns"]


def test_a_policy_is_followed(runner: Runner) -> None:
    (runner.work / "a policy.toml").write_text('profile = "hobby"\n')
    done = runner.check("ha-app", POLICY="a policy.toml")
    assert done.outputs["status"] == "0", done.out
    assert "held to the profile hobby" in done.summary


def test_fail_on_is_followed(runner: Runner) -> None:
    assert runner.check("troubled-app", FAIL_ON="never").outputs["status"] == "0"
    assert runner.check("troubled-app", FAIL_ON="nonsense").outputs["status"] == "2"


@pytest.mark.parametrize("status", ["0", "1", "2", "3"])
def test_the_last_step_ends_as_the_check_did(runner: Runner, status: str) -> None:
    assert runner.run(STEPS["Judge"], STATUS=status).status == int(status)


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["APP", "FAIL_ON", "ONLY", "SKIP", "POLICY"])
def test_no_input_is_run(runner: Runner, name: str, value: str) -> None:
    inputs = {"app": "ha-app"} | ({"app": value} if name == "APP" else {name: value})
    done = runner.check(**inputs)
    assert done.status == 0, done.out
    assert done.outputs["status"] in {"2", "3"}, done.out
    assert done.outputs["verdict"] == ""
    assert list(runner.work.iterdir()) == []
    assert not Path("/tmp/pwned.json").exists()  # noqa: S108  a place nothing writes to
    assert "Traceback" not in done.out


def test_the_runner_takes_no_command_from_what_an_app_is_made_of(runner: Runner) -> None:
    lines = runner.check("hostile-app").out.splitlines()
    word = lines[0].removeprefix("::stop-commands::")
    assert re.fullmatch(r"[0-9a-f]{32}", word)
    assert lines[-1] == f"::{word}::"
    assert runner.check("hostile-app").out.splitlines()[0] != lines[0]


def test_the_token_is_nowhere(runner: Runner, heroku: dict[str, str]) -> None:
    token = heroku["HEROKU_API_KEY"]
    done = runner.check("ha-app")
    assert token not in done.out + done.summary
    assert all(token not in path.read_text() for path in Path(done.outputs["reports"]).iterdir())


def test_the_first_comment_is_written(runner: Runner) -> None:
    reports = runner.check("ha-app").outputs["reports"]
    done = runner.comment(reports)
    assert (done.status, done.out) == (0, "")
    _, (looked, _), (wrote, (body,)) = runner.calls
    assert "repos/acme/shop/issues/7/comments" in looked
    assert "--paginate" in looked
    assert "--method" not in wrote
    assert "repos/acme/shop/issues/7/comments" in wrote
    assert re.match(r"<!-- prodcheck [0-9a-f]{16} -->\n### ✅ ha-app is ready", body)


def test_a_comment_that_is_there_is_brought_up_to_date(runner: Runner) -> None:
    reports = runner.check("ha-app").outputs["reports"]
    there = [
        {"id": 1, "user": {"type": "Bot"}, "body": "<!-- prodcheck 0000000000000000 -->"},
        {"id": 2, "user": {"type": "User"}, "body": "MARKER\nready, says a person"},
        {"id": 3, "user": {"type": "Bot"}, "body": "MARKER\nold"},
        {"id": 4, "user": {"type": "Bot"}, "body": "MARKER\nolder"},
    ]
    assert runner.comment(reports, GH_COMMENTS=json.dumps(there)).status == 0
    wrote = runner.calls[-1][0]
    assert "repos/acme/shop/issues/comments/3" in wrote
    assert wrote[wrote.index("--method") + 1] == "PATCH"


def test_the_comment_of_a_person_s_token_is_brought_up_to_date_too(runner: Runner) -> None:
    reports = runner.check("ha-app").outputs["reports"]
    there = [
        {"id": 1, "user": {"type": "User", "login": "somebody"}, "body": "MARKER\nno"},
        {"id": 2, "user": {"type": "User", "login": "deployer"}, "body": "MARKER\nold"},
    ]
    done = runner.comment(reports, GH_COMMENTS=json.dumps(there), GH_LOGIN="deployer")
    assert (done.status, done.out) == (0, "")
    assert "repos/acme/shop/issues/comments/2" in runner.calls[-1][0]


def test_a_token_that_may_not_comment_fails_nothing(runner: Runner) -> None:
    reports = runner.check("ha-app").outputs["reports"]
    done = runner.comment(reports, GH_REFUSES="1")
    assert done.status == 0
    assert "::warning title=Production Check::No comment could be written" in done.out


@pytest.mark.parametrize("app", HOSTILE)
def test_no_name_of_an_app_is_run_by_the_comment(runner: Runner, app: str) -> None:
    reports = runner.folder / "reports"
    reports.mkdir()
    (reports / "prodcheck.md").write_text("### report\n")
    assert runner.comment(str(reports), app=app).status == 0
    assert list(runner.work.iterdir()) == []
    assert re.match(r"<!-- prodcheck [0-9a-f]{16} -->\n", runner.calls[-1][1][0])


def test_the_command_alone_is_added_to_the_path(runner: Runner) -> None:
    python = '#!/bin/sh\n[ "$2" = venv ] || exit 0\nmkdir -p "$3/bin"\ncp "$0" "$3/bin/python"\n'
    runner.program("python3", python + 'printf "#!/bin/sh\\necho 1\\n" > "$3/bin/prodcheck"\n')
    path = runner.folder / "path"
    inputs = {"VERSION": "", "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_PATH": str(path)}
    for _ in range(2):
        done = runner.run(STEPS["Install prodcheck"], **inputs)
        assert (done.status, done.out) == (0, "")
    for folder in path.read_text().splitlines():
        (command,) = Path(folder).iterdir()
        assert command.name == "prodcheck"
        assert command.resolve().read_text() == "#!/bin/sh\necho 1\n"


@pytest.mark.parametrize("version", ["1.0; touch pwned", "--index-url=x", "https://a", "$(id)"])
def test_a_version_that_is_none_is_not_installed(runner: Runner, version: str) -> None:
    inputs = {"VERSION": version, "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_PATH": os.devnull}
    done = runner.run(STEPS["Install prodcheck"], **inputs)
    assert done.status == 2
    assert list((runner.folder / "temp").iterdir()) == []
