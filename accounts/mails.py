"""The letters of a community's board: somebody answered, somebody said thank you, and to those who run the site, a report."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.boards import answers_seen, author_of
from accounts.models import Affiliation, BoardAnswer, BoardReport, Person, User
from accounts.operations.board import ANSWERED_MAIL, REPORTED_MAIL, THANKED_MAIL
from notifications.enums import Topic
from notifications.kinds import ALWAYS, FREE, Kind, Letter, registry
from notifications.letters import quotable
from notifications.models import Notification

ANSWER_ACTION = _("See it on the board")
REPORT_ACTION = _("See what is reported")


def _reader(notification: Notification) -> Person | None:
    people = Person.objects.select_related("user").filter(erased_at__isnull=True, user__is_active=True)
    return people.filter(user=notification.recipient_id).first()


def _seen(notification: Notification, reader: Person) -> BoardAnswer | None:
    """The answer that it is about, while the reader may see it."""
    answer = (
        BoardAnswer.objects.select_related("question__network").filter(pk=notification.subject_id).first()
    )
    if answer is None:
        return None
    network = answer.question.network
    if not Affiliation.objects.filter(person=reader, network=network, shown_at__isnull=False).exists():
        return None
    return answers_seen(network, reader).filter(pk=answer.pk).first()


def _about(answer: BoardAnswer, reader: Person, other: Person | None) -> Letter:
    network = answer.question.network
    address = reverse("accounts:board_question", args=[network.pk, answer.question_id])
    context: dict[str, object] = {
        "other": quotable(other.name) if other else "",
        "network": network.name,
        "title": quotable(answer.question.title),
        "text": quotable(answer.text),
        "action_url": f"{settings.SITE_URL}{address}#answer-{answer.pk}",
        "action_label": ANSWER_ACTION,
    }
    return Letter(reader.user.email, reader.first_name, reader.zone, reader.locale, context)


def _answered(notification: Notification) -> Letter | None:
    """To whoever asked."""
    reader = _reader(notification)
    answer = _seen(notification, reader) if reader else None
    if reader is None or answer is None or answer.question.author_id != reader.pk:
        return None
    return _about(answer, reader, author_of(answer))


def _thanked(notification: Notification) -> Letter | None:
    """To whoever answered."""
    reader = _reader(notification)
    answer = _seen(notification, reader) if reader else None
    if reader is None or answer is None or answer.author_id != reader.pk or answer.thanked_at is None:
        return None
    return _about(answer, reader, answer.question.author)


def _reported(notification: Notification) -> Letter | None:
    """To one of those who run the site, while nobody has looked at it."""
    reports = BoardReport.objects.select_related("question__network", "answer__question__network")
    report = reports.filter(pk=notification.subject_id, handled_at__isnull=True).first()
    operators = User.objects.select_related("person").filter(is_superuser=True, is_active=True)
    reader = operators.filter(pk=notification.recipient_id).first()
    if report is None or reader is None:
        return None
    asked = report.question or (report.answer.question if report.answer else None)
    person = getattr(reader, "person", None)
    context: dict[str, object] = {
        "network": asked.network.name if asked else "",
        "of_question": report.question is not None,
        "reason": report.get_reason_display(),
        "words": quotable(report.words),
        "action_url": settings.SITE_URL + reverse("admin:accounts_boardreport_changelist"),
        "action_label": REPORT_ACTION,
    }
    return Letter(
        reader.email,
        person.first_name if person else "",
        person.zone if person else settings.DEFAULT_PERSON_ZONE,
        person.locale if person else settings.LANGUAGES[0][0],
        context,
    )


WHY = _("You get this because you take part in the board of this community.")

for kind in (
    Kind(
        name=ANSWERED_MAIL,
        label=_("An answer to your question on a board"),
        about=_("Who answered, and what."),
        why=WHY,
        load=_answered,
        topic=Topic.COMMUNITIES,
        deliveries=FREE,
    ),
    Kind(
        name=THANKED_MAIL,
        label=_("Thanks for your answer on a board"),
        about=_("Somebody you helped says so."),
        why=WHY,
        load=_thanked,
        topic=Topic.COMMUNITIES,
        deliveries=FREE,
    ),
    Kind(
        name=REPORTED_MAIL,
        label=_("Something on a board was reported"),
        about=_("To those who run the site, at once."),
        why=_("You get this because you run this site."),
        load=_reported,
        topic=Topic.COMMUNITIES,
        deliveries=ALWAYS,
        urgent=True,
    ),
):
    registry.register(kind)
