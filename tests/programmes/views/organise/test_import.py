"""Importing people in the browser: from the file to the report."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.enums import JobState
from accounts.models import AuditEvent, Job, Person
from programmes.enums import AnswerSource
from programmes.models import Answer, Enrolment, PeopleImport, Programme
from programmes.operations.people_imports import present_questions
from programmes.tasks import import_people
from tests import factories as make

pytestmark = pytest.mark.django_db
SMALL = Path(__file__).parents[3] / "data" / "civil_service_small"
PEOPLE = "Name,E-mail,Job title,Grade\nAda Lovelace,ada@example.org,Analyst,Band 2\nMary Sharp,mary@example.org,Editor,Band 1\n"


@pytest.fixture(autouse=True)
def storage(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def rung(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The jobs that a worker was rung for."""
    jobs: list[Any] = []
    monkeypatch.setattr("programmes.views.organise.importing.ring_for_import", jobs.append)
    return jobs


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(slug="leeds", state="enrolling", zone="Europe/London")


@pytest.fixture
def organiser(client: Client, programme: Programme) -> Person:
    person: Person = make.PersonFactory(name="Olga")
    make.OrganiserFactory(programme=programme, person=person)
    person.user.is_staff = True
    person.user.save()
    client.force_login(person.user)
    return person


def url(name: str, *args: Any) -> str:
    return reverse(f"programmes:{name}", args=["leeds", *args])


def send(client: Client, content: str | bytes, name: str = "people.csv", role: str = "mentor") -> Any:
    data = content.encode() if isinstance(content, str) else content
    return client.post(url("organise_import"), {"role": role, "file": SimpleUploadedFile(name, data)})


def uploaded(
    client: Client, content: str | bytes, name: str = "people.csv", role: str = "mentor"
) -> PeopleImport:
    response = send(client, content, name, role)
    assert response.status_code == 302, response.content.decode()
    return PeopleImport.objects.latest("uploaded_at")


def typed(response: Any) -> dict[str, Any]:
    """What the forms of the columns page would post as they stand."""
    forms = [response.context["form"], *response.context["forms"]]
    values = {bound.html_name: bound.value() for form in forms for bound in form}
    return {name: value for name, value in values.items() if value not in (None, False)}


def mapped(client: Client, held: PeopleImport, **changes: Any) -> Any:
    page = client.get(url("organise_import_columns", held.pk))
    return client.post(url("organise_import_columns", held.pk), {**typed(page), **changes})


def imported(client: Client, held: PeopleImport, rung: list[Any], **agreed: Any) -> Any:
    page = client.get(url("organise_import_check", held.pk))
    response = client.post(
        url("organise_import_check", held.pk), {"left_out": page.context["left_out"], **agreed}
    )
    assert response.status_code == 302, response.content.decode()
    import_people(str(rung[-1]))
    return client.get(url("organise_import_job", held.pk))


def test_the_civil_service_files_come_in_as_they_are(
    client: Client, programme: Programme, organiser: Person, rung: list[Any]
) -> None:
    mentees = uploaded(client, (SMALL / "mentees.csv").read_bytes(), "mentees.csv", "mentee")
    assert mapped(client, mentees).status_code == 302
    report = imported(client, mentees, rung)
    assert report.context["counts"][0].number == 50
    mentors = uploaded(client, (SMALL / "mentors.csv").read_bytes(), "mentors.csv", "mentor")
    page = client.get(url("organise_import_columns", mentors.pk))
    assert page.context["is_kept"]
    becomes = {form.column.name: form.column.becomes for form in page.context["forms"]}
    assert becomes == {
        "first name": "first_name",
        "last name": "last_name",
        "email address": "email",
        "both mentor and mentee": "both",
        "job title": "job_title",
        "grade": "question:grade",
        "organisation": "employer",
        "profession": "question:profession",
        "characteristics": "question:identity-to-match",
        "biography": "biography",
    }
    assert client.post(url("organise_import_columns", mentors.pk), typed(page)).status_code == 302
    imported(client, mentors, rung)

    asked = present_questions(programme)
    assert [option.label for option in asked["grade"].options] == [
        "AA", "AO", "EO", "HEO", "SEO", "Grade 7", "Grade 6", "SCS1", "SCS2", "SCS3", "SCS4",
    ]  # fmt: skip
    assert asked["identity-to-match"].identity
    assert Enrolment.objects.filter(programme=programme).values("person").distinct().count() == 100
    assert set(Answer.objects.values_list("source", flat=True)) == {AnswerSource.IMPORT}


def test_a_file_is_read_mapped_seen_and_imported(
    client: Client,
    programme: Programme,
    organiser: Person,
    rung: list[Any],
    storage: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    held = uploaded(client, PEOPLE)
    assert held.path.startswith("imports/")
    assert (storage / held.path).read_bytes() == PEOPLE.encode()
    page = client.get(url("organise_import_columns", held.pk)).content.decode()
    assert "Ada Lovelace" in page
    assert mapped(client, held).headers["Location"] == url("organise_import_check", held.pk)
    check = client.get(url("organise_import_check", held.pk))
    assert [(c.key, c.number) for c in check.context["counts"]] == [
        ("created", 2),
        ("updated", 0),
        ("unchanged", 0),
    ]
    assert not Enrolment.objects.filter(programme=programme).exists()

    with django_capture_on_commit_callbacks(execute=True):
        report = imported(client, held, rung)
    held.refresh_from_db()
    assert held.job is not None
    assert held.job.state == JobState.DONE
    assert [line.email for line in report.context["page"]] == ["ada@example.org", "mary@example.org"]
    assert not (storage / held.path).exists()
    assert not list((storage / "imports").iterdir())
    actions = AuditEvent.objects.filter(programme_id=programme.pk).values_list("action", flat=True)
    assert {"import.upload", "import.map", "import.start", "people.import", "form.publish"} <= set(actions)
    assert present_questions(programme)["grade"].kind == "ladder"


def test_a_second_import_changes_what_changed_and_makes_nobody_twice(
    client: Client, programme: Programme, organiser: Person, rung: list[Any]
) -> None:
    for content in (PEOPLE, PEOPLE.replace("Editor", "Writer")):
        held = uploaded(client, content)
        mapped(client, held)
        report = imported(client, held, rung)
    assert [(line.outcome, line.changed_words) for line in report.context["page"]] == [
        ("unchanged", ""),
        ("updated", "Job title"),
    ]
    assert Enrolment.objects.filter(programme=programme).count() == 2
    assert programme.form_versions.count() == 1


def test_lines_at_fault_stay_out_only_where_the_organiser_says_so(
    client: Client, programme: Programme, organiser: Person, rung: list[Any]
) -> None:
    held = uploaded(client, PEOPLE + "No Mail,nowhere,Editor,Band 1\n")
    mapped(client, held)
    check = client.get(url("organise_import_check", held.pk))
    assert [(f.line, f.column) for f in check.context["faults"]] == [(4, "E-mail")]
    assert "nowhere" in client.get(url("organise_import_faults", held.pk)).content.decode("utf-8-sig")
    again = client.post(url("organise_import_check", held.pk), {"left_out": 1})
    assert again.status_code == 400
    assert "Tick this" in again.content.decode()
    late = client.post(url("organise_import_check", held.pk), {"left_out": 3, "agree": "on"})
    assert late.status_code == 409
    assert rung == []
    report = imported(client, held, rung, agree="on")
    assert [line.outcome for line in report.context["page"]] == ["created", "created", "left out"]
    kept = client.get(url("organise_import_job", held.pk), {"show": "left_out"}).context["page"]
    assert [line.line for line in kept] == [4]
    rows = client.get(url("organise_import_report", held.pk)).content.decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    assert "is no e-mail address" in rows[3]


def test_faults_of_the_mapping_stand_at_their_fields_and_keep_what_was_chosen(
    client: Client, programme: Programme, organiser: Person
) -> None:
    held = uploaded(client, PEOPLE)
    page = mapped(
        client,
        held,
        **{"c1-becomes": "out", "c2-becomes": "name", "c3-options": "Band 1\nBand 3"},
    )
    assert page.status_code == 400
    text = page.content.decode()
    assert "Error:" in text
    assert "Band 2" in page.context["forms"][3].errors["options"][0]
    assert "becomes that already" in page.context["forms"][2].errors["becomes"][0]
    assert "people are found by it" in page.context["form"].non_field_errors()[0]
    assert not PeopleImport.objects.get().mapping


def test_an_excel_file_with_several_sheets(
    client: Client, programme: Programme, organiser: Person, rung: list[Any]
) -> None:
    held = uploaded(client, workbook(), "people.xlsx")
    assert held.lines is None
    assert client.get(url("organise_import_columns", held.pk)).status_code == 302
    page = client.get(url("organise_import_sheet", held.pk)).content.decode()
    assert "Readme" in page
    assert "Hidden" not in page
    response = client.post(url("organise_import_sheet", held.pk), {"sheet": "People"})
    assert response.headers["Location"] == url("organise_import_columns", held.pk)
    mapped(client, held)
    imported(client, held, rung)
    answers = {a.key: a.text or a.number or a.date or a.yes for a in Answer.objects.all()}
    assert answers["years"] == 12
    assert answers["agreed"] is True
    assert str(answers["started"]) == "2025-03-04"


def workbook() -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Readme"
    book.active.append(["How to use"])
    book.create_sheet("Hidden").sheet_state = "hidden"
    sheet = book.create_sheet("People")
    sheet.append(["Name", "E-mail", "Years", "Agreed", "Started"])
    sheet.append(["Ada", "ada@example.org", 12.0, True, date(2025, 3, 4)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"Name,E-mail\n", "one line alone"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel file"),
        (b"PK\x03\x04 broken", "cannot be read"),
        (b"\x00\x01\x02\x03binary", "no readable text"),
        (b"<html><table></table></html>", "web page"),
        (b'Name,E-mail\n"Ada,ada@example.org\n', "quotation mark"),
        (b"Name,E-mail\n" + b"A,a@example.org\n" * 20_001, "more than 20,000 lines"),
    ],
)
def test_what_is_no_table_is_told_in_words(
    client: Client, programme: Programme, organiser: Person, content: bytes, words: str, storage: Path
) -> None:
    response = send(client, content)
    assert response.status_code == 400
    assert words in response.content.decode()
    assert not PeopleImport.objects.exists()
    assert not (storage / "imports").exists()


def test_a_file_that_is_too_large(
    client: Client, programme: Programme, organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("programmes.forms.organise_import.MOST_BYTES", 10)
    assert "at most 20 MB" in send(client, PEOPLE).content.decode()


def test_a_file_is_thrown_away(
    client: Client,
    programme: Programme,
    organiser: Person,
    storage: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    held = uploaded(client, PEOPLE)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("organise_import_discard", held.pk))
    assert not PeopleImport.objects.exists()
    assert not list((storage / "imports").iterdir())
    assert client.get(url("organise_import_columns", held.pk)).status_code == 404


def test_one_import_of_a_programme_at_a_time(
    client: Client, programme: Programme, organiser: Person, rung: list[Any]
) -> None:
    first, second = uploaded(client, PEOPLE), uploaded(client, PEOPLE)
    for held in (first, second):
        mapped(client, held)
    assert client.post(url("organise_import_check", first.pk), {"left_out": 0}).status_code == 302
    late = client.post(url("organise_import_check", second.pk), {"left_out": 0})
    assert late.status_code == 409
    assert "under way" in late.content.decode()
    assert Job.objects.count() == 1


def test_the_progress_can_be_looked_at_and_stopped(
    client: Client, programme: Programme, organiser: Person, rung: list[Any]
) -> None:
    held = uploaded(client, PEOPLE)
    mapped(client, held)
    client.post(url("organise_import_check", held.pk), {"left_out": 0})
    waiting = client.get(url("organise_import_job", held.pk)).content.decode()
    assert "waits for a worker" in waiting
    assert "Look again" in waiting
    client.post(url("organise_import_stop", held.pk))
    stopped = client.get(url("organise_import_job", held.pk), headers={"HX-Request": "true"})
    assert stopped.headers["HX-Refresh"] == "true"
    assert "was stopped" in stopped.content.decode()
    import_people(str(rung[-1]))
    assert not Enrolment.objects.exists()
    # It can be started once more.
    assert "Every line can be imported" in client.get(url("organise_import_check", held.pk)).content.decode()
    imported(client, held, rung)
    assert Enrolment.objects.count() == 2


def test_a_file_that_is_gone_is_asked_for_again(
    client: Client, programme: Programme, organiser: Person, storage: Path
) -> None:
    held = uploaded(client, PEOPLE)
    (storage / held.table_path).unlink()
    response = client.get(url("organise_import_columns", held.pk))
    assert response.headers["Location"] == url("organise_import")


def test_of_a_long_file_only_who_is_here_is_counted(
    client: Client, programme: Programme, organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("programmes.operations.import_reading.COMPARED", 1)
    known = make.MentorFactory(programme=programme)
    held = uploaded(client, PEOPLE.replace("ada@example.org", known.person.user.email))
    mapped(client, held)
    check = client.get(url("organise_import_check", held.pk))
    assert [(c.key, c.number) for c in check.context["counts"]] == [("created", 1), ("known", 1)]


def test_nobody_reaches_the_import_of_another_programme(
    client: Client, programme: Programme, organiser: Person
) -> None:
    other = make.PeopleImportFactory()
    for name in ("sheet", "columns", "check", "job", "report", "faults"):
        assert client.get(url(f"organise_import_{name}", other.pk)).status_code == 404
    for name in ("stop", "discard"):
        assert client.post(url(f"organise_import_{name}", other.pk)).status_code == 404
