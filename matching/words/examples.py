"""What a criterion's own words would say of two people who do not exist."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import CriterionKind
from matching.words.own import BOTH, ENDS, BadWords, check, filled

NAMES = {"mentee": "Amara", "mentor": "Joel"}
_BOTH: Mapping[str, object] = {
    CriterionKind.COVERAGE: gettext_lazy("Budgets and Presenting"),
    CriterionKind.TEXT: gettext_lazy("“presenting” and “sponsors”"),
    CriterionKind.OVERLAP: gettext_lazy("“Leading people for the first time”"),
    CriterionKind.SAME: gettext_lazy("Policy"),
    CriterionKind.HOURS: gettext_lazy("Mon 18:00, Tue 18:00"),
    CriterionKind.NETWORK: gettext_lazy("Leeds University"),
    CriterionKind.LANGUAGE: gettext_lazy("English and French"),
}


def example_words(words: str, kind: str) -> str:
    """The words as Amara and Joel would read them; empty where there are none, or they cannot be said."""
    try:
        check(words, kind)
    except BadWords:
        return ""
    said = {**NAMES, BOTH: str(_BOTH.get(kind, ""))}
    text = filled(words, said).strip()
    return text if not text or text.endswith(ENDS) else _("%(sentence)s.") % {"sentence": text}
