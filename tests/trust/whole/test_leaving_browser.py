"""Somebody joins, meets a mentor who goes too far, reports and blocks him, finds another, takes a copy of her data, and leaves.

Everything is done by what people press, by what beat and the mail do, and, for the copy, by a real worker. The clock is wound by
hand from the present time on: the worker has a clock of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import unified_diff
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Block, Consent, DataExport, Person
from journeys.models import Message
from matching.models import Mentorship, Request
from matching.operations.criteria import adopt_defaults
from notifications.models import Notification
from programmes.intake import steps_for
from programmes.models import Enrolment, PrivateReading, Programme, SafetyReport
from tests import factories as make
from tests.accounts.sign_in.flows import code_of_letter, somebody
from tests.journeys.whole.stage import Reader, WoundClock, step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESK = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
PHONE = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
ROSA, UNKNOWN = "rosa@example.org", "nobody@example.org"
TOO_FAR = "Come to my flat on Saturday, and do not tell the programme."
HERS, HIS = "I keep a list of the questions that I did not ask.", "She is shy; go slowly."
ANSWER = "Thank you. I talked with him, and he will not mentor here for now."
# Of two pages that shall be alike: what differs from one answer to the next, such as the reference for a question about it.
CHANGING = re.compile(r'nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"|<code>[^<]*</code>')
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@dataclass
class Play:
    clock: WoundClock
    programme: Programme
    rosa: Reader
    bob: Reader
    ben: Reader
    olga: Reader
    noor: Reader
    mentors: dict[str, Enrolment]
    new_page: Callable[..., Reader]
    start_worker: Callable[[], Any]
    found: dict[str, UUID] = field(default_factory=dict)

    @property
    def mentee(self) -> Enrolment:
        return Enrolment.objects.select_related("person__user", "programme").get(person__user__email=ROSA)

    @property
    def report(self) -> SafetyReport:
        return SafetyReport.objects.get()

    def wind(self, **more: float) -> None:
        """Time goes on, and whoever is there signs in again: sessions of the past run out."""
        self.clock.wind(**more)
        for reader in (self.bob, self.ben, self.olga, self.noor):
            reader.sign_in()


def a_person(name: str, **more: Any) -> Person:
    """Somebody who is written to at any hour."""
    email = f"{name.split(maxsplit=1)[0].lower()}@example.org"
    return somebody(email, name=name, zone="Europe/London", quiet_from=0, quiet_until=0, days_off=[], **more)


@pytest.fixture
def play(
    live_server: Any,
    new_context: Any,
    sign_in: Any,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Play:
    clock = WoundClock(timezone.now(), monkeypatch)
    noor, olga = a_person("Noor Nasser"), a_person("Olga Organiser")
    programme = make.ProgrammeFactory(
        name="Open doors", slug="open-doors", state="running", created_at=clock.now, safeguarding_contact=noor
    )
    adopt_defaults(programme=programme, by=None, now=clock.now)
    make.OrganiserFactory(programme=programme, person=olga, since=clock.now)
    olga.user.is_staff = True
    olga.user.save(update_fields=["is_staff"])
    skill = make.SkillFactory(name="Leading a project")
    mentors = {}
    for name in ("Bob Baptiste", "Ben Carter"):
        mentor = make.MentorFactory(programme=programme, person=a_person(name, availability=[36, 37, 84, 85]))
        make.OfferedSkillFactory(enrolment=mentor, skill=skill)
        mentors[name.split()[0]] = mentor

    def new_page(name: str, person: Person | None = None, **look: Any) -> Reader:
        page = new_context(**look).new_page()
        page.set_default_timeout(8000)
        reader = Reader(name, page, live_server.url, person, sign_in)
        if person is not None:
            reader.sign_in()
        return reader

    rosa = new_page("Rosa", **PHONE)
    rosa.letters.address = ROSA
    return Play(
        clock=clock,
        programme=programme,
        rosa=rosa,
        bob=new_page("Bob", mentors["Bob"].person, **PHONE),
        ben=new_page("Ben", mentors["Ben"].person, **DESK),
        olga=new_page("Olga", olga, **DESK),
        noor=new_page("Noor", noor, **DESK),
        mentors=mentors,
        new_page=new_page,
        start_worker=lambda: request.getfixturevalue("celery_worker_process"),
    )


def answer_at(reader: Reader, path: str) -> tuple[int, str]:
    """The status and the page of `path`, without what differs between two pages that are alike."""
    answer = reader.page.goto(reader.site + path)
    assert answer is not None
    return answer.status, UUID4.sub("-", CHANGING.sub("", answer.text()))


def newest_mentorship(mentor: Enrolment) -> Mentorship:
    return Mentorship.objects.with_people().get(mentor=mentor)


# --- she joins and asks


def she_joins_and_agrees(play: Play) -> None:
    rosa, page = play.rosa, play.rosa.page
    rosa.go("programmes:programme", play.programme.slug)
    main = page.get_by_role("main")
    main.get_by_role("link", name=re.compile("join", re.IGNORECASE)).first.click()
    if "login" in page.url:
        main.get_by_role("link", name=re.compile("join", re.IGNORECASE)).first.click()
    page.get_by_label("Email").fill(ROSA)
    page.get_by_label("Your name").fill("Rosa Quispe")
    rosa.press("Send me the code")
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code_of_letter())
    rosa.press("Confirm")
    rosa.sees("The guidelines", "The code of conduct of this site")
    page.get_by_label(re.compile("mentee", re.IGNORECASE)).first.check()
    rosa.press("Join and continue")
    assert rosa.page.locator("main .summary").count() == 1, "nobody joins who has not agreed"
    assert not Enrolment.objects.filter(person__user__email=ROSA).exists()
    rosa.fill(accept=True)
    rosa.press("Join and continue")
    agreed = Consent.objects.standing().filter(person=play.mentee.person, purpose="code_of_conduct")
    assert set(agreed.values_list("subject", flat=True)) == {"", str(play.programme.pk)}
    she_has_told_of_herself(play)


def she_has_told_of_herself(play: Play) -> None:
    """The questions of the intake have tests of their own."""
    mentee = play.mentee
    steps = steps_for(mentee.role, asks=False, must_answer=False, asks_identity=False)
    Enrolment.objects.filter(pk=mentee.pk).update(
        state="approved", submitted_at=play.clock.now, decided_at=play.clock.now,
        steps_done=[one.slug for one in steps], where_i_am=HERS, topics=["leading"], seniority=2,
    )  # fmt: skip
    make.GoalFactory(enrolment=mentee, text="Lead one project from start to end.")
    Person.objects.filter(pk=mentee.person_id).update(quiet_from=0, quiet_until=0, days_off=[])
    skill = play.mentors["Bob"].offered_skills.get().skill
    make.WantedSkillFactory(enrolment=mentee, skill=skill)
    play.rosa.person = mentee.person


def she_asks_and_he_accepts(play: Play, name: str, mentor: Reader) -> None:
    rosa, row = play.rosa, play.mentors[name]
    rosa.go("matching:mentor", play.mentee.pk, row.pk)
    rosa.click(f"Write to {name}")
    rosa.fill(want="I lead my first project in spring.", how_often="monthly")
    rosa.press(f"Send to {name}")
    play.clock.wind(minutes=5)
    asked = Request.objects.get(mentor=row)
    mentor.go("matching:request_accept", asked.pk)
    mentor.fill(note="Glad to help.")
    mentor.press("Accept Rosa")
    play.clock.wind(minutes=5)
    rosa.letters.about("said yes")


def he_goes_too_far(play: Play) -> None:
    bob = play.bob
    pair = newest_mentorship(play.mentors["Bob"])
    play.found["bob's"] = pair.pk
    bob.go("journeys:messages", pair.pk)
    bob.fill(text=TOO_FAR)
    bob.press("Send")
    play.clock.wind(minutes=10)
    play.rosa.follow(play.rosa.letters.link("Bob wrote to you", with_words="/messages/"))
    play.rosa.sees(TOO_FAR)


# --- she reports


def she_reports_and_blocks(play: Play) -> None:
    rosa = play.rosa
    rosa.go("programmes:safety", "message", Message.objects.get(text=TOO_FAR).pk)
    rosa.click("Report Bob")
    rosa.sees(
        "Noor Nasser, the safeguarding contact of Open doors", "Bob never learns that you did.", TOO_FAR
    )
    rosa.fill(reason="sexual", words="He asked me to his flat.", blocks=True)
    rosa.press("Send the report")
    rosa.sees("It has arrived", "Noor Nasser, the safeguarding contact, looks at it by")
    assert Block.objects.filter(blocker=play.mentee.person, blocked=play.bob.person).exists()
    play.clock.wind(minutes=5)


def whom_it_is_about_learns_nothing(play: Play) -> None:
    bob, olga, report = play.bob, play.olga, play.report
    for reader in (bob, olga):
        for name in (
            "programmes:safeguarding_report",
            "programmes:my_report",
            "journeys:safeguarding_conversation",
        ):
            status, there = answer_at(reader, reverse(name, args=[report.pk]))
            nowhere = answer_at(reader, reverse(name, args=[uuid4()]))
            assert status == nowhere[0] == 404
            differs = list(unified_diff(nowhere[1].splitlines(), there.splitlines(), n=0, lineterm=""))
            assert differs == [], f"{reader.name} at {name}"
        assert answer_at(reader, reverse("programmes:safeguarding"))[0] == 404
    for name, args in (
        ("journeys:dashboard", ()), ("programmes:my_reports", ()), ("accounts:blocks", ()),
        ("programmes:readings", ()), ("journeys:mentorships", ()), ("matching:requests", ()),
    ):  # fmt: skip
        bob.go(name, *args)
        bob.misses("He asked me to his flat.", "Noor Nasser", str(report.pk))
    for name in ("organise", "organise_audit", "organise_people", "organise_readings"):
        olga.go(f"programmes:{name}", play.programme.slug)
        olga.misses("He asked me to his flat.", str(report.pk), "safety.")
    told = [
        one
        for reader in (bob, olga)
        for one in reader.letters
        if "report" in f"{one.subject} {one.body}".lower()
    ]
    assert told == []


# --- who looks after it


def the_contact_takes_it_in_hand(play: Play) -> None:
    noor = play.noor
    letter = noor.letters.about("A report waits for you in Open doors")
    assert "Bob" not in str(letter.body)
    assert "Rosa" not in str(letter.body)
    noor.go("programmes:safeguarding")
    noor.sees("1 open report", "Rosa Quispe about Bob Baptiste")
    noor.follow(noor.letters.link("A report waits", with_words="/safeguarding/"))
    noor.sees("He asked me to his flat.", TOO_FAR, "Rosa blocked Bob")
    noor.press("I look after it")
    noor.sees("In the hands of Noor Nasser")
    play.rosa.go("programmes:my_report", play.report.pk)
    play.rosa.sees("Somebody is looking into it")


def she_reads_what_they_wrote_for_a_reason(play: Play) -> None:
    noor = play.noor
    noor.click("Read the messages")
    noor.sees("Before you open them")
    noor.misses("Come to my flat")
    noor.press("Open them for an hour")
    noor.sees(TOO_FAR, "Reported")
    reading = PrivateReading.objects.get()
    assert (reading.reader, reading.report) == (noor.person, play.report)
    noor.go("programmes:safeguarding_report", play.report.pk)
    noor.fill(note="Called her; she is safe.")
    noor.press("Keep the note")
    play.wind(hours=1, minutes=5)
    noor.go("journeys:safeguarding_conversation", play.report.pk)
    noor.sees("Before you open them")
    play.bob.go("programmes:readings")
    play.bob.misses("Noor Nasser")


def she_answers_and_closes(play: Play) -> None:
    noor, rosa = play.noor, play.rosa
    noor.go("programmes:safeguarding_report", play.report.pk)
    noor.fill(outcome="talked", told=ANSWER)
    noor.press("Close and answer")
    play.clock.wind(minutes=5)
    letter = rosa.letters.about("An answer for you in Open doors")
    assert "Bob" not in str(letter.body)
    rosa.follow(rosa.letters.link("An answer for you", with_words="/reports/"))
    rosa.sees("The answer", ANSWER)
    rosa.misses("Called her; she is safe.")
    noor.go("programmes:safeguarding")
    noor.sees("No open report")


# --- she takes her data along


def a_better_mentorship(play: Play) -> None:
    rosa, ben = play.rosa, play.ben
    she_asks_and_he_accepts(play, "Ben", ben)
    pair = newest_mentorship(play.mentors["Ben"])
    play.found["ben's"] = pair.pk
    rosa.go("journeys:messages", pair.pk)
    rosa.fill(text="Shall we begin with the first page?")
    rosa.press("Send")
    make.MeetingNoteFactory(mentorship=pair, author=ben.person, text=HIS, written_at=play.clock.now)


def she_shows_that_it_is_she(play: Play) -> None:
    rosa = play.rosa
    rosa.sign_in()  # a session of which nobody knows how it began
    rosa.go("accounts:copy")
    rosa.press("Make a copy")
    assert not DataExport.objects.exists(), "not before she has shown who she is"
    rosa.press("Send me a code")
    rosa.page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code_of_letter())
    worker = play.start_worker()
    rosa.press("Go on")
    rosa.page.get_by_role("heading", name="Your copy is ready").wait_for(timeout=20_000)
    # From here on nobody works but the play, whose letters it reads itself.
    worker.terminate()
    worker.wait(10)
    assert Notification.objects.filter(kind="copy_ready", recipient=play.mentee.person.user).count() == 1


def the_file_opens_and_is_hers(play: Play) -> None:
    rosa = play.rosa
    with rosa.page.expect_download() as download:
        rosa.page.get_by_role("button", name="Fetch the file").click()
    archive = ZipFile(BytesIO(download.value.path().read_bytes()))
    assert archive.testzip() is None
    assert {"index.html", "data.json", "README.txt"} <= set(archive.namelist())
    things = json.loads(archive.read("data.json"))["things"]
    assert "accounts.person" in things
    for name in ("index.html", "data.json"):
        words = archive.read(name).decode()
        for one in (HERS, "Shall we begin with the first page?", "He asked me to his flat.", ANSWER):
            assert one in words, f"{one!r} is not in {name}"
        for one in (HIS, "Called her; she is safe."):
            assert one not in words, f"{one!r} is in {name}"
    assert DataExport.objects.get().fetched_at is not None


# --- she leaves


def she_asks_and_takes_it_back(play: Play) -> None:
    rosa = play.rosa
    rosa.go("accounts:erase")
    rosa.fill(understood=True)
    rosa.press("Ask to be erased")
    rosa.sees("You asked to be erased")
    play.clock.wind(minutes=5)
    rosa.letters.about("You will be erased on")
    rosa.go("journeys:mentorship", play.found["ben's"])
    rosa.press("Take it back and stay", within="body")
    assert "you are not erased" in rosa.page.locator("body").inner_text()
    rosa.go("accounts:erase")
    rosa.fill(understood=True)
    rosa.press("Ask to be erased")


def two_weeks_go_by(play: Play) -> None:
    play.clock.wind(days=12, hours=1)
    play.rosa.letters.about("In two days")
    assert play.mentee.person.erased_at is None
    play.wind(days=2)
    play.ben.letters.about("Your mentorship with Rosa is over")
    assert play.mentee.person.erased_at is None, "an hour is left for the letters that name her"
    pk = play.mentee.person_id
    play.wind(hours=1, minutes=5)
    assert Person.objects.get(pk=pk).erased_at is not None
    assert not Person.objects.filter(name__contains="Rosa").exists()


def her_address_is_a_strangers(play: Play) -> None:
    """What a door says to her address is what it says to one that nobody ever had."""

    def at_the_door(email: str) -> tuple[list[str], list[tuple[str, str]]]:
        page = play.new_page("Somebody", **PHONE).page
        site, before, seen = play.rosa.site, len(mail.outbox), []
        page.goto(site + reverse("account_login"))
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password").fill("four walnuts under a bridge")
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        seen.append(page.locator("main").inner_text())
        page.goto(site + reverse("account_request_login_code"))
        page.get_by_label("Email").fill(email)
        page.get_by_role("main").get_by_role("button", name="Send me a code").click()
        page.get_by_role("heading", name="Look in your inbox").wait_for()
        seen.append(page.locator("main").inner_text())
        letters = [(str(one.subject), str(one.body)) for one in mail.outbox[before:]]
        plain = [text.replace(email, "-") for text in seen]
        return plain, [(subject, body.replace(email, "-")) for subject, body in letters]

    hers, strangers = at_the_door(ROSA), at_the_door(UNKNOWN)
    assert hers == strangers
    assert len(hers[1]) == 1, "a letter says that there is no account, and no page does"


def what_stays_with_others(play: Play) -> None:
    ben, bob, noor = play.ben, play.bob, play.noor
    for name in ("mentorship", "messages", "meetings", "goals", "agreement"):
        ben.go(f"journeys:{name}", play.found["ben's"])
        ben.misses("Rosa", "Quispe", ROSA, HERS, "Shall we begin with the first page?")
    ben.go("journeys:mentorship", play.found["ben's"])
    ben.sees("Somebody who left")
    ben.go("journeys:mentorships")
    ben.sees("Somebody who left")
    ben.go("journeys:notes", play.found["ben's"])
    ben.sees(HIS)
    for reader in (ben, bob):
        reader.go("journeys:dashboard")
        reader.misses("Rosa", "Quispe")
    noor.go("programmes:safeguarding", query="?view=closed")
    noor.misses("Rosa", "Quispe")
    play.olga.go("programmes:organise_people", play.programme.slug)
    play.olga.misses("Rosa", "Quispe", ROSA)


SCENES: list[tuple[str, Callable[[Play], None]]] = [
    ("she joins and agrees", she_joins_and_agrees),
    ("she asks and he accepts", lambda play: she_asks_and_he_accepts(play, "Bob", play.bob)),
    ("he goes too far", he_goes_too_far),
    ("she reports and blocks", she_reports_and_blocks),
    ("whom it is about learns nothing", whom_it_is_about_learns_nothing),
    ("the contact takes it in hand", the_contact_takes_it_in_hand),
    ("the messages are read for a reason", she_reads_what_they_wrote_for_a_reason),
    ("the contact answers and closes", she_answers_and_closes),
    ("a better mentorship", a_better_mentorship),
    ("she shows that it is she, and a worker makes the copy", she_shows_that_it_is_she),
    ("the file opens and is hers", the_file_opens_and_is_hers),
    ("she asks to be erased, and takes it back", she_asks_and_takes_it_back),
    ("two weeks go by", two_weeks_go_by),
    ("her address is a stranger's", her_address_is_a_strangers),
    ("what stays with others", what_stays_with_others),
]


def test_from_joining_to_being_forgotten(play: Play) -> None:
    for name, scene in SCENES:
        with step(name):
            scene(play)
