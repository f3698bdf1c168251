"""Tables to take away: what is in them, what never is, and that nothing in them runs."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import load_workbook

from accounts.models import AuditEvent, Person
from programmes.exporting.cells import plain
from programmes.exporting.files import csv_pieces, xlsx_file
from programmes.models import Programme
from programmes.organising.exports import exports
from tests import factories as make

NAMES = ["people", "answers", "requests", "pairs", "check-ins"]


@pytest.fixture
def programme() -> Programme:
    return make.ProgrammeFactory(slug="leeds", state="running")


@pytest.fixture
def organiser(client: Client, programme: Programme) -> Person:
    person: Person = make.PersonFactory(name="Olga")
    make.OrganiserFactory(programme=programme, person=person)
    person.user.is_staff = True
    person.user.save()
    client.force_login(person.user)
    return person


def take(client: Client, name: str, **data: str) -> Any:
    return client.post(reverse("programmes:organise_export", args=["leeds", name]), data)


def rows_of(response: Any) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def filled(programme: Programme) -> Any:
    """A pair with a request, a check-in, answers and words that must stay where they are."""
    mentee = make.MenteeFactory(programme=programme, person__name="Ada =1+1")
    mentor = make.MentorFactory(programme=programme, person__name="=cmd|' /C calc'!A0", capacity=3)
    make.GoalFactory(enrolment=mentee, text="To lead")
    make.WantedSkillFactory(enrolment=mentee)
    make.OfferedSkillFactory(enrolment=mentor)
    request = make.RequestFactory(programme=programme, mentee=mentee, mentor=mentor, want="A private word")
    pair = make.MentorshipFactory(programme=programme, mentee=mentee, mentor=mentor)
    make.CheckInFactory(
        mentorship=pair,
        person=mentee.person,
        state="answered",
        met=True,
        answered_at=make.NOW,
        blocker="A private word",
        pulse=2,
    )
    return mentee, mentor, request


@pytest.mark.django_db
def test_every_table_says_what_there_is_and_no_private_word(
    client: Client, programme: Programme, organiser: Person
) -> None:
    filled(programme)
    elsewhere = make.MenteeFactory(person__name="Somebody else")
    found = {}
    for name in NAMES:
        response = take(client, name)
        assert response.headers["Content-Disposition"].startswith(f'attachment; filename="leeds-{name}-')
        found[name] = rows_of(response)
    assert {name: len(rows) for name, rows in found.items()} == {
        "people": 2,
        "answers": 2,
        "requests": 1,
        "pairs": 1,
        "check-ins": 1,
    }
    everything = str(found)
    assert "A private word" not in everything
    assert elsewhere.person.name not in everything
    assert found["people"][0]["Name"] == "'=cmd|' /C calc'!A0"
    assert found["people"][1]["Goals"] == "To lead"
    assert found["check-ins"][0]["Did they meet?"] == "yes"
    assert "2" not in found["check-ins"][0]["State"]
    actions = AuditEvent.objects.filter(action__startswith="export.").values_list("action", "fields")
    assert ("export.people", ["csv", "rows:2"]) in list(actions)


@pytest.mark.django_db
def test_answers_have_a_column_a_question_and_none_about_identity(
    client: Client, programme: Programme, organiser: Person
) -> None:
    version = make.FormVersionFactory(programme=programme, published_at=make.NOW)
    kind = make.QuestionFactory(version=version, key="kind", text="Which kind?", kind="choices", position=1)
    make.QuestionOptionFactory(question=kind, key="a", label="The first")
    number = make.QuestionFactory(
        version=version, key="years", text="How many years?", kind="number", position=2
    )
    faith = make.QuestionFactory(version=version, key="faith", text="Your faith?", identity=True)
    mentee = make.MenteeFactory(programme=programme)
    make.AnswerFactory(enrolment=mentee, question=kind, choices=["a"])
    make.AnswerFactory(enrolment=mentee, question=number, choices=[], number=Decimal("-3"))
    make.AnswerFactory(enrolment=mentee, question=faith, choices=[], text="A secret")
    rows = rows_of(take(client, "answers"))
    assert list(rows[0])[4:] == ["Which kind?", "How many years?"]
    assert (rows[0]["Which kind?"], rows[0]["How many years?"]) == ("The first", "-3.000")
    assert "A secret" not in str(rows)


@pytest.mark.django_db
def test_excel_is_the_same_table(client: Client, programme: Programme, organiser: Person) -> None:
    filled(programme)
    response = take(client, "people", format="xlsx")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet is not None
    rows = list(sheet.iter_rows())
    assert rows[1][0].value == "'=cmd|' /C calc'!A0"
    assert rows[1][0].data_type == "s"
    capacity = [cell.value for cell in rows[0]].index("How many at once")
    assert rows[1][capacity].value == 3


@pytest.mark.django_db
def test_a_long_table_is_no_excel_file(
    client: Client, programme: Programme, organiser: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("programmes.views.organise.exporting.MOST_IN_EXCEL", 1)
    filled(programme)
    assert take(client, "people", format="xlsx").status_code == 302
    assert not AuditEvent.objects.filter(action="export.people").exists()
    assert (
        "Too long for Excel"
        in client.get(reverse("programmes:organise_exports", args=["leeds"])).content.decode()
    )


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_as_many_queries_for_many_as_for_one(programme: Programme, name: str) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            list(exports.by_name[name].load(programme).rows)
        return len(seen)

    filled(programme)
    few = queries()
    for _number in range(3):
        filled(programme)
    assert queries() == few


@pytest.mark.django_db
def test_only_organisers_of_the_programme(client: Client, programme: Programme, organiser: Person) -> None:
    make.ProgrammeFactory(slug="elsewhere")
    assert client.post(reverse("programmes:organise_export", args=["elsewhere", "people"])).status_code == 404
    assert take(client, "nothing").status_code == 404


RISKY = some.text(alphabet=some.sampled_from("=+-@\t\r\n ＝a1'\"|!,;"), max_size=12)


@given(some.lists(some.one_of(RISKY, some.text(max_size=40)), min_size=1, max_size=4))
def test_no_words_ever_run(cells: list[str]) -> None:
    text = b"".join(csv_pieces(["A"] * len(cells), [cells])).decode("utf-8-sig")
    _head, row = csv.reader(io.StringIO(text, newline=""))
    for before, after in zip(cells, row, strict=True):
        assert not after.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
        kept = "".join(letter for letter in before.replace("\r\n", "\n") if letter.isprintable())
        assert kept in "".join(letter for letter in after if letter.isprintable())


@given(some.one_of(some.integers(-(10**9), 10**9), some.floats(-1e6, 1e6), some.decimals(-99, 99, places=2)))
def test_numbers_stay_numbers(number: Any) -> None:
    assert plain(number) == number
    assert plain(str(number)).startswith("'") == (number < 0 or str(number).startswith("-"))  # type: ignore[union-attr]


def test_days_moments_and_yes_are_told_plainly() -> None:
    assert [plain(None), plain(True), plain(date(2026, 11, 24)), plain(float("nan"))] == [
        "",
        "yes",
        "2026-11-24",
        "",
    ]
    assert plain(datetime(2026, 11, 24, 9, 5, tzinfo=UTC)) == "2026-11-24 09:05"


def test_letters_that_excel_refuses_are_left_out() -> None:
    with xlsx_file("A/B: *[table]*", ["Words"], [["a\x0bb\ud800c" + "d" * 40_000]]) as file:
        sheet = load_workbook(file).active
        assert sheet is not None
        assert str(sheet["A2"].value).startswith("abcd")
