"""The letters about introductions: to the one who would be introduced, to the contact, and to all once both said yes.

A contact without an account gets theirs in the name of whoever offers the introduction: the outbox keeps it for that account,
and it goes to the contact's address alone."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.enums import IntroductionState
from journeys.links import Purpose, address
from journeys.models import Introduction
from journeys.operations.introductions import (
    ASKED_MAIL,
    CLOSED_MAIL,
    MADE_MAIL,
    OFFERED_MAIL,
    OUTCOME_MAIL,
    OUTSIDE_MAIL,
    introduced_of,
)
from journeys.queries.check_ins import parted
from journeys.queries.introductions import may_meet
from matching.enums import OPEN_MENTORSHIP_STATES, MentorshipState
from notifications.enums import Topic
from notifications.kinds import ALWAYS, KEPT, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification

# Later than this after the question, the letter is the reminder.
AGAIN = timedelta(days=5)
REASON, ABOUT = 600, 400


def _row(notification: Notification, **where: object) -> Introduction | None:
    return (
        Introduction.objects.select_related(
            "mentorship__programme__organisation",
            "mentorship__mentee__person__user",
            "mentorship__mentor__person__user",
            "offered_by__user",
            "contact__user",
        )
        .filter(pk=notification.subject_id, **where)
        .first()
    )


def _facts(row: Introduction) -> dict[str, object]:
    """What each of these letters may say: who offers it, whom they introduce, to whom, and why."""
    introduced = introduced_of(row)
    return {
        "offered_by": quotable(row.offered_by.name),
        "offered_first": quotable(row.offered_by.first_name),
        "introduced_first": quotable(introduced.first_name),
        "contact": quotable(row.contact_name),
        "programme": row.mentorship.programme.name,
        "organisation": row.mentorship.programme.organisation.name,
        "reason": quotable(row.reason, REASON),
        "expires_at": row.expires_at,
    }


def _to(reader: Person | None, context: dict[str, object], reply_to: str = "") -> Letter | None:
    if reader is None or not reader.user.is_active or reader.erased_at is not None:
        return None
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context, reply_to)


def _parted(row: Introduction) -> bool:
    """Whether one of the pair blocked the other."""
    return bool(parted([frozenset({row.offered_by_id, introduced_of(row).pk})]))


def _page(name: str, row: Introduction) -> str:
    return settings.SITE_URL + reverse(f"journeys:{name}", args=[row.mentorship_id, row.pk])


def _list(row: Introduction) -> str:
    page = reverse("journeys:introductions", args=[row.mentorship_id])
    return f"{settings.SITE_URL}{page}#introduction-{row.pk}"


def _offered(notification: Notification) -> Letter | None:
    """To the one who would be introduced, while their answer is awaited."""
    now = timezone.now()
    row = _row(
        notification,
        state=IntroductionState.OFFERED,
        introduced_said_at__isnull=True,
        expires_at__gt=now,
        mentorship__state__in=OPEN_MENTORSHIP_STATES,
    )
    if row is None or introduced_of(row).user_id != notification.recipient_id:
        return None
    if _parted(row):
        return None
    context = {
        **_facts(row),
        "contact_about": quotable(row.contact_about),
        "again": now - row.offered_at > AGAIN,
        "action_url": _page("introduction_answer", row),
        "action_label": _("See who it is"),
    }
    return _to(introduced_of(row), context)


def _asks(row: Introduction) -> dict[str, object]:
    now, link = timezone.now(), (row.pk, row.offered_by_id)
    asked_at = row.introduced_said_at or now
    return {
        **_facts(row),
        "introduced_about": quotable(row.introduced_about, ABOUT),
        "again": now - asked_at > AGAIN,
        "made": False,
        "yes_url": address(Purpose.INTRODUCED, *link, answer="yes"),
        "no_url": address(Purpose.INTRODUCED, *link, answer="no"),
        "action_url": address(Purpose.INTRODUCED, *link),
        "action_label": _("Answer"),
    }


def _awaited(notification: Notification) -> Introduction | None:
    """The introduction, while the contact's answer is awaited and nobody of the three wants nothing to do with another."""
    row = _row(
        notification,
        state=IntroductionState.OFFERED,
        introduced_agrees=True,
        contact_said_at__isnull=True,
        expires_at__gt=timezone.now(),
    )
    if row is None or row.mentorship.state == MentorshipState.ENDED or not may_meet(row, introduced_of(row)):
        return None
    return row


def _asked(notification: Notification) -> Letter | None:
    """To a contact who has an account."""
    row = _awaited(notification)
    if row is None or row.contact is None or row.contact.user_id != notification.recipient_id:
        return None
    return _to(row.contact, _asks(row))


def _outside(notification: Notification) -> Letter | None:
    """To the address of a contact without an account: the question, or that it came about."""
    row = _row(notification, state=IntroductionState.SHARED, contact__isnull=True)
    reply_to = ""
    if row is not None:
        introduced = introduced_of(row)
        if not may_meet(row, introduced):
            return None
        reply_to = introduced.user.email
        context: dict[str, object] = {
            **_facts(row),
            "made": True,
            "introduced": quotable(introduced.name),
            "address": introduced.user.email,
            "action_url": address(Purpose.INTRODUCED, row.pk, row.offered_by_id),
            "action_label": _("See it"),
        }
    else:
        row = _awaited(notification)
        if row is None or row.contact is not None:
            return None
        context = _asks(row)
    by = row.offered_by
    # They read what the one who knows them reads; nothing leads to a page of choices that is not theirs.
    context |= {"choices_url": "", "outside": True}
    return Letter(row.contact_email, quotable(row.contact_name, 60), by.zone, by.locale, context, reply_to)


def _made(notification: Notification) -> Letter | None:
    """To the introduced and to the contact, each with the other's address; to whoever offered it, without."""
    row = _row(notification, state=IntroductionState.SHARED)
    if row is None or not may_meet(row, introduced_of(row)):
        return None
    introduced, contact = introduced_of(row), row.contact
    context: dict[str, object] = {**_facts(row), "made": True}
    if notification.recipient_id == row.offered_by.user_id:
        more: dict[str, object] = {"part": "offered", "action_url": _list(row), "action_label": _("See it")}
        return _to(row.offered_by, context | more)
    if contact is not None and notification.recipient_id == contact.user_id:
        link = address(Purpose.INTRODUCED, row.pk, row.offered_by_id)
        more = {"part": "contact", "other": quotable(introduced.name), "address": introduced.user.email}
        more |= {"action_url": link, "action_label": _("See it")}
        return _to(contact, context | more, introduced.user.email)
    if notification.recipient_id != introduced.user_id:
        return None
    reached = contact.user.email if contact is not None else row.contact_email
    more = {"part": "introduced", "other": quotable(row.contact_name), "address": reached}
    more |= {"action_url": _list(row), "action_label": _("See it")}
    return _to(introduced, context | more, reached)


def _closed(notification: Notification) -> Letter | None:
    """To those who still thought of it. It says the same whoever said no, and whether anybody did."""
    row = _row(notification, state=IntroductionState.CLOSED)
    if row is None or row.mentorship.state == MentorshipState.ENDED:
        return None
    introduced = introduced_of(row)
    mine = notification.recipient_id == row.offered_by.user_id
    reader = row.offered_by if mine else introduced
    if reader.user_id != notification.recipient_id or _parted(row):
        return None
    more: dict[str, object] = {"mine": mine, "action_url": _list(row), "action_label": _("See introductions")}
    return _to(reader, _facts(row) | more)


def _outcome(notification: Notification) -> Letter | None:
    """To the introduced, until they have said what came of it."""
    row = _row(notification, state=IntroductionState.SHARED, outcome="")
    if row is None or introduced_of(row).user_id != notification.recipient_id:
        return None
    if row.mentorship.state == MentorshipState.ENDED or _parted(row):
        return None
    more: dict[str, object] = {
        "shared_at": row.shared_at,
        "action_url": _page("introduction_outcome", row),
        "action_label": _("Say what came of it"),
    }
    return _to(introduced_of(row), _facts(row) | more)


for kind in (
    Kind(
        name=OFFERED_MAIL,
        label=_("Somebody would introduce you"),
        about=_("The other one of your pair offers to introduce you to somebody; you say yes first."),
        why=_("You get this because your answer is awaited. It comes once more after a week, and never again."),
        load=_offered,
        topic=Topic.MENTORSHIPS,
        deliveries=KEPT,
    ),
    Kind(
        name=ASKED_MAIL,
        label=_("Somebody would introduce a person to you"),
        about=_("Somebody who knows your address thinks that you and a person of theirs should meet."),
        why=_("You get this because somebody who knows your address asks you. It comes once more after a week, and never again."),
        load=_asked,
        topic=Topic.MENTORSHIPS,
    ),
    Kind(
        name=OUTSIDE_MAIL,
        label=_("Introductions to people without an account"),
        about=_("What goes to a person whom you would introduce somebody to. You do not get it yourself."),
        why=_("You get this because somebody who knows your address asks you. You have no account here, and your address is used for nothing else."),
        load=_outside,
        topic=Topic.MENTORSHIPS,
        deliveries=ALWAYS,
    ),
    Kind(
        name=MADE_MAIL,
        label=_("An introduction came about"),
        about=_("Both said yes: how to reach each other."),
        why=_("You get this once, because you are one of the three of this introduction."),
        load=_made,
        topic=Topic.MENTORSHIPS,
        deliveries=KEPT,
    ),
    Kind(
        name=CLOSED_MAIL,
        label=_("An introduction did not come about"),
        about=_("Told some days later, and without a reason."),
        why=_("You get this because you took part in this introduction."),
        load=_closed,
        topic=Topic.MENTORSHIPS,
    ),
    Kind(
        name=OUTCOME_MAIL,
        label=_("What came of an introduction"),
        about=_("Asked once, three weeks after you were introduced."),
        why=_("You get this once, three weeks after you were introduced."),
        load=_outcome,
        topic=Topic.MENTORSHIPS,
    ),
):  # fmt: skip
    registry.register(kind)
