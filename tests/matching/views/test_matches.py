from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Affiliation
from matching.models import Shortlisting, Showing, ShownMentor
from matching.snapshot import snapshot_for
from programmes.models import Enrolment
from tests import factories as make
from tests.matching.worlds import World, more_mentors, world

pytestmark = pytest.mark.django_db


def signed_in(enrolment: Enrolment) -> Client:
    client = Client()
    client.force_login(enrolment.person.user)
    return client


def page(of: World, name: str = "matches", *mentor: Enrolment, **query: Any) -> Any:
    url = reverse(f"matching:{name}", args=[of.alice.pk, *[one.pk for one in mentor]])
    return signed_in(of.alice).get(f"{url}?{urlencode(query, doseq=True)}")


def names(response: Any) -> list[str]:
    return [card.person.name for card in response.context["found"].cards]


def test_the_list_shows_score_reasons_places_and_answering() -> None:
    made = world()
    text = page(made).content.decode()
    assert "1 mentor has room and meets every rule." in text
    for words in (
        "Bob Baptiste",
        "Expert in Presenting (a must)",
        "Leeds",
        "3 places open",
        "No answers yet",
        "Ask Bob",
    ):
        assert words in text, words
    assert re.search(r'aria-label="Match \d+ out of 100"', text)


def test_the_answer_time_is_the_median_of_past_requests() -> None:
    made = world()
    for hours in (2, 26, 200):
        make.RequestFactory(
            mentee=make.MenteeFactory(programme=made.programme),
            mentor=made.bob,
            state="declined",
            decline_reason="full",
            answered_at=make.NOW + timedelta(hours=hours),
            answered_by=made.bob.person,
            closed_at=make.NOW + timedelta(hours=hours),
        )
    assert "Answers in about a day" in page(made).content.decode()


def test_the_best_fit_comes_first_and_scores_fall() -> None:
    made = world()
    more_mentors(made, 20)
    response = page(made)
    scores = [card.fit.score for card in response.context["found"].cards]
    assert names(response)[0] == "Bob Baptiste"
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 12


def test_pages_go_on_where_the_one_before_ended_and_each_is_logged() -> None:
    made = world()
    more_mentors(made, 20)
    first, second = names(page(made)), names(page(made, page=2))
    assert not set(first) & set(second)
    assert Showing.objects.count() == 2
    positions = list(
        ShownMentor.objects.order_by("showing__page", "position").values_list("position", flat=True)
    )
    assert positions == list(range(1, len(first) + len(second) + 1))


def test_what_was_shown_is_logged_with_order_filters_and_scores() -> None:
    made = world()
    response = page(made, q="bob", sort="hours")
    shown = Showing.objects.get()
    assert (shown.mentee_id, shown.order, shown.filters) == (
        made.alice.pk,
        "hours",
        {"q": "bob", "sort": "hours", "tab": "all"},
    )
    row = shown.mentors.get()
    assert (row.mentor_id, row.position) == (made.bob.pk, 1)
    assert row.score == response.context["found"].cards[0].fit.score / 100


def test_an_empty_list_is_not_logged_and_says_what_to_do() -> None:
    made = world()
    response = page(made, q="zzzzzz")
    assert not Showing.objects.exists()
    assert "Nobody fits all of that" in response.content.decode()


@pytest.mark.parametrize(
    "typed", ["Bob", "baptist", "leeds", "analytics", "Présenting", "sponsor", "BUDGETS"]
)
def test_search_finds_name_place_headline_biography_and_skill(typed: str) -> None:
    made = world()
    make.MentorFactory(
        programme=made.programme,
        headline="Nurse",
        biography="On the ward.",
        person=make.PersonFactory(name="Zoë Quill", place="Oban"),
    )
    assert names(page(made, q=typed)) == ["Bob Baptiste"]


def test_search_knows_no_accents() -> None:
    made = world()
    make.MentorFactory(programme=made.programme, person=make.PersonFactory(name="Zoë Quíll"))
    assert names(page(made, q="zoe quill")) == ["Zoë Quíll"]


def test_filters() -> None:
    made = world()
    other = make.MentorFactory(
        programme=made.programme,
        person=make.PersonFactory(
            name="Chidi Obi", languages=["fr"], availability=[36], formats=["in_person"]
        ),
    )
    make.OfferedSkillFactory(enrolment=other, skill=made.skills[2])
    employer = make.NetworkFactory(kind="employer")
    for enrolment in (made.alice, other):
        make.AffiliationFactory(person=enrolment.person, network=employer)
    assert names(page(made, skill="mine")) == ["Bob Baptiste"]
    assert names(page(made, skill=str(made.skills[0].pk))) == ["Bob Baptiste"]
    assert names(page(made, hours="2")) == ["Bob Baptiste"]
    assert names(page(made, language="fr")) == ["Chidi Obi"]
    assert names(page(made, format="in_person")) == ["Chidi Obi"]
    assert names(page(made, network="shared")) == ["Chidi Obi"]
    assert names(page(made, network="outside")) == ["Bob Baptiste"]
    assert names(page(made, tab="sharing")) == ["Chidi Obi"]


def test_a_filter_that_cannot_be_read_is_said_at_the_field_and_narrows_nothing() -> None:
    made = world()
    response = page(made, hours="lots")
    assert names(response) == ["Bob Baptiste"]
    assert response.context["form"].errors["hours"]


def test_orders() -> None:
    made = world()
    roomy = make.MentorFactory(
        programme=made.programme,
        capacity=9,
        submitted_at=make.NOW + timedelta(days=1),
        person=make.PersonFactory(name="Roomy", availability=[]),
    )
    assert names(page(made, sort="places"))[0] == roomy.person.name
    assert names(page(made, sort="newest"))[0] == roomy.person.name
    assert names(page(made, sort="hours"))[0] == "Bob Baptiste"
    assert names(page(made, sort="fit"))[0] == "Bob Baptiste"


def test_full_mentors_stay_on_the_shortlist_but_leave_the_list() -> None:
    made = world()
    make.ShortlistingFactory(mentee=made.alice, mentor=made.bob)
    Enrolment.objects.filter(pk=made.bob.pk).update(active_mentorships=3)
    assert names(page(made)) == []
    saved = page(made, tab="shortlist")
    assert names(saved) == ["Bob Baptiste"]
    assert "No place open now" in saved.content.decode()


def test_asked_mentors_have_a_tab_and_a_way_to_the_request() -> None:
    made = world()
    request = make.RequestFactory(mentee=made.alice, mentor=made.bob)
    response = page(made, tab="asked")
    assert names(response) == ["Bob Baptiste"]
    assert reverse("matching:request", args=[request.pk]) in response.content.decode()


@pytest.mark.parametrize("name", ["matches", "why_not", "what_counts", "compare"])
def test_another_persons_list_is_not_there(name: str) -> None:
    made, charlie = world(), make.MenteeFactory()
    url = reverse(f"matching:{name}", args=[made.alice.pk])
    assert signed_in(charlie).get(url).status_code == 404
    assert signed_in(made.bob).get(url).status_code == 404
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize(
    ("state", "submitted", "words"),
    [
        ("applied", None, "Your answers are not finished"),
        ("applied", make.NOW, "The organiser looks at your answers"),
        ("waitlisted", make.NOW, "The organiser looks at your answers"),
        ("withdrawn", make.NOW, "You left this programme"),
        ("declined", make.NOW, "No room at the moment"),
    ],
)
def test_before_there_is_a_list_the_page_says_what_is_missing(state: str, submitted: Any, words: str) -> None:
    made = world()
    Enrolment.objects.filter(pk=made.alice.pk).update(state=state, submitted_at=submitted)
    assert words in page(made).content.decode()
    assert page(made, "mentor", made.bob).status_code == 403


def test_in_a_cohort_programme_nobody_asks() -> None:
    assert "The organiser introduces you" in page(world(mode="cohort")).content.decode()


def test_mentors_goes_to_the_one_programme_or_lets_choose() -> None:
    made = world()
    client = signed_in(made.alice)
    assert client.get(reverse("matching:mentors"))["Location"] == reverse(
        "matching:matches", args=[made.alice.pk]
    )
    make.MenteeFactory(person=made.alice.person)
    assert client.get(reverse("matching:mentors")).status_code == 200
    assert "Join a programme first" in signed_in(made.bob).get(reverse("matching:mentors")).content.decode()


# --- people who stand apart


def test_blocked_people_are_nowhere() -> None:
    for blocker in ("alice", "bob"):
        made = world()
        make.ShortlistingFactory(mentee=made.alice, mentor=made.bob)
        pair = [made.alice.person, made.bob.person]
        first, second = pair if blocker == "alice" else pair[::-1]
        make.BlockFactory(blocker=first, blocked=second)
        nowhere(made)


@pytest.mark.parametrize("value", ["avoid", "not_again"])
@pytest.mark.parametrize("mentee_says_so", [True, False])
def test_people_who_would_rather_not_are_nowhere(value: str, mentee_says_so: bool) -> None:
    made = world()
    make.ShortlistingFactory(mentee=made.alice, mentor=made.bob)
    by, about = (made.alice, made.bob) if mentee_says_so else (made.bob, made.alice)
    make.PreferenceFactory(by=by, about=about, value=value)
    nowhere(made)


def plain(response: Any) -> str:
    """The page without its tokens, and without its own address, to which the choice of a language comes back."""
    return re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]+"', "", response.content.decode())


def nowhere(made: World) -> None:
    stranger = make.MentorFactory()
    for tab in ("all", "shortlist", "asked", "sharing"):
        assert names(page(made, tab=tab)) == []
    assert "Bob" not in page(made, tab="shortlist").content.decode()
    hidden, absent = page(made, "mentor", made.bob), page(made, "mentor", stranger)
    assert (hidden.status_code, absent.status_code) == (404, 404)
    hidden, absent = (
        page(made, "compare", compare=[made.bob.pk]),
        page(made, "compare", compare=[stranger.pk]),
    )
    assert plain(hidden) == plain(absent)
    said, unknown = page(made, "why_not", q="Bob Baptiste"), page(made, "why_not", q="Nobody Known")
    assert "Nobody of that name is listed here" in plain(said)
    assert plain(said).replace("Bob Baptiste", "Nobody Known") == plain(unknown)
    posted = signed_in(made.alice).post(reverse("matching:shortlist", args=[made.alice.pk, made.bob.pk]))
    assert posted.status_code == 404


# --- why not, what counts


def test_why_not_names_the_rule_and_the_change() -> None:
    made = world()
    Enrolment.objects.filter(pk=made.bob.pk).update(active_mentorships=3)
    assert "All 3 places of Bob are taken." in page(made, "why_not", q="bob").content.decode()
    Enrolment.objects.filter(pk=made.bob.pk).update(
        active_mentorships=0, not_accepting_until="2099-03-01T00:00Z"
    )
    assert "Bob takes no requests until 1 March 2099." in page(made, "why_not", q="bob").content.decode()


def test_why_not_tells_the_line_manager_and_the_language() -> None:
    made = world()
    Enrolment.objects.filter(pk=made.alice.pk).update(line_manager_email=made.bob.person.user.email.upper())
    assert "You named Bob as your line manager" in page(made, "why_not", q="bob").content.decode()
    Enrolment.objects.filter(pk=made.alice.pk).update(line_manager_email="")
    made.bob.person.languages = ["de"]
    made.bob.person.save()
    text = page(made, "why_not", q="bob").content.decode()
    assert "No language in common" in text
    assert "One language in common would lift this" in text


def test_a_line_manager_may_mentor_where_the_programme_says_so() -> None:
    made = world(manager_may_mentor=True)
    Enrolment.objects.filter(pk=made.alice.pk).update(line_manager_email=made.bob.person.user.email)
    assert names(page(made)) == ["Bob Baptiste"]


def test_why_not_tells_the_place_of_somebody_who_is_listed() -> None:
    assert "Bob is on your list, at place 1." in page(world(), "why_not", q="bbo baptiste").content.decode()


def test_why_not_keeps_what_was_typed_on_an_error() -> None:
    text = page(world(), "why_not", q="b").content.decode()
    assert 'value="b"' in text
    assert "<title>Error:" in text


def test_what_counts_adds_up_to_a_hundred() -> None:
    counts = page(world(), "what_counts").context["counts"]
    assert sum(row.weight for row in counts.scores) == 100
    assert [row.name for row in counts.rules] == ["A language in common"]
    assert not counts.identity


# --- mentor, shortlist, compare


def test_the_parts_add_up_on_the_mentors_page() -> None:
    made = world()
    response = page(made, "mentor", made.bob)
    fit = response.context["found"].fit
    assert sum(part.points for part in fit.parts) == fit.score
    assert f"{fit.score} of 100" in response.content.decode()
    assert fit.score == page(made).context["found"].cards[0].fit.score


def test_the_mentors_page_says_when_nobody_can_be_asked() -> None:
    made = world(open_requests=1)
    make.RequestFactory(mentee=made.alice, mentor=make.MentorFactory(programme=made.programme))
    assert "Your open request waits for an answer." in page(made, "mentor", made.bob).content.decode()


def test_saving_and_taking_off_again_without_script() -> None:
    made = world()
    url = reverse("matching:shortlist", args=[made.alice.pk, made.bob.pk])
    client, back = signed_in(made.alice), reverse("matching:matches", args=[made.alice.pk])
    assert client.post(url, {"next": f"{back}?page=2"})["Location"] == f"{back}?page=2"
    assert Shortlisting.objects.filter(mentee=made.alice, mentor=made.bob).exists()
    assert client.post(url, {"next": "https://elsewhere.example/"})["Location"] == reverse(
        "matching:mentor", args=[made.alice.pk, made.bob.pk]
    )
    assert not Shortlisting.objects.exists()
    assert client.get(url).status_code == 405


def test_saving_with_htmx_gives_the_button_back() -> None:
    made = world()
    url = reverse("matching:shortlist", args=[made.alice.pk, made.bob.pk])
    text = signed_in(made.alice).post(url, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' in text
    assert "<html" not in text


def test_nobody_saves_on_anothers_list() -> None:
    made = world()
    url = reverse("matching:shortlist", args=[made.alice.pk, made.bob.pk])
    assert signed_in(make.MenteeFactory()).post(url).status_code == 404


def test_compare_shows_three_side_by_side() -> None:
    made = world()
    chosen = [made.bob, *more_mentors(made, 3)]
    response = page(made, "compare", compare=[mentor.pk for mentor in chosen])
    assert len(response.context["found"].cards) == 3
    assert "Three fit side by side" in response.content.decode()
    assert "Nobody to compare yet" in page(made, "compare").content.decode()
    assert page(made, "compare", compare=["nonsense"]).status_code == 200


# --- cost


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("matches", {}),
        ("matches", {"q": "mentor", "skill": "mine", "hours": "1"}),
        ("matches", {"tab": "shortlist"}),
        ("why_not", {"q": "mentor"}),
        ("compare", {}),
        ("mentor", {}),
        ("what_counts", {}),
    ],
)
def test_queries_are_fixed_at_few_and_many_mentors(name: str, query: dict[str, str]) -> None:
    counts = []
    for many in (3, 60):
        cache.clear()
        made = world()
        mentors = more_mentors(made, many)
        for mentor in mentors[: many // 3]:
            make.ShortlistingFactory(mentee=made.alice, mentor=mentor)
            make.RequestFactory(mentee=make.MenteeFactory(programme=made.programme), mentor=mentor)
        given: dict[str, Any] = (
            {**query, "compare": [mentor.pk for mentor in mentors[:3]]} if name == "compare" else query
        )
        about = [made.bob] if name == "mentor" else []
        client = signed_in(made.alice)
        url = reverse(f"matching:{name}", args=[made.alice.pk, *[one.pk for one in about]])
        client.get(url, given)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url, given).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_change_of_a_mentor_is_seen_at_once() -> None:
    made = world()
    before = page(made).context["found"].cards[0].fit.score
    made.bob.offered_skills.update(level=1)
    lower = page(made).context["found"].cards[0].fit.score
    assert lower < before
    Affiliation.objects.create(person=made.bob.person, network=make.NetworkFactory(kind="school"))
    made.bob.person.availability = []
    made.bob.person.save()
    assert page(made).context["found"].cards[0].fit.score < lower
    Enrolment.objects.filter(pk=made.bob.pk).update(accepting=False)
    assert names(page(made)) == []


def test_the_snapshot_of_one_holds_every_mentor_once() -> None:
    made = world()
    more_mentors(made, 5)
    snapshot = snapshot_for(made.alice, now=make.NOW)
    assert (snapshot.problem.mentees.size, snapshot.problem.mentors.size) == (1, 6)
