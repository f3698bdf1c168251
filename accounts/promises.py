"""The privacy declarations as people read them: by what they are about, who sees them, how long they are kept, what erasing does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.copying import chapters
from accounts.privacy import DECLARATIONS, Erasing, Kept, Reader, Rule, Sensitivity
from accounts.topics import Topic, topics
from notifications.models import DemoMail

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Said to the person; widest first, which is the order of the page.
READERS: dict[Reader, StrOrPromise] = {
    Reader.EVERYBODY: _("everybody"),
    Reader.MEMBERS: _("mentees of the programme"),
    Reader.MEMBERS_OF_MENTOR: _("mentees of the programme, if you are a mentor"),
    Reader.MEMBERS_OF_ORGANISER: _("people of a programme that you organise or keep safe"),
    Reader.COMMUNITY: _("members of a community in which you show yourself"),
    Reader.ASKED: _("whom you ask, or who asks you"),
    Reader.PAIR: _("your mentor or mentee"),
    Reader.PAIR_WHERE_SHARED: _("your mentor or mentee, where you share it"),
    Reader.ORGANISERS: _("organisers of the programme"),
    Reader.ORGANISERS_BY_SIGN: _("organisers, as a sign that they should ask"),
    Reader.SAFEGUARDING: _("the safeguarding contact"),
    Reader.OPERATORS: _("those who run the site"),
    Reader.SELF: _("you"),
}
KEPT: dict[Kept, StrOrPromise] = {
    Kept.ACCOUNT: _("As long as your account"),
    Kept.PROGRAMME: _("Two years after the programme has closed"),
    Kept.SENT: _("90 days after it was dealt with"),
    Kept.COUNTED: _("As long as the site, without your name once you are erased"),
    Kept.ALWAYS: _("As long as the site"),
}
ERASING: dict[Erasing, StrOrPromise] = {
    Erasing.KEEP: _("Stays, without your name"),
    Erasing.EMPTY: _("Is emptied"),
    Erasing.NEUTRAL: _("Becomes a neutral word"),
    Erasing.DELETE: _("Is deleted"),
}
TOPICS: dict[Topic, tuple[StrOrPromise, StrOrPromise]] = {
    Topic.PROFILE: (_("Your profile"), _("Who you are, in every programme.")),
    Topic.PROGRAMMES: (
        _("What you told a programme"),
        _("Your goals or what you offer, your answers, and how you take part."),
    ),
    Topic.MATCHING: (
        _("Requests and matches"),
        _("How you find each other: whom you ask, what you answer, what the program computes."),
    ),
    Topic.MENTORSHIPS: (_("Your mentorships"), _("What the two of you write, plan and agree on.")),
    Topic.COMMUNITIES: (
        _("Communities"),
        _("What you ask and answer where people share a network with you."),
    ),
    Topic.MAIL: (_("Mail"), _("What this site writes to you.")),
    Topic.SAFETY: (_("Safety"), _("Whom you keep away, what was reported, and who opened what is private.")),
    Topic.ACCOUNT: (
        _("Your account"),
        _("How you sign in, what you agreed to, and the log of what was done."),
    ),
}
# Where somebody sees, changes or ends what is theirs.
WAYS: dict[Topic, tuple[tuple[StrOrPromise, str], ...]] = {
    Topic.PROFILE: (
        (_("Change your profile"), "accounts:profile"),
        (_("Change your hours"), "accounts:availability"),
    ),
    Topic.PROGRAMMES: (
        (_("Your programmes"), "programmes:home"),
        (_("Leave a programme"), "accounts:consents"),
    ),
    Topic.MATCHING: ((_("Your requests"), "matching:requests"),),
    Topic.MENTORSHIPS: ((_("Your mentorships"), "journeys:mentorships"),),
    Topic.COMMUNITIES: ((_("Your networks"), "accounts:profile"),),
    Topic.MAIL: ((_("Choose which letters you get"), "accounts:mail"),),
    Topic.SAFETY: (
        (_("Whom you blocked"), "accounts:blocks"),
        (_("What you reported"), "programmes:my_reports"),
        (_("Who opened what is private"), "programmes:readings"),
    ),
    Topic.ACCOUNT: (
        (_("Your settings"), "accounts:settings"),
        (_("What you agreed to"), "accounts:consents"),
    ),
}


class Onlooker(StrEnum):
    """Whose eyes the page may be read with."""

    ALL = ""
    MEMBERS = "people"
    OTHER = "pair"
    ORGANISERS = "organisers"
    SAFEGUARDING = "safeguarding"
    OPERATORS = "operators"
    YOU = "you"


_MET_BY_ALL = {Reader.EVERYBODY, Reader.MEMBERS, Reader.MEMBERS_OF_MENTOR, Reader.MEMBERS_OF_ORGANISER}
ONLOOKERS: dict[Onlooker, tuple[StrOrPromise, frozenset[Reader]]] = {
    Onlooker.ALL: (_("Everything"), frozenset()),
    Onlooker.MEMBERS: (
        _("People you have nothing to do with yet"),
        frozenset({*_MET_BY_ALL, Reader.COMMUNITY}),
    ),
    Onlooker.OTHER: (
        _("Your mentor or mentee"),
        frozenset({*_MET_BY_ALL, Reader.ASKED, Reader.PAIR, Reader.PAIR_WHERE_SHARED}),
    ),
    Onlooker.ORGANISERS: (
        _("Organisers"),
        frozenset({Reader.EVERYBODY, Reader.ORGANISERS, Reader.ORGANISERS_BY_SIGN}),
    ),
    Onlooker.SAFEGUARDING: (
        _("Safeguarding contact"),
        frozenset({Reader.EVERYBODY, Reader.SAFEGUARDING}),
    ),
    Onlooker.OPERATORS: (_("Those who run the site"), frozenset({Reader.EVERYBODY, Reader.OPERATORS})),
    Onlooker.YOU: (_("Only you"), frozenset()),
}


@dataclass(frozen=True)
class Promise:
    """Fields of one kind of thing that are treated alike. `fields` is empty where it is about the thing being there. `readers`
    are those beside the person it is about; without any it is theirs alone, and without `is_own` not even theirs."""

    fields: tuple[str, ...]
    readers: tuple[StrOrPromise, ...]
    is_own: bool
    kept: StrOrPromise
    erasing: StrOrPromise


@dataclass(frozen=True)
class Thing:
    """One kind of thing. `number` is how many of them the person has; None where nobody is signed in, and where the site cannot
    count them as theirs, such as notes of others about them."""

    name: str
    promises: Sequence[Promise]
    number: int | None = None

    @property
    def readers(self) -> list[StrOrPromise]:
        """Everybody beside the person who sees any of it, widest first."""
        seen = {reader for promise in self.promises for reader in promise.readers}
        return [words for words in READERS.values() if words in seen]

    @property
    def is_own(self) -> bool:
        return any(promise.is_own for promise in self.promises)


@dataclass(frozen=True)
class Section:
    """What is about one topic. `number` counts the person's things in it; None where nobody is signed in. `absent` are the kinds
    of which they have none."""

    topic: Topic
    things: Sequence[Thing]
    absent: Sequence[Thing] = ()
    number: int | None = None

    @property
    def name(self) -> StrOrPromise:
        return TOPICS[self.topic][0]

    @property
    def about(self) -> StrOrPromise:
        return TOPICS[self.topic][1]

    @property
    def ways(self) -> list[tuple[StrOrPromise, str]]:
        """Where the person deals with it: words and address."""
        return [(words, reverse(name)) for words, name in WAYS[self.topic]]


def onlooker_of(value: str) -> Onlooker:
    """The onlooker of an address; everything for a value that is none."""
    return Onlooker(value) if value in set(Onlooker) else Onlooker.ALL


def sections(onlooker: Onlooker = Onlooker.ALL, *, numbers: Mapping[str, int] | None = None) -> list[Section]:
    """All that says something about a person, by topic: of it what `onlooker` sees. `numbers` are the rows of a person, by the
    label of their model."""
    found: dict[Topic, list[Thing]] = defaultdict(list)
    background: dict[Topic, dict[Rule, list[str]]] = defaultdict(lambda: defaultdict(list))
    for label, rules in _by_model(onlooker).items():
        model = apps.get_model(label)
        if _is_background(label):
            names = background[topics.of(model)][next(iter(rules))]
            names.append(str(model._meta.verbose_name_plural))
        else:
            number = numbers.get(label, 0) if numbers is not None and _is_counted(label) else None
            found[topics.of(model)].append(Thing(_name(model), _promises(rules), number))
    return [
        Section(
            topic,
            [*(thing for thing in found[topic] if thing.number != 0), *_course(background[topic])],
            [thing for thing in found[topic] if thing.number == 0],
            None if numbers is None else sum(thing.number or 0 for thing in found[topic]),
        )
        for topic in Topic
        if found[topic] or background[topic]
    ]


def _is_counted(label: str) -> bool:
    """Whether rows of a model belong to somebody by their keys."""
    return any(owners for (at, _field), owners in DECLARATIONS.owners.items() if at == label)


def _by_model(onlooker: Onlooker) -> dict[str, dict[Rule, list[str]]]:
    """The names of the fields about people that `onlooker` sees, by model and rule."""
    found: dict[str, dict[Rule, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (label, name), rule in DECLARATIONS.rules.items():
        model = apps.get_model(label)
        hidden = rule.sensitivity == Sensitivity.NONE or (model is DemoMail and not settings.DEMO)
        if not hidden and _sees(onlooker, rule):
            found[label][rule] += _shown(model, name)
    return found


def _sees(onlooker: Onlooker, rule: Rule) -> bool:
    if onlooker == Onlooker.ALL:
        return True
    if onlooker == Onlooker.YOU:
        return rule.seen_by == (Reader.SELF,)
    return bool(ONLOOKERS[onlooker][1].intersection(rule.seen_by))


def _is_background(label: str) -> bool:
    """Who moved what, when: nothing of it is read beside the things it is about, and all of it stays to be counted."""
    rules = {rule for (at, _field), rule in DECLARATIONS.rules.items() if at == label}
    personal = {rule for rule in rules if rule.sensitivity != Sensitivity.NONE}
    return all(
        rule.erasing == Erasing.KEEP and set(rule.seen_by) <= {Reader.ORGANISERS, Reader.OPERATORS}
        for rule in personal
    )


def _name(model: type[models.Model]) -> str:
    chapter = chapters.found.get(model._meta.label)
    return chapter.heading if chapter else str(capfirst(model._meta.verbose_name_plural))


def _promises(rules: Mapping[Rule, list[str]]) -> list[Promise]:
    """One for all that the same people see, that is kept as long and that erasing treats alike."""
    alike: dict[tuple[tuple[Reader, ...], Kept, Erasing], dict[str, None]] = defaultdict(dict)
    for rule, names in rules.items():
        readers = tuple(reader for reader in READERS if reader in rule.seen_by)
        alike[readers, rule.kept, rule.erasing] |= dict.fromkeys(names)
    return [
        _promise(readers, kept, erasing, tuple(names)) for (readers, kept, erasing), names in alike.items()
    ]


def _promise(readers: Iterable[Reader], kept: Kept, erasing: Erasing, names: tuple[str, ...]) -> Promise:
    seen_by = tuple(readers)
    return Promise(
        fields=names,
        readers=tuple(READERS[reader] for reader in seen_by if reader != Reader.SELF),
        # The two of a request or a mentorship are the person and somebody else.
        is_own=bool({Reader.SELF, Reader.ASKED, Reader.PAIR, Reader.EVERYBODY}.intersection(seen_by)),
        kept=KEPT[kept],
        erasing=ERASING[erasing],
    )


def _course(background: Mapping[Rule, list[str]]) -> list[Thing]:
    if not background:
        return []
    return [Thing(gettext("The course of things"), _promises(background))]


def _shown(model: type[models.Model], name: str) -> list[str]:
    """The field as people call it; keys and links between rows are no news to anybody."""
    found = model._meta.get_field(name)
    if not isinstance(found, models.Field) or found.primary_key or found.is_relation:
        return []
    return [str(found.verbose_name)]
