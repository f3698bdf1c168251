"""The organisation, its programmes with what counts in them, their organiser and the questions that visitors sent."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from accounts.models import Person
from matching.operations.criteria import adopt_defaults
from mentorship import demo_people
from mentorship.seeding.context import Seeding, create
from programmes.enums import MatchingMode, ProgrammeState
from programmes.models import Enquiry, Organisation, Organiser, Programme, ProgrammeEvent

SOURCE = Path(demo_people.__file__).with_name("programmes.toml")
BEFORE = {
    ProgrammeState.ENROLLING: [ProgrammeState.DRAFT, ProgrammeState.ENROLLING],
    ProgrammeState.RUNNING: [ProgrammeState.DRAFT, ProgrammeState.ENROLLING, ProgrammeState.RUNNING],
}
# The organiser's own opinion on top of the defaults: a cohort wants the step ahead, a crossing wants kinship.
WEIGHTS = {"lighthouse": {"step": 20.0, "words": 10.0}, "crossings": {"topics": 20.0, "qualities": 10.0}}


def create_programmes(seeding: Seeding) -> dict[str, Programme]:
    """The programmes by slug, each with its criteria. Who looks after them is named by `organise`."""
    source = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    organisation = Organisation(id=seeding.id_of("organisation", 1), **_stripped(source["organisation"]))
    create([organisation])
    programmes = {raw["slug"]: _programme(raw, organisation, seeding) for raw in source["programme"]}
    create(programmes.values())
    for slug, programme in programmes.items():
        for criterion in adopt_defaults(programme=programme, by=None, now=seeding.now):
            if criterion.key in WEIGHTS.get(slug, {}):
                criterion.weight = WEIGHTS[slug][criterion.key]
                criterion.save(update_fields=["weight"])
    return programmes


def _stripped(texts: dict[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in texts.items()}


def _programme(raw: dict[str, Any], organisation: Organisation, seeding: Seeding) -> Programme:
    def moment(name: str) -> Any:
        return seeding.now + timedelta(days=raw[name]) if name in raw else None

    starts, ends = moment("starts"), moment("ends")
    return Programme(
        id=seeding.id_of("programme", raw["slug"]),
        organisation=organisation,
        mode=MatchingMode(raw["mode"]),
        state=ProgrammeState(raw["state"]),
        reviews_applications=raw["reviews"],
        listed=raw.get("listed", True),
        enrolment_opens_at=moment("opens"),
        enrolment_closes_at=moment("closes"),
        starts_on=starts.date() if starts else None,
        ends_on=ends.date() if ends else None,
        created_at=moment("opens") - timedelta(days=20),
        **_stripped(
            {
                name: raw[name]
                for name in (
                    "slug",
                    "name",
                    "join_code",
                    "cadence",
                    "summary",
                    "audience",
                    "about",
                    "guidelines",
                )
            }
        ),
    )


def organise(programmes: dict[str, Programme], organiser: Person, seeding: Seeding) -> None:
    """Gives the programmes their organiser, who is their safeguarding contact as well, and their history, and answers one of
    two enquiries."""
    source = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    for raw in source["programme"]:
        programme = programmes[raw["slug"]]
        programme.safeguarding_contact, programme.for_minors = organiser, raw.get("for_minors", False)
        programme.save(update_fields=["safeguarding_contact", "for_minors"])
    create(Organiser(programme=each, person=organiser, since=each.created_at) for each in programmes.values())
    create(
        ProgrammeEvent(
            programme=programme,
            at=programme.created_at + timedelta(days=10 * position),
            by=organiser,
            from_state=BEFORE[ProgrammeState(programme.state)][position - 1] if position else "",
            to_state=state,
        )
        for programme in programmes.values()
        for position, state in enumerate(BEFORE[ProgrammeState(programme.state)])
    )
    create(
        Enquiry(
            id=seeding.id_of("enquiry", raw["email"]),
            programme=programmes[raw["programme"]],
            name=raw["name"],
            email=raw["email"],
            message=raw["message"],
            created_at=seeding.now + timedelta(days=raw["days"]),
            answered_at=seeding.now + timedelta(days=raw["answered"]) if "answered" in raw else None,
            answered_by=organiser if "answered" in raw else None,
        )
        for raw in source["enquiry"]
    )
