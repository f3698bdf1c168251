"""The organiser's list of programmes, and a new one: from a blueprint, or as a copy."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditEvent, Person
from matching.models import Criterion
from programmes.blueprints import BLUEPRINTS, BY_KEY, Days, dates_of
from programmes.enums import EnrolmentState, MatchingMode, ProgrammeState
from programmes.models import Organisation, Programme
from programmes.operations.forms import published_questions
from programmes.operations.new_programme import copy_programme
from programmes.organised import Heads, following
from tests import factories as make

pytestmark = pytest.mark.django_db

LIST, NEW = "/admin/organise/", "/admin/organise/new/programme/"
START = date(2027, 4, 12)


@pytest.fixture
def olga() -> Person:
    return make.PersonFactory(name="Olga Organiser", user__is_staff=True)


@pytest.fixture
def company() -> Organisation:
    return make.OrganisationFactory(name="Northbridge")


@pytest.fixture
def programme(olga: Person, company: Organisation) -> Programme:
    programme: Programme = make.ProgrammeFactory(name="Open doors", slug="open-doors", organisation=company)
    make.OrganiserFactory(programme=programme, person=olga)
    return programme


@pytest.fixture
def as_olga(client: Client, olga: Person) -> Client:
    client.force_login(olga.user)
    return client


def typed(company: Organisation, **more: str) -> dict[str, str]:
    start = str(timezone.localdate() + timedelta(days=60))
    return {
        "begin": "cohort",
        "name": "Women in Data, spring",
        "organisation": str(company.pk),
        "start": start,
        **more,
    }


# --- the list


def test_the_list_says_who_is_in_and_what_comes_next(as_olga: Client, programme: Programme) -> None:
    make.MentorFactory(programme=programme)
    make.MenteeFactory.create_batch(2, programme=programme)
    make.MenteeFactory(programme=programme, state=EnrolmentState.APPLIED, decided_at=None)
    make.ProgrammeFactory(name="Somebody else's")
    page = as_olga.get(LIST)
    (held,) = page.context["held"]
    assert (held.programme, held.heads) == (programme, Heads(mentees=2, mentors=1, waiting=1))
    assert held.following == "1 application waits for your answer."
    assert "Somebody else" not in page.text


def test_an_organiser_without_a_programme_is_told_how_to_get_one(client: Client) -> None:
    client.force_login(make.UserFactory(is_staff=True))
    page = client.get(LIST)
    assert "No programmes yet" in page.text
    assert NEW not in page.text
    assert client.get(NEW).status_code == 404


def test_the_list_asks_as_much_of_the_database_for_many(
    as_olga: Client, olga: Person, programme: Programme
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            as_olga.get(LIST)
        return len(captured)

    few = queries()
    for _number in range(4):
        make.OrganiserFactory(person=olga)
        make.MenteeFactory(programme=make.OrganiserFactory(person=olga).programme)
    assert queries() == few <= 8


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"state": "draft"}, "Finish the checklist"),
        ({"state": "closed"}, "Read the report"),
        (
            {"enrolment_closes_at": datetime(2027, 3, 1, 22, 59, tzinfo=UTC)},
            "Joining closes on 1 March 2027.",
        ),
        (
            {"matching_on": date(2027, 3, 2)},
            "It starts on 12 April 2027.",
        ),  # people choose: nobody is matched
        ({"matching_on": date(2027, 3, 2), "mode": "cohort"}, "People are matched on 2 March 2027."),
        ({"starts_on": date(2027, 2, 1)}, "start it when you are ready"),
        ({"state": "running", "ends_on": date(2027, 2, 1)}, "Close it when the last pairs have finished."),
        ({"state": "running", "starts_on": None}, "No application waits for your answer."),
    ],
)
def test_what_comes_next(changes: dict[str, object], said: str) -> None:
    programme = make.ProgrammeFactory.build(
        organisation=None, **{"starts_on": START, "state": ProgrammeState.ENROLLING, **changes}
    )
    assert said in following(programme, Heads(), now=datetime(2027, 2, 20, 9, tzinfo=UTC))


# --- a new one


@pytest.mark.parametrize("key", [blueprint.key for blueprint in BLUEPRINTS])
def test_a_programme_begins_as_each_blueprint(
    as_olga: Client, olga: Person, programme: Programme, key: str
) -> None:
    answer = as_olga.post(NEW, typed(programme.organisation, begin=key))
    made = Programme.objects.get(slug="women-in-data-spring")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/admin/organise/women-in-data-spring/checklist/",
    )
    blueprint = BY_KEY[key]
    assert (made.state, made.mode, made.request_days) == ("draft", blueprint.mode, blueprint.request_days)
    assert [row.person for row in made.organisers.all()] == [olga]
    assert set(published_questions(made)) == {starter.key for starter in blueprint.questions}
    assert Criterion.objects.filter(programme=made, enabled=True).exists()
    assert set(AuditEvent.objects.filter(programme_id=made.pk).values_list("action", flat=True)) >= {
        "programme.start",
        "organiser.appoint",
        "criteria.adopt_defaults",
    }
    page = as_olga.get(answer["Location"])
    assert page.context["missing"] == 0, [p.text for p in page.context["points"]]


def test_a_blueprints_days_lie_around_the_first_one() -> None:
    cohort = BY_KEY["cohort"].days
    dates = dates_of(cohort, start=START, today=date(2027, 1, 4), zone="Europe/London")
    assert dates == {
        "enrolment_opens_at": None,
        "enrolment_closes_at": datetime(2027, 3, 22, 23, 59, tzinfo=UTC),
        "matching_on": date(2027, 3, 29),
        "starts_on": START,
        "ends_on": date(2027, 10, 11),
    }
    soon = dates_of(cohort, start=START, today=date(2027, 4, 10), zone="Europe/London")
    assert soon["enrolment_closes_at"].date() == date(2027, 4, 11)
    assert soon["matching_on"] == date(2027, 4, 11)
    assert dates_of(Days(), start=START, today=START, zone="UTC")["ends_on"] is None


def test_a_copy_has_the_settings_the_questions_and_the_criteria_and_nobody(
    as_olga: Client, programme: Programme
) -> None:
    start = timezone.localdate() + timedelta(days=60)
    Programme.objects.filter(pk=programme.pk).update(
        mode=MatchingMode.BOTH,
        request_days=9,
        mentee_places=12,
        starts_on=start - timedelta(days=365),
        ends_on=start - timedelta(days=200),
        guidelines="Be kind.",
    )
    make.MentorFactory(programme=programme)
    question = make.QuestionFactory(
        version__programme=programme, version__number=1, key="grade", required=True
    )
    make.QuestionOptionFactory(question=question, key="g7", label="Grade 7", ordinal=2)
    make.QuestionFactory(
        version__programme=programme, version__number=2, version__published_at=None, key="draft"
    )
    make.CriterionFactory(programme=programme, key="topics", weight=30)
    make.CriterionFactory(programme=programme, key="origin", identity=True, enabled=True)
    as_olga.post(NEW, typed(programme.organisation, begin="copy", source=str(programme.pk), slug="again"))
    copy = Programme.objects.get(slug="again")
    assert (copy.mode, copy.request_days, copy.mentee_places, copy.guidelines) == ("both", 9, 12, "Be kind.")
    assert (copy.state, copy.starts_on, copy.ends_on) == ("draft", start, start + timedelta(days=165))
    assert copy.join_code != programme.join_code
    (asked,) = published_questions(copy).values()
    assert (asked.key, asked.required, [o.label for o in asked.options.all()]) == ("grade", True, ["Grade 7"])
    assert list(copy.criteria.order_by("key").values_list("key", "weight", "enabled")) == [
        ("origin", 1.0, False),
        ("topics", 30.0, True),
    ]
    assert not copy.enrolments.exists()
    assert AuditEvent.objects.filter(programme_id=copy.pk, action="criteria.copy").count() == 1


def test_copied_hours_keep_their_clock_over_the_change_to_summer_time(olga: Person) -> None:
    source = make.ProgrammeFactory(
        starts_on=date(2027, 1, 11), enrolment_closes_at=datetime(2027, 1, 4, 18, 0, tzinfo=UTC)
    )
    copy = copy_programme(
        source,
        organisation=source.organisation,
        name="N",
        slug="n",
        start=date(2027, 6, 14),
        by=olga,
        now=make.NOW,
    )
    copy.refresh_from_db()
    assert copy.enrolment_closes_at == datetime(2027, 6, 7, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"begin": ""}, "begin", "Choose what the programme begins as."),
        ({"begin": "copy"}, "source", "Choose the programme that is copied."),
        ({"name": " "}, "name", "Give the programme a name."),
        ({"slug": "open-doors"}, "slug", "Another programme has this address."),
        ({"start": "2020-01-01"}, "start", "That day is over."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(
    as_olga: Client, programme: Programme, more: dict[str, str], field: str, words: str
) -> None:
    answer = as_olga.post(NEW, typed(programme.organisation, **more))
    assert answer.status_code == 400
    assert words in str(answer.context["form"].errors[field])
    assert Programme.objects.count() == 1


def test_nobody_starts_one_elsewhere_or_copies_what_is_not_theirs(
    as_olga: Client, programme: Programme
) -> None:
    elsewhere = make.ProgrammeFactory()
    wrong = as_olga.post(NEW, typed(elsewhere.organisation))
    assert "Choose one of your organisations." in str(wrong.context["form"].errors["organisation"])
    theirs = as_olga.post(NEW, typed(programme.organisation, begin="copy", source=str(elsewhere.pk)))
    assert "Choose one of your programmes." in str(theirs.context["form"].errors["source"])
    assert Programme.objects.count() == 2


def test_whoever_runs_the_site_starts_one_in_any_organisation(client: Client, company: Organisation) -> None:
    client.force_login(make.UserFactory(is_staff=True, is_superuser=True))
    client.post(NEW, typed(company))
    made = Programme.objects.get()
    assert not made.organisers.exists()
    assert "Nobody organises it" in client.get(f"/admin/organise/{made.slug}/checklist/").text


def test_an_address_is_made_that_nobody_has(as_olga: Client, programme: Programme) -> None:
    for _twice in range(2):
        as_olga.post(NEW, typed(programme.organisation, name="Open doors"))
    assert set(Programme.objects.values_list("slug", flat=True)) == {
        "open-doors",
        "open-doors-2",
        "open-doors-3",
    }
