import json
import os
import pty
import subprocess
from pathlib import Path

import msgspec
import pytest

from core.policy_text import EXAMPLE
from core.snapshot import AppFeature, dump_snapshot
from tests.apps import HEALTHY
from tests.cli.conftest import ROOT, Cli, Program

WAIVER = """
[[waivers]]
check = "preboot"
reason = "One cache"
expires = 2026-11-22
"""


@pytest.fixture
def gappy(tmp_path: Path) -> str:
    """A file with the snapshot of an app that would be healthy if preboot were on."""
    path = tmp_path / "gappy.json"
    features = (AppFeature(name="preboot", enabled=False),)
    path.write_bytes(dump_snapshot(msgspec.structs.replace(HEALTHY, features=features)))
    return str(path)


def commit(text: str, folder: Path | None = None) -> None:
    (folder or Path.cwd()).joinpath("prodcheck.toml").write_text(text)


def test_a_policy_in_the_folder_goes(cli: Cli, gappy: str) -> None:
    assert cli("--from", gappy).out.count("warning: Preboot on") == 1
    commit('profile = "critical"')
    status, out, err = cli("--from", gappy)
    assert (status, err) == (1, "")
    assert out.startswith("ha-app, as of 2026-11-22 19:00 UTC, held to the profile critical\n")
    assert "✗ failed: Preboot on" in out


def test_a_waived_finding_stays_visible_and_no_waivers_shows_the_truth(
    cli: Cli, gappy: str
) -> None:
    commit(WAIVER)
    status, out, _ = cli("--from", gappy, "--fail-on", "warning")
    assert status == 0
    assert "waived: Preboot on" in out
    assert "accepted until 2026-11-22: One cache" in out
    status, out, _ = cli("--from", gappy, "--fail-on", "warning", "--no-waivers")
    assert status == 1
    assert "warning: Preboot on" in out
    assert "One cache" not in out


def test_an_expired_waiver_and_one_that_nothing_needs_are_reported(cli: Cli, gappy: str) -> None:
    commit(WAIVER.replace("22", "21") + WAIVER.replace("preboot", "stack"))
    status, out, _ = cli("--from", gappy, "--fail-on", "warning")
    assert status == 1
    assert "! waiver expired on 2026-11-21: preboot: One cache" in out
    assert "~ waiver not needed by this app: stack: One cache" in out
    document = json.loads(cli("--from", gappy, "--json").out)
    assert [each["check"] for each in document["expired_waivers"]] == ["preboot"]


def test_the_policy_of_the_repository_goes_in_its_folders(
    cli: Cli, gappy: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    commit('profile = "critical"')
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert cli("--from", gappy).status == 1
    commit('profile = "hobby"', below)
    assert cli("--from", gappy).out.count("profile hobby") == 1


def test_a_policy_above_that_is_not_of_the_repository_does_not_go(
    cli: Cli, gappy: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commit('profile = "critical"')
    inner = tmp_path / "repository"
    (inner / ".git").mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert cli("--from", gappy).status == 0


def test_a_policy_that_is_a_link_to_nowhere_is_not_no_policy(cli: Cli, gappy: str) -> None:
    Path("prodcheck.toml").symlink_to("moved-away.toml")
    status, out, err = cli("--from", gappy)
    assert (status, out) == (2, "")
    assert "prodcheck.toml cannot be read: No such file or directory." in err


def test_policy_names_another_file_or_stdin(cli: Cli, program: Program, gappy: str) -> None:
    commit('profile = "critical"')
    Path("ours ☃.toml").write_text('profile = "hobby"')
    assert "profile hobby" in cli("--from", gappy, "--policy", "ours ☃.toml").out
    told = program("--from", gappy, "--policy", "-", stdin=b'profile = "critical"')
    assert told.status == 1


def test_an_empty_name_is_no_policy(cli: Cli, gappy: str) -> None:
    commit("not a policy")
    assert cli("--from", gappy, "--policy", "").status == 0


def test_the_demo_is_not_held_to_the_policy_of_the_folder(cli: Cli) -> None:
    commit("not a policy")
    status, out, err = cli("demo", "--app", "ha-app")
    assert (status, err) == (0, "")
    assert "ha-app is ready for production" in out


@pytest.mark.parametrize(
    "command", [["--from", "gappy.json"], ["diff", "gappy.json", "gappy.json"]]
)
def test_profile_wins_over_the_file(cli: Cli, gappy: str, command: list[str]) -> None:
    assert gappy
    commit('profile = "critical"\n[profiles.mine]\nskip = ["preboot"]')
    assert cli(*command, "--profile", "mine").status == 0
    status, out, err = cli(*command, "--profile", "mien")
    assert (status, out) == (2, "")
    assert "There is no profile called 'mien'" in err
    assert "Did you mean mine?" in err
    assert "There are: critical, standard, hobby, mine." in cli(*command, "--profile", "zz").err


def test_only_on_the_command_line_wins_over_skip_in_the_file(cli: Cli, gappy: str) -> None:
    commit('skip = ["preboot"]')
    assert "Preboot on" not in cli("--from", gappy).out
    assert "Preboot on" in cli("--from", gappy, "--only", "preboot").out


def test_diff_judges_both_snapshots_by_the_policy(cli: Cli, gappy: str, healthy: str) -> None:
    assert cli("diff", healthy, gappy).status == 0
    commit('profile = "critical"')
    assert cli("diff", healthy, gappy).status == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "prodcheck.toml: It says nothing."),
        ("a = [\n", "prodcheck.toml, line 2: This is not TOML"),
        ("\n\nskipp = []", "prodcheck.toml, line 3: There is no key 'skipp' here."),
        (WAIVER.replace("2026-11-22", "'soon'"), "prodcheck.toml, line 5: expires is a text"),
        ("\x1b[31m = 1", "prodcheck.toml, line 1: This is not TOML"),
        ("'\\u001b[31m' = 1", "prodcheck.toml, line 1: "),
    ],
)
@pytest.mark.parametrize("command", [["--from", "gappy.json"], ["policy"], ["-a", "some-app"]])
def test_a_mistake_in_it_is_wrong_usage_before_anything_is_done(
    cli: Cli, gappy: str, text: str, told: str, command: list[str]
) -> None:
    assert gappy
    commit(text)
    status, out, err = cli(*command)
    assert (status, out) == (2, "")
    assert told in err
    assert "\x1b" not in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("no-such.toml", "no-such.toml cannot be read: No such file or directory."),
        (".", ". cannot be read: Is a directory."),
        ("/dev/zero", "/dev/zero: It has 1,000,001 bytes or more"),
        ("/dev/null", "/dev/null: It says nothing."),
    ],
)
def test_a_file_that_is_no_policy_is_told(cli: Cli, gappy: str, path: str, told: str) -> None:
    status, _, err = cli("--from", gappy, "--policy", path)
    assert status == 2
    assert told in err


def test_a_terminal_is_told_which_policy_goes(program: Program, gappy: str, tmp_path: Path) -> None:
    commit('profile = "hobby"', tmp_path)
    ours, theirs = pty.openpty()
    done = subprocess.run(
        program.argv("--from", gappy),
        env={**program.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        timeout=60,
        check=False,
    )
    os.close(theirs)
    assert done.returncode == 0
    assert os.read(ours, 1000) == b"Policy: prodcheck.toml\r\n"
    os.close(ours)


# prodcheck policy


def test_the_example_is_a_policy(cli: Cli) -> None:
    status, out, _ = cli("policy", "--example")
    assert (status, out) == (0, EXAMPLE)
    commit(out)
    status, out, _ = cli("policy")
    assert status == 0
    assert out.startswith("prodcheck.toml can be followed.\n")
    assert "  checkout-*: critical\n  *-playground: hobby\n  any other app: standard\n" in out


def test_what_it_comes_to_for_an_app_and_which_layer_says_so(cli: Cli) -> None:
    commit(
        'skip = ["preboot"]\n[checks.ssl]\nwarn_days = 50\n'
        '[apps."shop-*"]\nprofile = "critical"\nlenient = ["dns"]\n[apps."shop-*".checks.ssl]\n'
        "fail_days = 3\n" + WAIVER.replace("preboot", "dns") + 'app = "other"' + WAIVER
    )
    status, out, _ = cli("policy", "-a", "shop-1", COLUMNS="120")
    assert status == 0
    assert out.startswith("shop-1 is held to the profile critical.\n\nRuns 17 checks\n")
    for line in (
        "  preboot (all apps)",
        "  cross-region-follower (off unless asked for)",
        "  dyno-tier (built-in profile critical)",
        '  dns (apps."shop-*")',
        "  ssl: warn_days = 45 (built-in profile critical)",
        '  ssl: fail_days = 3 (apps."shop-*")',
        "  ssl: automatic_warn_days = 14 (default)",
        "  preboot until 2026-11-22: One cache",
    ):
        assert f"\n{line}\n" in out
    assert "dns until" not in out


def test_a_built_in_profile_is_shown_without_a_file(cli: Cli) -> None:
    status, out, _ = cli("policy", "-a", "x", "--profile", "hobby")
    assert status == 0
    assert "  dyno-redundancy: min_web = 1 (built-in profile hobby)\n" in out


def test_where_there_is_no_policy_the_way_to_one_is_told(cli: Cli) -> None:
    status, _, err = cli("policy")
    assert status == 2
    assert "There is no prodcheck.toml in this folder" in err
    assert "prodcheck policy --example > prodcheck.toml" in err
