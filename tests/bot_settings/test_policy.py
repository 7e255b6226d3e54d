from datetime import date
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError
from core.policy import Policy, Waiver

TOML = 'profile = "hobby"\n[[waivers]]\ncheck = "dns"\nreason = "moves"\nexpires = 2027-01-31\n'
READ = Policy(
    profile="hobby", waivers=(Waiver(check="dns", reason="moves", expires=date(2027, 1, 31)),)
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def advice(value: str) -> str:
    with pytest.raises(SettingsError) as raised:
        Settings.load({"PRODCHECK_POLICY": value, "PORT": "http"})
    found = {problem.variable: problem.advice for problem in raised.value.problems}
    assert set(found) == {"PORT", "PRODCHECK_POLICY"}
    return found["PRODCHECK_POLICY"]


def test_the_policy_may_be_the_value_itself() -> None:
    assert Settings.load({"PRODCHECK_POLICY": TOML}).policy == READ
    assert Settings.load({"PRODCHECK_POLICY": "profile = 'hobby'"}).policy.profile == "hobby"


def test_the_policy_may_be_a_file_that_the_value_names(folder: Path) -> None:
    (folder / "ours ☃.toml").write_text(TOML)
    assert Settings.load({"PRODCHECK_POLICY": "ours ☃.toml"}).policy == READ
    assert Settings.load({"PRODCHECK_POLICY": str(folder / "ours ☃.toml")}).policy == READ


def test_the_policy_may_lie_beside_the_procfile(folder: Path) -> None:
    assert Settings.load({}).policy == Policy()
    (folder / "prodcheck.toml").write_text(TOML)
    assert Settings.load({}).policy == READ
    assert Settings.load({"PRODCHECK_POLICY": "skip = ['dns']"}).policy == Policy(skip=("dns",))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("skip = ['dnss']", "line 1: There is no check called 'dnss'. Did you mean dns?"),
        ("a = 1\nb = [", "line 2: This is not TOML: "),
        ("[nonsense", "line 1: This is not TOML: "),
        ("# nothing\n# at all", "It says nothing."),
        (
            "no-such.toml",
            "It names 'no-such.toml', which cannot be read: No such file or directory. It should",
        ),
        (".", "It names '.', which cannot be read: Is a directory."),
        ("a\0b", "It names 'a\\x00b', which cannot be read: it is no path."),
    ],
)
def test_a_policy_that_cannot_be_followed_is_told_like_any_setting(value: str, told: str) -> None:
    assert advice(value).startswith(told)


def test_a_mistake_in_the_file_is_told_with_its_name(folder: Path) -> None:
    (folder / "prodcheck.toml").write_text("\nprofil = 'x'")
    with pytest.raises(SettingsError) as raised:
        Settings.load({})
    assert "PRODCHECK_POLICY: prodcheck.toml, line 2: There is no key 'profil'" in str(raised.value)


def test_the_policy_of_a_repository_above_does_not_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "prodcheck.toml").write_text(TOML)
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    assert Settings.load({}).policy == Policy()


def test_a_policy_that_is_a_link_to_nowhere_is_not_no_policy(folder: Path) -> None:
    (folder / "prodcheck.toml").symlink_to("moved-away.toml")
    with pytest.raises(SettingsError) as raised:
        Settings.load({})
    assert "which cannot be read: No such file or directory" in str(raised.value)
