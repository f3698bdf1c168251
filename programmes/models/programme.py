from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Skill
from programmes.enums import Cadence, MatchingMode, ProgrammeState


class Organisation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    about = models.TextField(_("about"), blank=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OrganisationSkill(models.Model):
    """A skill that one organisation added for its own programmes."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="own_skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="organisations")

    class Meta:
        verbose_name = _("organisation's skill")
        verbose_name_plural = _("organisations' skills")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "skill"], name="programmes_organisationskill_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def listed(self) -> ProgrammeQuerySet:
        """Programmes that every visitor may see in lists."""
        return self.filter(listed=True, state__in=[ProgrammeState.ENROLLING, ProgrammeState.RUNNING])

    def open_to_join(self, now: datetime) -> ProgrammeQuerySet:
        return self.filter(
            Q(enrolment_opens_at__isnull=True) | Q(enrolment_opens_at__lte=now),
            Q(enrolment_closes_at__isnull=True) | Q(enrolment_closes_at__gt=now),
            state__in=[ProgrammeState.ENROLLING, ProgrammeState.RUNNING],
        )

    def organised_by(self, person: Person) -> ProgrammeQuerySet:
        return self.filter(organisers__person=person)


class Programme(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=240)
    about = models.TextField(_("about"), blank=True)
    audience = models.CharField(_("who it is for"), max_length=240, blank=True)
    guidelines = models.TextField(_("guidelines"), blank=True)
    guidelines_version = models.CharField(_("version of the guidelines"), max_length=20, default="1")
    state = models.CharField(
        _("state"), max_length=12, choices=ProgrammeState.choices, default=ProgrammeState.DRAFT
    )
    mode = models.CharField(
        _("how people are matched"), max_length=8, choices=MatchingMode.choices, default=MatchingMode.SELF
    )
    listed = models.BooleanField(
        _("listed for everybody"),
        default=True,
        help_text=_("Otherwise only people with the link or code find it."),
    )
    join_code = models.CharField(_("join code"), max_length=16, unique=True)
    reviews_applications = models.BooleanField(_("organisers review applications"), default=False)
    enrolment_opens_at = models.DateTimeField(_("joining opens"), null=True, blank=True)
    enrolment_closes_at = models.DateTimeField(_("joining closes"), null=True, blank=True)
    matching_on = models.DateField(_("matching"), null=True, blank=True)
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    zone = models.CharField(_("time zone of its dates"), max_length=64, default="Europe/London")
    open_requests = models.PositiveSmallIntegerField(
        _("open requests a mentee"), default=3, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    request_days = models.PositiveSmallIntegerField(
        _("days to answer a request"), default=14, validators=[MinValueValidator(2), MaxValueValidator(90)]
    )
    mentors_a_mentee = models.PositiveSmallIntegerField(
        _("mentors a mentee"), default=1, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    cadence = models.CharField(
        _("check-ins"), max_length=12, choices=Cadence.choices, default=Cadence.FORTNIGHTLY
    )
    manager_may_mentor = models.BooleanField(_("a line manager may be the mentor"), default=False)
    mentee_places = models.PositiveIntegerField(
        _("mentees at most"),
        null=True,
        blank=True,
        help_text=_("Whoever comes later stands on the waiting list. Empty: as many as come."),
    )
    mentor_places = models.PositiveIntegerField(
        _("mentors at most"), null=True, blank=True, help_text=_("Empty: as many as come.")
    )
    messages = models.BooleanField(
        _("pairs can write to each other here"),
        default=True,
        help_text=_("Otherwise they use e-mail alone. What was written stays readable to the two."),
    )
    undo_hours = models.PositiveSmallIntegerField(
        _("hours in which published pairs can be taken back"),
        default=72,
        validators=[MinValueValidator(1), MaxValueValidator(336)],
    )
    join_domains = ArrayField(
        models.CharField(max_length=253),
        verbose_name=_("only addresses at"),
        default=list,
        blank=True,
        help_text=_("Such as example.org. Empty: every address may join."),
    )
    safeguarding_contact = models.ForeignKey(
        Person,
        verbose_name=_("safeguarding contact"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="safeguards",
        help_text=_("Reads what people report. Empty: those who run the site do."),
    )
    for_minors = models.BooleanField(
        _("for people under age"),
        default=False,
        help_text=_(
            "Guardians agree, mentors are screened, nobody sees an address, and the safeguarding contact may read messages."
        ),
    )
    created_at = models.DateTimeField(_("created"))

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enrolment_closes_at__isnull=True)
                | Q(enrolment_opens_at__isnull=True)
                | Q(enrolment_closes_at__gt=F("enrolment_opens_at")),
                name="programmes_programme_window",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="programmes_programme_dates",
            ),
            models.CheckConstraint(
                condition=Q(for_minors=False) | Q(safeguarding_contact__isnull=False),
                name="programmes_programme_minors_safeguarded",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Organiser(models.Model):
    """Somebody who organises one programme."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="organisers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="organises")
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
        constraints = [
            models.UniqueConstraint(fields=["programme", "person"], name="programmes_organiser_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ProgrammeEvent(models.Model):
    """The history of a programme's state."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=12, choices=ProgrammeState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=ProgrammeState.choices)

    class Meta:
        verbose_name = _("programme's history")
        verbose_name_plural = _("programmes' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Enquiry(models.Model):
    """A visitor's question to the organisers of a programme."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="enquiries")
    name = models.CharField(_("your name"), max_length=120)
    email = models.EmailField(_("your e-mail address"))
    message = models.TextField(_("your question"), max_length=4000)
    created_at = models.DateTimeField(_("received"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Person,
        verbose_name=_("answered by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("enquiry")
        verbose_name_plural = _("enquiries")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | Q(answered_at__isnull=False),
                name="programmes_enquiry_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.name
