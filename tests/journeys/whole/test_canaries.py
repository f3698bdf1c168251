"""What one of a pair keeps to herself is on no page of anybody else, in no calendar, no file and no letter.

Words are marked, and looked for. What has no words, such as a number or a tick, is looked for by its effect: with one value and
with another, the other people's pages are the same, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journeys.models import (
    Action,
    Agreement,
    CheckIn,
    ClosingAnswer,
    Introduction,
    PairGoal,
    Review,
)
from notifications.kinds import Kind, registry
from notifications.letters import write
from notifications.models import Notification
from tests import factories as make
from tests.access.browser import Browser
from tests.access.matrix import MATRIX
from tests.access.rows import PAGE
from tests.world import World, build_world

pytestmark = pytest.mark.django_db

HERS, THEIRS = "Zq7Hers", "Zq7Theirs"
# What differs from answer to answer without meaning anything.
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|nonce-[^\']+|DTSTAMP:\S+|data-[a-z-]*now="[^"]*"'
)


def mark(world: World) -> None:
    """Alice's own words, each with the mark and the name of what they are: nobody else may read them."""
    now, pair, alice = world.now, world.mentorship, world.alice.person
    hers = {"mentorship": pair, "created_at": now, "created_by": alice}
    make.MeetingNoteFactory(
        mentorship=pair,
        meeting=world.together.meetings.held,
        author=alice,
        text=f"{HERS} note",
        written_at=now,
    )
    make.MeetingNoteFactory(mentorship=pair, author=alice, text=f"{HERS} note of no meeting", written_at=now)
    goal = make.PairGoalFactory(
        text=f"{HERS} goal",
        measure=f"{HERS} measure",
        private=True,
        changed_at=now,
        due_on=now.date(),
        **hers,
    )
    make.MilestoneFactory(goal=goal, text=f"{HERS} milestone", created_at=now, due_on=now.date())
    make.GoalUpdateFactory(goal=goal, at=now, by=alice, note=f"{HERS} news", progress=30)
    for goal_of, words in ((goal, "action"), (None, "action of no goal")):
        make.ActionFactory(
            owner=alice, goal=goal_of, text=f"{HERS} {words}", private=True, due_on=now.date(), **hers
        )
    reached = make.PairGoalFactory(
        text=f"{HERS} reached", private=True, state="reached", progress=100, closed_at=now, closed_by=alice,
        changed_at=now, **hers,
    )  # fmt: skip
    make.PairGoalEventFactory(goal=reached, at=now, by=alice, from_state="open", to_state="reached")
    CheckIn.objects.filter(mentorship=pair, person=alice, state="answered").update(blocker=f"{HERS} blocker")
    Review.objects.filter(pk=world.together.reviews.due.pk).update(
        state="answered", choice="finish", open_choice="finish", answered_at=now, goes_well=f"{HERS} goes well",
        to_change=f"{HERS} to change",
    )  # fmt: skip
    Review.objects.filter(pk=world.together.reviews.of_bob.pk).update(
        state="due", choice="", open_choice="", answered_at=None, goes_well="", to_change=""
    )
    ClosingAnswer.objects.filter(pk=world.together.closing.answer.pk).update(
        answered_at=now, worth=1, again=False, takes_along=f"{HERS} takes along", better=f"{HERS} better"
    )


def mark_for_the_two(world: World) -> None:
    """Words of the two, which no organiser may read."""
    now, pair, alice = world.now, world.mentorship, world.alice.person
    make.MeetingNoteFactory(
        mentorship=pair, meeting=world.together.meetings.held, author=alice, text=f"{THEIRS} shared note", shared=True,
        written_at=now,
    )  # fmt: skip
    make.MessageFactory(mentorship=pair, text=f"{THEIRS} message", sent_at=now)
    make.FeedbackFactory(mentorship=pair, strengths=f"{THEIRS} feedback", given_at=now)
    make.AgendaItemFactory(mentorship=pair, text=f"{THEIRS} topic", added_at=now, added_by=alice)
    make.ThanksFactory(
        mentorship=pair, author=alice, recipient=world.bob.person, text=f"{THEIRS} thanks", given_at=now
    )
    PairGoal.objects.filter(pk=world.together.goals.goal.pk).update(text=f"{THEIRS} shared goal")
    Action.objects.filter(pk=world.together.goals.mine.pk).update(text=f"{THEIRS} shared action")
    Agreement.objects.filter(mentorship=pair).update(
        goals=f"{THEIRS} agreement", if_it_fails=f"{THEIRS} if it fails"
    )


def pages(world: World, role: str, *apps: str) -> Iterator[tuple[str, str]]:
    """Every page, file and feed of `apps` that somebody of the cast can open, with its text."""
    browser = Browser(world, role)
    rows = [row for row in MATRIX if row.get[role] is PAGE and row.route.startswith(apps)]
    for address, name in {row.url(world): str(row) for row in rows}.items():
        with transaction.atomic():
            answer = browser.get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            transaction.set_rollback(True)
        assert answer.status_code == 200, f"{name}: {answer.status_code}"
        yield name, content.decode(errors="replace")


def letters(world: World, role: str) -> Iterator[tuple[str, str]]:
    """Every letter that could go to somebody: of each kind, about each thing of the site that it can be about."""
    reader, tables = world.users[role], {model._meta.db_table: model for model in apps.get_models()}
    for kind in registry.kinds.values():
        if not kind.load.__module__.startswith("journeys."):
            continue

        def about(subject: UUID, kind: Kind = kind) -> Notification:
            return Notification(
                kind=kind.name, recipient=reader, subject_id=subject, dedupe_key=kind.name, created_at=world.now,
                not_before=world.now,
            )  # fmt: skip

        for subject in tables[subject_table(kind, about(uuid4()))]._default_manager.values_list(
            "pk", flat=True
        ):
            letter = kind.load(about(subject))
            if letter is not None and letter.to == reader.email:
                message = write(about(subject), letter)
                parts = [str(text) for text, _type in message.alternatives]  # type: ignore[misc]
                yield kind.name, "\n".join([str(message.subject), str(message.body), *parts])


def subject_table(kind: Kind, notification: Notification) -> str:
    """The table in which the kind looks for what the notification is about."""
    with CaptureQueriesContext(connection) as queries:
        assert kind.load(notification) is None, f"{kind.name} is about nothing"
    asked = [query["sql"] for query in queries if str(notification.subject_id) in query["sql"]]
    found = re.search(r'FROM "(\w+)"', asked[0])
    assert found is not None, asked
    return found[1]


def found_in(texts: Iterable[tuple[str, str]], *marks: str) -> list[str]:
    found = [(name, text, text.find(mark)) for name, text in texts for mark in marks]
    return [f"{name}: {text[max(0, at - 60) : at + 50]!r}" for name, text, at in found if at >= 0]


@pytest.fixture
def world() -> World:
    cache.clear()
    return build_world()


ORGANISERS = ("journeys:", "programmes:organise", "matching:organise", "admin:journeys")
READERS = [
    ("bob", [HERS], ("journeys:", "accounts:your_data", "matching:req")),
    ("noor", [HERS], ("journeys:",)),
    ("mira", [HERS, THEIRS], ("journeys:",)),
    ("organiser", [HERS, THEIRS], ORGANISERS),
    ("operator", [HERS, THEIRS], ("admin:journeys",)),
]


def test_nobody_else_reads_what_she_keeps_to_herself_and_no_organiser_what_is_for_the_two(
    world: World,
) -> None:
    make.CalendarFeedFactory(person=world.bob.person, key="b" * 43, made_at=world.now)
    mark(world)
    mark_for_the_two(world)
    hers = " ".join(found_in(pages(world, "alice", "journeys:"), HERS))
    for words in ("goal", "note", "action", "goes well", "takes along"):
        assert f"{HERS} {words}" in hers, f"{words}: the mark shows where it may, or nothing is looked for"
    faults = [
        f"{role}: {one}"
        for role, marks, apps in READERS
        for one in found_in(pages(world, role, *apps), *marks)
    ]
    faults += [f"by letter: {one}" for one in found_in(letters(world, "bob"), HERS)]
    feed = Client().get(reverse("journeys:feed", args=["b" * 43]))
    assert feed.status_code == 200
    faults += found_in([("the feed", feed.text)], HERS)
    assert not faults, "\n".join(faults)


def seen(world: World, role: str, change: Callable[[], object]) -> dict[str, str]:
    """The pages of somebody once `change` was made, which is undone."""
    cache.clear()
    with transaction.atomic():
        change()
        texts = {name: CHANGING.sub("", text) for name, text in pages(world, role, "journeys:")}
        transaction.set_rollback(True)
    # What a link of her own letters opens is hers, whoever is signed in.
    return {name: text for name, text in texts.items() if not name.startswith("journeys:mail_")}


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    found = []
    for name, text in one.items():
        lines = zip(text.splitlines(), other[name].splitlines(), strict=False)
        found += [
            f"{name}: {first.strip()[:200]} / {second.strip()[:200]}"
            for first, second in lines
            if first != second
        ][:1]
    return found


def test_what_has_no_words_shows_in_nothing(world: World) -> None:
    """How it goes for her and how confident she is; that she would not meet somebody again; who of two said no."""
    answers = CheckIn.objects.filter(mentorship=world.mentorship, person=world.alice.person, state="answered")
    closed = Introduction.objects.filter(pk=world.together.introductions.closed.pk)
    day = world.now - timedelta(days=12)

    def one() -> None:
        answers.update(pulse=5, confidence=5)
        closed.update(
            introduced_said_at=day, introduced_agrees=False, contact_said_at=None, contact_agrees=None
        )

    def other() -> None:
        answers.update(pulse=1, confidence=1)
        closed.update(
            introduced_said_at=day, introduced_agrees=True, contact_said_at=day, contact_agrees=False
        )
        for mentor in (world.noor, world.bob):
            make.PreferenceFactory(by=world.alice, about=mentor, value="not_again", given_at=world.now)

    for role in ("bob", "noor"):
        assert not differences(seen(world, role, one), seen(world, role, other))
