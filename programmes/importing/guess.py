"""Guesses what the columns of a file mean, from their headings, from what stands in them, and from the import before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.enums import MeetingFormat
from accounts.languages import LANGUAGES
from accounts.vocabulary.normalise import normalise
from programmes.enums import AnswerVisibility, HelpTopic, Quality, QuestionFor, QuestionKind, Role
from programmes.importing import ladders, values
from programmes.importing.chosen import Chosen, Column, question_key
from programmes.importing.mapping import Mapping as FileMapping
from programmes.importing.mapping import QuestionSpec, option_key
from programmes.importing.meanings import ASKED, IDENTITY, LEFT_OUT, NEW, Meaning, meanings
from programmes.importing.sheet import Sheet

LOOKED_AT = 2000
MOST_CHOICES, LONGEST_CHOICE = 40, 80
SEPARATORS = (",", ";", "/", "|")
DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y")
ABOUT_IDENTITY = re.compile(
    r"\b(gender|sex|sexual\w*|orientation|ethnic\w*|race|racial|religio\w*|faith|belief|disab\w*|identit\w*|"
    r"characteristics?|lgbt\w*|trans|neuro\w*|health|marital|pregnan\w*|socio economic|social mobility)\b"
)
NO_ANSWER = re.compile(
    r"\b(id|timestamp|start time|completion time|last modified\w*|ip address|response|row|no|number|consent|gdpr|"
    r"privacy|comments?|notes?|status|state|score|phone|mobile|telephone)\b"
)
WORDS = {
    "languages": values.words_for(LANGUAGES.items()),
    "formats": values.words_for(MeetingFormat.choices),
    "topics": values.words_for(HelpTopic.choices),
    "qualities": values.words_for(Quality.choices),
}
YES_NO = FileMapping.yes | FileMapping.no


def guess(
    sheet: Sheet, *, role: Role, asked: Sequence[QuestionSpec], before: Sequence[Chosen] = ()
) -> Chosen:
    """What each column becomes. `asked` are the questions of the form now, `before` what the programme's earlier
    imports chose, the latest first."""
    return _Guess(sheet, role, asked, before).chosen()


@dataclass(frozen=True)
class Seen:
    """What stands in one column, at most LOOKED_AT cells of it, and its different values, each as first written; none of
    those where they are no choices, because they are many or long."""

    cells: tuple[str, ...]
    labels: tuple[str, ...]

    @classmethod
    def of(cls, cells: Sequence[str]) -> Seen:
        labels: dict[str, str] = {}
        for cell in dict.fromkeys(cells):
            if len(cell) > LONGEST_CHOICE or len(labels) > MOST_CHOICES * 2:
                return cls(tuple(cells[:LOOKED_AT]), ())
            label = " ".join(cell.split())
            labels.setdefault(option_key(label), label)
        return cls(tuple(cells[:LOOKED_AT]), tuple(labels.values()))


class _Guess:
    def __init__(
        self, sheet: Sheet, role: Role, asked: Sequence[QuestionSpec], before: Sequence[Chosen]
    ) -> None:
        self.sheet, self.role = sheet, role
        self.asked = [question for question in asked if question.is_asked_of(role)]
        self.all_keys = {question.key for question in asked}
        self.meanings = meanings(role)
        self.seen = {name: Seen.of(sheet.values(name)) for name in sheet.columns}
        self.before = {
            normalise(column.name): column for chosen in reversed(before) for column in chosen.columns
        }
        self.earlier = before[0] if before else None
        self.separator = self.earlier.separator if self.earlier else self._separator()
        self.date_format = self.earlier.date_format if self.earlier else self._date_format()

    def chosen(self) -> Chosen:
        becomes = self._becomes()
        taken = set(self.all_keys)
        columns = []
        for name in self.sheet.columns:
            column = self._column(name, becomes[name], taken)
            taken.add(column.key)
            columns.append(column)
        blank = replace(self.earlier, columns=()) if self.earlier else Chosen()
        return replace(blank, columns=tuple(columns), separator=self.separator, date_format=self.date_format)

    # --- what each becomes

    def _becomes(self) -> dict[str, str]:
        """By column; what only one column can be is the one that fits it best."""
        wishes = sorted(
            (
                (-strength, at, name, key)
                for at, name in enumerate(self.sheet.columns)
                for strength, key in self._wishes(name)
            ),
            key=lambda wish: wish[:2],
        )
        found: dict[str, str] = {}
        used: set[str] = set()
        for _strength, _at, name, key in wishes:
            meaning = self.meanings.get(key)
            once = key not in {NEW, IDENTITY, LEFT_OUT} and not (meaning and meaning.several)
            if name in found or (once and key in used):
                continue
            found[name] = key
            used.add(key)
        return found

    def _wishes(self, name: str) -> list[tuple[float, str]]:
        """What a column may become, with how sure that is; the last is what is left for any column."""
        heading, seen = normalise(name), self.seen[name]
        wishes: list[tuple[float, str]] = []
        earlier = self.before.get(heading)
        if earlier is not None:
            became = self._still_there(earlier)
            if became is not None:
                return [(10, became), (0, LEFT_OUT)]
        if _share(seen.cells, _is_email) > 0.8:
            manager = "manager" in heading or "supervisor" in heading
            wishes.append((9, "line_manager_email" if manager else "email"))
        wishes += [(self._fits(question, heading, seen), ASKED + question.key) for question in self.asked]
        wishes += [(self._is_called(each, heading, seen), each.key) for each in self.meanings.values()]
        wishes += [(2, key) for key in WORDS if key in self.meanings and self._knows(key, seen) > 0.8]
        sure = [wish for wish in wishes if wish[0] > 0]
        if ABOUT_IDENTITY.search(heading):
            sure = [wish for wish in sure if wish[0] >= 5]
            return [*sure, (0.5, IDENTITY)]
        is_answer = seen.cells and not NO_ANSWER.search(heading) and not self._is_role(seen)
        return [*sure, (0.5, NEW if is_answer else LEFT_OUT)]

    def _still_there(self, earlier: Column) -> str | None:
        """What a column of that name became before; None where that is not to be had any more."""
        if earlier.becomes in {NEW, IDENTITY}:
            key = earlier.key
            return ASKED + key if key in {question.key for question in self.asked} else earlier.becomes
        if earlier.becomes.startswith(ASKED):
            asked = {ASKED + question.key for question in self.asked}
            return earlier.becomes if earlier.becomes in asked else None
        return earlier.becomes if earlier.becomes in {*self.meanings, LEFT_OUT} else None

    def _is_called(self, meaning: Meaning, heading: str, seen: Seen) -> float:
        bare = heading.rstrip(" 0123456789")
        within = [
            len(phrase) for phrase in meaning.called if len(phrase) > 3 and f" {phrase} " in f" {bare} "
        ]
        if bare in meaning.called:
            strength = 7 - meaning.called.index(bare) / 100
        elif within and len(bare.split()) <= 8:
            strength = 2 + max(within) / 100
        else:
            return 0
        return strength if self._can_be(meaning.key, seen) else 0

    def _can_be(self, key: str, seen: Seen) -> bool:
        """Whether what stands in the column could be that at all."""
        if key in WORDS:
            return self._knows(key, seen) > 0.5
        match key:
            case "email" | "line_manager_email":
                return _share(seen.cells, _is_email) > 0.3
            case "zone":
                return _share(seen.cells, lambda cell: cell in values.zones()) > 0.5
            case "seniority":
                return _share(seen.cells, lambda cell: cell in set("123456")) > 0.8
            case "capacity":
                return _share(seen.cells, str.isdecimal) > 0.8
            case "both":
                return _share(seen.cells, _is_yes_or_no) > 0.8
        return True

    def _knows(self, key: str, seen: Seen) -> float:
        """How much of what stands in the column are words of a fixed list."""
        items = [item for cell in seen.cells[:200] for item in values.parts(cell, self.separator)]
        return _share(items, lambda item: normalise(item) in WORDS[key])

    def _fits(self, question: QuestionSpec, heading: str, seen: Seen) -> float:
        """How well a column answers a question that is asked already: by its name, else by its choices."""
        if heading in {normalise(question.key.replace("-", " ")), normalise(question.text)}:
            return 8
        labels = seen.labels
        if question.kind == QuestionKind.CHOICES:
            labels = Seen.of(
                [item for cell in seen.cells for item in values.parts(cell, self.separator)]
            ).labels
        if question.options and len(labels) > 1:
            shared = _share(labels, lambda label: option_key(label) in question.by_key)
            if shared >= 0.7:
                return 5 + shared
        words, asked = set(heading.split()), set(normalise(question.text).split())
        return 4 if words and words <= asked and len(words) * 5 >= len(asked) else 0

    def _is_role(self, seen: Seen) -> bool:
        return bool(seen.labels) and {normalise(label) for label in seen.labels} <= {
            "mentee",
            "mentor",
            "mentees",
            "mentors",
        }

    # --- how a new question is asked

    def _column(self, name: str, becomes: str, taken: set[str]) -> Column:
        seen = self.seen[name]
        earlier = self.before.get(normalise(name))
        if earlier is not None and earlier.becomes == becomes and becomes in {NEW, IDENTITY}:
            return replace(earlier, name=name, key=question_key(earlier.key, taken))
        kind, options = self._kind(seen)
        if becomes == IDENTITY and kind in {QuestionKind.CHOICE, QuestionKind.LADDER}:
            kind = QuestionKind.CHOICES  # several may be true of one person
        spec = next((q for q in self.asked if becomes == ASKED + q.key), None)
        if spec is not None and spec.kind == QuestionKind.LADDER:
            rungs = [option.label for option in spec.options]
            options = ladders.merged(rungs, seen.labels)
        return Column(
            name=name,
            becomes=becomes,
            key=question_key(name, taken),
            text=_as_question(name),
            kind=spec.kind if spec else kind,
            asked_of=QuestionFor.BOTH,
            visibility=AnswerVisibility.ORGANISERS,
            options=tuple(options),
        )

    def _kind(self, seen: Seen) -> tuple[QuestionKind, list[str]]:
        """The kind of question that such answers answer; of choices all that were found, rungs in their order."""
        cells, labels = seen.cells, list(seen.labels)
        if not cells:
            return QuestionKind.SHORT_TEXT, []
        if _share(cells, _is_yes_or_no) == 1:
            return QuestionKind.YES_NO, []
        if _share(cells, _is_number) == 1:
            return QuestionKind.NUMBER, []
        if _share(cells, lambda cell: _is_day(cell, self.date_format)) == 1:
            return QuestionKind.DATE, []
        rungs = ladders.known_order(labels)
        if rungs is not None:
            return QuestionKind.LADDER, rungs
        items = [item for cell in cells for item in values.parts(cell, self.separator)]
        different = Seen.of(items).labels
        # Things that stand together in one cell stand otherwise in another; “Policy, Strategy” always stands so.
        together = (
            sum(len(values.parts(label, self.separator)) for label in seen.labels) if labels else len(items)
        )
        if len(items) > len(cells) and len(different) < together and self._is_few(different, len(items)):
            return QuestionKind.CHOICES, sorted(different, key=option_key)
        if self._is_few(labels, len(cells)):
            return QuestionKind.CHOICE, sorted(labels, key=option_key)
        long = max(map(len, cells)) > values.SHORT_ANSWER or sum(map(len, cells)) / len(cells) > 80
        return (QuestionKind.LONG_TEXT if long else QuestionKind.SHORT_TEXT), []

    def _is_few(self, labels: Sequence[str], cells: int) -> bool:
        few = 0 < len(labels) <= min(MOST_CHOICES, max(3, cells // 2))
        return few and max(map(len, labels)) <= LONGEST_CHOICE

    def _separator(self) -> str:
        """What most cells with several short things in them part these by."""
        counted: Counter[str] = Counter()
        for seen in self.seen.values():
            for cell in seen.cells[:200]:
                counted.update(each for each in SEPARATORS if _is_list(cell, each))
        return max(SEPARATORS, key=lambda each: counted[each])

    def _date_format(self) -> str:
        """The way of writing days that most cells fit."""
        counted = {
            each: sum(_is_day(cell, each) for seen in self.seen.values() for cell in seen.cells[:200])
            for each in DATE_FORMATS
        }
        return max(DATE_FORMATS, key=lambda each: counted[each])


def _share(items: Sequence[str], is_so: Callable[[str], bool]) -> float:
    return sum(map(is_so, items)) / len(items) if items else 0.0


def _is_email(cell: str) -> bool:
    return values.EMAIL.fullmatch(cell) is not None


def _is_yes_or_no(cell: str) -> bool:
    return cell.casefold() in YES_NO


def _is_number(cell: str) -> bool:
    try:
        values.number(cell)
    except ValueError:
        return False
    return True


def _is_day(cell: str, date_format: str) -> bool:
    if not cell[:1].isdecimal() or len(cell) > 12:
        return False
    try:
        datetime.strptime(cell, date_format)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return False
    return True


def _is_list(cell: str, separator: str) -> bool:
    """Whether a cell holds several short things with letters in them; neither a sentence nor a date."""
    items = [item.strip() for item in cell.split(separator)]
    are_short = all(len(item) <= 40 and any(map(str.isalpha, item)) for item in items)
    return are_short and len(items) > 1 and not cell.endswith((".", "?", "…"))


def _as_question(heading: str) -> str:
    """The heading as people read it above an answer."""
    return (heading[:1].upper() + heading[1:])[:240]
