"""Checks of other packages that do what they should not: unknown, and the others still report."""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core import guard, own_checks
from core.check import Check, all_checks, check, failed, passed
from core.errors import ConfigError
from core.evaluate import evaluate
from core.policy import Policy, Waiver
from core.render import FORMATS
from core.report import Finding, Result, Status
from core.snapshot import App
from tests.apps import HEALTHY
from tests.cli.conftest import ROOT, Program
from tests.own_checks.packages import GOOD, install
from tests.toy_checks import good, run


def foreign(function: Callable[..., Iterator[Finding]]) -> Check:
    made = check(title="Foreign", category="platform")(function)
    made.package = "acme"
    return made


def told(function: Callable[..., Iterator[Finding]]) -> Result:
    """Run a check of another package beside a good one, which must still report."""
    report = run(foreign(function), good)
    assert report.results[1].status == "passed"
    return report.results[0]


def message(function: Callable[..., Iterator[Finding]]) -> str:
    result = told(function)
    assert result.status == "unknown"
    (finding,) = result.findings
    assert finding.evidence["package"] == "acme"
    assert finding.message.startswith(f"the check {result.id} of the package acme ")
    return finding.message.partition(" acme ")[2]


# What a check does


def test_one_that_does_as_it_should_is_like_any() -> None:
    def fine(app: App) -> Iterator[Finding]:
        yield failed("web", app.name, quantity=1)

    assert told(fine).findings == (failed("web", "ha-app", quantity=1),)


@pytest.mark.parametrize("error", [KeyError("s3cret"), SystemExit(3), KeyboardInterrupt()])
def test_one_that_raises(error: BaseException) -> None:
    def raises(app: App) -> Iterator[Finding]:
        yield passed(None, app.name)
        raise error

    assert message(raises) == f"crashed with {type(error).__name__}"


def test_one_that_recurses_without_end() -> None:
    def deep(app: App) -> Iterator[Finding]:
        yield from deep(app)

    assert message(deep) == "crashed with RecursionError"


def test_one_that_never_stops_finding() -> None:
    def endless(app: App) -> Iterator[Finding]:
        while True:
            yield passed(None, app.name)

    assert message(endless) == "found more than 500 things"


def test_one_that_says_too_much() -> None:
    def verbose(app: App) -> Iterator[Finding]:
        yield passed(None, app.name * 1_000_000)

    assert message(verbose) == "said more than 500,000 bytes"


@pytest.mark.parametrize("nonsense", [None, 7, "text", {}, [{"status": "passed", "message": "x"}]])
def test_one_that_returns_no_findings(nonsense: object) -> None:
    def odd(app: App) -> Iterator[Finding]:
        return iter([nonsense]) if app.name else iter([])  # type: ignore[list-item]

    assert message(odd) == "returned something that is not a finding"


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "splendid", "message": "x"},
        {"status": Status.PASSED, "message": 7},
        {"status": Status.PASSED, "message": "x", "evidence": {"a": object()}},
        {"status": Status.PASSED, "message": "x", "fix": "restart it"},
        {"status": Status.PASSED, "message": "\ud800"},
    ],
)
def test_one_that_returns_a_finding_that_cannot_be(fields: dict[str, object]) -> None:
    def odd(app: App) -> Iterator[Finding]:
        yield Finding(**{"resource": app.name, **fields})  # type: ignore[arg-type]

    assert message(odd) == "returned a finding with a field that cannot be"


def test_one_that_waives_itself() -> None:
    def sly(app: App) -> Iterator[Finding]:
        yield Finding(status=Status.WAIVED, message=app.name)

    assert "which is for a policy to say" in message(sly)


def test_one_that_is_no_generator_at_all() -> None:
    def nothing(app: App) -> None:
        assert app.name

    assert message(nothing) == "crashed with TypeError"  # type: ignore[arg-type]


def test_one_that_hangs_is_let_go_and_not_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "TIME_LIMIT", 0.1)
    let_go, starts = threading.Event(), []

    def hangs(app: App) -> Iterator[Finding]:
        starts.append(app)
        let_go.wait()
        yield passed(None, app.name)

    assert message(hangs) == "did not come back within 0.1 s"
    assert message(hangs) == "still has not come back from an earlier run"
    assert len(starts) == 1
    let_go.set()
    guard._hung["hangs"].join()
    assert told(hangs).status == "passed"


# What a package is


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder on the path of modules."""
    loaded = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))
    all_checks.cache_clear()
    own_checks.own_checks.cache_clear()
    yield tmp_path
    for name in set(sys.modules) - loaded:
        del sys.modules[name]
    all_checks.cache_clear()
    own_checks.own_checks.cache_clear()


def own() -> dict[str, Check]:
    return {each.id: each for each in all_checks() if each.package is not None}


def why(check_id: str) -> str:
    """What a check that cannot be used says of an app, while the others are as they were."""
    report = evaluate(HEALTHY)
    by_id = {each.id: each for each in report.results}
    assert by_id["dns"].status == "passed"
    (finding,) = by_id[check_id].findings
    assert finding.status == "unknown"
    return finding.message.partition("cannot be used: ")[2]


def test_where_no_package_has_checks_the_slow_library_is_not_loaded() -> None:
    assert own() == {}
    assert own_checks.announced() == []


def test_a_package_adds_a_check(site: Path) -> None:
    install(site, "acme-names", GOOD, name_length=":name_length")
    assert own()["name-length"].package == "acme-names"
    assert own_checks.announced() == ["name-length"]
    assert {r.id: r.status for r in evaluate(HEALTHY).results}["name-length"] == "failed"
    assert [r.id for r in evaluate(HEALTHY, Policy(only=("name-length",))).results] == [
        "name-length"
    ]


SLY = """
class Sly:
    @property
    def __class__(self):
        raise SystemExit

name_length = Sly()
"""


@pytest.mark.parametrize(
    ("source", "value", "reason"),
    [
        ("raise KeyError('s3cret')", ":name_length", "importing bad:name_length raises KeyError"),
        ("import no_such", ":name_length", "importing bad:name_length raises ModuleNotFoundError"),
        ("raise SystemExit", ":name_length", "importing bad:name_length raises SystemExit"),
        ("x = (", ":name_length", "importing bad:name_length raises SyntaxError"),
        ("", ":name_length", "importing bad:name_length raises AttributeError"),
        ("name_length = 7", ":name_length", "bad:name_length is no check"),
        (GOOD.replace("name_length(", "other("), ":other", "its id is 'other'"),
        (GOOD.replace("platform", "nonsense"), ":name_length", "its category must be one of"),
        (
            GOOD.replace('"The name is short"', "'x' * 61"),
            ":name_length",
            "its title must have 1 to 60 characters",
        ),
        (
            GOOD.replace('"The name is short"', "None"),
            ":name_length",
            "it raises TypeError when looked at",
        ),
        (
            GOOD.replace("app: App", "app: App, weather"),
            ":name_length",
            "it asks for 'weather', which is no fact",
        ),
        (
            GOOD.replace("app: App", "app: 'NoSuchType'"),
            ":name_length",
            "it raises NameError when looked at",
        ),
        (GOOD.replace("def ", "async def "), ":name_length", "it is async, and nobody awaits"),
        (SLY, ":name_length", "it raises SystemExit when looked at"),
        (GOOD, " not a module!", "importing bad not a module! raises"),
        (GOOD, ":x'; touch y; '", "importing bad:x'; touch y; ' raises"),
        (
            GOOD.replace("app: App", "app: App, *, limit=1.5"),
            ":name_length",
            "its threshold limit must be a whole number",
        ),
        (
            GOOD.replace("the app.", "the app.\n\n    References:\n        nonsense\n    "),
            ":name_length",
            "its References name 'nonsense', which is no article: give a URL",
        ),
    ],
)
def test_one_that_cannot_be_used_says_why(site: Path, source: str, value: str, reason: str) -> None:
    install(site, "bad", source, name_length=value)
    assert why("name-length").startswith(reason)


@pytest.mark.parametrize(
    ("value", "command"),
    [
        ("", "python -c 'import bad'"),
        ("'; touch y; '", f"prodcheck -a {HEALTHY.app.name} --only name-length"),
    ],
)
def test_one_that_cannot_be_imported_has_a_command_that_is_safe_to_copy(
    site: Path, value: str, command: str
) -> None:
    install(site, "bad", "raise OSError", name_length=f"{value}:x")
    (finding,) = next(r for r in evaluate(HEALTHY).results if r.id == "name-length").findings
    assert finding.fix is not None
    assert finding.fix.command == command


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("METADATA", b"\xff\xfeName: bad"),
        ("METADATA", b"Metadata-Version: 2.1\n"),
        ("METADATA", None),
        ("entry_points.txt", b"[prodcheck.checks]\nname-length = \xff:x\n"),
    ],
)
def test_a_package_that_cannot_be_read_does_not_take_the_others_along(
    site: Path, file: str, content: bytes | None
) -> None:
    info = install(site, "bad", GOOD, name_length=":name_length")
    install(site, "acme", GOOD.replace("name_length", "other"), other=":other")
    info.joinpath(file).unlink()
    if content is not None:
        info.joinpath(file).write_bytes(content)
    assert why("name-length").startswith("what its package says of itself cannot be read")
    assert own()["other"].package == "acme"


def test_a_package_of_which_an_older_copy_is_behind_is_taken_once(
    site: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    behind = tmp_path_factory.mktemp("behind")
    monkeypatch.setattr(sys, "path", [*sys.path, str(behind)])
    install(behind, "acme", GOOD.replace("name_length", "older"), older=":older")
    install(site, "acme", GOOD, name_length=":name_length")
    assert list(own()) == ["name-length"]


def test_the_id_of_a_built_in_check_is_taken(site: Path) -> None:
    source = GOOD.replace("name_length", "dns")
    install(site, "acme-names", source, dns=":dns")
    assert why("own-acme-names-dns") == "there is a check of that id already"
    install(site, "bcme-names", source, dns=":dns")
    assert sorted(own()) == ["own-acme-names-dns"]


def test_of_two_packages_with_one_id_the_first_has_it(site: Path) -> None:
    install(site, "b-two", GOOD, name_length=":name_length")
    install(site, "a-one", GOOD, name_length=":name_length")
    assert {each.id: each.package for each in own().values()} == {
        "name-length": "a-one",
        "own-b-two-name-length": "b-two",
    }


def test_one_whose_import_hangs_is_let_go(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_checks, "TIME_LIMIT", 0.1)
    install(site, "bad", "import threading\nthreading.Event().wait(20)", name_length=":x")
    assert why("name-length") == "importing takes more than 0.1 s"


def test_a_hostile_name_stands_in_for_itself(site: Path) -> None:
    install(site, "bad", "", **{"../\x1b[31m": ":x"})
    (only,) = own()
    assert only == "own-bad-31m"
    assert "\x1b" not in own()[only].title


def test_a_stand_in_can_be_left_out_like_any(site: Path) -> None:
    install(site, "bad", "", name_length=":x")
    assert "name-length" not in {
        each.id for each in evaluate(HEALTHY, Policy(skip=("name-length",))).results
    }


# The whole program


def test_a_program_with_bad_packages_still_reports(
    program: Program, tmp_path: Path, healthy: str
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    loop = "    while True: pass\n    yield"
    install(site, "a-good", GOOD, name_length=":name_length")
    install(site, "b-hangs", GOOD.replace("name_length", "slow") + loop, slow=":slow")
    install(site, "c-broken", "raise OSError", broken=":x")
    program.environ["PYTHONPATH"] = f"{ROOT}:{site}"
    done = program("--from", healthy, "--json", cwd=tmp_path)
    assert done.status == 1, done.err
    assert done.err == ""
    report = json.loads(done.out)
    statuses = {each["id"]: each["status"] for each in report["checks"]}
    assert statuses["name-length"] == "failed"
    assert statuses["broken"] == "unknown"
    assert statuses["slow"] == "unknown"
    assert statuses["dns"] == "passed"


def test_what_a_package_prints_is_no_part_of_the_output(
    program: Program, tmp_path: Path, healthy: str
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    source = "import sys\nprint('I am imported')\nsys.stdout.writelines(['1 ', '2\\n'])\n" + GOOD
    install(site, "loud", f"{source}    print('I am run ☃')", name_length=":name_length")
    program.environ["PYTHONPATH"] = f"{ROOT}:{site}"
    done = program("--from", healthy, "--json", "--only", "name-length", cwd=tmp_path)
    assert [each["status"] for each in json.loads(done.out)["checks"]] == ["failed"]
    assert done.err == "I am imported\n1 2\nI am run ☃\n"


def test_what_a_package_says_of_itself_reaches_no_terminal_raw(
    program: Program, tmp_path: Path, healthy: str
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    hostile = "\\x1b[31m\\u202e\\x9b2J"
    said = f"Judge {hostile}.\n\n    References:\n        https://acme.test/{hostile}\n    "
    source = GOOD.replace("The name is short", hostile).replace("Judge the name of the app.", said)
    info = install(site, "bad", source.replace("letters", hostile), name_length=":name_length")
    info.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: a\x1b[2Jb\n")
    program.environ["PYTHONPATH"] = f"{ROOT}:{site}"
    for words in (
        ("checks",),
        ("checks:info", "name-length"),
        ("checks:info", "name-length", "--markdown"),
        *(("--from", healthy, "--format", name) for name in FORMATS),
    ):
        done = program(*words, cwd=tmp_path)
        assert done.out + done.err
        assert not {"\x1b", "\u202e", "\x9b"}.intersection(done.out + done.err), words


def test_a_waiver_of_a_check_whose_package_is_gone_is_an_error_that_says_so() -> None:
    gone = Waiver(check="name-length", reason="x", expires=HEALTHY.taken_at.date())
    with pytest.raises(ConfigError, match="no check called 'name-length'"):
        evaluate(HEALTHY, Policy(waivers=(gone,)))
