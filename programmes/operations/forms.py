"""Writes about the application form: versions of the organiser's own questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import Person
from accounts.operations import audit
from programmes.enums import AnswerVisibility
from programmes.importing import OptionSpec, QuestionSpec
from programmes.models import FormVersion, Programme, Question, QuestionOption


def published_questions(programme: Programme) -> dict[str, Question]:
    """The questions that are asked now, by key, with their choices loaded. Three queries."""
    newest = programme.form_versions.filter(published_at__isnull=False).order_by("-number").first()
    if newest is None:
        return {}
    return {question.key: question for question in newest.questions.prefetch_related("options")}


@transaction.atomic
def ask_questions(
    *, programme: Programme, specs: Sequence[QuestionSpec], by: Person | None, now: datetime
) -> tuple[dict[str, Question], tuple[str, ...]]:
    """Makes the form ask `specs`, each under its key, besides the other questions it asks already; returns the questions
    asked now, and the keys of those that are new or were asked otherwise.

    Whatever changes, changes in a new version: answers keep pointing at the words they were given to."""
    asked = published_questions(programme)
    before = _as_answered(programme, [spec.key for spec in specs])
    wanted = [
        _with_known_choices(_as_promised(spec, before.get(spec.key)), asked.get(spec.key)) for spec in specs
    ]
    changed = tuple(spec.key for spec in wanted if _facts(asked.get(spec.key)) != _spec_facts(spec))
    if not changed:
        return asked, ()
    version = new_version(programme=programme, by=by, now=now)
    positions = list(asked) + [spec.key for spec in wanted if spec.key not in asked]
    Question.objects.filter(version=version, key__in=[spec.key for spec in wanted]).delete()
    for spec in wanted:
        _create(version, spec, position=positions.index(spec.key) + 1)
    publish_version(version=version, by=by, now=now)
    return published_questions(programme), changed


def _as_answered(programme: Programme, keys: Sequence[str]) -> dict[str, Question]:
    """The questions of these keys as they were published last, whether they are asked now or not. One query."""
    rows = Question.objects.filter(
        version__programme=programme, version__published_at__isnull=False, key__in=keys
    )
    return {question.key: question for question in rows.order_by("version__number")}


def _as_promised(spec: QuestionSpec, before: Question | None) -> QuestionSpec:
    """What people were told when they answered holds: nobody else is shown the answers, and those about identity stay
    inert. A question about identity is never required, and never shown to matches."""
    identity = spec.identity or (before is not None and before.identity)
    narrow = identity or (before is not None and before.visibility == AnswerVisibility.ORGANISERS)
    return replace(
        spec,
        identity=identity,
        required=spec.required and not identity,
        visibility=AnswerVisibility.ORGANISERS if narrow else spec.visibility,
    )


def _with_known_choices(spec: QuestionSpec, asked: Question | None) -> QuestionSpec:
    """With `found`, a choice that is known stays where it is, and new ones come after it."""
    if not spec.found or asked is None:
        return spec
    known = [OptionSpec(o.key, o.label, o.ordinal) for o in asked.options.all()]
    keys = {option.key for option in known}
    last = max((option.ordinal for option in known), default=0)
    new = [option for option in spec.options if option.key not in keys]
    return replace(
        spec, options=(*known, *(replace(o, ordinal=last + at) for at, o in enumerate(new, start=1)))
    )


def _facts(question: Question | None) -> tuple[object, ...]:
    if question is None:
        return ()
    options = sorted((o.ordinal, o.key, o.label) for o in question.options.all())
    return (
        question.kind,
        question.text,
        question.help_text,
        question.asked_of,
        question.required,
        question.visibility,
        question.identity,
        options,
    )


def _spec_facts(spec: QuestionSpec) -> tuple[object, ...]:
    options = sorted((o.ordinal, o.key, o.label) for o in spec.options)
    return (
        spec.kind,
        spec.text,
        spec.help_text,
        spec.asked_of,
        spec.required,
        spec.visibility,
        spec.identity,
        options,
    )


def _create(version: FormVersion, spec: QuestionSpec, *, position: int) -> None:
    question = Question.objects.create(
        version=version,
        key=spec.key,
        kind=spec.kind,
        text=spec.text,
        help_text=spec.help_text,
        asked_of=spec.asked_of,
        required=spec.required,
        visibility=spec.visibility,
        identity=spec.identity,
        position=position,
    )
    QuestionOption.objects.bulk_create(
        [QuestionOption(question=question, key=o.key, label=o.label, ordinal=o.ordinal) for o in spec.options]
    )


@transaction.atomic
def new_version(
    *, programme: Programme, by: Person | None, now: datetime, like: FormVersion | None = None
) -> FormVersion:
    """A version to work on, a copy of the one that is asked now or of the older one `like`; nobody is asked it before it
    is published."""
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    version = FormVersion.objects.create(programme=programme, number=_next_number(programme))
    questions = (
        published_questions(programme).values()
        if like is None
        else like.questions.prefetch_related("options")
    )
    for question in questions:
        copy_question(question, version)
    audit.record("form.draft", version, by=by, now=now, programme_id=programme.pk)
    return version


def _next_number(programme: Programme) -> int:
    last: int | None = programme.form_versions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def copy_question(question: Question, version: FormVersion, *, position: int | None = None) -> Question:
    """The same question with its choices in another version, at its own place or at `position`."""
    options = list(question.options.all())
    copy = Question(
        version=version,
        key=question.key,
        kind=question.kind,
        text=question.text,
        help_text=question.help_text,
        asked_of=question.asked_of,
        required=question.required,
        visibility=question.visibility,
        identity=question.identity,
        position=question.position if position is None else position,
    )
    copy.save(force_insert=True)
    QuestionOption.objects.bulk_create(
        [QuestionOption(question=copy, key=o.key, label=o.label, ordinal=o.ordinal) for o in options]
    )
    return copy


@transaction.atomic
def publish_version(*, version: FormVersion, by: Person | None, now: datetime) -> bool:
    """From now on the form asks this version; returns False, and changes nothing, where it was published before.

    The newest is what is asked: where another was published since this one was made, this one takes a number after it."""
    programme = Programme.objects.select_for_update(no_key=True).get(pk=version.programme_id)
    later = programme.form_versions.filter(published_at__isnull=False, number__gt=version.number).exists()
    number = _next_number(programme) if later else version.number
    draft = FormVersion.objects.filter(pk=version.pk, published_at__isnull=True)
    if not draft.update(published_at=now, number=number):
        return False
    version.published_at, version.number = now, number
    audit.record("form.publish", version, by=by, now=now, programme_id=version.programme_id)
    return True
