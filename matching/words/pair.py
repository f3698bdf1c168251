"""What is said of a pair, and how lists of words are joined."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.languages import language_names
from accounts.models import Network
from matching.models import Criterion
from matching.snapshot import Snapshot
from matching.words.clock import spans_in_words
from matching.words.terms import shared_terms, word_stems
from programmes.enums import HelpTopic, Quality
from programmes.models import Enrolment
from ui.words import inside

NAMED = 3  # skills, topics or times that one sentence names


@dataclass(frozen=True)
class Said:
    """What is said of one part. Empty where there is nothing to say on that count."""

    sentence_mentee: str
    sentence_mentor: str
    for_mentee: str = ""
    for_mentor: str = ""
    against_mentee: str = ""
    against_mentor: str = ""
    missing: str = ""

    def missing_text(self, label: str, points: int) -> str:
        """Why these points are missing, to the mentee."""
        lost = ngettext("%(points)d point for %(label)s", "%(points)d points for %(label)s", points)
        counted = lost % {"points": points, "label": inside(label)}
        return f"{counted}: {self.missing or self.sentence_mentee}"


@dataclass(frozen=True)
class Pair:
    """The two people that words are about."""

    mentee: Enrolment
    mentor: Enrolment
    goals: tuple[str, ...]
    snapshot: Snapshot
    networks: Mapping[int, Network]

    @property
    def names(self) -> dict[str, str]:
        return {"mentee": self.mentee.person.first_name, "mentor": self.mentor.person.first_name}

    @cached_property
    def terms(self) -> list[str]:
        """Words that both use, the mentee's spelling."""
        ours = [self.mentee.where_i_want_to_be, *self.goals, self.mentee.challenges, self.mentee.where_i_am]
        return shared_terms(
            " ".join(ours),
            f"{self.mentor.headline} {self.mentor.biography} {self.mentor.topics_note}",
            word_stems(self.snapshot.vocabulary.names),
        )

    def skill(self, number: int) -> str:
        return self.snapshot.vocabulary.names[number]

    def spans(self, slots: Sequence[int], *, mentee: bool) -> str:
        zone = (self.mentee if mentee else self.mentor).person.zone
        return spans_in_words(slots, zone, self.snapshot.monday)

    def word(self, field: str, number: int) -> str:
        """The label of a coded word of a field."""
        word = self.snapshot.codes.word(number)
        question = self.snapshot.asked.get(field.removeprefix("question:"))
        if question is not None:
            return question.label.get(word, word)
        if field == "languages":
            return language_names([word])[0]
        enum = {"topics": HelpTopic, "qualities": Quality}.get(field)
        return str(enum(word).label) if enum is not None and word in enum.values else word

    def tells(self, row: Criterion) -> bool:
        """Whether the answers behind a criterion may be told to the other side."""
        asked = [
            self.snapshot.asked.get(field.removeprefix("question:"))
            for field in (row.mentee_field, row.mentor_field)
        ]
        return all(question.visible for question in asked if question is not None)


def listed(words: Iterable[str]) -> str:
    """One, two and three; beyond NAMED the rest is counted."""
    every = list(words)
    named, rest = every[:NAMED], len(every) - NAMED
    if rest > 0:
        named.append(ngettext("%(n)d more", "%(n)d more", rest) % {"n": rest})
    if len(named) < 2:
        return "".join(named)
    return _("%(first)s and %(last)s") % {"first": ", ".join(named[:-1]), "last": named[-1]}


def quoted(words: Iterable[str]) -> str:
    return listed(_("“%(word)s”") % {"word": word} for word in words)
