"""`manage.py import_people` on the real files of a civil-service programme, unchanged, and on files that are wrong."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Affiliation, AuditEvent, Consent, Person, User
from matching.models import Criterion
from matching.operations import requests
from notifications.models import Notification
from programmes.enums import AnswerSource, EnrolmentState, Role
from programmes.models import Answer, Enrolment, ImportedPerson, Programme, Question
from programmes.operations.intake import change_enrolment, set_answers
from tests import factories as make

CHECKOUT = Path(__file__).parents[2]
DATA = CHECKOUT / "tests" / "data" / "civil_service_small"
MAPPING = CHECKOUT / "examples" / "civil_service.toml"

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(slug="civil-service", state="running")


def bring_in(
    mentees: Path | None = DATA / "mentees.csv",
    mentors: Path | None = DATA / "mentors.csv",
    mapping: Path = MAPPING,
    **options: Any,
) -> str:
    out = io.StringIO()
    files = {"mentees": mentees, "mentors": mentors}
    call_command(
        "import_people",
        "civil-service",
        mapping=mapping,
        stdout=out,
        stderr=out,
        **{name: path for name, path in files.items() if path},
        **options,
    )
    return out.getvalue()


def refused(**options: Any) -> list[str]:
    """The lines of an import that is refused."""
    out = io.StringIO()
    before = everything()
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_people", "civil-service", stdout=out, stderr=out, **options)
    assert everything() == before
    return out.getvalue().splitlines()


def everything() -> dict[str, str]:
    """A digest of every row of every table."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            rows = sorted(row for (row,) in cursor.fetchall())
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def changed_copy(folder: Path, name: str, old: str, new: str) -> Path:
    text = (DATA / name).read_text()
    assert old in text
    copy = folder / name
    copy.write_text(text.replace(old, new))
    return copy


def mentee(email: str) -> Enrolment:
    return Enrolment.objects.get(person__user__email=email, role=Role.MENTEE)


def test_the_real_files_come_in_whole(programme: Programme) -> None:
    said = bring_in()
    assert "100 created, 0 updated, 0 unchanged." in said
    assert Person.objects.count() == 100
    roles = Enrolment.objects.values_list("role", flat=True)
    both = [row["both mentor and mentee"] for row in _rows()].count("yes")
    assert len(roles) == 100 + both > 130
    assert set(Enrolment.objects.values_list("state", flat=True)) == {EnrolmentState.APPROVED}
    assert Affiliation.objects.count() == 100
    twelve = mentee("mentee.12@gov.uk")
    assert twelve.person.name == "mentee 12"
    assert (twelve.person.languages, twelve.person.zone, twelve.seniority) == (["en"], "Europe/London", 4)
    assert twelve.answers.get(key="grade").choices == ["grade-7"]
    assert Enrolment.objects.filter(role=Role.MENTOR).values_list("capacity", flat=True)[0] == 2
    ladder = Question.objects.get(key="grade").options.order_by("ordinal").values_list("label", flat=True)
    assert list(ladder)[:3] == ["AA", "AO", "EO"]
    assert list(ladder)[-1] == "SCS4"
    assert AuditEvent.objects.filter(action="people.import", programme_id=programme.pk).count() == 1
    assert "Nobody was written to" in said
    assert (Notification.objects.count(), len(mail.outbox)) == (0, 0)


def _rows() -> list[dict[str, str]]:
    return [
        row
        for name in ("mentees.csv", "mentors.csv")
        for row in csv.DictReader((DATA / name).read_text().splitlines())
    ]


def test_a_second_run_changes_nothing(programme: Programme) -> None:
    bring_in()
    before = everything()
    assert "0 created, 0 updated, 100 unchanged." in bring_in()
    assert everything() == before


def test_a_dry_run_says_it_and_writes_nothing(programme: Programme) -> None:
    before = everything()
    said = bring_in(dry_run=True)
    assert "This would be: 100 created, 0 updated, 0 unchanged." in said
    assert "mentor.49@gov.uk (mentor and mentee): created: " in said
    assert everything() == before


def test_the_characteristics_arrive_inert(programme: Programme) -> None:
    bring_in()
    answers = Answer.objects.filter(key="characteristics")
    assert set(answers.values_list("source", "question__identity", "question__visibility")) == {
        (AnswerSource.IMPORT, True, "organisers")
    }
    assert Consent.objects.count() == 0
    assert list(Criterion.objects.filter(identity=True).values_list("enabled", flat=True)) == [False]


def test_no_text_repeats_what_is_answered_about_identity(programme: Programme) -> None:
    said = bring_in()
    assert "sentences were not taken over" in said
    words = [
        text for pair in Enrolment.objects.values_list("biography", "where_i_am") for text in pair if text
    ]
    assert all("haracteristics" not in text and "in the" in text for text in words)
    for answer in Answer.objects.filter(key="characteristics").select_related("enrolment"):
        text = f"{answer.enrolment.biography} {answer.enrolment.where_i_am}".casefold()
        assert not [choice for choice in answer.choices if choice.replace("-", " ") in text]


def test_one_changed_cell_changes_just_that(programme: Programme, tmp_path: Path) -> None:
    bring_in()
    before = everything()
    mentees = changed_copy(
        tmp_path,
        "mentees.csv",
        "mentee.12@gov.uk,no,Some role,Grade 7",
        "MENTEE.12@gov.uk,no,Some role,Grade 6",
    )
    said = bring_in(mentees=mentees)
    assert "mentee.12@gov.uk (mentee): updated: mentee.answer:grade" in said
    assert "0 created, 1 updated, 99 unchanged." in said
    after = everything()
    assert {table for table in after if after[table] != before[table]} == {
        "programmes_answer",
        "accounts_auditevent",
    }
    assert mentee("mentee.12@gov.uk").answers.get(key="grade").choices == ["grade-6"]


def test_what_a_person_wrote_here_is_theirs(programme: Programme, tmp_path: Path) -> None:
    bring_in()
    own = mentee("mentee.12@gov.uk")
    change_enrolment(enrolment=own, changes={"where_i_am": "Mine."}, by=own.person, now=make.NOW)
    Person.objects.filter(pk=own.person_id).update(job_title="")
    grade = Question.objects.get(key="grade")
    set_answers(enrolment=own, answers={grade: "scs1"}, by=own.person, now=make.NOW)
    own.answers.filter(key="characteristics").delete()
    assert "0 created, 0 updated, 100 unchanged." in bring_in()
    text = (DATA / "mentees.csv").read_text()
    line = next(line for line in text.splitlines() if "mentee.12@" in line)
    other = (
        line.replace("Some role", "Chief")
        .replace(",Grade 7,", ",AA,")
        .replace("I am a Grade 7", "I am an AA")
    )
    copy = tmp_path / "mentees.csv"
    copy.write_text(text.replace(line, other))
    said = bring_in(mentees=copy)
    kept = "person.job_title, mentee.where_i_am, mentee.answer:grade, mentee.answer:characteristics"
    assert f"mentee.12@gov.uk keeps what they wrote here: {kept}\n" in said
    # The rung on the site's own scale was the import's, and nobody changed it since.
    assert "mentee.12@gov.uk (mentee): updated: mentee.seniority\n" in said
    own.refresh_from_db()
    own.person.refresh_from_db()
    assert (own.where_i_am, own.person.job_title) == ("Mine.", "")
    assert own.answers.get(key="grade").choices == ["scs1"]
    assert not own.answers.filter(key="characteristics").exists()


def test_who_was_here_before_keeps_their_profile(programme: Programme) -> None:
    known = make.PersonFactory(
        name="Miriam Own", job_title="", user=make.UserFactory(email="mentor.00@gov.uk"), zone="Africa/Lagos"
    )
    assert "100 created" in bring_in()
    known.refresh_from_db()
    assert (known.name, known.zone, known.job_title) == ("Miriam Own", "Africa/Lagos", "Some role")
    assert User.objects.filter(email__iexact="mentor.00@gov.uk").count() == 1


def test_who_left_is_not_brought_back(programme: Programme) -> None:
    bring_in()
    Enrolment.objects.filter(person__user__email="mentee.12@gov.uk").update(state="withdrawn")
    before = everything()
    assert "mentee.12@gov.uk left the programme as a mentee: not brought back" in bring_in()
    assert everything() == before


def test_every_fault_of_every_row_is_told_at_once(programme: Programme, tmp_path: Path) -> None:
    text = (DATA / "mentees.csv").read_text()
    text = text.replace("mentee.01@gov.uk,yes", "mentee.01(at)gov.uk,perhaps")
    text = text.replace("mentee.03@gov.uk,no,Some role,SCS1", "mentee.02@gov.uk,no,Some role,Grade 8")
    copy = tmp_path / "mentees.csv"
    copy.write_text(text)
    told = refused(mentees=copy, mentors=DATA / "mentors.csv", mapping=MAPPING)
    assert told == [
        "mentees.csv, line 3, “both mentor and mentee”: “perhaps” is neither yes nor no; expected one of 1, true, y, yes, 0, false, n, no",
        "mentees.csv, line 3, “email address”: “mentee.01(at)gov.uk” is no e-mail address, such as name@example.org",
        "mentees.csv, line 5, “email address”: “mentee.02@gov.uk” stands in line 4 of mentees.csv already",
        "mentees.csv, line 5, “grade”: “Grade 8” is not one of the choices: AA, AO, EO, HEO, SEO, Grade 7, Grade 6, SCS1, SCS2, SCS3, SCS4",
    ]


def test_a_missing_column_is_named_with_those_there_are(programme: Programme, tmp_path: Path) -> None:
    copy = changed_copy(tmp_path, "mentees.csv", ",grade,", ",band,")
    told = refused(mentees=copy, mentors=None, mapping=MAPPING)
    assert told[0].startswith(
        "mentees.csv, line 1, “grade”: there is no such column. The file has: “first name”"
    )


def test_an_ended_programme_takes_nobody(programme: Programme) -> None:
    Programme.objects.update(state="closed")
    with pytest.raises(CommandError, match="has ended"):
        bring_in()


def test_only_an_organiser_can_be_named(programme: Programme) -> None:
    organiser = make.OrganiserFactory(programme=programme)
    stranger = make.PersonFactory()
    with pytest.raises(CommandError, match="does not organise"):
        bring_in(by=stranger.user.email)
    bring_in(by=organiser.person.user.email)
    assert AuditEvent.objects.get(action="people.import").actor_id == organiser.person_id
    assert set(Enrolment.objects.values_list("decided_by", flat=True)) == {organiser.person_id}


def test_what_counts_is_what_the_mapping_says(programme: Programme) -> None:
    make.CriterionFactory(programme=programme, key="topics")
    bring_in()
    used = Criterion.objects.filter(programme=programme, enabled=True).values_list("key", "use", "weight")
    assert set(used) == {
        ("grade", "score", 60.0),
        ("profession", "score", 40.0),
        ("grade-above", "rule", 0.0),
        ("other-organisation", "rule", 0.0),
        ("language", "rule", 0.0),
    }


def test_identity_that_was_switched_on_stays_on(programme: Programme) -> None:
    bring_in()
    Criterion.objects.filter(identity=True).update(enabled=True)
    bring_in()
    assert Criterion.objects.get(identity=True).enabled


def test_an_imported_person_signs_in_with_a_code(programme: Programme, client: Client) -> None:
    bring_in()
    user = User.objects.get(email="mentee.12@gov.uk")
    assert not user.has_usable_password()
    client.post("/accounts/login/code/", {"email": "Mentee.12@gov.uk"})
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mail.outbox[0].body, re.MULTILINE)
    assert code, mail.outbox[0].body
    client.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_an_imported_pair_can_come_together(programme: Programme) -> None:
    bring_in()
    asking = mentee("mentee.14@gov.uk")
    mentor = Enrolment.objects.get(person__user__email="mentor.32@gov.uk", role=Role.MENTOR)
    request = requests.ask(
        mentee=asking,
        mentor=mentor,
        want="A view.",
        why_you="",
        how_often="monthly",
        score=90,
        reasons={},
        by=asking.person,
        now=make.NOW,
    )
    requests.accept(request, by=mentor.person, now=make.NOW)
    mentor.refresh_from_db()
    assert mentor.places_left == 1
    assert ImportedPerson.objects.count() == 100


def test_many_rows_cost_no_more_queries_than_few(programme: Programme, tmp_path: Path) -> None:
    header = (DATA / "mentees.csv").read_text().splitlines()[0]

    def file(name: str, rows: int) -> Path:
        lines = [
            f"Ann,{n},{name}{n}@example.org,yes,Some role,EO,Department {n % 40},HR,no,Gay,I am number {n}."
            for n in range(rows)
        ]
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join([header, *lines]))
        return path

    def cost(path: Path) -> int:
        with CaptureQueriesContext(connection) as queries:
            bring_in(mentees=path, mentors=None)
        return len(queries)

    bring_in(mentees=file("first", 1), mentors=None)
    few = cost(file("few", 10))
    many = cost(file("many", 300))
    assert Enrolment.objects.count() == 2 * 311
    # Rows are written a thousand at a time.
    assert many - few <= 4
