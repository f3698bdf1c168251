"""Meetings of a pair: times, what is talked about, notes, and the private address of a person's calendar."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.enums import MeetingState
from journeys.models.check_in import CheckIn
from matching.models import Mentorship


class Meeting(models.Model):
    """One meeting. `starts_at` is None until a time was agreed. `sequence` counts the invitations that went out, as calendars
    do (RFC 5545, 3.8.7.4); the uid in calendars is made of the id."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="meetings")
    state = models.CharField(
        _("state"), max_length=12, choices=MeetingState.choices, default=MeetingState.PROPOSED
    )
    topic = models.CharField(_("what it is about"), max_length=200, blank=True)
    place = models.CharField(_("where"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=60, validators=[MinValueValidator(10), MaxValueValidator(480)]
    )
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(
        Person,
        verbose_name=_("proposed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    agreed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    agreed_by = models.ForeignKey(
        Person,
        verbose_name=_("agreed by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        Person,
        verbose_name=_("cancelled by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    cancel_note = models.CharField(_("why"), max_length=400, blank=True)
    said_at = models.DateTimeField(_("said whether it took place"), null=True, blank=True)
    said_by = models.ForeignKey(
        Person, verbose_name=_("said by"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sequence = models.PositiveSmallIntegerField(_("invitations sent"), default=0, editable=False)
    alarm_at = models.DateTimeField(
        _("next letter"),
        null=True,
        blank=True,
        help_text=_("The reminder before, then the question whether it took place. Empty: none comes."),
    )

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-starts_at", "-proposed_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "held", "missed"]) | Q(starts_at__isnull=False),
                name="journeys_meeting_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | Q(agreed_at__isnull=False),
                name="journeys_meeting_agreed",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by__isnull=True) | Q(cancelled_at__isnull=False),
                name="journeys_meeting_cancelled_by",
            ),
            models.CheckConstraint(
                condition=Q(said_by__isnull=True) | Q(said_at__isnull=False),
                name="journeys_meeting_said_by",
            ),
            models.CheckConstraint(
                condition=(Q(state="cancelled") & Q(cancelled_at__isnull=False))
                | (~Q(state="cancelled") & Q(cancelled_at__isnull=True, cancelled_by__isnull=True)),
                name="journeys_meeting_cancelled",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["held", "missed"]) & Q(said_at__isnull=False))
                | (~Q(state__in=["held", "missed"]) & Q(said_at__isnull=True, said_by__isnull=True)),
                name="journeys_meeting_said",
            ),
        ]
        indexes = [
            models.Index(fields=["mentorship", "state", "starts_at"], name="journeys_meeting_list"),
            models.Index(
                fields=["alarm_at"],
                condition=Q(state="agreed", alarm_at__isnull=False),
                name="journeys_meeting_alarm",
            ),
        ]

    def __str__(self) -> str:
        return self.topic or str(self.pk)

    @property
    def ends_at(self) -> datetime | None:
        """When it ends, or ended; None without a time."""
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None


class MeetingEvent(models.Model):
    """The history of a meeting's state."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=12, choices=MeetingState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=MeetingState.choices)

    class Meta:
        verbose_name = _("meeting's history")
        verbose_name_plural = _("meetings' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class ProposedTime(models.Model):
    """A time that one of the two can make, for a meeting that has none yet or is to be moved."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField(_("starts"))
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(
        Person, verbose_name=_("proposed by"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        verbose_name = _("proposed time")
        verbose_name_plural = _("proposed times")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "starts_at"], name="journeys_proposedtime_once")
        ]

    def __str__(self) -> str:
        return str(self.starts_at)


class AgendaItem(models.Model):
    """Something to talk about; without a meeting it waits for the next one. `check_in` is the one whose author put what is in
    the way here. `not_before` is the start of a meeting that it was moved on from: it waits for a later one. Taken off, it
    stays to be put back; nobody sees it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="agenda")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="agenda"
    )
    check_in = models.OneToOneField(
        CheckIn, on_delete=models.SET_NULL, null=True, blank=True, related_name="agenda_item"
    )
    text = models.CharField(_("what to talk about"), max_length=400)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(
        Person,
        verbose_name=_("added by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    done_at = models.DateTimeField(_("talked about"), null=True, blank=True)
    done_by = models.ForeignKey(
        Person,
        verbose_name=_("ticked by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    not_before = models.DateTimeField(_("not at a meeting before"), null=True, blank=True)
    removed_at = models.DateTimeField(_("taken off"), null=True, blank=True)
    removed_by = models.ForeignKey(
        Person,
        verbose_name=_("taken off by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["added_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_by__isnull=True) | Q(done_at__isnull=False), name="journeys_agendaitem_done"
            ),
            models.CheckConstraint(
                condition=Q(removed_by__isnull=True) | Q(removed_at__isnull=False),
                name="journeys_agendaitem_removed",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class MeetingNote(models.Model):
    """What one of the two wrote down, of a meeting or in between: the author's alone, or shared by the author."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="notes")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="notes"
    )
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="meeting_notes")
    text = models.TextField(_("note"), max_length=8000)
    shared = models.BooleanField(_("shared with the other one"), default=False)
    written_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-written_at"]
        indexes = [models.Index(fields=["mentorship", "-written_at"], name="journeys_meetingnote_list")]

    def __str__(self) -> str:
        return str(self.pk)


class CalendarFeed(models.Model):
    """The secret address under which one person's calendar program reads their dates. A new key ends the old address."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    key = models.CharField(_("key"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return str(self.pk)
