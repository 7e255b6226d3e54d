"""What Heroku reads when somebody presses the button: app.json, Procfile, requirements.txt.

The rules are those of https://devcenter.heroku.com/articles/app-json-schema.
"""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
APP = json.loads((ROOT / "app.json").read_text("utf-8"))
FIELDS = {
    "addons",
    "buildpacks",
    "description",
    "env",
    "environments",
    "formation",
    "image",
    "keywords",
    "logo",
    "name",
    "repository",
    "scripts",
    "stack",
    "success_url",
    "website",
}


def processes() -> dict[str, str]:
    lines = (ROOT / "Procfile").read_text("utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_every_field_is_one_of_the_schema() -> None:
    assert set(APP) <= FIELDS
    assert 3 <= len(APP["name"]) <= 30
    assert APP["description"]


def test_each_variable_says_what_it_is_for_and_is_read_by_the_bot() -> None:
    read = (ROOT / "bot/settings.py").read_text("utf-8")
    for name, asked in APP["env"].items():
        assert set(asked) <= {"description", "value", "required", "generator"}, name
        assert asked["description"].endswith("."), name
        assert f'"{name}"' in read, f"{name} is asked for, and never read"


def test_whoever_presses_the_button_need_not_know_anything_yet() -> None:
    needed = {n for n, asked in APP["env"].items() if asked.get("required", True)}
    assert needed == {"PRODCHECK_SECRET_KEY"}
    assert APP["env"]["PRODCHECK_SECRET_KEY"]["generator"] == "secret"
    assert APP["success_url"] == "/"


def test_it_runs_on_a_dyno_that_never_sleeps_and_with_a_database() -> None:
    assert APP["formation"] == {"web": {"quantity": 1, "size": "basic"}}
    assert APP["addons"] == ["heroku-postgresql:essential-0"]
    assert set(APP["formation"]) <= set(processes())


def test_the_stack_is_one_that_will_be_supported_for_long() -> None:
    assert APP["stack"] in {"heroku-24", "heroku-26"}
    assert APP["buildpacks"] == [{"url": "heroku/python"}]


def test_the_database_is_brought_up_to_date_at_each_release() -> None:
    assert processes() == {
        "web": "python -m bot",
        "worker": "python -m bot worker",
        "release": "python -m bot migrate",
    }


def test_the_buildpack_finds_one_set_of_requirements() -> None:
    lock_files = {"requirements.txt", "Pipfile.lock", "poetry.lock", "uv.lock"}
    assert {name for name in lock_files if (ROOT / name).exists()} == {"requirements.txt"}
    assert not (ROOT / "runtime.txt").exists()
    # pyenv reads the file too, and then `make` fails where it has another version of Python.
    # Heroku keeps the version that an app was first built with.
    assert not (ROOT / ".python-version").exists()


def test_the_requirements_are_pinned_with_hashes() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    pins = re.findall(r"^[a-z][\w.-]*==", text, re.MULTILINE)
    assert len(pins) > 30
    assert text.count("--hash=sha256:") > len(pins)
    assert not re.search(r"^-e|^\.", text, re.MULTILINE), "cannot be installed with hashes"
