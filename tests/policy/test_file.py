import contextlib
import tomllib
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.check import all_checks
from core.evaluate import select
from core.policy import AppRules, Policy, Profile, Waiver
from core.policy_file import MOST_BYTES, PolicyError, parse_policy
from core.policy_reading import Mistake
from core.policy_text import EXAMPLE, pattern_for, waiver_toml

WHOLE = """
profile = "internal"
skip = ["preboot"]
also = ["cross-region-follower"]
strict = ["database-backups"]
lenient = ["log-monitoring"]

[checks.ssl]
warn_days = 45

[profiles.internal]
extends = "hobby"
only = ["dns", "ssl"]
checks.dyno-redundancy.min_web = 1

[apps."checkout-*"]
profile = "critical"
[apps.old.checks.stack]
warn_days = 0

[[waivers]]
check = "preboot"
app = "checkout-*"
resource = "web"
reason = " Two versions cannot share the cache "
expires = 2027-01-31
[[waivers]]
check = "stack"
reason = "frozen"
expires = 2027-02-28
"""


def parse(text: str | bytes) -> Policy:
    return parse_policy(text.encode() if isinstance(text, str) else text, all_checks())


def refused(text: str | bytes) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        parse(text)
    return caught.value


def test_everything_it_can_say() -> None:
    assert parse(WHOLE) == Policy(
        profile="internal",
        skip=("preboot",),
        also=("cross-region-follower",),
        strict=("database-backups",),
        lenient=("log-monitoring",),
        thresholds={"ssl": {"warn_days": 45}},
        profiles={
            "internal": Profile(
                extends="hobby",
                only=("dns", "ssl"),
                thresholds={"dyno-redundancy": {"min_web": 1}},
            )
        },
        apps=(
            AppRules(app="checkout-*", profile="critical"),
            AppRules(app="old", thresholds={"stack": {"warn_days": 0}}),
        ),
        waivers=(
            Waiver(
                check="preboot",
                app="checkout-*",
                resource="web",
                reason="Two versions cannot share the cache",
                expires=date(2027, 1, 31),
            ),
            Waiver(check="stack", reason="frozen", expires=date(2027, 2, 28)),
        ),
    )


def test_the_example_can_be_followed_also_with_all_of_it_switched_on() -> None:
    assert parse(EXAMPLE).profile == "standard"
    lines = EXAMPLE.splitlines()
    switched_on = "\n".join(
        line.removeprefix("# ") if "=" in line or line.startswith("# [") else line for line in lines
    )
    policy = parse(switched_on)
    assert policy.waivers[0].expires == date(2027, 1, 31)
    assert policy.profiles["internal"].thresholds == {"dyno-redundancy": {"min_worker": 1}}


@pytest.mark.parametrize("text", ["\ufeffprofile = 'hobby'", "profile = 'hobby'\r\n"])
def test_what_windows_editors_write_is_read(text: str) -> None:
    assert parse(text).profile == "hobby"


WAIVER = '[[waivers]]\ncheck = "dns"\nreason = "x"\nexpires = 2027-01-31\n'

ALL = [each.id for each in all_checks()]
LEAVE_OUT_LESS = "Leave out less: prodcheck checks lists them all."

MISTAKES = [
    ('profil = "hobby"', 1, "There is no key 'profil' here.", "Did you mean profile?"),
    ('\nskip = ["dns",\n"ssll"]', 3, "There is no check called 'ssll'.", "Did you mean ssl?"),
    ('skip = ["DNS"]', 1, "There is no check called 'DNS'.", "Did you mean dns?"),
    ('skip = ["dyno_tier"]', 1, "There is no check called 'dyno_tier'.", "Did you mean dyno-tier?"),
    (
        'skip = ["zzz"]',
        1,
        "There is no check called 'zzz'.",
        "prodcheck checks lists them all.",
    ),
    ('skip = "dns"', 1, "skip is a text, not a list.", 'Write skip = ["dns", "ssl"].'),
    ("skip = [1]", 1, "an item of skip is a number, not a text.", "Put it in quotes."),
    ('skip = ["  "]', 1, "an item of skip says nothing.", "Write 1 to 500 characters."),
    (
        f"skip = ['{'k' * 501}']",
        1,
        "an item of skip has 501 characters.",
        "Write 1 to 500 characters.",
    ),
    (
        f"{'k' * 9000} = 1",
        1,
        f"There is no key '{'k' * 60}…' here.",
        "There are: profile, only, skip, also, strict, lenient, checks, profiles, apps, waivers.",
    ),
    ("profile = true", 1, "profile is true, not a text.", "Put it in quotes."),
    ('profile = " "', 1, "profile says nothing.", "Write 1 to 500 characters."),
    ('profile = "hoby"', 1, "There is no profile called 'hoby'.", "Did you mean hobby?"),
    (
        'profile = "zzz"',
        1,
        "There is no profile called 'zzz'.",
        "There are: critical, standard, hobby.",
    ),
    ("[ssl]\nwarn_days = 1", 1, "There is no key 'ssl' here.", "Did you mean [checks.ssl]?"),
    ("checks = 1", 1, "checks is a number, not a table.", "Write [checks] above it."),
    (
        "[checks.ssl]\nwarn_day = 1",
        2,
        "There is no key 'warn_day' here.",
        "Did you mean warn_days?",
    ),
    (
        "[checks.ssl]\nwarn_days = -1",
        2,
        "warn_days is -1.",
        "Write a whole number, 0 to 3650.",
    ),
    (
        "[checks.dyno-redundancy]\nmin_web = 0",
        2,
        "min_web is 0.",
        "Write a whole number, 1 to 100.",
    ),
    (
        '[checks.ssl]\nwarn_days = "9"',
        2,
        "warn_days is a text.",
        "Write a whole number, 0 to 3650.",
    ),
    (
        "[checks.ssl]\nwarn_days = 1.5",
        2,
        "warn_days is 1.5.",
        "Write a whole number, 0 to 3650.",
    ),
    (
        "[checks.ssl]\nwarn_days = true",
        2,
        "warn_days is true.",
        "Write a whole number, 0 to 3650.",
    ),
    (
        "[checks.preboot]\nmin = 1",
        1,
        "preboot has no thresholds.",
        'To leave it out, write skip = ["preboot"].',
    ),
    (
        "[checks]\nssl = 1",
        2,
        "checks.ssl is a number, not a table.",
        "Write [checks.ssl] above it.",
    ),
    ("[checks.sll]\nx = 1", 1, "There is no check called 'sll'.", "Did you mean ssl?"),
    (
        'only = ["dns"]\nskip = ["ssl", "dns"]',
        2,
        "dns is both in only and in skip.",
        "Leave out one of them.",
    ),
    (
        'also = ["dns"]\nskip = ["dns"]',
        2,
        "dns is both in also and in skip.",
        "Leave out one of them.",
    ),
    (
        '[profiles.x]\nlenient = ["dns"]\nstrict = ["dns"]',
        2,
        "dns is both in strict and in lenient.",
        "Leave out one of them.",
    ),
    (
        "[profiles.'A b']\nskip = ['dns']",
        1,
        "'A b' cannot be the name of a profile.",
        "Write small letters, digits and dashes.",
    ),
    (
        "[profiles.mine]\nextends = 'hobbi'",
        2,
        "There is no profile called 'hobbi'.",
        "Did you mean hobby?",
    ),
    (
        "[profiles.a]\nextends = 'b'\n[profiles.b]\nextends = 'a'",
        2,
        "The profile 'a' extends itself.",
        "Leave out extends.",
    ),
    ("[profiles.a]\nextends = 'a'", 2, "The profile 'a' extends itself.", "Leave out extends."),
    (
        "[apps.'a b']\nprofile = 'hobby'",
        1,
        "'a b' fits no name of an app.",
        "Write a name like checkout, or a pattern like checkout-*.",
    ),
    (
        "[apps.'Checkout_*']\nprofile = 'hobby'",
        1,
        "'Checkout_*' fits no name of an app.",
        "Did you mean checkout-*?",
    ),
    *(
        (
            f"[apps.'{pattern}']\nprofile = 'hobby'",
            1,
            f"'{pattern}' fits no name of an app.",
            "Write a name like checkout, or a pattern like checkout-*.",
        )
        for pattern in ("", "[abc", "a]", "x-[]", "[!]")
    ),
    ("[apps.a]\nprofil = 'hobby'", 2, "There is no key 'profil' here.", "Did you mean profile?"),
    ("[apps]\na = 'hobby'", 2, "apps.a is a text, not a table.", "Write [apps.a] above it."),
    (f"\nskip = {ALL}", 1, "No check is left to run.", LEAVE_OUT_LESS),
    ("only = ['preboot']\nprofile = 'hobby'", 1, "No check is left to run.", LEAVE_OUT_LESS),
    (f"[apps.'*']\nskip = {ALL}", 1, "No check is left to run for *.", LEAVE_OUT_LESS),
    (
        "[apps.'shop-*']\nonly = ['dns']\n[apps.shop-1]\nskip = ['dns']",
        3,
        "No check is left to run for shop-1.",
        LEAVE_OUT_LESS,
    ),
    (
        "only = ['preboot']\n[apps.'toy-[ab]']\nprofile = 'hobby'",
        2,
        "No check is left to run for toy-[ab].",
        LEAVE_OUT_LESS,
    ),
    ("[waivers]\ncheck = 'dns'", 1, "waivers is not a list.", "Write [[waivers]] above each."),
    (
        "waivers = [1]",
        1,
        "an item of waivers is a number, not a table.",
        "Write [[waivers]] above it.",
    ),
    (
        '[[waivers]]\ncheck = "dns"\nexpires = 2027-01-31',
        1,
        "This waiver has no reason.",
        'Write reason = "why it is accepted".',
    ),
    (
        '[[waivers]]\ncheck = "dns"\nreason = ""\nexpires = 2027-01-31',
        3,
        "reason says nothing.",
        "Write 1 to 500 characters.",
    ),
    (
        '[[waivers]]\ncheck = "dns"\nreason = "x"',
        1,
        "This waiver has no expires.",
        "Write expires = 2027-01-31.",
    ),
    (
        WAIVER.replace("2027-01-31", '"2027-01-31"'),
        4,
        "expires is a text, not a day.",
        "Write a day without quotes and without a time: expires = 2027-01-31.",
    ),
    (
        WAIVER.replace("2027-01-31", "2027-01-31T10:00:00Z"),
        4,
        "expires is a day with a time, not a day.",
        "Write a day without quotes and without a time: expires = 2027-01-31.",
    ),
    (
        WAIVER + "expiry = 2027-01-31",
        5,
        "There is no key 'expiry' here.",
        "Did you mean expires?",
    ),
    (
        WAIVER + WAIVER,
        5,
        "There is a waiver for the same dns above.",
        "Leave out one of them.",
    ),
    (
        WAIVER + "app = 'My App'",
        5,
        "'My App' fits no name of an app.",
        "Write a name like checkout, or a pattern like checkout-*.",
    ),
]


@pytest.mark.parametrize(("text", "line", "message", "advice"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_what_to_type(
    text: str, line: int, message: str, advice: str
) -> None:
    error = refused(text)
    at, first = error.problems[0]
    assert (at, first.message, first.advice) == (line, message, advice)
    assert error.message == f"prodcheck.toml, line {line}: {message}"
    assert str(error.hint).startswith(advice)


@pytest.mark.parametrize("header", ["[apps.checkout-*]", "[apps.*]", "[ apps.x[ab] ]"])
def test_a_pattern_without_quotes_is_told_how_to_stand(header: str) -> None:
    error = refused(f"skip = []\n{header}\nprofile = 'hobby'\n")
    assert error.message.startswith("prodcheck.toml, line 2: This is not TOML: ")
    assert error.hint == 'A pattern stands in quotes: [apps."checkout-*"].'


@pytest.mark.parametrize(
    "day", ["2027-02-30", "2027-1-31", "31.01.2027", "01/31/2027", "Jan 31", "0000-01-01"]
)
def test_a_day_that_is_none_is_told_how_to_stand(day: str) -> None:
    error = refused(f"[[waivers]]\ncheck = 'dns'\n  expires = {day}\nreason = 'x'\n")
    assert error.message.startswith("prodcheck.toml, line 3: This is not TOML: ")
    assert error.hint == "Write a day of the calendar, year first: expires = 2027-01-31."


@pytest.mark.parametrize(
    "text", ["skip = []\nskip = []\n", "[checks.ssl]\n[checks.ssl]\n", "skip = []\n[skip]\n"]
)
def test_what_is_there_twice_is_told_as_that(text: str) -> None:
    error = refused(text)
    assert error.message.startswith("prodcheck.toml, line 2: This is not TOML: ")
    assert error.hint == "It is there already: leave out one of them."


@pytest.mark.parametrize("pattern", ["shop", "*", "shop-??", "[a-c]*", "x[!0-9]-*", "a" * 100])
def test_a_pattern_of_apps_is_as_in_a_shell(pattern: str) -> None:
    assert parse(f"[apps.'{pattern}']\nprofile = 'hobby'\n").apps[0].app == pattern


def test_what_a_wider_pattern_leaves_out_a_later_one_may_put_in() -> None:
    text = f"[apps.'shop-*']\nskip = {ALL}\n[apps.'*']\nalso = ['dns']\n"
    assert len(parse(text).apps) == 2


def test_of_very_many_patterns_none_is_refused_for_what_a_later_one_may_put_in() -> None:
    many = "".join(f"[apps.'a{number}-*']\nskip = {ALL}\n" for number in range(101))
    assert len(parse(f"{many}[apps.'*']\nalso = ['dns']\n").apps) == 102


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines() -> None:
    error = refused("[[waivers]]\ncheck = 'dnss'\n[apps.a]\nprofile = 'x'\n")
    assert [line for line, _ in error.problems] == [1, 1, 2, 4]
    assert "    line 2: There is no check called 'dnss'. Did you mean dns?" in str(error.hint)


def test_a_crowd_of_mistakes_is_cut() -> None:
    error = refused("skip = [" + "'x'," * 30 + "]")
    assert len(error.problems) == 30
    assert str(error.hint).endswith("\n    … 19 more")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "prodcheck.toml: It says nothing."),
        (b"# only a comment\n", "prodcheck.toml: It says nothing."),
        (b"a = [", "prodcheck.toml, line 1: This is not TOML: "),
        (b"skip = ['dns']\nskip = []", "prodcheck.toml, line 2: This is not TOML: "),
        (b"x = 1\ny = 2027-02-30\n", "prodcheck.toml, line 2: This is not TOML: "),
        (b"profile = hobby", "prodcheck.toml, line 1: This is not TOML: "),
        (b"ok = 1\n\xff\xfe\x00", "prodcheck.toml, line 2: This is not text in UTF-8."),
        (b"\x7fELF\x01\x00\x00", "prodcheck.toml, line 1: This is not TOML: "),
        (b"#" * (MOST_BYTES + 1), "prodcheck.toml: It has 1,000,001 bytes or more"),
    ],
)
def test_what_is_no_policy_at_all_is_told(data: bytes, message: str) -> None:
    assert refused(data).message.startswith(message)


@pytest.mark.parametrize("deep", ["x = " + "[" * 100_000, "x = " + "[" * 90_000 + "]" * 90_000])
def test_brackets_without_end_are_told(deep: str) -> None:
    assert refused(deep).message.startswith("prodcheck.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" + ".a" * 990 + " = 1", "It is nested too deep to be read."),
        ("[checks.ssl]\nwarn_days = " + "9" * 5000, "A number in it is too long to be read."),
    ],
)
def test_what_the_reader_itself_cannot_take_is_told(text: str, message: str) -> None:
    assert refused(text).message == f"prodcheck.toml: {message}"


def test_deep_tables_are_refused_like_any_key() -> None:
    error = refused("[" + ".".join("a" * 300) + "]\nx = 1")
    assert error.message == "prodcheck.toml, line 1: There is no key 'a' here."


def test_a_large_policy_is_read() -> None:
    waivers = "".join(
        WAIVER.replace('"dns"', f'"dns"\nresource = "host-{at}.example.com"') for at in range(5_000)
    )
    assert len(parse(waivers).waivers) == 5_000


PIECES = st.sampled_from(
    [
        *(
            "[",
            "]",
            "[[waivers]]\n",
            "[checks.ssl]\n",
            "=",
            '"',
            '"""',
            "'''",
            "{",
            "}",
            "#",
            "\n",
            ",",
        ),
        *(
            "2027-01-31",
            "-1",
            "1.5",
            "true",
            "\0",
            "\\",
            "apps.x.",
            "profile",
            " ",
            "\u202e",
            "a" * 99,
        ),
    ]
)


@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 9), PIECES), max_size=4))
def test_however_a_file_is_mangled_it_is_read_or_refused_with_a_line(
    cuts: list[tuple[int, int, str]],
) -> None:
    text = WHOLE
    for at, length, piece in cuts:
        text = text[:at] + piece + text[at + length :]
    last = text.count("\n") + 1
    for line, mistake in problems_of(text):
        assert 0 < line <= last
        assert mistake.message
        assert mistake.advice


def problems_of(text: str) -> Sequence[tuple[int, Mistake]]:
    try:
        select(parse(text), all_checks())
    except PolicyError as error:
        return error.problems
    return ()


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(PolicyError):
        parse(data)


HOSTILE = 'say "hi" \\ \x7f \n\t \x1b[31m ☃ 😀 \u202e\r'


def test_a_waiver_is_written_as_it_is_read() -> None:
    waiver = Waiver(
        check="dns",
        app="checkout-api",
        resource=pattern_for("*.example.com"),
        reason=HOSTILE.strip(),
        expires=date(2027, 1, 31),
    )
    text = waiver_toml(waiver)
    assert tomllib.loads(text)["waivers"][0]["reason"] == HOSTILE.strip()
    assert parse(text).waivers == (waiver,)
    assert waiver.covers("checkout-api", "dns", "*.example.com")
    assert not waiver.covers("checkout-api", "dns", "www.example.com")
