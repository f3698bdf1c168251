"""Finds the skill that somebody means. Pure: rows in, hits out; no Django, no I/O, the same answer every time.

Each skill is known by its phrases: its name and its synonyms. What was typed is compared with them from strict to loose:
the same words; the same letters; the same stems in any order; initials; the beginning of a phrase; some of the words,
rare words counting more; and, for misspellings, letters changed or swapped."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from accounts.vocabulary.normalise import FILLERS, bare, compact, content, normalise, sounds, stem, stems

# Below FLOOR nothing is said; from SURE on, and clearly ahead of the next skill, `best` decides.
FLOOR = 0.5
SURE = 0.82
AHEAD = 0.025

EXACT_NAME, EXACT_SYNONYM, SAME_LETTERS, SAME_STEMS, INITIALS, TWO_INITIALS = (
    1.0,
    0.98,
    0.96,
    0.95,
    0.88,
    0.76,
)
OTHER_FIRST_LETTER = 0.08  # people misspell the inside of a word; another first letter is mostly another word
CANDIDATES = 15  # how many near spellings are measured letter by letter
FEWER_WORDS = 0.97  # each step of leaving words out of what was typed
LONGEST_QUERY = 160


@dataclass(frozen=True, slots=True)
class Row:
    """One skill as `Index.build` takes it."""

    key: str
    name: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """`score` 0.5 to 1; `via` is the name or synonym that was recognised."""

    skill_key: str
    score: float
    via: str


@dataclass(frozen=True, slots=True)
class Phrase:
    skill_key: str
    text: str
    is_name: bool
    letters: str
    stems: frozenset[str]
    trigrams: int


class Index:
    """Everything that `find` looks up, made once from the rows. Make it with `Index.build`; do not change it."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.phrases: list[Phrase] = []
        self.by_text: dict[str, list[int]] = defaultdict(list)
        self.by_letters: dict[str, list[int]] = defaultdict(list)
        self.by_stems: dict[frozenset[str], list[int]] = defaultdict(list)
        self.by_initials: dict[str, list[int]] = defaultdict(list)
        self.by_stem: dict[str, list[int]] = defaultdict(list)
        self.by_trigram: dict[str, list[int]] = defaultdict(list)
        self.in_order: list[tuple[str, int]] = []
        self.words: dict[str, str] = {}
        self.words_by_bigram: dict[str, list[str]] = defaultdict(list)
        self.words_by_sound: dict[str, list[str]] = defaultdict(list)
        self.weight: dict[str, float] = {}
        self.weight_unknown = 1.0

    @classmethod
    def build(cls, rows: Iterable[Row]) -> Index:
        """The index of `rows`, in any order; the same phrase may stand under several skills. Making it takes a tenth of a
        second or two for 500 skills, so the last few are kept: the same rows give the same index."""
        return _built(tuple(sorted(rows, key=lambda row: row.key)))

    def add(self, skill_key: str, text: str, *, is_name: bool) -> None:
        normalised = normalise(text)
        if not normalised:
            return
        words = content(normalised)
        letters = compact(normalised)
        trigrams = _trigrams(letters)
        number = len(self.phrases)
        self.phrases.append(Phrase(skill_key, text, is_name, letters, frozenset(stems(words)), len(trigrams)))
        self.by_text[normalised].append(number)
        self.by_letters[letters].append(number)
        self.by_stems[frozenset(stems(words))].append(number)
        self.in_order.append((letters, number))
        for each in frozenset(stems(words)):
            self.by_stem[each].append(number)
        for trigram in trigrams:
            self.by_trigram[trigram].append(number)
        for initials in {
            _initials(words, is_name=is_name),
            _initials(tuple(normalised.split()), is_name=is_name),
        } - {""}:
            self.by_initials[initials].append(number)
        for word in words:
            if word not in self.words:
                self.words[word] = stem(word)
                self.words_by_sound[sounds(word)].append(word)
                for bigram in _bigrams(word):
                    self.words_by_bigram[bigram].append(word)

    def weigh(self) -> None:
        self.in_order.sort()
        skills = len(self.names) + 1
        for each, numbers in self.by_stem.items():
            self.weight[each] = (
                math.log(skills / len({self.phrases[number].skill_key for number in numbers})) + 0.2
            )
        self.weight_unknown = math.log(skills) + 0.2


@lru_cache(maxsize=4)
def _built(rows: tuple[Row, ...]) -> Index:
    index = Index()
    for row in rows:
        index.add(row.key, row.name, is_name=True)
        for synonym in row.synonyms:
            index.add(row.key, synonym, is_name=False)
        index.names[row.key] = row.name
    index.weigh()
    return index


def find(text: str, index: Index, *, limit: int = 10) -> list[Hit]:
    """The skills that `text` may mean, best first, at most `limit`, one hit a skill; empty where nothing is near."""
    normalised = normalise(text[:LONGEST_QUERY])
    best_of: dict[str, tuple[float, int]] = {}
    for score, number in _candidates(normalised, index):
        key = index.phrases[number].skill_key
        if score >= FLOOR and (key not in best_of or (score, -number) > (best_of[key][0], -best_of[key][1])):
            best_of[key] = (score, number)
    ranked = sorted(
        best_of.items(), key=lambda item: (-round(item[1][0], 4), len(index.names[item[0]]), item[0])
    )
    return [Hit(key, round(score, 4), index.phrases[number].text) for key, (score, number) in ranked[:limit]]


def best(text: str, index: Index) -> Hit | None:
    """The one skill that `text` surely means, else None: then the person chooses from `find`, or proposes a new skill."""
    hits = find(text, index, limit=2)
    if not hits or hits[0].score < SURE:
        return None
    if len(hits) == 2 and hits[0].score - hits[1].score < (AHEAD if hits[0].score < EXACT_SYNONYM else 0.001):
        return None
    return hits[0]


def _candidates(normalised: str, index: Index) -> Iterator[tuple[float, int]]:
    forms = _forms(normalised)
    if not forms:
        return
    for step, form in enumerate(forms):
        yield from ((score * FEWER_WORDS**step, number) for score, number in _same(form, index))
    for step, form in enumerate(forms[1:] if len(forms) > 1 else forms):
        yield from ((score * FEWER_WORDS**step, number) for score, number in _some_words(form, index))
    yield from _beginnings(forms[0], index)
    for form in forms:
        if not _all_known(form, index):
            yield from _nearly_the_same_letters(compact(form), index)


def _forms(normalised: str) -> list[str]:
    """What was typed; without filler words; without what only leads up to the skill. Each once, none empty."""
    forms = [normalised, " ".join(content(normalised)), " ".join(bare(content(normalised)))]
    return [form for form in dict.fromkeys(forms) if form]


def _all_known(form: str, index: Index) -> bool:
    return all(stem(word) in index.by_stem for word in content(form))


def _same(form: str, index: Index) -> Iterator[tuple[float, int]]:
    for number in index.by_text.get(form, ()):
        yield EXACT_NAME if index.phrases[number].is_name else EXACT_SYNONYM, number
    letters = compact(form)
    for number in index.by_letters.get(letters, ()):
        yield SAME_LETTERS, number
    if (
        letters.endswith("s") and 3 <= len(letters) <= 10
    ):  # several of something short: CVs, NEDs, 1:1s, start-ups
        yield from ((SAME_STEMS, number) for number in index.by_letters.get(letters[:-1], ()))
    for number in index.by_stems.get(frozenset(stems(content(form))), ()):
        yield SAME_STEMS, number
    for number in index.by_initials.get(letters, ()) if form not in FILLERS else ():
        sureness = INITIALS if len(letters) > 2 else TWO_INITIALS
        yield sureness if index.phrases[number].is_name else sureness - 0.05, number


def _beginnings(form: str, index: Index) -> Iterator[tuple[float, int]]:
    letters = compact(form)
    if len(letters) < 2:
        return
    at = bisect_left(index.in_order, (letters, -1))
    while at < len(index.in_order) and index.in_order[at][0].startswith(letters):
        whole, number = index.in_order[at]
        yield (
            0.55 + 0.25 * len(letters) / len(whole) + (0.02 if index.phrases[number].is_name else 0.0),
            number,
        )
        at += 1


def _some_words(form: str, index: Index) -> Iterator[tuple[float, int]]:
    """Scores by how much of what was typed a phrase covers and how much of the phrase was typed, 0 to 0.94."""
    words = tuple(word for word in dict.fromkeys(content(form)) if word not in FILLERS)
    likeness: dict[int, dict[str, float]] = defaultdict(dict)
    covered: dict[int, float] = defaultdict(float)
    total = 0.0
    for word in words:
        near = _near_stems(word, index)
        weight = max((index.weight[each] for each in near), default=index.weight_unknown)
        total += weight
        here: dict[int, float] = {}
        for each, like in near.items():
            for number in index.by_stem[each]:
                here[number] = max(here.get(number, 0.0), like)
                likeness[number][each] = max(likeness[number].get(each, 0.0), like)
        for number, like in here.items():
            covered[number] += weight * like
    for number, found in likeness.items():
        phrase = index.phrases[number]
        of_phrase = sum(index.weight[each] * like for each, like in found.items())
        of_phrase /= sum(index.weight[each] for each in phrase.stems)
        of_query = covered[number] / total
        if of_query < 0.6 and max(found.values()) < 1.0:
            continue
        yield 0.94 * math.sqrt(of_query * of_phrase) + (0.01 if phrase.is_name else 0.0), number


def _near_stems(word: str, index: Index) -> dict[str, float]:
    """Stems of the vocabulary that `word` stands for, each with a likeness up to 1. A word that is known is not bent."""
    own = stem(word)
    if own in index.by_stem:
        return {own: 1.0}
    near: dict[str, float] = {}
    if len(word) >= 3:
        for other, its_stem in index.words.items():
            if other.startswith(word):
                near[its_stem] = max(near.get(its_stem, 0.0), 0.7 + 0.25 * len(word) / len(other))
    for other in _near_words(word, index):
        allowed = _edits_allowed(min(len(word), len(other)))
        if abs(len(word) - len(other)) > allowed + 3:  # endings are at most so much longer than the stem
            continue
        edits = min(edit_distance(word, other), edit_distance(own, index.words[other]))
        like = (
            1.0
            - 0.8 * edits / max(len(word), len(other))
            - (OTHER_FIRST_LETTER if word[0] != other[0] else 0.0)
        )
        if edits <= allowed:
            near[index.words[other]] = max(near.get(index.words[other], 0.0), like)
    key = sounds(word)
    if len(key) >= 4:
        for other in index.words_by_sound.get(key, ()):
            near[index.words[other]] = max(near.get(index.words[other], 0.0), 0.85)
    return near


def _near_words(word: str, index: Index) -> list[str]:
    if len(word) < 4:
        return []
    mine = _bigrams(word)
    shared = Counter(other for bigram in mine for other in index.words_by_bigram.get(bigram, ()))
    alike = ((2 * count / (len(mine) + len(other) + 1), other) for other, count in shared.items())
    return [
        other
        for dice, other in sorted(alike, key=lambda pair: (-pair[0], pair[1]))[:CANDIDATES]
        if dice >= 0.3
    ]


def _nearly_the_same_letters(letters: str, index: Index) -> Iterator[tuple[float, int]]:
    if len(letters) < 5:
        return
    mine = _trigrams(letters)
    shared = Counter(number for trigram in mine for number in index.by_trigram.get(trigram, ()))
    alike = (
        (2 * count / (len(mine) + index.phrases[number].trigrams), number) for number, count in shared.items()
    )
    for dice, number in sorted(alike, key=lambda pair: (-pair[0], pair[1]))[:CANDIDATES]:
        other = index.phrases[number].letters
        length = max(len(letters), len(other))
        if dice < 0.25 or abs(len(letters) - len(other)) > length * 0.3:
            continue
        likeness = 1.0 - edit_distance(letters, other) / length
        if likeness >= 0.7 and min(len(letters), len(other)) >= 5:
            yield 0.45 + 0.5 * likeness - (OTHER_FIRST_LETTER if letters[0] != other[0] else 0.0), number


def edit_distance(left: str, right: str) -> int:
    """Letters to add, drop, change or swap with their neighbour (Damerau-Levenshtein, optimal string alignment)."""
    while left and right and left[0] == right[0]:
        left, right = left[1:], right[1:]
    while left and right and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    if not (left and right):
        return len(left) + len(right)
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left, start=1):
        before, last, row = row, before, [i]
        for j, other in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == right[j - 2] and left[i - 2] == other:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _edits_allowed(length: int) -> int:
    return 0 if length < 4 else 1 if length < 6 else 2 if length < 10 else 3


def _initials(words: tuple[str, ...], *, is_name: bool) -> str:
    return "".join(word[0] for word in words) if (2 if is_name else 3) <= len(words) <= 6 else ""


@lru_cache(maxsize=8192)
def _trigrams(letters: str) -> frozenset[str]:
    padded = f"  {letters} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _bigrams(word: str) -> frozenset[str]:
    padded = f" {word} "
    return frozenset(padded[at : at + 2] for at in range(len(padded) - 1))
