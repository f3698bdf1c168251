"""The page of a pair, the list, the call for help: for the two alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from journeys.guides import guide_called
from journeys.models import AgendaItem, CheckIn, HelpRequest
from matching.models import Mentorship
from tests import factories as make

pytestmark = pytest.mark.django_db

ADDRESS = "bob@example.org"
FIT = {
    "score": 84,
    "parts": [],
    "for_mentee": [{"text": "Strong in negotiation", "good": True}],
    "for_mentor": [{"text": "Wants what you offer", "good": True}],
    "why_not_higher": [],
    "little_known": False,
    "listed": True,
    "eligible": True,
    "hours": 2.0,
}


@pytest.fixture
def pair() -> Mentorship:
    mentor = make.MentorFactory(
        person__name="Bob O'Neill",
        person__user__email=ADDRESS,
        person__zone="Africa/Lagos",
        active_mentorships=1,
    )
    return make.MentorshipFactory(
        mentor=mentor,
        mentee__programme=mentor.programme,
        mentee__person__name="Alice Adeyemi",
        started_at=timezone.now() - timedelta(days=2),
        reasons=FIT,
    )


def page(person: Person, mentorship: Mentorship, name: str = "mentorship") -> tuple[int, str]:
    client = Client()
    client.force_login(person.user)
    answer = client.get(reverse(f"journeys:{name}", args=[mentorship.pk]))
    return answer.status_code, answer.content.decode()


def test_each_side_reads_the_reasons_from_their_own_side(pair: Mentorship) -> None:
    _status, alice = page(pair.mentee.person, pair)
    _status, bob = page(pair.mentor.person, pair)
    assert "Strong in negotiation" in alice
    assert "Wants what you offer" not in alice
    assert "Wants what you offer" in bob
    assert "Strong in negotiation" not in bob
    assert "You lead, Bob listens" in alice
    assert "Let Alice do most of the talking" in bob


def test_the_pair_learns_how_to_reach_each_other_and_names_are_escaped_once(pair: Mentorship) -> None:
    make.ProfileLinkFactory(person=pair.mentor.person, kind="linkedin", url="https://linkedin.com/in/bob")
    status, html = page(pair.mentee.person, pair)
    assert status == 200
    assert f"mailto:{ADDRESS}" in html
    assert "https://linkedin.com/in/bob" in html
    assert "amp;#x27;" not in html


def test_an_address_is_on_no_page_before_there_is_a_pair(pair: Mentorship) -> None:
    asker = make.MenteeFactory(programme=pair.programme, person__name="Dora Diaz")
    request = make.RequestFactory(mentee=asker, mentor=pair.mentor)
    client = Client()
    client.force_login(asker.person.user)
    for url in (
        reverse("journeys:dashboard"), reverse("journeys:calendar"), reverse("journeys:mentorships"),
        reverse("matching:request", args=[request.pk]), reverse("matching:requests"),
        reverse("matching:mentor", args=[asker.pk, pair.mentor.pk]),
    ):  # fmt: skip
        assert ADDRESS not in client.get(url, follow=True).content.decode(), url


@pytest.mark.parametrize(
    ("state", "stay", "shown"), [("ended", 2, False), ("completed", 1, False), ("completed", 2, True)]
)
def test_the_address_stays_after_a_completion_where_both_want_it(
    pair: Mentorship, state: str, stay: int, shown: bool
) -> None:
    Mentorship.objects.update(state=state, closed_at=make.NOW)
    for person in (pair.mentee.person, pair.mentor.person)[:stay]:
        make.ClosingAnswerFactory(mentorship=pair, person=person, answered_at=make.NOW, in_touch=True)
    status, html = page(pair.mentee.person, pair)
    assert status == 200
    assert (ADDRESS in html) == shown


def test_the_address_is_gone_where_one_blocked_the_other_and_nothing_says_why(pair: Mentorship) -> None:
    make.BlockFactory(blocker=pair.mentor.person, blocked=pair.mentee.person)
    status, html = page(pair.mentee.person, pair)
    assert status == 200
    assert ADDRESS not in html
    said = html.lower().split("<main", 1)[1].replace("blockquote", "")
    # What everybody may press, whoever blocked whom.
    assert "block" not in said.replace("block or report", "")


@pytest.mark.parametrize("name", ["mentorship", "help"])
def test_outsiders_find_nothing(pair: Mentorship, name: str) -> None:
    make.CheckInFactory(mentorship=pair)
    organiser = make.OrganiserFactory(programme=pair.programme).person
    mentee = make.MenteeFactory(programme=pair.programme).person
    for person in (organiser, mentee, make.PersonFactory(user__is_superuser=True, user__is_staff=True)):
        status, html = page(person, pair, name)
        assert status == 404
        assert "Alice" not in html


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "paused"}, "A pause, for as long as you need"),
        ({"state": "completed", "closed_at": make.NOW}, "You finished what you set out to do"),
        ({"state": "ended", "closed_at": make.NOW}, "Nobody is at fault"),
        ({"state": "active", "started_at": make.NOW}, "Agree on your first hour with Bob"),
    ],
)
def test_every_state_has_its_words(pair: Mentorship, changes: dict[str, object], words: str) -> None:
    shift = timezone.now() - make.NOW
    moved = {key: value + shift if key == "started_at" else value for key, value in changes.items()}  # type: ignore[operator]
    Mentorship.objects.update(**moved)
    _status, html = page(pair.mentee.person, pair)
    assert words in html


def test_hours_are_told_on_both_clocks(pair: Mentorship) -> None:
    evenings = [day * 48 + half for day in range(7) for half in range(36, 40)]
    Person.objects.filter(pk__in=[pair.mentee.person_id, pair.mentor.person_id]).update(availability=evenings)
    _status, html = page(pair.mentee.person, pair)
    assert "for Bob" in html


def test_only_the_own_check_ins_are_shown(pair: Mentorship) -> None:
    make.CheckInFactory(
        mentorship=pair,
        person=pair.mentor.person,
        state="answered",
        met=False,
        answered_at=make.NOW,
        blocker="He is late",
    )
    _status, alice = page(pair.mentee.person, pair)
    _status, bob = page(pair.mentor.person, pair)
    assert "He is late" not in alice
    assert "He is late" in bob


def cost_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def much(pair: Mentorship, number: int) -> None:
    """One more of everything."""
    day = timedelta(days=number)
    mentee, mentor = pair.mentee.person, pair.mentor.person
    make.CheckInFactory(mentorship=pair, number=number + 5, state="missed", due_at=make.NOW + day)
    make.MeetingFactory(mentorship=pair, state="held", starts_at=make.NOW - day, said_at=make.NOW)
    agreed = {"state": "agreed", "agreed_at": make.NOW, "starts_at": timezone.now() + day}
    make.MeetingFactory(mentorship=pair, **agreed)
    make.MessageFactory(mentorship=pair, author=mentor, sent_at=make.NOW + day)
    goal = make.PairGoalFactory(mentorship=pair, due_on=timezone.now().date())
    make.GoalUpdateFactory(goal=goal)
    make.ActionFactory(mentorship=pair, owner=mentee, due_on=timezone.now().date())
    make.ThanksFactory(mentorship=pair)
    make.FeedbackFactory(mentorship=pair, author=mentor)
    make.IntroductionFactory(mentorship=pair, offered_by=mentor)
    make.PauseFactory(mentorship=pair, paused_at=make.NOW, resumed_at=make.NOW)


@pytest.mark.parametrize("name", ["mentorship", "story"])
def test_the_page_costs_the_same_with_few_and_many(pair: Mentorship, client: Client, name: str) -> None:
    client.force_login(pair.mentee.person.user)
    url = reverse(f"journeys:{name}", args=[pair.pk])
    make.GoalFactory(enrolment=pair.mentee, position=1)
    make.WantedSkillFactory(enrolment=pair.mentee)
    much(pair, 1)
    few = cost_of(client, url)
    for number in range(2, 5):
        much(pair, number)
        make.GoalFactory(enrolment=pair.mentee, position=number)
        make.WantedSkillFactory(enrolment=pair.mentee)
    assert cost_of(client, url) == few < 80


def test_the_list_costs_the_same_with_few_and_many(client: Client) -> None:
    mentor = make.MentorFactory(capacity=9, active_mentorships=1)
    client.force_login(mentor.person.user)

    def more() -> None:
        one = make.MentorshipFactory(mentor=mentor, mentee__programme=mentor.programme)
        much(one, 1)
        make.MentorshipFactory(
            mentor=mentor, mentee__programme=mentor.programme, state="completed", closed_at=make.NOW
        )

    more()
    url = reverse("journeys:mentorships")
    few = cost_of(client, url)
    for _number in range(3):
        more()
    assert cost_of(client, url) == few < 45
    page = client.get(url).context["page"]
    assert (len(page.current), len(page.past)) == (4, 4)


def test_the_list_is_never_blank(client: Client) -> None:
    client.force_login(make.PersonFactory().user)
    assert "No mentorship yet" in client.get(reverse("journeys:mentorships")).content.decode()


# --- the next step, the story, the guides


@pytest.mark.parametrize(
    ("meeting", "words"),
    [
        ({"state": "agreed", "agreed_at": make.NOW}, "You and Bob meet next"),
        ({"state": "proposed", "starts_at": None}, "proposes a time to meet"),
    ],
)
def test_the_first_meeting_gives_way_once_there_is_a_date(
    pair: Mentorship, meeting: dict[str, object], words: str
) -> None:
    soon = timezone.now() + timedelta(days=3)
    made = make.MeetingFactory(
        mentorship=pair, **{"starts_at": soon, "proposed_by": pair.mentor.person, **meeting}
    )
    if meeting["state"] == "proposed":
        make.ProposedTimeFactory(meeting=made, starts_at=soon, proposed_by=pair.mentor.person)
    _status, html = page(pair.mentee.person, pair)
    assert words in html
    assert "Agree on your first hour" not in html


def test_whoever_offered_times_is_not_asked_to_offer_more(pair: Mentorship) -> None:
    made = make.MeetingFactory(mentorship=pair, state="proposed", starts_at=None)
    soon = timezone.now() + timedelta(days=3)
    make.ProposedTimeFactory(meeting=made, starts_at=soon, proposed_by=pair.mentee.person)
    _status, html = page(pair.mentee.person, pair)
    assert "Agree on your first hour" not in html


def test_the_stages_follow_the_last_day_that_both_signed(pair: Mentorship) -> None:
    Mentorship.objects.update(started_at=timezone.now() - timedelta(days=50))
    _status, before = page(pair.mentee.person, pair)
    until = timezone.now().date() + timedelta(days=3)
    make.AgreementFactory(mentorship=pair, state="signed", signed_at=make.NOW, ends_on=until)
    _status, after = page(pair.mentee.person, pair)
    now = '<li aria-current="step"><b>{}</b>'
    assert now.format("Working on your goals") in before
    assert now.format("Closing well") in after


def test_the_story_is_told_from_each_side_and_never_tells_of_a_call(pair: Mentorship) -> None:
    make.HelpRequestFactory(mentorship=pair, asked_by=pair.mentee.person, message="He never writes")
    make.PauseFactory(
        mentorship=pair, paused_at=timezone.now(), paused_by=pair.mentor.person, resumed_at=timezone.now()
    )
    make.CheckInFactory(
        mentorship=pair, person=pair.mentor.person, state="answered", met=True, answered_at=timezone.now()
    )
    _status, alice = page(pair.mentee.person, pair, "story")
    _status, bob = page(pair.mentor.person, pair, "story")
    assert "Alice and Bob became a pair" in alice
    assert "Bob began a pause" in alice
    assert "You began a pause" in bob
    assert "You said in your check-in that you met" in bob
    assert "check-in" not in alice
    assert "never writes" not in alice + bob


def test_the_questions_of_a_guide_go_on_the_agenda_once(pair: Mentorship, client: Client) -> None:
    client.force_login(pair.mentor.person.user)
    url = reverse("journeys:pair_guide", args=[pair.pk, "half-way"])
    html = client.get(url).content.decode()
    assert "For you, the mentor" in html
    assert "For Alice, the mentee" in html
    answer = client.post(url, {"questions": ["0", "3"]}, follow=True)
    assert "2 questions are on your next agenda" in answer.content.decode()
    answer = client.post(url, {"questions": ["0", "1"]}, follow=True)
    assert "1 question is on your next agenda" in answer.content.decode()
    items = AgendaItem.objects.filter(mentorship=pair, meeting=None, added_by=pair.mentor.person)
    assert {item.text for item in items} == {str(guide_called("half-way").questions[n]) for n in (0, 1, 3)}


def test_a_guide_of_one_that_is_over_is_read_alone(pair: Mentorship, client: Client) -> None:
    Mentorship.objects.update(state="completed", closed_at=make.NOW)
    client.force_login(pair.mentee.person.user)
    url = reverse("journeys:pair_guide", args=[pair.pk, "saying-thank-you"])
    assert "Put them on the next agenda" not in client.get(url).content.decode()
    assert client.post(url, {"questions": ["0"]}).status_code == 409
    assert not AgendaItem.objects.exists()
    assert client.get(reverse("journeys:pair_guide", args=[pair.pk, "nothing"])).status_code == 404


# --- help


def test_help_is_asked_and_the_other_side_sees_nothing_of_it(pair: Mentorship, client: Client) -> None:
    organiser = make.OrganiserFactory(programme=pair.programme, person__name="Wanjiru Kamau").person
    url = reverse("journeys:help", args=[pair.pk])
    client.force_login(pair.mentee.person.user)
    assert "Wanjiru Kamau" in client.get(url).content.decode()
    assert client.post(url, {"message": "He never writes"}).status_code == 302
    assert client.post(url, {"message": "Again"}).status_code == 302, "pressed twice"
    call = HelpRequest.objects.get()
    assert (call.asked_by, call.message) == (pair.mentee.person, "He never writes")
    assert "Somebody will be in touch" in client.get(url).content.decode()

    bob = Client()
    bob.force_login(pair.mentor.person.user)
    for name in ("mentorship", "help"):
        html = bob.get(reverse(f"journeys:{name}", args=[pair.pk])).content.decode()
        assert "He never writes" not in html
        assert "Your call for help" not in html
    for name in ("dashboard", "calendar", "mentorships"):
        assert "He never writes" not in bob.get(reverse(f"journeys:{name}")).content.decode()
    assert organiser.name in bob.get(url).content.decode()


def test_an_organiser_who_is_the_mentor_is_not_shown_the_call_on_their_home_page(
    pair: Mentorship, client: Client
) -> None:
    make.OrganiserFactory(programme=pair.programme, person=pair.mentor.person)
    make.HelpRequestFactory(mentorship=pair)
    client.force_login(pair.mentor.person.user)
    html = client.get(reverse("journeys:dashboard")).content.decode()
    assert "Programmes you organise" in html
    assert "1 call for help" not in html


def test_the_message_may_be_empty_and_what_is_too_long_is_kept(pair: Mentorship, client: Client) -> None:
    client.force_login(pair.mentee.person.user)
    url = reverse("journeys:help", args=[pair.pk])
    answer = client.post(url, {"message": "x" * 2001})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "<title>Error:" in html
    assert "x" * 2001 in html
    assert client.post(url, {"message": ""}).status_code == 302
    assert HelpRequest.objects.get().message == ""


# --- check-ins


def test_a_check_in_is_answered_and_thanked_for(pair: Mentorship, client: Client) -> None:
    check_in = make.CheckInFactory(mentorship=pair, state="due")
    client.force_login(pair.mentee.person.user)
    url = reverse("journeys:check_in", args=[check_in.pk])
    html = client.get(url).content.decode()
    assert "Did you and Bob meet?" in html
    assert "How confident" in html
    assert client.post(url, {"met": "yes", "pulse": "4", "confidence": "2", "blocker": ""}).status_code == 302
    check_in.refresh_from_db()
    assert (check_in.met, check_in.pulse, check_in.confidence) == (True, 4, 2)
    assert "Thank you, that is all" in client.get(url).content.decode()
    client.post(url, {"met": "no"})
    check_in.refresh_from_db()
    assert check_in.met is True, "an answer stands"


def test_a_link_of_the_letter_fills_in_and_changes_nothing(pair: Mentorship, client: Client) -> None:
    check_in = make.CheckInFactory(mentorship=pair, state="due")
    client.force_login(pair.mentee.person.user)
    url = reverse("journeys:check_in", args=[check_in.pk])
    answer = client.get(url, {"met": "yes", "pulse": "4"})
    form = answer.context["form"]
    assert (form["met"].value(), form["pulse"].value()) == ("yes", "4")
    odd = client.get(url, {"met": "<b>", "pulse": "9"}).context["form"]
    assert (odd["met"].value(), odd["pulse"].value()) == (None, None)
    assert CheckIn.objects.get().state == "due"


def test_nothing_chosen_is_an_error_and_words_are_kept(pair: Mentorship, client: Client) -> None:
    check_in = make.CheckInFactory(mentorship=pair, state="due")
    client.force_login(pair.mentee.person.user)
    html = client.post(
        reverse("journeys:check_in", args=[check_in.pk]), {"blocker": "No time at all"}
    ).content.decode()
    assert "<title>Error:" in html
    assert 'href="#id_met_0"' in html
    assert "No time at all" in html


def test_a_mentor_is_not_asked_about_confidence(pair: Mentorship, client: Client) -> None:
    check_in = make.CheckInFactory(mentorship=pair, person=pair.mentor.person, state="due")
    client.force_login(pair.mentor.person.user)
    url = reverse("journeys:check_in", args=[check_in.pk])
    assert "How confident" not in client.get(url).content.decode()
    client.post(url, {"met": "no", "confidence": "5"})
    check_in.refresh_from_db()
    assert (check_in.met, check_in.confidence) == (False, None)


def test_a_check_in_is_for_whom_it_asks_alone(pair: Mentorship, client: Client) -> None:
    check_in = make.CheckInFactory(mentorship=pair, state="due")
    url = reverse("journeys:check_in", args=[check_in.pk])
    organiser = make.OrganiserFactory(programme=pair.programme).person
    for person in (pair.mentor.person, organiser, make.PersonFactory()):
        client.force_login(person.user)
        assert client.get(url).status_code == 404
        assert client.post(url, {"met": "yes"}).status_code == 404
    check_in.refresh_from_db()
    assert check_in.state == "due"


def test_one_that_is_planned_says_when_it_comes(pair: Mentorship, client: Client) -> None:
    check_in = make.CheckInFactory(mentorship=pair)
    client.force_login(pair.mentee.person.user)
    url = reverse("journeys:check_in", args=[check_in.pk])
    assert "comes later" in client.get(url).content.decode()
    client.post(url, {"met": "yes"})
    check_in.refresh_from_db()
    assert check_in.state == "scheduled"
