import pytest

from tests.bot_blocks.goldens import GOLDEN, SENT, document


@pytest.mark.parametrize("name", SENT)
def test_what_slack_gets_is_as_its_golden_file(name: str) -> None:
    assert document(name) == (GOLDEN / name).read_bytes()


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(SENT)
