"""What a working agreement says: its terms, the sentences that the site offers for them, and what differs between two
versions. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import TYPE_CHECKING, Protocol

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from journeys.differences import Piece, pieces
from programmes.enums import Cadence

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LENGTHS = (30, 45, 60, 90, 120)  # minutes
USUAL_LENGTH = 60


class SaysTerms(Protocol):
    """Anything with the fields of an agreement."""

    goals: str
    cadence: str
    minutes: int
    channel: str
    between: str
    ends_on: date | None
    mentee_expects: str
    mentor_expects: str
    confidentiality: str
    if_it_fails: str


@dataclass(frozen=True)
class Terms:
    """What the two agree on. `goals` has one a line; `minutes` are those of a meeting."""

    goals: str
    cadence: Cadence
    minutes: int
    channel: str
    between: str
    ends_on: date | None
    mentee_expects: str
    mentor_expects: str
    confidentiality: str
    if_it_fails: str

    @classmethod
    def of(cls, row: SaysTerms) -> Terms:
        said = cls(**{each.name: getattr(row, each.name) for each in fields(cls)})
        return replace(said, cadence=Cadence(row.cadence))

    def as_fields(self) -> dict[str, object]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True)
class Sentence:
    """One that can be had with a click; a `usual` one is ticked in a first draft."""

    key: str
    text: StrOrPromise
    usual: bool = False


SENTENCES: dict[str, tuple[Sentence, ...]] = {
    "between": (
        Sentence(
            "questions",
            gettext_lazy("A short question is welcome at any time; the answer may take three working days."),
            usual=True,
        ),
        Sentence(
            "topics",
            gettext_lazy("The day before we meet, the mentee sends two or three lines: what happened, what to talk about."),
            usual=True,
        ),
        Sentence("urgent", gettext_lazy("We keep things for the next meeting, unless they cannot wait.")),
    ),
    "mentee_expects": (
        Sentence("honest", gettext_lazy("Honest feedback, also when it is not what I hope to hear."), usual=True),
        Sentence("questions", gettext_lazy("Questions that make me think, rather than ready answers.")),
        Sentence("example", gettext_lazy("What you did yourself, the mistakes included.")),
        Sentence("dates", gettext_lazy("That you keep our dates, or move them in good time."), usual=True),
    ),
    "mentor_expects": (
        Sentence("topics", gettext_lazy("That you choose what we talk about."), usual=True),
        Sentence("try", gettext_lazy("That you try what we agree on, and tell me how it went.")),
        Sentence("open", gettext_lazy("That you say so when something does not help you."), usual=True),
        Sentence("dates", gettext_lazy("That you keep our dates, or move them in good time."), usual=True),
    ),
    "confidentiality": (
        Sentence("all", gettext_lazy("What we tell each other stays between us."), usual=True),
        Sentence("names", gettext_lazy("What we learn we may pass on, without names and without details that give somebody away.")),
        Sentence("danger", gettext_lazy("If somebody is in danger we get help, and tell each other first where we can."), usual=True),
    ),
    "if_it_fails": (
        Sentence("name", gettext_lazy("Whoever feels that something does not work says so at the next meeting."), usual=True),
        Sentence("ask", gettext_lazy("If that does not help, we ask the organisers."), usual=True),
        Sentence("finish", gettext_lazy("Either of us may finish at any time without giving reasons, and we take half an hour to part well.")),
    ),
}  # fmt: skip


def usual(name: str) -> str:
    """The sentences that a first draft has for the term `name`, one a line, in the present language."""
    return "\n".join(str(sentence.text) for sentence in SENTENCES[name] if sentence.usual)


def taken_apart(name: str, text: str) -> tuple[list[str], str]:
    """The keys of the sentences of the term `name` that stand in `text` as lines of their own, and the other lines of it."""
    keys = {str(sentence.text): sentence.key for sentence in SENTENCES[name]}
    lines = text.splitlines()
    ticked = [keys[line.strip()] for line in lines if line.strip() in keys]
    return ticked, "\n".join(line for line in lines if line.strip() not in keys).strip()


def put_together(name: str, ticked: Sequence[str], words: str) -> str:
    """The text of the term `name`: the sentences with these keys, in their order, and then `words`; no blank lines."""
    chosen = [str(sentence.text) for sentence in SENTENCES[name] if sentence.key in ticked]
    return "\n".join(filter(None, [*chosen, *words.strip().splitlines()]))


def goal_lines(terms: SaysTerms | Terms) -> tuple[str, ...]:
    """The goals, each once."""
    lines = (line.strip() for line in terms.goals.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


@dataclass(frozen=True)
class Part:
    """One term in words. `lines` are what it says; none where it says nothing."""

    name: str
    label: str
    text: str

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line for line in self.text.splitlines() if line.strip())

    @property
    def is_short(self) -> bool:
        """Whether it stands beside others: a word or two."""
        return self.name in {"cadence", "minutes", "channel", "ends_on"}


@dataclass(frozen=True)
class Difference:
    """What became of one term: `before` and `after` in words, either empty where nothing was said, and word by word."""

    name: str
    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...]


def sheet(terms: SaysTerms | Terms, *, mentee: str, mentor: str) -> tuple[Part, ...]:
    """The terms in words, with the first names of the two, in the present language."""
    until = formats.date_format(terms.ends_on, "j F Y") if terms.ends_on else ""
    minutes = ngettext("%(n)d minute", "%(n)d minutes", terms.minutes) % {"n": terms.minutes}
    said = {
        "goals": (_("What we work on"), "\n".join(goal_lines(terms))),
        "cadence": (_("How often we meet"), str(Cadence(terms.cadence).label)),
        "minutes": (_("How long we meet"), minutes),
        "channel": (_("Where we meet"), terms.channel),
        "ends_on": (_("Until"), until or _("As long as it helps")),
        "between": (_("Between meetings"), terms.between),
        "mentee_expects": (_("What %(name)s expects") % {"name": mentee}, terms.mentee_expects),
        "mentor_expects": (_("What %(name)s expects") % {"name": mentor}, terms.mentor_expects),
        "confidentiality": (_("What stays between us"), terms.confidentiality),
        "if_it_fails": (_("When it does not work"), terms.if_it_fails),
    }
    return tuple(Part(name, label, text) for name, (label, text) in said.items())


def compared(
    before: SaysTerms | Terms, after: SaysTerms | Terms, *, mentee: str, mentor: str
) -> tuple[Difference, ...]:
    """What differs between two versions, term by term; those that stayed are left out."""
    old = sheet(before, mentee=mentee, mentor=mentor)
    new = sheet(after, mentee=mentee, mentor=mentor)
    return tuple(
        Difference(then.name, then.label, then.text, now.text, _told(then, now))
        for then, now in zip(old, new, strict=True)
        if then.text != now.text
    )


def _told(then: Part, now: Part) -> tuple[Piece, ...]:
    """Word by word, with lines kept apart."""
    return pieces(then.text, now.text)
