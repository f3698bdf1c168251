"""Writes of the form builder: one open draft a programme, its questions and their choices, until it is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.operations import audit
from programmes.answered import WITH_CHOICES
from programmes.enums import AnswerVisibility, QuestionFor, QuestionKind
from programmes.form_builder import last_published, newest
from programmes.form_changes import came_meanwhile, may_widen, stamp
from programmes.importing.mapping import OPTION_KEY, option_key
from programmes.models import Answer, FormVersion, Programme, Question, QuestionOption
from programmes.operations.forms import copy_question, new_version, publish_version, published_questions

KEY = 48
MOST_QUESTIONS, MOST_CHOICES = 60, 60


class DraftChanged(Exception):
    """The draft is not what the organiser looked at: somebody else changed, published or discarded it meanwhile."""


class OutdatedDraft(Exception):
    """Another version was published since the draft was made; it has to take that over first."""


class CannotAsk(Exception):
    """The question cannot be asked like that; the words say why."""


@dataclass(frozen=True)
class Choice:
    """One row of the choices: `key` is empty for a new one."""

    key: str
    label: str


@dataclass(frozen=True)
class Wording:
    """A question as the organiser wrote it. Of choices the first is the lowest rung of a ladder."""

    kind: QuestionKind
    text: str
    help_text: str = ""
    asked_of: QuestionFor = QuestionFor.BOTH
    required: bool = False
    visibility: AnswerVisibility = AnswerVisibility.ORGANISERS
    choices: tuple[Choice, ...] = ()


def _locked(programme: Programme) -> None:
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)


def _open(programme: Programme) -> FormVersion:
    """The draft, with the programme locked. Raises DraftChanged where there is none."""
    _locked(programme)
    draft = newest(programme, published=False)
    if draft is None:
        raise DraftChanged
    return draft


def _questions(version: FormVersion) -> dict[str, Question]:
    return {question.key: question for question in version.questions.prefetch_related("options")}


def _question(draft: FormVersion, key: str) -> Question:
    question = draft.questions.filter(key=key).prefetch_related("options").first()
    if question is None:
        raise DraftChanged
    return question


def _noted(
    action: str, question: Question, *, by: Person | None, now: datetime, fields: Iterable[str] = ()
) -> None:
    audit.record(action, question, by=by, now=now, programme_id=question.version.programme_id, fields=fields)


@transaction.atomic
def open_draft(
    *, programme: Programme, by: Person | None, now: datetime, like: FormVersion | None = None
) -> FormVersion:
    """The draft of the programme, made now where there is none: a copy of what is asked, or of the older version `like`.
    Raises DraftChanged where `like` is given and a draft is open."""
    _locked(programme)
    draft = newest(programme, published=False)
    if draft is not None:
        if like is not None:
            raise DraftChanged
        return draft
    draft = new_version(programme=programme, by=by, now=now, like=like)
    for question in draft.questions.filter(visibility=AnswerVisibility.MATCH) if like else ():
        # Who was told since that only organisers read the answer keeps that promise.
        if not may_widen(
            last_published(programme, question.key),
            visibility=question.visibility,
            identity=question.identity,
        ):
            draft.questions.filter(pk=question.pk).update(visibility=AnswerVisibility.ORGANISERS)
    return draft


@transaction.atomic
def add_question(
    *, programme: Programme, wording: Wording, identity: bool, by: Person | None, now: datetime
) -> Question:
    """A new question at the end of its part of the draft, under a key made of its words, once and for good. Raises
    DraftChanged, and CannotAsk where the form is as long as it may be."""
    draft = _open(programme)
    if draft.questions.count() >= MOST_QUESTIONS:
        raise CannotAsk(_("A form has %(most)s questions at most.") % {"most": MOST_QUESTIONS})
    last = draft.questions.aggregate(last=Max("position"))["last"] or 0
    question = Question(
        version=draft,
        key=_new_key(programme, wording.text),
        identity=identity,
        position=last + 1,
        **_columns(wording, identity=identity),
    )
    question.save(force_insert=True)
    _set_choices(question, wording, {})
    _noted("form.question.add", question, by=by, now=now, fields=[question.key])
    return question


@transaction.atomic
def change_question(
    *, programme: Programme, key: str, seen: str, wording: Wording, by: Person | None, now: datetime
) -> Question:
    """Asks the question otherwise in the draft. `seen` is the stamp of the question that the organiser looked at. Raises
    DraftChanged where it is another by now, and CannotAsk where answers would be shown to more people than were told."""
    draft = _open(programme)
    question = _question(draft, key)
    if stamp([question]) != seen:
        raise DraftChanged
    columns = _columns(wording, identity=question.identity)
    if not may_widen(
        last_published(programme, key), visibility=str(columns["visibility"]), identity=question.identity
    ):
        raise CannotAsk(
            _(
                "People answered this knowing that only organisers read it. To show answers to the people they may be "
                "matched with, ask a new question."
            )
        )
    changed = [name for name, value in columns.items() if getattr(question, name) != value]
    for name in changed:
        setattr(question, name, columns[name])
    question.save(update_fields=changed or ["text"])
    if _set_choices(question, wording, _known_choices(programme, key)):
        changed.append("options")
    _noted("form.question.change", question, by=by, now=now, fields=changed)
    return question


def _columns(wording: Wording, *, identity: bool) -> dict[str, str | bool]:
    """What stands in the row. A question about identity is never required, and never shown to matches."""
    return {
        "kind": wording.kind,
        "text": wording.text,
        "help_text": wording.help_text,
        "asked_of": wording.asked_of,
        "required": wording.required and not identity,
        "visibility": AnswerVisibility.ORGANISERS if identity else wording.visibility,
    }


def _new_key(programme: Programme, text: str) -> str:
    """A key that no version and no answer of the programme has had: an old answer never becomes one to other words."""
    base = slugify(text)[:KEY].strip("-") or "question"
    taken = set(
        Question.objects.filter(version__programme=programme, key__startswith=base).values_list(
            "key", flat=True
        )
    ) | set(
        Answer.objects.filter(enrolment__programme=programme, key__startswith=base).values_list(
            "key", flat=True
        )
    )
    return _free(base, taken, 60)


def _free(base: str, taken: set[str], limit: int) -> str:
    if base not in taken:
        return base
    number = 2
    while (tried := f"{base[: limit - 4]}-{number}") in taken:
        number += 1
    return tried


def _known_choices(programme: Programme, key: str) -> dict[str, str]:
    """Every choice that this question ever offered: its key, and the label it had last."""
    rows = QuestionOption.objects.filter(question__version__programme=programme, question__key=key)
    return dict(rows.order_by("question__version__number").values_list("key", "label"))


def _set_choices(question: Question, wording: Wording, known: Mapping[str, str]) -> bool:
    """Makes the choices exactly these; returns whether they were others. A choice keeps its key through new words. A new
    one takes the key of its words, unless that meant something else before."""
    before = [(option.key, option.label) for option in question.options.all()]
    own = {key for key, _label in before}
    rows: list[tuple[str, str]] = []
    for choice in wording.choices if wording.kind in WITH_CHOICES else ():
        kept = choice.key if choice.key in own else ""
        used = {key for key, _label in rows} | {c.key for c in wording.choices if c.key in own}
        rows.append((kept or _choice_key(choice.label, used, known), choice.label))
    if rows == before:
        return False
    question.options.all().delete()
    QuestionOption.objects.bulk_create(
        [
            QuestionOption(question=question, key=key, label=label, ordinal=rung)
            for rung, (key, label) in enumerate(rows, start=1)
        ]
    )
    return True


def _choice_key(label: str, used: set[str], known: Mapping[str, str]) -> str:
    said = option_key(label) or "choice"
    same = [key for key, words in known.items() if option_key(words) == said and key not in used]
    if same:
        return said if said in same else same[0]
    return _free(said, used | set(known), OPTION_KEY)


@transaction.atomic
def remove_question(*, programme: Programme, key: str, by: Person | None, now: datetime) -> None:
    """Takes the question out of the draft. Answers to it stay. Raises DraftChanged where it is gone already."""
    question = _question(_open(programme), key)
    _noted("form.question.remove", question, by=by, now=now, fields=[key])
    question.delete()


@transaction.atomic
def put_back(*, programme: Programme, key: str, by: Person | None, now: datetime) -> Question:
    """Takes a question that is asked now into the draft again. Raises DraftChanged where it is not asked, or there."""
    draft = _open(programme)
    question = published_questions(programme).get(key)
    if question is None or draft.questions.filter(key=key).exists():
        raise DraftChanged
    copy = copy_question(question, draft)
    _noted("form.question.put_back", copy, by=by, now=now, fields=[key])
    return copy


@transaction.atomic
def set_order(
    *, programme: Programme, keys: Sequence[str], identity: bool, by: Person | None, now: datetime
) -> None:
    """Puts the ordinary questions of the draft, or those about identity, into this order; the latter come last. Raises
    DraftChanged where these are not exactly the questions there."""
    draft = _open(programme)
    questions = _questions(draft)
    if sorted(keys) != sorted(key for key, question in questions.items() if question.identity == identity):
        raise DraftChanged
    others = [key for key, question in questions.items() if question.identity != identity]
    ordered = [*others, *keys] if identity else [*keys, *others]
    for position, key in enumerate(ordered, start=1):
        questions[key].position = position
    Question.objects.bulk_update(questions.values(), ["position"])
    audit.record("form.order", draft, by=by, now=now, programme_id=programme.pk, fields=["position"])


@transaction.atomic
def move_question(*, programme: Programme, key: str, up: bool, by: Person | None, now: datetime) -> int:
    """One place up or down among those of its part; at the end it stays. Returns its place, from 1. Raises DraftChanged."""
    draft = _open(programme)
    questions = _questions(draft)
    if key not in questions:
        raise DraftChanged
    identity = questions[key].identity
    keys = [each for each, question in questions.items() if question.identity == identity]
    at = keys.index(key)
    to = max(at - 1, 0) if up else min(at + 1, len(keys) - 1)
    keys.insert(to, keys.pop(at))
    set_order(programme=programme, keys=keys, identity=identity, by=by, now=now)
    return to + 1


@transaction.atomic
def catch_up(*, programme: Programme, by: Person | None, now: datetime) -> list[str]:
    """Takes over into the draft what another version, published since it was made, asks otherwise; where both changed a
    question the draft keeps its own. Returns the keys taken over. Raises DraftChanged where there is no draft."""
    draft = _open(programme)
    current = newest(programme, published=True)
    if current is None or current.number < draft.number:
        return []
    base = programme.form_versions.filter(published_at__isnull=False, number__lt=draft.number)
    made_from = base.order_by("-number").first()
    taken = came_meanwhile(
        _questions(made_from) if made_from else {}, _questions(current), questions := _questions(draft)
    )
    for key, question in taken.items():
        place = questions[key].position if key in questions else None
        draft.questions.filter(key=key).delete()
        if question is not None:
            copy_question(question, draft, position=place)
    FormVersion.objects.filter(pk=draft.pk).update(number=current.number + 1)
    audit.record(
        "form.catch_up", draft, by=by, now=now, programme_id=programme.pk, fields=[k[:60] for k in taken]
    )
    return list(taken)


@transaction.atomic
def publish_draft(*, programme: Programme, seen: str, by: Person | None, now: datetime) -> FormVersion:
    """From now on the form asks the draft, as the organiser saw it: `seen` is its stamp. Raises DraftChanged where it is
    another by now, OutdatedDraft where something else was published since it was made."""
    draft = _open(programme)
    if stamp(_questions(draft).values()) != seen:
        raise DraftChanged
    current = newest(programme, published=True)
    if current is not None and current.number > draft.number:
        raise OutdatedDraft
    publish_version(version=draft, by=by, now=now)
    return draft


@transaction.atomic
def discard_draft(*, programme: Programme, seen: str, by: Person | None, now: datetime) -> None:
    """Throws the draft away; what is asked stays as it is. Raises DraftChanged as `publish_draft`."""
    draft = _open(programme)
    if stamp(_questions(draft).values()) != seen:
        raise DraftChanged
    audit.record("form.discard", draft, by=by, now=now, programme_id=programme.pk)
    draft.delete()
