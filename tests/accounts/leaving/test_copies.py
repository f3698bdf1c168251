"""What is in a copy of somebody's data, and what is not."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.copying import AT_ONCE, OF_OWN, chapters
from accounts.models import Person
from accounts.operations.copy_file import safe_name, write_copy
from accounts.privacy import DECLARATIONS, Sensitivity
from matching.models import Mentorship
from tests import factories as make
from tests.factories import NOW
from tests.pages.markup import Markup

pytestmark = pytest.mark.django_db


def copy_of(person: Person) -> ZipFile:
    file = BytesIO()
    write_copy(file, person=person, now=NOW, watch=lambda done: None)
    return ZipFile(file)


def rows(archive: ZipFile, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(archive.read("data.json"))["things"][kind]["rows"]
    return found


def everything(archive: ZipFile) -> str:
    return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


@pytest.fixture
def pair() -> Mentorship:
    mentorship: Mentorship = make.MentorshipFactory(
        mentee__person__name="Amara Osei", mentor__person__name="Ben Carter"
    )
    return mentorship


def both(pair: Mentorship) -> tuple[Person, Person]:
    return pair.mentee.person, pair.mentor.person


# --- the registry


def test_everything_that_somebody_may_read_of_themselves_is_in_a_chapter_or_left_out_for_a_reason() -> None:
    about_people = {
        label for (label, _name), rule in DECLARATIONS.rules.items() if rule.sensitivity != Sensitivity.NONE
    }
    assert about_people - set(chapters.found) - set(chapters.left_out) == set()
    assert set(chapters.found) & set(chapters.left_out) == set()
    ours = {model._meta.label for model in apps.get_models()}
    assert (set(chapters.found) | set(chapters.left_out)) - ours == set()


def test_what_is_left_out_has_no_reason_only_where_it_is_about_nobody() -> None:
    silent = {label for label, reason in chapters.left_out.items() if not reason}
    told = {
        label
        for (label, _name), rule in DECLARATIONS.rules.items()
        if label in silent and rule.sensitivity != Sensitivity.NONE and OF_OWN.intersection(rule.seen_by)
    }
    # The demo's mailbox is everybody's, and its letters are of people of fiction.
    assert told <= {"notifications.DemoMail"}


# --- what is in it


def test_a_copy_holds_what_people_said_of_themselves_in_words_and_for_programs() -> None:
    person = make.PersonFactory(name="Amara Osei", place="Leeds", zone="Asia/Tokyo", languages=["en", "fr"])
    archive = copy_of(person)
    assert archive.namelist() == ["README.txt", "index.html", "style.css", "data.json"]
    assert archive.testzip() is None
    [profile] = rows(archive, "accounts.person")
    assert (profile["name"], profile["place"], profile["availability"]) == (
        "Amara Osei",
        "Leeds",
        [36, 37, 84, 85],
    )
    assert profile["created_at"] == "2026-11-24T10:00:00+00:00"
    html = archive.read("index.html").decode()
    page = Markup(html)
    assert '<html lang="en' in html
    assert "24 November 2026, 19:00" in html  # hours of their own zone
    assert "Monday 18:00–19:00" in html
    assert "French" in html
    assert not page.all("script")
    assert not page.all("style")


def test_a_copy_is_in_the_language_of_its_person() -> None:
    with translation.override("en"):
        archive = copy_of(make.PersonFactory(locale="de"))
    assert b'lang="de"' in archive.read("index.html")


def test_nothing_typed_becomes_markup() -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x00=cmd|A1'
    person = make.PersonFactory(name=hostile.replace("\x00", ""), place="=HYPERLINK(1)")
    html = copy_of(person).read("index.html").decode()
    page = Markup(html)
    assert not page.all("script")
    assert not page.all("img")
    assert "&lt;script&gt;" in html


def test_what_others_keep_to_themselves_is_not_in_it(pair: Mentorship) -> None:
    amara, ben = both(pair)
    stranger = make.MentorshipFactory()
    make.PairGoalFactory(mentorship=pair, text="CANARY private goal", private=True)
    make.PairGoalFactory(mentorship=pair, text="Speak up", private=False)
    make.ActionFactory(mentorship=pair, owner=amara, text="CANARY private to do", private=True)
    make.MeetingNoteFactory(mentorship=pair, author=amara, text="CANARY own note", shared=False)
    make.MeetingNoteFactory(mentorship=pair, author=amara, text="Shared note", shared=True)
    make.CheckInFactory(mentorship=pair, person=amara, blocker="CANARY blocker")
    make.BlockFactory(blocker=amara, blocked=ben)
    make.HelpRequestFactory(mentorship=pair, asked_by=amara, message="CANARY help")
    make.OrganiserNoteFactory(enrolment=pair.mentor, text="CANARY organiser's note")
    make.SafetyReportFactory(about=ben, reported_by=amara, words="CANARY report")
    make.PrivateReadingFactory(
        person=ben, reason="CANARY because of a report", report=make.SafetyReportFactory(about=ben)
    )
    make.MessageFactory(mentorship=stranger, text="CANARY of others")
    make.AnswerFactory(enrolment=pair.mentee, text="CANARY answer")
    theirs = everything(copy_of(ben))
    assert "CANARY" not in theirs
    assert "Speak up" in theirs
    assert "Shared note" in theirs
    own = everything(copy_of(amara))
    kept = ["private goal", "private to do", "own note", "blocker", "help", "report", "answer"]
    assert [line for line in kept if f"CANARY {line}" not in own] == []
    assert "CANARY of others" not in own
    assert "CANARY organiser" not in own


def test_whom_one_blocked_is_in_it_and_who_blocked_one_is_not(pair: Mentorship) -> None:
    amara, ben = both(pair)
    make.BlockFactory(blocker=amara, blocked=ben)
    assert [row["blocked"] for row in rows(copy_of(amara), "accounts.block")] == ["Ben Carter"]
    assert rows(copy_of(ben), "accounts.block") == []


def test_a_private_goal_is_named_nowhere_that_the_mentor_reads(pair: Mentorship) -> None:
    amara, ben = both(pair)
    goal = make.PairGoalFactory(mentorship=pair, text="CANARY goal", private=True)
    make.ThanksFactory(mentorship=pair, author=amara, recipient=ben, goal=goal, text="Thank you")
    assert [row["goal"] for row in rows(copy_of(ben), "journeys.thanks")] == ["A private goal"]


def test_a_review_is_read_by_the_other_one_once_both_have_answered(pair: Mentorship) -> None:
    amara, ben = both(pair)
    said = {"state": "answered", "answered_at": NOW, "choice": "continue", "open_choice": "continue"}
    make.ReviewFactory(mentorship=pair, person=amara, goes_well="CANARY review", **said)
    mine = make.ReviewFactory(mentorship=pair, person=ben)
    assert "CANARY" not in everything(copy_of(ben))
    type(mine).objects.filter(pk=mine.pk).update(**said)
    theirs = [row for row in rows(copy_of(ben), "journeys.review") if "goes_well" in row]
    assert [(row["goes_well"], "choice" in row) for row in theirs] == [("CANARY review", False)]


def test_who_said_no_to_an_introduction_is_in_no_copy(pair: Mentorship) -> None:
    amara, ben = both(pair)
    make.IntroductionFactory(
        mentorship=pair,
        offered_by=ben,
        state="closed",
        contact=None,
        contact_email="canary@example.org",
        introduced_said_at=NOW,
        introduced_agrees=True,
        contact_said_at=NOW,
        contact_agrees=False,
        closed_at=NOW,
    )
    for person in (amara, ben):
        [row] = rows(copy_of(person), "journeys.introduction")
        assert not {"contact_agrees", "contact_said_at", "closed_at", "state"} & set(row)
    assert "canary@example.org" not in everything(copy_of(amara))


# --- files


@pytest.fixture
def shelf(pair: Mentorship) -> Mentorship:
    amara, ben = both(pair)
    for person, name in ((amara, "../../CON.txt"), (amara, "../../con.TXT"), (ben, "theirs.txt")):
        make.PairResourceFactory(
            mentorship=pair,
            added_by=person,
            url="",
            file=ContentFile(f"a file of {person.name}".encode(), "kept"),
            file_name=name,
            file_type="text/plain",
            file_size=4,
        )
    return pair


def test_the_files_one_put_there_go_along_under_safe_names(shelf: Mentorship) -> None:
    amara, ben = both(shelf)
    archive = copy_of(amara)
    files = [name for name in archive.namelist() if name.startswith("files/")]
    # Which of the two comes first is for their keys to say.
    assert [name.lower() for name in files] == ["files/_con.txt", "files/_con (2).txt"]
    assert archive.read(files[0]) == b"a file of Amara Osei"
    places = [row.get("in_this_copy") for row in rows(archive, "journeys.pairresource")]
    assert sorted(filter(None, places)) == sorted(files)
    assert "files/theirs.txt" in copy_of(ben).namelist()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\secret\\a.txt", "a.txt"),
        ("", "file"),
        ("...", "file"),
        (".bashrc", "bashrc"),
        ("nul", "_nul"),
        ("a\x00b\n.pdf", "a_b_.pdf"),
        ("ü ß.txt", "ü ß.txt"),
        ("x" * 300 + ".txt", "x" * 96 + ".txt"),
        ("\u202etxt.exe", "_txt.exe"),
    ],
)
def test_names_of_files_lead_nowhere(name: str, safe: str) -> None:
    assert safe_name(name, set()) == safe


# --- what it costs


def test_a_copy_asks_as_many_questions_for_many_rows_as_for_one(pair: Mentorship) -> None:
    amara, ben = both(pair)

    def add(count: int) -> int:
        for number in range(count):
            make.MessageFactory(mentorship=pair, sent_at=NOW + timedelta(minutes=number))
            make.PairGoalFactory(mentorship=pair)
            make.MeetingFactory(mentorship=pair)
            make.ThanksFactory(mentorship=pair, author=amara, recipient=ben)
            make.AnswerFactory(
                enrolment=pair.mentee, question=make.QuestionFactory(key=f"k{pair.pk}{number}{count}")
            )
            make.NotificationFactory(recipient=amara.user)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            copy_of(amara)
        return len(queries)

    assert AT_ONCE > 10
    assert add(1) == add(5)
