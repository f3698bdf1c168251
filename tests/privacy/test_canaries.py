"""The proof: after somebody is erased, nothing that is kept anywhere has a word of theirs, and everything else is still there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import Person
from accounts.operations.audit import record
from accounts.operations.erasures import erase, leave
from journeys.queries.contributions import contributions
from matching.models import MatchRun, Mentorship
from matching.snapshot import stored
from notifications.operations.delivery import deliver_due
from programmes.enums import Role
from programmes.models import Programme
from programmes.operations import people_imports
from programmes.organising.funnel import funnel
from programmes.organising.panels import panels
from tests import factories as make
from tests.access.browser import Browser
from tests.access.matrix import MATRIX
from tests.access.rows import Outcome
from tests.pages.test_markup import look
from tests.privacy.canaries import GONE, STAYS, broken_keys, found, mark
from tests.world import World, build_world

pytestmark = pytest.mark.django_db


# Words of other people in rows that touch somebody, and why they may stand.
AUTHORED = {
    "accounts.BoardAnswer": "text",  # answers to their question, by their authors
    "accounts.BoardReport": "words",
    "journeys.Action": "text",
    "journeys.AgendaItem": "text",
    "journeys.CheckIn": "blocker",
    "journeys.ClosingAnswer": "better end_note takes_along",
    "journeys.Feedback": "strengths work_on would_help",
    "journeys.FeedbackWish": "question",
    "journeys.GoalUpdate": "note",
    "journeys.HelpRequest": "message",
    "journeys.MeetingNote": "text",
    "journeys.Message": "text",
    "journeys.PairResource": "about file_name title url",
    "journeys.Review": "goes_well to_change",
    "journeys.Thanks": "advice text",
}
# Fields of one row that are the one's or the other's.
SIDES = {
    "journeys.Agreement": "mentee_expects mentor_expects message",
    "journeys.Introduction": "contact_about contact_email contact_name reason",  # of whoever offered it
    "journeys.Meeting": "cancel_note",  # of whoever cancelled it
    "journeys.Milestone": "text",  # a goal is the mentee's
    "journeys.PairGoal": "drop_reason measure text",
    "matching.Request": "note question reply want why_you",
    "programmes.SafetyReport": "quoted told words",
}
OF_OTHERS = {
    f"{label}.{name}"
    for named in (AUTHORED, SIDES)
    for label, names in named.items()
    for name in names.split()
}


def table_of(label: str) -> str:
    return "_".join(label.lower().split(".")[:2])


# The pages on which others meet somebody who was erased.
MEETING = {
    "bob": ("journeys:",),
    "organiser": (
        "journeys:organise_help",
        "matching:organise_run",
        "programmes:organise_audit",
        "programmes:organise_export",
        "programmes:organise_people",
        "programmes:organise_person",
        "programmes:organise_report",
    ),
}


@pytest.fixture
def storage(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    settings.EMAIL_BACKEND = "notifications.mailbox.MailboxBackend"
    cache.clear()
    return tmp_path


def traffic(world: World, person: Person) -> None:
    """What is kept beside the rows of the declarations, of a person who has been here for a while."""
    account, now, organiser = person.user, world.now, world.users["organiser"].person
    address = account.email
    client = Client()
    client.force_login(account)
    Client().post("/accounts/login/", {"login": address, "password": "wrong"})
    Client().post("/accounts/login/code/", {"email": address})
    for row in (account, person, *Mentorship.objects.of(person)[:1]):
        LogEntry.objects.create(
            user=world.users["operator"],
            content_type=ContentType.objects.get_for_model(type(row)),
            object_id=str(row.pk),
            object_repr=str(row)[:200],
            action_flag=2,
            change_message=f'[{{"changed": {{"name": "goal", "object": "{GONE}"}}}}]',
        )
    record("enrolment.withdraw", person.enrolments.all()[0], by=organiser, now=now, reason=f"{GONE} is ill")
    record("mail.retry", account, by=None, now=now, reason=f"letters: 1, 550 <{address}>")
    make.EnquiryFactory(programme=world.programme, name=person.name, email=address, message=f"{GONE}?")
    make.RefusedAddressFactory(address=address, reason=f"{GONE}")
    make.MentorInvitationFactory(
        mentee=world.mira, name=person.name, email=address, message="You helped my sister.", answer=GONE
    )
    make.IntroductionFactory(mentorship=world.mentorship, contact_name=person.name, contact_email=address)
    type(world.mira).objects.filter(pk=world.noor.pk).update(line_manager_email=address)
    make.JobFactory(kind="import", state="failed", failure=f"ValueError: {address}", subject_id=None)
    report = [
        [2, address, person.name, "updated", [], [], []],
        [3, "x@example.org", "X", "created", [], [], []],
    ]
    make.PeopleImportFactory(programme=world.elsewhere, report=report, uploaded_at=now)
    content = f"Name,E-mail\n{person.name},{address}\n".encode()
    people_imports.upload_people(
        programme=world.programme,
        role=Role.MENTEE,
        file_name="who.csv",
        content=content,
        by=organiser,
        now=now,
    )
    make.SkillFactory(name=f"{GONE} weaving", key=f"{GONE}-weaving", state="proposed", proposed_by=person)
    in_legend(world.run, f"{GONE} weaving")
    make.PairResourceFactory(
        mentorship=world.mentorship,
        added_by=person,
        url="",
        file="shelf/x",
        file_name="plan.pdf",
        file_size=3,
    )
    Person.objects.filter(pk=person.pk).update(photo="photos/x.webp")


def in_legend(run: MatchRun, skill: str) -> None:
    """The run was made when the skill was there."""
    kept = stored.read(f"{run.pk.hex}/{run.version}", run.digest, root=stored.RUNS)
    ids, names = kept.legend["skills"]
    legend = {**kept.legend, "skills": [[*ids, str(uuid4())], [*names, skill]]}
    version = uuid4().hex
    digest = stored.write(
        f"{run.pk.hex}/{version}", kept.problem, kept.mentees, kept.mentors, root=stored.RUNS, legend=legend
    )
    MatchRun.objects.filter(pk=run.pk).update(version=version, digest=digest)


def letters(world: World) -> None:
    """Everything that waits goes out, to the mailbox of the demo."""
    while deliver_due(now=world.now):
        pass


@pytest.mark.parametrize("role", ["alice", "bob"])
def test_nothing_is_left_of_somebody(
    role: str, storage: Path, django_capture_on_commit_callbacks: Any, caplog: pytest.LogCaptureFixture
) -> None:
    world = build_world()
    person = world.users[role].person
    address, name = person.user.email, person.name
    traffic(world, person)
    marks = mark(person)
    letters(world)
    person = Person.objects.get(pk=person.pk)
    looked_for = (GONE, address, name, person.name, person.user.email)
    assert found(looked_for, storage)

    with django_capture_on_commit_callbacks(execute=True):
        assert erase(person=person, now=world.now)

    assert found(looked_for, storage) == []
    assert [word for word in looked_for if word in caplog.text] == []
    # Double entry: what touches somebody and stays is named here by hand, as words of somebody else.
    assert marks.stays - OF_OTHERS == set()
    assert len(marks.gone) >= 60
    kept = "\n".join(found((STAYS,), storage))
    assert [label for label in marks.stays if table_of(label) not in kept] == []
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert broken_keys() == []


def test_pages_of_others_go_on(storage: Path) -> None:
    """Nobody else meets a fault, in any page that was theirs before."""
    world = build_world()
    person = world.users["alice"].person
    traffic(world, person)
    letters(world)
    erase(person=person, now=world.now)
    faults, changed = [], set()
    for role, met in MEETING.items():
        browser, asked = Browser(world, role), set[str]()
        for row in MATRIX:
            if row.get[role] is not Outcome.PAGE or not row.route.startswith(met) or row.route in asked:
                continue
            asked.add(row.route)
            status = look(browser, world, row).status_code
            if status >= 500:
                faults.append((role, str(row), status))
            elif status != 200:
                changed.add(row.route)
    assert faults == []
    # What stays is still read: the pair's own page, the person's page for organisers, the run that has them, exports.
    assert (
        changed
        & {
            "journeys:mentorship",
            "journeys:messages",
            "journeys:goals",
            "journeys:agreement",
            "journeys:story",
            "programmes:organise_people",
            "programmes:organise_person",
            "programmes:organise_export",
            "matching:organise_run",
            "matching:organise_run_swap",
        }
        == set()
    )


def figures(programme: Programme, now: datetime) -> list[str]:
    """Every number of the overview and the report, and the way of the mentees."""
    measured = [str(shown.data["measured"]) for shown in panels.of(programme, now=now, only_measured=True)]
    return [*measured, *(f"{stage.name} {count}" for stage, count in funnel.of(programme))]


def test_what_is_counted_is_the_same_without_them(storage: Path) -> None:
    """Leaving changes what is so now, as it always did; being erased changes no figure any more."""
    world = build_world()
    programme, now, person = world.programme, world.now, world.users["alice"].person
    pairs = Mentorship.objects.filter(programme=programme)
    before = contributions(pairs)
    leave(person=person, now=now)
    left = figures(programme, now)
    erase(person=person, now=now)
    assert contributions(pairs) == before
    assert figures(programme, now) == left
    assert before.mentorships
