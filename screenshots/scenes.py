"""What is worth a picture: who looks, and at which page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse

from api.models import Webhook
from journeys.enums import GoalState, MeetingState
from journeys.models import CheckIn
from matching.enums import OPEN_REQUEST_STATES, MentorshipState
from matching.models import Mentorship, ProposedPair, Request
from mentorship.demo_people import SIGN_INS
from mentorship.localservices import CHECKOUT
from notifications.models import DemoMail
from programmes.enums import SafetyState
from programmes.models import Enrolment, Event, SafetyReport

MENTEE, HER_MENTOR, MENTOR, ORGANISER = (email for _, email, _ in SIGN_INS)
OPERATOR = (
    "niamh@example.org"  # who runs the site; the demo's people have nobody who may see letters and addresses
)
OPEN, RUNNING, COHORT, YOUNG = "open-harbour", "crossings", "lighthouse", "slipway"


@dataclass(frozen=True)
class Scene:
    """`address` is asked once the people are there; `viewer` is the e-mail address of who looks, empty for a visitor.
    `phone_from` selects what the picture on a phone begins with, where the top of the page would not tell much."""

    name: str
    address: Callable[[], str]
    viewer: str = ""
    phone_from: str = ""


def pictures_shown() -> set[str]:
    """The names of the pictures that README.md and the documents show."""
    documents = [CHECKOUT / "README.md", *(CHECKOUT / "docs").rglob("*.md")]
    return {
        name
        for document in documents
        for name in re.findall(r"pictures/([\w-]+\.png)", document.read_text(encoding="utf-8"))
    }


def _page(route: str, *args: object) -> Callable[[], str]:
    return lambda: reverse(route, args=args)


def _enrolment(email: str, programme: str) -> Enrolment:
    return Enrolment.objects.get(person__user__email=email, programme__slug=programme)


def _of_mentee(route: str, *args: object) -> Callable[[], str]:
    return lambda: reverse(route, args=[_enrolment(MENTEE, OPEN).pk, *args])


def _amara() -> str:
    """Amara as Thandiwe sees her, in the programme that both are in."""
    return reverse("matching:mentor", args=[_enrolment(MENTEE, OPEN).pk, _enrolment(MENTOR, OPEN).pk])


def _ask_first_saved() -> str:
    """Thandiwe has asked Amara already, so it is the mentor whom she saved first."""
    saved = _enrolment(MENTEE, OPEN).shortlist.earliest("added_at")
    return reverse("matching:ask", args=[saved.mentee_id, saved.mentor_id])


def _side_by_side() -> str:
    mentee = _enrolment(MENTEE, OPEN)
    saved = [row.mentor_id for row in mentee.shortlist.order_by("added_at")]
    chosen = list(dict.fromkeys([_enrolment(MENTOR, OPEN).pk, *saved]))[:3]
    return reverse("matching:compare", args=[mentee.pk]) + "?" + "&".join(f"compare={pk}" for pk in chosen)


def _waiting_request() -> str:
    waiting = Request.objects.filter(mentor__person__user__email=MENTOR, state__in=OPEN_REQUEST_STATES)
    return reverse("matching:request", args=[waiting.earliest("sent_at").pk])


def _of_pair(route: str) -> Callable[[], str]:
    """A page of Thandiwe's mentorship, in its third month."""
    return lambda: reverse(f"journeys:{route}", args=[_under_way().pk])


def _under_way() -> Mentorship:
    mine = Mentorship.objects.filter(mentee__person__user__email=MENTEE, state=MentorshipState.ACTIVE)
    return mine.latest("started_at")


def _of_amara(state: MentorshipState, route: str) -> Callable[[], str]:
    """A page of a mentorship of Amara's in this state; she has one of each."""
    return lambda: reverse(
        f"journeys:{route}",
        args=[Mentorship.objects.get(mentor__person__user__email=MENTOR, state=state).pk],
    )


def _just_begun() -> str:
    newest = Mentorship.objects.filter(mentor__person__user__email=HER_MENTOR).latest("started_at")
    return reverse("journeys:mentorship", args=[newest.pk])


def _next_meeting() -> str:
    meeting = _under_way().meetings.get(state=MeetingState.AGREED)
    return reverse("journeys:meeting", args=[meeting.mentorship_id, meeting.pk])


def _goal() -> str:
    """The one under way with the most milestones done."""
    goal = _under_way().goals.filter(state=GoalState.OPEN, private=False).earliest("created_at")
    return reverse("journeys:goal", args=[goal.mentorship_id, goal.pk])


def _certificate() -> str:
    return reverse("journeys:certificate", args=[_enrolment(MENTOR, OPEN).pk])


def _event() -> str:
    """The evening that is full."""
    event = Event.objects.get(programme__slug=RUNNING, places=F("taken"))
    return reverse("programmes:event", args=[RUNNING, event.pk])


def _check_in() -> str:
    asked = CheckIn.objects.waiting().filter(person__user__email=MENTEE)
    return reverse("journeys:check_in", args=[asked.latest("due_at").pk])


def _mail() -> str:
    """Her check-in, as it lies in the mailbox of the demo."""
    sent = DemoMail.objects.filter(to=MENTEE, subject__startswith="Did you and")
    return reverse("notifications:mailbox_message", args=[sent.latest("pk").pk])


def _in_hand() -> str:
    """The report that the organiser, who is the safeguarding contact as well, has taken in hand."""
    return reverse(
        "programmes:safeguarding_report", args=[SafetyReport.objects.get(state=SafetyState.IN_HAND).pk]
    )


def _pair() -> str:
    """The best of the pairs that the run proposes."""
    best = ProposedPair.objects.filter(run__programme__slug=COHORT).latest("score", "mentee_place")
    return reverse(
        "matching:organise_pair", args=[COHORT, best.run.number, best.mentee_place, best.mentor_place]
    )


def _webhook() -> str:
    return reverse("webhooks:page", args=[Webhook.objects.get().pk])


SCENES = (
    Scene("home", _page("programmes:home")),
    Scene("guide", _page("programmes:guide")),
    Scene("guide-chapter", _page("programmes:guide_chapter", "asking")),
    Scene("programmes", _page("programmes:programme_list")),
    Scene("programme", _page("programmes:programme", OPEN)),
    Scene("sign-in", _page("account_login")),
    Scene("profile", _page("accounts:profile"), MENTEE),
    Scene("intake-skills", _of_mentee("programmes:intake_step", "skills"), MENTEE),
    Scene("intake-check", _of_mentee("programmes:intake_check"), MENTEE),
    Scene("availability", _page("accounts:availability"), MENTEE),
    Scene("who-sees-what", _page("accounts:who_sees_what"), MENTEE),
    Scene("dashboard", _page("journeys:dashboard"), MENTEE),
    Scene("matches", _of_mentee("matching:matches"), MENTEE, phone_from=".tabs"),
    Scene("mentor", _amara, MENTEE),
    Scene("compare", _side_by_side, MENTEE),
    Scene("why-not", _of_mentee("matching:why_not"), MENTEE),
    Scene("what-counts", _of_mentee("matching:what_counts"), MENTEE),
    Scene("ask", _ask_first_saved, MENTEE),
    Scene("requests-sent", _page("matching:requests"), MENTEE),
    Scene("dashboard-mentor", _page("journeys:dashboard"), MENTOR),
    Scene("requests", _page("matching:requests"), MENTOR),
    Scene("request", _waiting_request, MENTOR),
    Scene("mentorships", _page("journeys:mentorships"), MENTEE),
    Scene("mentorship", _of_pair("mentorship"), MENTEE),
    Scene("mentorship-new", _just_begun, HER_MENTOR),
    Scene("mentorship-closing", _of_amara(MentorshipState.ACTIVE, "mentorship"), MENTOR),
    Scene("mentorship-completed", _of_amara(MentorshipState.COMPLETED, "mentorship"), MENTOR),
    Scene("mentorship-ended", _of_amara(MentorshipState.ENDED, "mentorship"), MENTOR),
    Scene("agreement", _of_pair("agreement"), MENTEE, phone_from=".tabs"),
    Scene("goals", _of_pair("goals"), MENTEE, phone_from=".tabs"),
    Scene("goal", _goal, MENTEE),
    Scene("to-do", _of_pair("actions"), MENTEE),
    Scene("skills", _of_pair("assess"), MENTEE),
    Scene("meetings", _of_pair("meetings"), MENTEE, phone_from=".tabs"),
    Scene("meeting", _next_meeting, MENTEE),
    Scene("messages", _of_pair("messages"), MENTEE),
    Scene("look-back", _of_pair("reflect"), MENTEE, phone_from=".tabs"),
    Scene("introductions", _of_pair("introductions"), MENTEE),
    Scene("shelf", _of_pair("shelf"), MENTEE),
    Scene("pair-thanks", _of_pair("thanks"), MENTEE),
    Scene("story", _of_pair("story"), MENTEE),
    Scene("close", _of_amara(MentorshipState.ACTIVE, "close"), MENTOR),
    Scene("certificate", _certificate, MENTOR),
    Scene("thanks", _page("journeys:my_thanks"), MENTOR),
    Scene("event", _event, MENTEE),
    Scene("check-in", _check_in, MENTEE),
    Scene("calendar", _page("journeys:calendar"), MENTEE),
    Scene("mailbox", _page("notifications:mailbox")),
    Scene("mail", _mail),
    Scene("your-mail", _page("accounts:mail"), MENTEE),
    Scene("opened", _page("programmes:readings"), MENTEE),
    Scene("agreed", _page("accounts:consents"), MENTEE),
    Scene("copy", _page("accounts:copy"), MENTEE),
    Scene("erase", _page("accounts:erase"), MENTEE),
    Scene("blocked", _page("accounts:blocks"), MENTEE),
    Scene("safeguarding-queue", _page("programmes:safeguarding"), ORGANISER),
    Scene("safeguarding", _in_hand, ORGANISER),
    Scene("conversations", _page("journeys:conversations", YOUNG), ORGANISER),
    Scene("organise-safety", _page("programmes:organise_safety", YOUNG), ORGANISER),
    Scene("organise-opened", _page("programmes:organise_readings", RUNNING), ORGANISER),
    Scene("organise", _page("programmes:organise_list"), ORGANISER),
    Scene("organise-new", _page("programmes:organise_new"), ORGANISER),
    Scene("organise-overview", _page("programmes:organise", OPEN), ORGANISER),
    Scene("organise-people", _page("programmes:organise_people", COHORT), ORGANISER),
    Scene("organise-import", _page("programmes:organise_import", COHORT), ORGANISER),
    Scene("organise-invite", _page("programmes:organise_invite", COHORT), ORGANISER),
    Scene("organise-exports", _page("programmes:organise_exports", COHORT), ORGANISER),
    Scene("organise-form", _page("programmes:organise_form", COHORT), ORGANISER),
    Scene("organise-criteria", _page("matching:organise_criteria", COHORT), ORGANISER),
    Scene("organise-settings", _page("programmes:organise_settings", COHORT), ORGANISER),
    Scene("organise-letters", _page("programmes:organise_letters", OPEN), ORGANISER),
    Scene("organise-events", _page("programmes:organise_events", RUNNING), ORGANISER),
    Scene("organise-shelf", _page("programmes:organise_shelf", RUNNING), ORGANISER),
    Scene("organise-capacity", _page("programmes:organise_capacity", OPEN), ORGANISER),
    Scene("organise-help", _page("journeys:organise_help", RUNNING), ORGANISER),
    Scene("organise-fairness", _page("matching:organise_run_fairness", COHORT, 1), ORGANISER),
    Scene("organise-runs", _page("matching:organise_runs", COHORT), ORGANISER),
    Scene("organise-run", _page("matching:organise_run", COHORT, 1), ORGANISER, phone_from="#pairs"),
    Scene("organise-pair", _pair, ORGANISER),
    Scene("organise-unmatched", _page("matching:organise_run_unmatched", COHORT, 1), ORGANISER),
    Scene("organise-fairness", _page("matching:organise_run_fairness", COHORT, 1), ORGANISER),
    Scene("organise-help", _page("journeys:organise_help", RUNNING), ORGANISER),
    Scene("organise-capacity", _page("programmes:organise_capacity", COHORT), ORGANISER),
    Scene("organise-report", _page("programmes:organise_report", OPEN), ORGANISER),
    Scene("organise-settings", _page("programmes:organise_settings", COHORT), ORGANISER),
    Scene("organise-letters", _page("programmes:organise_letters", COHORT), ORGANISER),
    Scene("organise-letter", _page("programmes:organise_letter", COHORT, "check_in"), ORGANISER),
    Scene("organise-done", _page("programmes:organise_audit", COHORT), ORGANISER),
    Scene("admin", _page("admin:index"), ORGANISER),
    Scene("admin-requests", _page("admin:matching_request_changelist"), ORGANISER),
    Scene("admin-enrolments", _page("admin:programmes_enrolment_changelist"), ORGANISER),
    Scene("outbox", _page("accounts:outbox"), OPERATOR),
    Scene("first-steps", _page("first_steps"), OPERATOR),
    Scene("webhook", _webhook, OPERATOR),
    Scene("token", _page("admin:api_token_add"), OPERATOR),
)
