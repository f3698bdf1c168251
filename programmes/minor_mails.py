"""The letters of programmes for people under age: to the guardian, the mentee, the safeguarding contact, and organisers."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from notifications.enums import Topic
from notifications.kinds import ALWAYS, KEPT, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification
from programmes.enums import UNDER_WAY, EnrolmentState, GuardianState
from programmes.minors import guardian_url
from programmes.models import GuardianConsent, MentorScreening
from programmes.operations.guardians import ANSWERED_MAIL, GUARDIAN_MAIL, TAKEN_BACK_MAIL
from programmes.operations.screenings import SCREENING_MAIL

GUARDIAN_ACTION = _("Read it and answer")
AGREED_ACTION = _("See or take it back")
ANSWERED_ACTION = _("See what comes next")
PERSON_ACTION = _("See their page")
GONE = {EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED}


def _consent(notification: Notification, **where: object) -> GuardianConsent | None:
    rows = GuardianConsent.objects.select_related(
        "enrolment__person__user",
        "enrolment__programme__organisation",
        "enrolment__programme__safeguarding_contact__user",
    )
    return rows.filter(pk=notification.subject_id, **where).first()


def _to(person: Person, context: dict[str, object]) -> Letter | None:
    if not person.user.is_active or person.erased_at is not None:
        return None
    return Letter(person.user.email, person.first_name, person.zone, person.locale, context)


def _guardian(notification: Notification) -> Letter | None:
    """To the guardian: the question, while it is open, or what they agreed to, with the way to take it back."""
    consent = _consent(notification, state__in=[GuardianState.ASKED, GuardianState.GIVEN])
    if consent is None or consent.enrolment.state in GONE:
        return None
    mentee, programme = consent.enrolment.person, consent.enrolment.programme
    # A letter for an address that was put right since, or for an answer that is taken back, goes to nobody.
    asked = notification.dedupe_key.split(":")[2:3] == [f"{consent.asked_at:%Y%m%d%H%M%S}"]
    if not asked or not mentee.user.is_active or programme.state not in UNDER_WAY:
        return None
    contact = programme.safeguarding_contact
    agreed = consent.state == GuardianState.GIVEN
    context: dict[str, object] = {
        "agreed": agreed,
        "mentee": quotable(mentee.name),
        "mentee_first": quotable(mentee.first_name),
        "programme": programme.name,
        "organisation": programme.organisation.name,
        "summary": programme.summary,
        "contact": quotable(contact.name) if contact else "",
        "action_url": guardian_url(consent),
        "action_label": AGREED_ACTION if agreed else GUARDIAN_ACTION,
        # It is the mentee's account that the outbox keeps it for; nothing leads to a page of choices that is theirs.
        "choices_url": "",
        "outside": True,
    }
    return Letter(consent.email, quotable(consent.name, 60), mentee.zone, mentee.locale, context)


def _answered(notification: Notification) -> Letter | None:
    """To the mentee: what the guardian said, as it is now."""
    consent = _consent(notification, answered_at__isnull=False)
    if consent is None or consent.enrolment.person.user_id != notification.recipient_id:
        return None
    enrolment = consent.enrolment
    context: dict[str, object] = {
        "state": consent.state,
        "guardian": quotable(consent.name),
        "words": quotable(consent.words, 1000),
        "programme": enrolment.programme.name,
        "action_url": settings.SITE_URL + reverse("programmes:guardian", args=[enrolment.pk]),
        "action_label": ANSWERED_ACTION,
    }
    return _to(enrolment.person, context)


def _taken_back(notification: Notification) -> Letter | None:
    """To the safeguarding contact, while it is so."""
    consent = _consent(notification, state=GuardianState.WITHDRAWN)
    if consent is None:
        return None
    programme = consent.enrolment.programme
    contact = programme.safeguarding_contact
    if contact is None or contact.user_id != notification.recipient_id:
        return None
    context: dict[str, object] = {
        "mentee": quotable(consent.enrolment.person.name),
        "guardian": quotable(consent.name),
        "programme": programme.name,
        "action_url": settings.SITE_URL + reverse("journeys:conversations", args=[programme.slug]),
        "action_label": _("See the pairs"),
    }
    return _to(contact, context)


def _screening(notification: Notification) -> Letter | None:
    """To an organiser or the safeguarding contact: whose screening ends soon, or has ended, while that is so."""
    screening = (
        MentorScreening.objects.select_related("enrolment__person", "enrolment__programme")
        .filter(pk=notification.subject_id)
        .first()
    )
    if screening is None:
        return None
    mentor, programme = screening.enrolment.person, screening.enrolment.programme
    ended = notification.dedupe_key.endswith(":ended")
    of_then = f":{screening.valid_until.isoformat()}:" in notification.dedupe_key
    if not of_then or ended != (screening.valid_until < timezone.now().date()):
        return None  # it was renewed, or this one comes too late
    reader = (
        Person.objects.select_related("user")
        .filter(user=notification.recipient_id)
        .filter(Q(organises__programme=programme) | Q(safeguards=programme))
        .first()
    )
    if reader is None:
        return None
    organises = reader.organises.filter(programme=programme).exists()
    page = (
        reverse("programmes:organise_person", args=[programme.slug, screening.enrolment_id])
        if organises
        else reverse("journeys:conversations", args=[programme.slug])
    )
    context: dict[str, object] = {
        "ended": ended,
        "mentor": quotable(mentor.name),
        "programme": programme.name,
        "valid_until": screening.valid_until,
        "mentorships": screening.enrolment.active_mentorships,
        "organises": organises,
        "action_url": settings.SITE_URL + page,
        "action_label": PERSON_ACTION if organises else _("See the pairs"),
    }
    return _to(reader, context)


for kind in (
    Kind(
        name=GUARDIAN_MAIL,
        label=_("Letters to your guardian"),
        about=_("What goes to the guardian you named. You do not get it yourself."),
        why=_(
            "You get this because somebody named you as their guardian. You have no account here, and your address is used "
            "for nothing else."
        ),
        load=_guardian,
        topic=Topic.PROGRAMMES,
        deliveries=ALWAYS,
    ),
    Kind(
        name=ANSWERED_MAIL,
        label=_("Your guardian answered"),
        about=_("That they agree, do not agree, or took it back."),
        why=_("You get this because you take part in a programme that asks your guardian first."),
        load=_answered,
        topic=Topic.PROGRAMMES,
        deliveries=KEPT,
    ),
    Kind(
        name=TAKEN_BACK_MAIL,
        label=_("A guardian took the consent back"),
        about=_("Whose, and that their mentorships have ended."),
        why=_("You get this because you are the safeguarding contact of this programme."),
        load=_taken_back,
        topic=Topic.ORGANISING,
        deliveries=ALWAYS,
        urgent=True,
    ),
    Kind(
        name=SCREENING_MAIL,
        label=_("A mentor’s screening ends"),
        about=_("Thirty days before, and when it has ended."),
        why=_("You get this because you look after this programme."),
        load=_screening,
        topic=Topic.ORGANISING,
        deliveries=KEPT,
    ),
):
    registry.register(kind)
