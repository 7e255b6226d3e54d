import pytest

from tests import needs


def test_a_test_is_left_out_with_a_word_where_a_program_is_missing(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PRODCHECK_EVERY_TEST", raising=False)
    request.node.add_marker(pytest.mark.needs("no-such-program"))
    with pytest.raises(pytest.skip.Exception, match="no-such-program"):
        needs.check(request.node)


def test_where_every_test_counts_it_fails(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRODCHECK_EVERY_TEST", "1")
    request.node.add_marker(pytest.mark.needs("no-such-program"))
    with pytest.raises(pytest.fail.Exception, match="no-such-program"):
        needs.check(request.node)


@pytest.mark.needs("python3")
def test_it_runs_where_the_program_is() -> None:
    assert needs.find("python3")
