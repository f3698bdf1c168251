import pytest

from notifications.letters import QUOTED, quotable


@pytest.mark.parametrize(
    ("typed", "links"),
    [
        ("See https://evil.example/login now", ["https://", "evil.example", "example/login"]),
        ("or www.evil.example", ["www.evil", "evil.example"]),
        ("or write to bo@evil.example", ["bo@evil", "evil.example"]),
    ],
)
def test_a_quotation_is_never_a_link(typed: str, links: list[str]) -> None:
    quoted = quotable(typed)
    assert quoted.replace("\u200b", "") == typed
    for link in links:
        assert link not in quoted


@pytest.mark.parametrize("typed", ["Tuesday at 17:00, or 9:30.", "First. Then: rest.", "Yes", ""])
def test_ordinary_words_stay_as_they_are(typed: str) -> None:
    assert quotable(typed) == typed


def test_a_long_quotation_is_shortened() -> None:
    assert len(quotable("word " * 500)) <= QUOTED
