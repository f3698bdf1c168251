"""A new programme: from a blueprint, or as a copy of another without its people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import Person
from programmes.blueprints import Blueprint, Starter, dates_of
from programmes.enums import AnswerVisibility, QuestionFor, QuestionKind
from programmes.importing import OptionSpec, QuestionSpec, Source
from programmes.models import Organisation, Programme, Question
from programmes.operations.forms import ask_questions, published_questions
from programmes.operations.organisers import appoint_organiser
from programmes.operations.programmes import SETTINGS, start_programme
from programmes.organising import beginnings

# A copy has its own name, address, code and days.
OWN = {
    "name",
    "join_code",
    "enrolment_opens_at",
    "enrolment_closes_at",
    "matching_on",
    "starts_on",
    "ends_on",
}
COPIED = tuple(name for name in SETTINGS if name not in OWN)
# What keeps people safe goes along: a copy of a programme for people under age is one.
SAFE = ("safeguarding_contact_id", "for_minors", "join_domains")


@transaction.atomic
def from_blueprint(
    blueprint: Blueprint,
    *,
    organisation: Organisation,
    name: str,
    slug: str,
    start: date,
    zone: str,
    by: Person | None,
    now: datetime,
) -> Programme:
    """A draft with the settings, the days and the questions of `blueprint`, organised by `by`."""
    today = now.astimezone(ZoneInfo(zone)).date()
    programme = Programme(
        organisation=organisation,
        name=name,
        slug=slug,
        zone=zone,
        **blueprint.settings(),
        **dates_of(blueprint.days, start=start, today=today, zone=zone),
    )
    specs = [_starting(starter) for starter in blueprint.questions]
    return _begin(programme, None, specs, by=by, now=now)


@transaction.atomic
def copy_programme(
    source: Programme,
    *,
    organisation: Organisation,
    name: str,
    slug: str,
    start: date,
    by: Person | None,
    now: datetime,
) -> Programme:
    """A draft with the settings of `source`, the questions it asks now and what other apps copy; none of its people. Its
    days lie as far from its start as they did there; where `source` had no start they are left out."""
    programme = Programme(
        organisation=organisation,
        name=name,
        slug=slug,
        **{field: getattr(source, field) for field in (*COPIED, *SAFE)},
        **_shifted(source, start),
    )
    specs = [_asked(question) for question in published_questions(source).values()]
    return _begin(programme, source, specs, by=by, now=now)


def _begin(
    programme: Programme,
    source: Programme | None,
    specs: list[QuestionSpec],
    *,
    by: Person | None,
    now: datetime,
) -> Programme:
    start_programme(programme, by=by, now=now)
    if by is not None:
        appoint_organiser(programme=programme, person=by, by=by, now=now)
    if specs:
        ask_questions(programme=programme, specs=specs, by=by, now=now)
    beginnings.give(programme, source=source, by=by, now=now)
    return programme


def _shifted(source: Programme, start: date) -> dict[str, Any]:
    if source.starts_on is None:
        return {"starts_on": start}
    by = start - source.starts_on
    zone = ZoneInfo(source.zone)

    def moment(value: datetime | None) -> datetime | None:
        # By the clock on the wall: nine o'clock stays nine o'clock over the change to summer time.
        return value and (value.astimezone(zone).replace(tzinfo=None) + by).replace(tzinfo=zone)

    return {
        "enrolment_opens_at": moment(source.enrolment_opens_at),
        "enrolment_closes_at": moment(source.enrolment_closes_at),
        "matching_on": source.matching_on and source.matching_on + by,
        "starts_on": start,
        "ends_on": source.ends_on and source.ends_on + by,
    }


def _starting(starter: Starter) -> QuestionSpec:
    options = tuple(OptionSpec.of(str(label), rung) for rung, label in enumerate(starter.options, start=1))
    return QuestionSpec(
        key=starter.key,
        kind=starter.kind,
        text=str(starter.text),
        source=Source(),
        help_text=str(starter.help_text),
        asked_of=starter.asked_of,
        visibility=AnswerVisibility.MATCH,
        options=options,
    )


def _asked(question: Question) -> QuestionSpec:
    return QuestionSpec(
        key=question.key,
        kind=QuestionKind(question.kind),
        text=question.text,
        source=Source(),
        help_text=question.help_text,
        asked_of=QuestionFor(question.asked_of),
        required=question.required,
        visibility=AnswerVisibility(question.visibility),
        identity=question.identity,
        options=tuple(OptionSpec(o.key, o.label, o.ordinal) for o in question.options.all()),
    )
