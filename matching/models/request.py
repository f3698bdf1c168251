from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Block, Person
from matching.enums import OPEN_REQUEST_STATES, CloseReason, DeclineReason, Frequency, RequestState
from matching.models.sides import of_either_side
from programmes.enums import EnrolmentState, ProgrammeState
from programmes.models import Enrolment, Programme


class RequestQuerySet(models.QuerySet["Request"]):
    def open(self) -> RequestQuerySet:
        return self.filter(state__in=OPEN_REQUEST_STATES)

    def past_clock(self, now: datetime) -> RequestQuerySet:
        return self.open().filter(expires_at__lte=now)

    def left_behind(self) -> RequestQuerySet:
        """Open ones whose programme has closed, or of which one of the two takes part no more."""
        # A union, so that each part is found from the few who left: one condition with OR reads both sides of every request.
        gone = Enrolment.objects.exclude(state=EnrolmentState.APPROVED).values("pk")
        over = Programme.objects.filter(state__in=[ProgrammeState.CLOSED, ProgrammeState.ARCHIVED]).values(
            "pk"
        )
        parts = [
            self.open().filter(**{f"{side}__in": which}).order_by().values("pk")
            for side, which in (("mentee", gone), ("mentor", gone), ("programme", over))
        ]
        return self.open().filter(pk__in=parts[0].union(*parts[1:]))

    def half_time(self, now: datetime) -> RequestQuerySet:
        """Open ones that are past half of their clock and of which nobody was reminded."""
        return self.open().filter(remind_at__lte=now, reminded_at__isnull=True, expires_at__gt=now)

    def with_people(self) -> RequestQuerySet:
        return self.select_related("programme", "mentee__person__user", "mentor__person__user")

    def visible_to(self, person: Person) -> RequestQuerySet:
        """Those that `person` sent or got, without those between two people of whom one blocked the other."""
        made = Block.objects.filter(blocker=person).values("blocked")
        met = Block.objects.filter(blocked=person).values("blocker")
        apart = (
            Q(mentee__person__in=made)
            | Q(mentor__person__in=made)
            | Q(mentee__person__in=met)
            | Q(mentor__person__in=met)
        )
        return self.filter(of_either_side(person)).exclude(apart)


class Request(models.Model):
    """A mentee asks a mentor. `slot` numbers a mentee's open requests, so that the database itself allows no more than
    the programme's number; `reasons` keeps what the engine said when it was sent."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="requests")
    mentee = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="requests_sent")
    mentor = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="requests_received")
    slot = models.PositiveSmallIntegerField(_("slot"), editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=RequestState.choices, default=RequestState.PENDING
    )
    want = models.TextField(_("what I would like help with"), max_length=2000)
    why_you = models.TextField(_("why you"), max_length=2000, blank=True)
    how_often = models.CharField(
        _("how often"), max_length=12, choices=Frequency.choices, default=Frequency.OPEN
    )
    score = models.FloatField(_("score when sent"), null=True, blank=True)
    reasons = models.JSONField(_("reasons when sent"), default=dict, blank=True)
    sent_at = models.DateTimeField(_("sent"))
    remind_at = models.DateTimeField(_("half time"))
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    expires_at = models.DateTimeField(_("answer by"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Person,
        verbose_name=_("answered by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    decline_reason = models.CharField(_("reason"), max_length=12, choices=DeclineReason.choices, blank=True)
    close_reason = models.CharField(
        _("why it was closed"), max_length=20, choices=CloseReason.choices, blank=True
    )
    note = models.TextField(_("note of the mentor"), max_length=1000, blank=True)
    question = models.TextField(_("question of the mentor"), max_length=1000, blank=True)
    reply = models.TextField(_("reply of the mentee"), max_length=2000, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentee", "mentor"],
                condition=Q(state__in=["pending", "needs_info"]),
                name="matching_request_one_open_a_pair",
            ),
            models.UniqueConstraint(
                fields=["mentee", "slot"],
                condition=Q(state__in=["pending", "needs_info"]),
                name="matching_request_slot",
            ),
            models.CheckConstraint(condition=~Q(mentee=F("mentor")), name="matching_request_two_people"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | Q(answered_at__isnull=False),
                name="matching_request_answered",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "needs_info"], closed_at__isnull=True)
                | (~Q(state__in=["pending", "needs_info"]) & Q(closed_at__isnull=False)),
                name="matching_request_closed_when_not_open",
            ),
        ]
        indexes = [
            models.Index(fields=["mentor", "state"], name="matching_request_inbox"),
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=["pending", "needs_info"]),
                name="matching_request_clock",
            ),
            models.Index(
                fields=["remind_at"],
                condition=Q(state__in=["pending", "needs_info"], reminded_at__isnull=True),
                name="matching_request_half_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_REQUEST_STATES


class RequestEvent(models.Model):
    """The history of a request. `by` is empty where the clock or the system acted."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=12, choices=RequestState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=RequestState.choices)

    class Meta:
        verbose_name = _("request's history")
        verbose_name_plural = _("requests' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
