"""The page of who sees what says what the declarations say, of everything, and to whoever is signed in how much of it is theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.belongings import counts_of, rows_of
from accounts.models import Person
from accounts.privacy import DECLARATIONS, Erasing, Kept, Reader, Sensitivity
from accounts.promises import (
    ERASING,
    KEPT,
    ONLOOKERS,
    READERS,
    TOPICS,
    WAYS,
    Onlooker,
    Section,
    Thing,
    onlooker_of,
    sections,
)
from accounts.retention import years_after
from accounts.topics import Topic, Topics, topics
from tests import factories as make
from tests.factories import NOW

PAGE = "/who-sees-what/"


def things(found: list[Section]) -> dict[str, Thing]:
    return {thing.name: thing for section in found for thing in (*section.things, *section.absent)}


# --- the words


def test_every_reader_limit_effect_and_topic_has_words() -> None:
    assert set(READERS) == set(Reader)
    assert set(KEPT) == set(Kept)
    assert set(ERASING) == set(Erasing)
    assert set(TOPICS) == set(WAYS) == set(Topic)
    assert set(ONLOOKERS) == set(Onlooker)


def test_every_reader_looks_with_somebodys_eyes() -> None:
    """The person themself and "everything" stand for the rest."""
    shown = {reader for _words, readers in ONLOOKERS.values() for reader in readers}
    assert shown == set(Reader) - {Reader.SELF}


def test_every_way_leads_somewhere() -> None:
    for ways in WAYS.values():
        for _words, name in ways:
            try:
                reverse(name)
            except NoReverseMatch:
                pytest.fail(name)


# --- the topics


def test_every_model_belongs_to_one_topic() -> None:
    labels = {label for label, _name in DECLARATIONS.rules}
    assert {label for label in labels if topics.of(apps.get_model(label)) not in Topic} == set()
    assert {label for label in topics.of_models if label not in labels} == set()
    alone = Topics()
    alone.put(Topic.SAFETY, Person)
    with pytest.raises(ValueError, match="has a topic"):
        alone.put(Topic.PROFILE, Person)


@pytest.mark.parametrize(
    ("label", "topic"),
    [
        ("accounts.Person", Topic.PROFILE),
        ("accounts.User", Topic.ACCOUNT),
        ("accounts.Block", Topic.SAFETY),
        ("notifications.Notification", Topic.MAIL),
        ("programmes.Answer", Topic.PROGRAMMES),
        ("programmes.SafetyReport", Topic.SAFETY),
        ("matching.Request", Topic.MATCHING),
        ("matching.Mentorship", Topic.MENTORSHIPS),
        ("journeys.Message", Topic.MENTORSHIPS),
    ],
)
def test_what_people_know_it_by(label: str, topic: Topic) -> None:
    assert topics.of(apps.get_model(label)) is topic


# --- what stands there


def test_every_field_about_a_person_is_listed_with_its_rule() -> None:
    listed = {
        (section.topic, field, promise.readers, promise.kept, promise.erasing)
        for section in sections()
        for thing in section.things
        for promise in thing.promises
        for field in promise.fields
    }
    named = {field for _topic, field, *_rest in listed}
    for (label, name), rule in DECLARATIONS.rules.items():
        model = apps.get_model(label)
        field = model._meta.get_field(name)
        if rule.sensitivity == Sensitivity.NONE or field.primary_key or field.is_relation:
            continue
        readers = tuple(
            words for reader, words in READERS.items() if reader in rule.seen_by and reader is not Reader.SELF
        )
        line = (topics.of(model), str(field.verbose_name), readers, KEPT[rule.kept], ERASING[rule.erasing])
        assert line in listed or str(model._meta.verbose_name_plural) in named, (label, name)


def test_histories_are_told_together() -> None:
    found = [section for section in sections() if section.topic is Topic.MENTORSHIPS]
    course = found[0].things[-1]
    assert course.name == "The course of things"
    assert not course.is_own
    assert "meetings' history" in {field for promise in course.promises for field in promise.fields}


def test_who_is_blocked_is_seen_by_nobody_else() -> None:
    blocked = things(sections())["People you blocked"]
    assert (blocked.readers, blocked.is_own) == ([], True)


def test_notes_of_organisers_are_not_shown_to_whom_they_are_about() -> None:
    notes = things(sections())["Organisers' notes"]
    assert (notes.readers, notes.is_own) == ([READERS[Reader.ORGANISERS]], False)


def test_readers_stand_widest_first() -> None:
    ranks = {words: rank for rank, words in enumerate(READERS.values())}
    for thing in things(sections()).values():
        assert [ranks[words] for words in thing.readers] == sorted(ranks[words] for words in thing.readers)


def test_a_field_that_says_nothing_about_anybody_is_left_out() -> None:
    rule = DECLARATIONS.rules[Person._meta.label, "id"]
    assert rule.sensitivity == Sensitivity.NONE
    for thing in things(sections()).values():
        assert all("ID" not in promise.fields for promise in thing.promises)


def test_the_mailbox_of_the_demo_is_listed_in_the_demo_alone(settings: Any) -> None:
    settings.DEMO = True
    assert "E-mails of the demo" in things(sections())
    settings.DEMO = False
    assert "E-mails of the demo" not in things(sections())


# --- with somebody's eyes


@pytest.mark.parametrize(
    ("onlooker", "sees", "not_this"),
    [
        (Onlooker.MEMBERS, "Your profile", "Messages"),
        (Onlooker.OTHER, "Messages", "People you blocked"),
        (Onlooker.ORGANISERS, "Organisers' notes", "Messages"),
        (Onlooker.SAFEGUARDING, "What you reported", "Messages"),
        (Onlooker.OPERATORS, "Letters to you", "Messages"),
        (Onlooker.YOU, "People you blocked", "Messages"),
    ],
)
def test_it_shows_what_one_kind_of_reader_sees(onlooker: Onlooker, sees: str, not_this: str) -> None:
    found = things(sections(onlooker))
    assert sees in found
    assert not_this not in found


def test_no_field_is_shown_to_somebody_who_does_not_see_it() -> None:
    for onlooker, (_words, readers) in ONLOOKERS.items():
        if not readers:
            continue
        words = {READERS[reader] for reader in readers}
        for thing in things(sections(onlooker)).values():
            assert all(words.intersection(promise.readers) for promise in thing.promises), thing.name


def test_an_address_of_no_onlooker_shows_everything() -> None:
    assert onlooker_of("organisers") is Onlooker.ORGANISERS
    assert onlooker_of("<script>") is Onlooker.ALL


# --- of somebody


@pytest.mark.django_db
def test_the_numbers_are_those_of_the_rows() -> None:
    pair = make.MentorshipFactory()
    make.MessageFactory.create_batch(3, mentorship=pair, author=pair.mentee.person)
    make.MessageFactory(mentorship=pair, author=pair.mentor.person)
    make.BlockFactory(blocked=pair.mentee.person)
    person = pair.mentee.person
    with CaptureQueriesContext(connection) as queries:
        numbers = counts_of(person)
    assert len(queries) == 1
    assert numbers["journeys.Message"] == 3
    assert numbers["matching.Mentorship"] == 1
    assert "accounts.Block" not in numbers
    by_hand: dict[str, set[Any]] = {}
    for model, rows, _names in rows_of(person):
        by_hand.setdefault(model._meta.label, set()).update(rows.values_list("pk", flat=True))
    assert numbers == {label: len(keys) for label, keys in by_hand.items() if keys}
    found = sections(numbers=numbers)
    assert things(found)["Messages"].number == 3
    assert "People you blocked" in {thing.name for section in found for thing in section.absent}
    # What others noted about somebody is counted for nobody.
    assert things(found)["Organisers' notes"].number is None
    assert [section.number for section in sections()] == [None] * len(Topic)


@pytest.mark.django_db
def test_visitors_see_no_numbers_and_no_names(client: Client) -> None:
    make.OrganiserFactory(person__name="Olga Organiser")
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "Olga Organiser" not in page.content.decode()
    assert "of yours" not in page.content.decode()


@pytest.mark.django_db
def test_the_readers_are_named_in_each_programme(client: Client) -> None:
    mentee = make.MenteeFactory(
        programme__name="Open doors", programme__safeguarding_contact=make.PersonFactory(name="Sana Safe")
    )
    make.OrganiserFactory(programme=mentee.programme, person__name="Olga Organiser")
    make.OrganiserFactory(programme__name="Another", person__name="Otis Other")
    over = make.MenteeFactory(programme__name="Long ago", programme__state="closed", person=mentee.person)
    make.ProgrammeEventFactory(programme=over.programme, at=NOW, from_state="running", to_state="closed")
    client.force_login(mentee.person.user)
    page = client.get(PAGE)
    text = page.content.decode()
    assert [circle.name for circle in page.context["circles"]] == ["Long ago", "Open doors"]
    assert "Olga Organiser" in text
    assert "Sana Safe" in text
    assert "Otis Other" not in text
    closed = page.context["circles"][0]
    assert (closed.organisers, closed.contact) == ([], "")
    assert (closed.closed_at, closed.ends_at) == (NOW, years_after(NOW))
    assert page.context["circles"][1].closed_at is None


@pytest.mark.django_db
def test_a_fixed_number_of_queries(client: Client) -> None:
    person = make.PersonFactory()
    client.force_login(person.user)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        return len(queries)

    make.MenteeFactory(person=person)
    one = cost()
    for _number in range(4):
        mentee = make.MenteeFactory(person=person)
        make.OrganiserFactory.create_batch(2, programme=mentee.programme)
        make.MentorshipFactory(mentee=mentee, programme=mentee.programme)
    assert cost() == one


@pytest.mark.django_db
def test_whoever_is_in_no_programme_is_told_so(client: Client) -> None:
    client.force_login(make.PersonFactory().user)
    assert "You are in no programme" in client.get(PAGE).content.decode()
    # An account without a person, as the command line makes it.
    client.force_login(make.UserFactory())
    assert client.get(PAGE).status_code == 200


@pytest.mark.django_db
def test_each_view_is_an_address(client: Client) -> None:
    page = client.get(PAGE, {"by": "organisers"}).content.decode()
    assert 'href="/who-sees-what/?by=organisers#list" aria-current="page"' in page
    assert "People you blocked" not in page
