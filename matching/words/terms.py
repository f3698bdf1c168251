"""The telling words that two texts share."""

from __future__ import annotations

import re
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]{4,}")
LONG = 7  # letters from which a word is worth naming though no skill is called so
STEM = 6  # letters by which “leading” and “leader” stay apart and “budget” meets “budgets”
# Words that nearly every goal and biography uses: naming one of them would say nothing about these two.
COMMON = frozenset(
    """
    able about above across after again against almost alone along already also although always among another anybody
    anyone anything around asked away back became because become been before began begin being below best better between
    both bring came cannot career change come comes could days different does doing done down during each early either else
    enough even ever every everybody everyone everything feel felt find first five found four from full gave general get
    getting give given goal goals going gone good great grow growing grown hard have having help helped helps here hope
    hours however into just keep kept kind knew know known last later learn learned learning learnt least left less life
    like likes little live long look looking lots made make making many maybe mean meet mentee mentor mentors might month
    months more most mostly move moved much must myself near need needs never next nobody nothing often once only open
    other others ours over own part people perhaps person place plan point possible quite rather ready really right role
    said same school seen self several shall should show since sitting some somebody someone something sometimes soon start
    started still stop such sure take taken takes taking talk team than that their them then there these they thing things
    think this those though thought three through time times today together told took towards tried true turn under
    understand until upon used using usually very want wanted wants week weeks well went were what when where whether which
    while whole whom whose will wish with within without work worked working works would write year years yesterday your
    yours asks asking asked answer answers answered beforehand big clear colleague colleagues day difficult early eight
    eleven example fifteen fifty forty happy happen happened hardest hundred idea ideas important invited invite ladies late
    lead leader leading listen main meeting meetings minute minutes morning ninety nine none number page plain prefer proper
    question questions reader reading room send sent seven seventeen sixty six size small large sort spend spent spoke spoken
    tell telling ten thirteen thirty thousand told twelve twenty twice understood usual
    """.split()
)


@lru_cache(maxsize=8)
def word_stems(texts: tuple[str, ...]) -> frozenset[str]:
    """The stems of all words of these texts."""
    return frozenset(_stem(word) for text in texts for word in WORD.findall(text))


def shared_terms(ours: str, theirs: str, telling: frozenset[str] = frozenset()) -> list[str]:
    """Words of `ours`, in small letters, that `theirs` uses too, in any ending, each stem once.

    Words of the trade (stems in `telling`) come first, then other long ones; within each the longest first. Short words
    of no trade are left out: two people who both write “street” have nothing in common yet."""
    stems = {_stem(word) for word in WORD.findall(theirs)}
    found: dict[str, str] = {}
    for word in WORD.findall(ours):
        if word.casefold() not in COMMON and _stem(word) in stems:
            found.setdefault(_stem(word), word.lower())
    kept = [word for stem, word in found.items() if stem in telling or len(word) >= LONG]
    return sorted(kept, key=lambda word: (_stem(word) not in telling, -len(word), word))


def _stem(word: str) -> str:
    folded = word.casefold()
    return folded[:STEM] if len(folded) > STEM else folded.removesuffix("s")
