"""What is worth reading, and what happens: the shelf of a programme and its events."""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Skill
from programmes.enums import EventAudience, EventState, SignUpState, StageName
from programmes.models.programme import Programme


class ShelfItem(models.Model):
    """A link or a file on a shelf. A file is kept under a name of ours; `file_name` is what it was called."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(_("title"), max_length=160)
    about = models.CharField(_("what it is good for"), max_length=400, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    file = models.FileField(_("file"), upload_to="shelf/", max_length=200, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=160, blank=True)
    file_type = models.CharField(_("type of the file"), max_length=100, blank=True)
    file_size = models.PositiveIntegerField(_("bytes"), null=True, blank=True)
    stages = ArrayField(
        models.CharField(max_length=12, choices=StageName.choices),
        verbose_name=_("for which stage"),
        default=list,
        blank=True,
    )
    skills = models.ManyToManyField(Skill, verbose_name=_("for which skills"), blank=True, related_name="+")
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(
        Person,
        verbose_name=_("added by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Resource(ShelfItem):
    """On the shelf of a programme: everybody in it may take it."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="resources")
    audience = models.CharField(
        _("for whom"), max_length=12, choices=EventAudience.choices, default=EventAudience.EVERYBODY
    )

    class Meta:
        verbose_name = _("resource")
        verbose_name_plural = _("resources")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=(~Q(url="") & Q(file="")) | (Q(url="") & ~Q(file="")),
                name="programmes_resource_link_or_file",
            )
        ]


class Event(models.Model):
    """Something that a programme invites its people to. `taken` counts who is going, and the database keeps it from going
    over `places`. `sequence` rises with every change that calendars must learn of."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="events")
    title = models.CharField(_("title"), max_length=160)
    about = models.TextField(_("about"), max_length=4000, blank=True)
    audience = models.CharField(
        _("for whom"), max_length=12, choices=EventAudience.choices, default=EventAudience.EVERYBODY
    )
    state = models.CharField(_("state"), max_length=12, choices=EventState.choices, default=EventState.OPEN)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    place = models.CharField(_("where"), max_length=300, blank=True)
    private_place = models.CharField(
        _("where, for those who are going"),
        max_length=300,
        blank=True,
        help_text=_("Such as a link to a call."),
    )
    places = models.PositiveIntegerField(
        _("places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Whoever comes later stands on the waiting list. Empty: as many as come."),
    )
    taken = models.PositiveIntegerField(_("going"), default=0, editable=False)
    sequence = models.PositiveSmallIntegerField(_("changes"), default=0, editable=False)
    remind_at = models.DateTimeField(_("reminder"), null=True, blank=True)
    created_at = models.DateTimeField(_("added"))
    created_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancelled_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    cancel_words = models.CharField(_("why it does not take place"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="programmes_event_times"),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(taken__lte=F("places")), name="programmes_event_places"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_by__isnull=True) | Q(cancelled_at__isnull=False),
                name="programmes_event_cancelled_by",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | Q(state="open", cancelled_at__isnull=True),
                name="programmes_event_cancelled",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "starts_at"], name="programmes_event_list"),
            models.Index(
                fields=["remind_at"],
                condition=Q(state="open", remind_at__isnull=False),
                name="programmes_event_remind",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SignUp(models.Model):
    """Somebody's place at an event, or on its waiting list, in the order of `asked_at`."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="sign_ups")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ups")
    state = models.CharField(_("state"), max_length=8, choices=SignUpState.choices)
    asked_at = models.DateTimeField(_("signed up"))

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        ordering = ["asked_at"]
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="programmes_signup_once")]
        indexes = [models.Index(fields=["event", "state", "asked_at"], name="programmes_signup_list")]

    def __str__(self) -> str:
        return self.state


class SignUpEvent(models.Model):
    """The history of a sign-up's state."""

    sign_up = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=8, choices=SignUpState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=8, choices=SignUpState.choices)

    class Meta:
        verbose_name = _("sign-up's history")
        verbose_name_plural = _("sign-ups' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
