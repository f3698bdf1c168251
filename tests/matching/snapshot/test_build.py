"""The snapshot against a slow reading of the same rows, pair by pair."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import ConsentPurpose
from matching import engine
from matching.engine import oracle
from matching.models import Criterion, TextVector
from matching.sentences import present_model
from matching.snapshot import snapshot_for, snapshot_of
from programmes.models import Enrolment
from tests import factories as make
from tests.matching.worlds import World, more_mentors, world

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def explained(made: World, mentor: Enrolment, **options: Any) -> engine.Explanation:
    snapshot = snapshot_for(made.alice, now=make.NOW, **options)
    return engine.explain(snapshot.problem, 0, snapshot.mentors.place[mentor.pk])


def slow_values(mentee: Enrolment, mentor: Enrolment) -> dict[str, float | None]:
    return {
        "skills": slow_skills(mentee, mentor),
        "topics": slow_overlap(mentee.topics, mentor.topics),
        "qualities": slow_overlap(mentee.qualities, mentor.qualities),
        "step": slow_step(mentee.seniority, mentor.seniority),
        "hours": slow_hours(mentee, mentor),
        "network": slow_network(mentee, mentor),
    }


def slow_skills(mentee: Enrolment, mentor: Enrolment) -> float | None:
    offered = {one.skill_id: one for one in mentor.offered_skills.select_related("skill")}
    wanted = list(mentee.wanted_skills.select_related("skill"))
    if not offered or not wanted:
        return None
    gained = 0.0
    for want in wanted:
        own = min(1.0, offered[want.skill_id].level / want.level_aim) if want.skill_id in offered else 0.0
        group = [one.level for one in offered.values() if one.skill.group_id == want.skill.group_id]
        gained += want.priority * max(own, 0.3 * min(1.0, max(group, default=0) / want.level_aim))
    return gained / sum(want.priority for want in wanted)


def slow_overlap(ours: list[str], theirs: list[str]) -> float | None:
    return len(set(ours) & set(theirs)) / len(set(ours)) if ours and theirs else None


def slow_step(ours: int | None, theirs: int | None) -> float | None:
    if ours is None or theirs is None:
        return None
    gap = theirs - ours
    return 0.0 if gap <= 0 else 1.0 if gap <= 3 else 1 - 0.25 * (gap - 3)


def moments(enrolment: Enrolment) -> set[int]:
    """The UTC half hours of the reference week, modulo one week."""
    zone, found = ZoneInfo(enrolment.person.zone), set()
    for half_hour in enrolment.person.availability:
        local = datetime(2026, 11, 23, tzinfo=zone) + timedelta(minutes=30 * half_hour)
        found.add(int((local.astimezone(UTC) - MONDAY) / timedelta(minutes=30) // 1) % 336)
    return found


def slow_hours(mentee: Enrolment, mentor: Enrolment) -> float | None:
    ours, theirs = moments(mentee), moments(mentor)
    return min(1.0, len(ours & theirs) / 2 / 2) if ours and theirs else None


def slow_network(mentee: Enrolment, mentor: Enrolment) -> float | None:
    ours, theirs = (
        set(enrolment.person.affiliations.values_list("network_id", flat=True))
        for enrolment in (mentee, mentor)
    )
    return float(bool(ours & theirs)) if ours and theirs else None


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("named", [False, True])
def test_it_equals_a_slow_reading_of_the_rows(seed: int, named: bool) -> None:
    made, chance = world(), random.Random(seed)
    made.alice.person.zone = chance.choice(["Europe/London", "Asia/Kathmandu", "America/New_York"])
    made.alice.person.availability = sorted(chance.sample(range(336), 60))
    made.alice.person.save()
    mentors = [made.bob, *more_mentors(made, 12, seed)]
    networks = make.NetworkFactory.create_batch(3)
    for enrolment in [made.alice, *mentors]:
        for network in chance.sample(networks, chance.randint(0, 2)):
            make.AffiliationFactory(person=enrolment.person, network=network)
    few = [mentor.pk for mentor in mentors[:4]] if named else None
    for mentor in mentors[:4] if named else mentors:
        explanation = explained(made, mentor, mentors=few)
        slow = slow_values(made.alice, mentor)
        fast = {part.criterion: part.value for part in explanation.parts if part.criterion in slow}
        assert fast == {
            key: pytest.approx(value) if value is not None else None for key, value in slow.items()
        }


def test_everybody_at_once_gives_the_same_as_one_by_one() -> None:
    made = world()
    mentors = [made.bob, *more_mentors(made, 6)]
    make.MenteeFactory(programme=made.programme)
    whole = snapshot_of(made.programme, now=make.NOW)
    for mentor in mentors:
        one = explained(made, mentor)
        other = engine.explain(
            whole.problem, whole.mentees.place[made.alice.pk], whole.mentors.place[mentor.pk]
        )
        assert (one.score, [part.value for part in one.parts]) == (
            other.score,
            [part.value for part in other.parts],
        )


def test_the_number_of_queries_does_not_grow() -> None:
    made, counts = world(), []
    for more in (2, 20):
        more_mentors(made, more, seed=more)
        snapshot_of(made.programme, now=make.NOW)
        with CaptureQueriesContext(connection) as queries:
            snapshot_of(made.programme, now=make.NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_places_left_and_not_taking_requests() -> None:
    made = world()
    full = make.MentorFactory(programme=made.programme, capacity=2, active_mentorships=2)
    away = make.MentorFactory(programme=made.programme, not_accepting_until=make.NOW + timedelta(days=1))
    back = make.MentorFactory(programme=made.programme, not_accepting_until=make.NOW)
    shut = make.MentorFactory(programme=made.programme, accepting=False)
    capped = make.MentorFactory(programme=made.programme, capacity=5, person=make.PersonFactory(mentee_cap=2))
    make.MentorFactory(person=capped.person, capacity=2, active_mentorships=1)
    snapshot = snapshot_for(made.alice, now=make.NOW)
    left = {
        row.pk: int(places)
        for row, places in zip(snapshot.mentors.rows, snapshot.problem.capacity_left, strict=True)
    }
    assert [left[one.pk] for one in (made.bob, full, away, back, shut, capped)] == [3, 0, 0, 3, 0, 1]


def test_only_people_who_take_part_are_in_it() -> None:
    made = world()
    for fields in (
        {"state": "applied"},
        {"submitted_at": None},
        {"person__erased_at": make.NOW},
        {"person__user__is_active": False},
    ):
        make.MentorFactory(programme=made.programme, **fields)
    make.MentorFactory()
    assert list(snapshot_for(made.alice, now=make.NOW).mentors.place) == [made.bob.pk]
    with pytest.raises(LookupError):
        snapshot_for(make.MenteeFactory(submitted_at=None), now=make.NOW)


def test_somebody_who_is_both_never_meets_themselves() -> None:
    made = world()
    own = make.MentorFactory(programme=made.programme, person=made.alice.person)
    assert [rule.reason for rule in explained(made, own).rules if rule.failed] == [engine.Reason.OWN_SELF]


def test_vectors_of_another_model_do_not_count() -> None:
    made, model = world(), present_model()
    unit = np.zeros(model.dimensions, dtype="<f4")
    unit[0] = 1
    for enrolment in (made.alice, made.bob):
        make.TextVectorFactory(enrolment=enrolment, model=model.name, vector=unit.tobytes())
    value = {part.criterion: part.value for part in explained(made, made.bob).parts}["words"]
    assert value == 1.0
    TextVector.objects.filter(enrolment=made.bob).update(model="another")
    assert {part.criterion: part.value for part in explained(made, made.bob).parts}["words"] is None


def test_vectors_of_two_models_are_never_compared(settings: Any) -> None:
    """They are of the same length, and the mentors' side is kept between pages: a change of model must reach it."""
    made, unit = world(), np.zeros(512, dtype="<f4")
    unit[0] = 1
    for enrolment, model in ((made.alice, "characters-512"), (made.bob, "universal-sentence-encoder")):
        make.TextVectorFactory(enrolment=enrolment, model=model, vector=unit.tobytes())
    for setting in ("universal", "characters", "universal"):
        settings.EMBEDDER = setting
        snapshot = snapshot_for(made.alice, now=make.NOW)
        known = [
            bool(side.texts["words"].known.any())
            for side in (snapshot.problem.mentees, snapshot.problem.mentors)
        ]
        assert known == ([False, True] if setting == "universal" else [True, False])
        assert {part.criterion: part.value for part in explained(made, made.bob).parts}["words"] is None


# --- the programme's own questions


def asked(made: World, key: str, kind: str, *, identity: bool = False, **options: int) -> Any:
    version = make.FormVersionFactory(programme=made.programme)
    question = make.QuestionFactory(
        version=version, key=key, kind=kind, identity=identity, visibility="match"
    )
    for option, rung in options.items():
        make.QuestionOptionFactory(question=question, key=option, label=option.title(), ordinal=rung)
    return question


def test_a_ladder_and_a_choice_of_the_programme_count() -> None:
    made = world()
    grade = asked(made, "grade", "ladder", heo=3, g7=5)
    trade = asked(made, "profession", "choice", policy=0, law=1)
    for enrolment, rung in ((made.alice, "heo"), (made.bob, "g7")):
        make.AnswerFactory(enrolment=enrolment, question=grade, choices=[rung])
        make.AnswerFactory(enrolment=enrolment, question=trade, choices=["policy"])
    for key, kind, field in (("grade", "gap", "question:grade"), ("trade", "same", "question:profession")):
        make.CriterionFactory(
            programme=made.programme, key=key, kind=kind, weight=10, mentee_field=field, mentor_field=field
        )
    values = {part.criterion: part.value for part in explained(made, made.bob).parts}
    assert (values["grade"], values["trade"]) == (1.0, 1.0)


@pytest.mark.parametrize(
    ("flagged", "consents", "pages", "solver"),
    [(False, 2, 0, 0), (True, 0, 0, 0), (True, 1, 0, 0), (True, 2, 0, 1)],
)
def test_identity_counts_for_the_solver_alone_and_only_with_both_consents(
    flagged: bool, consents: int, pages: int, solver: int
) -> None:
    made = world()
    Criterion.objects.filter(programme=made.programme).delete()
    question = asked(made, "heritage", "choice", identity=True, one=0)
    make.CriterionFactory(
        programme=made.programme,
        key="heritage",
        kind="same",
        weight=10,
        mentee_field="question:heritage",
        mentor_field="question:heritage",
        identity=flagged,
    )
    for place, enrolment in enumerate((made.alice, made.bob)):
        make.AnswerFactory(enrolment=enrolment, question=question, choices=["one"])
        if place < consents:
            make.ConsentFactory(
                person=enrolment.person,
                purpose=ConsentPurpose.IDENTITY_MATCHING,
                subject=f"{made.programme.pk}:heritage",
            )
    assert len(explained(made, made.bob).parts) == pages
    whole = snapshot_of(made.programme, now=make.NOW).problem
    assert float(engine.solver_scores(whole, [0])[0, 0]) == solver
    assert engine.rank(whole, [0], 1).score[0, 0] == 0


def test_wishes_count_for_a_solver_and_for_nobody_else() -> None:
    made = world()
    mentors = [made.bob, *more_mentors(made, 3)]
    before = {mentor.pk: explained(made, mentor).score for mentor in mentors}
    Criterion.objects.filter(programme=made.programme, key="wishes").update(enabled=True)
    make.PreferenceFactory(by=made.alice, about=mentors[1], value="prefer")
    make.PreferenceFactory(by=mentors[2], about=made.alice, value="prefer")
    assert {mentor.pk: explained(made, mentor).score for mentor in mentors} == before
    assert not [one for one in snapshot_for(made.alice, now=make.NOW).problem.criteria if one.key == "wishes"]
    everybody = snapshot_of(made.programme, now=make.NOW)
    wishes = next(one for one in everybody.problem.criteria if one.key == "wishes")
    alice = everybody.mentees.place[made.alice.pk]
    said = [
        oracle.value(everybody.problem, wishes, alice, everybody.mentors.place[mentor.pk])
        for mentor in mentors
    ]
    assert said == [0.5, 0.75, 0.75, 0.5]
