import pytest

from core.checks._caa import LETS_ENCRYPT, objection


@pytest.mark.parametrize(
    "records",
    [
        (),
        ('0 issue "letsencrypt.org"',),
        ('0 issue "digicert.com"', '0 ISSUE " LetsEncrypt.org "'),
        ('0 iodef "mailto:security@example.com"',),
        ('0 issuewild ";"',),
        ('128 issue "letsencrypt.org"', '128 iodef "mailto:a@example.com"'),
        ('0 issue "letsencrypt.org; validationmethods=dns-01"', '0 issue "letsencrypt.org"'),
        ('0 issue "letsencrypt.org;"',),
        ('0 tbs "unknown and not critical"',),
    ],
)
def test_records_that_let_the_issuer_issue(records: tuple[str, ...]) -> None:
    assert objection(records, LETS_ENCRYPT, wildcard=False) is None


@pytest.mark.parametrize(
    "records",
    [
        ('0 issue ";"',),
        ('0 issue ""',),
        ('0 issue "digicert.com"',),
        ('0 issue "digicert.com"', '0 issuewild "letsencrypt.org"'),
        ('0 issue "notletsencrypt.org"',),
        ('0 issue "letsencrypt.org"', '128 tbs "unknown and critical"'),
    ],
)
def test_records_that_forbid_the_issuer(records: tuple[str, ...]) -> None:
    found = objection(records, LETS_ENCRYPT, wildcard=False)
    assert found is not None
    assert found.certain


@pytest.mark.parametrize(
    "record",
    ['0 issue "letsencrypt.org; accounturi=https://acme.example/acct/1"', "what is this", ""],
)
def test_records_whose_effect_is_not_certain(record: str) -> None:
    found = objection((record,), LETS_ENCRYPT, wildcard=False)
    assert found is not None
    assert not found.certain


@pytest.mark.parametrize(
    ("records", "allowed"),
    [
        (('0 issue ";"', '0 issuewild "letsencrypt.org"'), True),
        (('0 issue "letsencrypt.org"', '0 issuewild ";"'), False),
        (('0 issue "letsencrypt.org"',), True),
        (('0 issue "digicert.com"',), False),
    ],
)
def test_for_a_wildcard_issuewild_counts_before_issue(
    records: tuple[str, ...], *, allowed: bool
) -> None:
    assert (objection(records, LETS_ENCRYPT, wildcard=True) is None) is allowed


def test_the_property_to_add_is_told_where_one_helps() -> None:
    plain = objection(('0 issue "digicert.com"',), LETS_ENCRYPT, wildcard=True)
    wild = objection(('0 issuewild ";"',), LETS_ENCRYPT, wildcard=True)
    critical = objection(("128 tbs x",), LETS_ENCRYPT, wildcard=True)
    assert [each and each.tag for each in (plain, wild, critical)] == ["issue", "issuewild", None]
