import subprocess
from pathlib import Path

import pytest

from cli.app_name import find_app
from core.errors import ConfigError


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    monkeypatch.chdir(folder)
    return folder


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True)


def remote(folder: Path, name: str, url: str) -> None:
    git(folder, "remote", "add", name, url)


def problem(environ: dict[str, str], flag: str | None = None, remote: str | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        find_app(flag, remote, environ)
    return f"{caught.value.message}\n{caught.value.hint}"


def test_the_flag_wins_over_everything(repository: Path, environ: dict[str, str]) -> None:
    remote(repository, "heroku", "https://git.heroku.com/by-remote.git")
    assert find_app("by-flag", "heroku", {**environ, "HEROKU_APP": "by-env"}) == "by-flag"


def test_the_variable_wins_over_a_remote(repository: Path, environ: dict[str, str]) -> None:
    remote(repository, "staging", "https://git.heroku.com/by-remote.git")
    assert find_app(None, "staging", {**environ, "HEROKU_APP": "by-env"}) == "by-env"


@pytest.mark.parametrize(
    "url",
    [
        "git@heroku.com:my-app.git",
        "ssh://git@heroku.com/my-app.git",
        "https://git.heroku.com/my-app.git",
    ],
)
def test_the_one_heroku_remote_is_the_app(
    repository: Path, environ: dict[str, str], url: str
) -> None:
    remote(repository, "origin", "git@github.com:me/code.git")
    remote(repository, "heroku", url)
    assert find_app(None, None, environ) == "my-app"


def test_several_remotes_are_listed(repository: Path, environ: dict[str, str]) -> None:
    remote(repository, "staging", "https://git.heroku.com/app-s.git")
    remote(repository, "production", "https://git.heroku.com/app-p.git")
    told = problem(environ)
    assert told.startswith("Multiple apps in git remotes")
    assert "app-s (staging)" in told
    assert "app-p (production)" in told
    assert find_app(None, "staging", environ) == "app-s"


def test_the_remote_of_the_git_configuration_is_taken(
    repository: Path, environ: dict[str, str]
) -> None:
    remote(repository, "staging", "https://git.heroku.com/app-s.git")
    remote(repository, "production", "https://git.heroku.com/app-p.git")
    git(repository, "config", "heroku.remote", "production")
    assert find_app(None, None, environ) == "app-p"
    assert find_app(None, "staging", environ) == "app-s"


def test_a_remote_that_is_not_there_is_named(repository: Path, environ: dict[str, str]) -> None:
    remote(repository, "heroku", "https://git.heroku.com/my-app.git")
    assert "'stagign'" in problem(environ, remote="stagign")


@pytest.mark.parametrize("url", ["https://github.com/me/code.git", "https://git.heroku.com/app"])
def test_other_remotes_are_no_apps(repository: Path, environ: dict[str, str], url: str) -> None:
    remote(repository, "origin", url)
    assert problem(environ).startswith("No app given.")


def test_outside_a_repository_it_says_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "prodcheck -a APP" in problem({**environ, "GIT_CEILING_DIRECTORIES": str(tmp_path)})


def test_without_git_it_says_what_to_type(environ: dict[str, str], repository: Path) -> None:
    remote(repository, "heroku", "https://git.heroku.com/my-app.git")
    assert problem({**environ, "PATH": "/nowhere"}).startswith("No app given.")


def test_the_git_host_can_be_told(repository: Path, environ: dict[str, str]) -> None:
    remote(repository, "heroku", "https://git.example.com/my-app.git")
    assert find_app(None, None, {**environ, "HEROKU_GIT_HOST": "git.example.com"}) == "my-app"


@pytest.mark.parametrize("name", ["", "a/b", "../x", "my app", "x\x1b[2J", "-x", "a.b", "\udcff"])
def test_what_is_no_name_is_refused_with_its_origin(name: str, environ: dict[str, str]) -> None:
    assert problem(environ, flag=name).startswith("--app: ")
    if name:
        assert problem({**environ, "HEROKU_APP": name}).startswith("HEROKU_APP: ")


def test_a_hostile_remote_is_refused(repository: Path, environ: dict[str, str]) -> None:
    remote(repository, "heroku", "https://git.heroku.com/a;rm -rf ~.git")
    assert problem(environ).startswith("git remote heroku: ")
