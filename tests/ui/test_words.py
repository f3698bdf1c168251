from __future__ import annotations

import pytest
from django.utils.translation import override

from ui.words import inside, percent


@pytest.mark.parametrize(("language", "said"), [("en-gb", "highest total fit"), ("de", "Highest total fit")])
def test_words_within_a_sentence_begin_small_where_nouns_do(language: str, said: str) -> None:
    with override(language):
        assert inside("Highest total fit") == said


@pytest.mark.parametrize(("language", "said"), [("en-gb", "62%"), ("de", "62\u00a0%")])
def test_a_share_is_written_as_the_language_writes_it(language: str, said: str) -> None:
    with override(language):
        assert percent(0.62) == said
