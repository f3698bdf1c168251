import re
from math import ceil

import pytest
from django.template.loader import get_template
from django.utils.html import strip_tags

from programmes.guide import CHAPTERS, WORDS_A_MINUTE, Chapter, place_of


def words(chapter: Chapter) -> int:
    return len(re.findall(r"\w[\w'’-]*", strip_tags(get_template(chapter.template).render())))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.slug)
def test_a_chapter_is_as_long_as_it_says(chapter: Chapter) -> None:
    assert 500 <= words(chapter) <= 900
    assert chapter.minutes == ceil(words(chapter) / WORDS_A_MINUTE)


def test_neighbours_lead_through_all_chapters() -> None:
    walked, here = [CHAPTERS[0].slug], place_of(CHAPTERS[0].slug)
    assert here.previous is None
    while here.following is not None:
        before = here.chapter
        here = place_of(here.following.slug)
        assert here.previous == before
        walked.append(here.chapter.slug)
    assert walked == [chapter.slug for chapter in CHAPTERS]
    assert here.number == len(CHAPTERS)


def test_an_unknown_chapter_is_refused() -> None:
    with pytest.raises(KeyError):
        place_of("nowhere")
