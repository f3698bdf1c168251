from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation.trans_real import DjangoTranslation


def test_a_text_is_looked_up_once_in_each_language() -> None:
    DjangoTranslation.gettext.cache_clear()  # type: ignore[attr-defined]
    said = []
    for language in ("en-gb", "de", "en-gb", "de"):
        with translation.override(language):
            said.append(gettext("Mentors for you"))
    assert said[:2] == said[2:]
    assert said[0] == "Mentors for you"
    assert said[1] != said[0]
    counted = DjangoTranslation.gettext.cache_info()  # type: ignore[attr-defined]
    assert (counted.hits, counted.misses) == (2, 2)
