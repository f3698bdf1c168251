"""What the two of a pair agree on, version by version, and the reviews at which they look at it again."""

from __future__ import annotations

from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.enums import AgreementState, ReviewChoice, ReviewPoint, ReviewState
from matching.models import Mentorship
from programmes.enums import Cadence


class Agreement(models.Model):
    """One version of a pair's working agreement. It is in force from the second signature until a later one is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField(_("version"), validators=[MinValueValidator(1)])
    state = models.CharField(
        _("state"), max_length=12, choices=AgreementState.choices, default=AgreementState.PROPOSED
    )
    goals = models.TextField(_("what we work on"), max_length=2000, help_text=_("One goal a line."))
    cadence = models.CharField(_("how often we meet"), max_length=12, choices=Cadence.choices)
    minutes = models.PositiveSmallIntegerField(
        _("minutes a meeting"), default=60, validators=[MinValueValidator(10), MaxValueValidator(480)]
    )
    channel = models.CharField(_("where we meet"), max_length=300)
    between = models.TextField(_("between meetings"), max_length=1000, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    mentee_expects = models.TextField(_("what the mentee expects"), max_length=2000, blank=True)
    mentor_expects = models.TextField(_("what the mentor expects"), max_length=2000, blank=True)
    confidentiality = models.TextField(_("what stays between us"), max_length=2000)
    if_it_fails = models.TextField(_("what we do when it does not work"), max_length=2000)
    message = models.TextField(_("a word to the other one"), max_length=1000, blank=True)
    proposed_at = models.DateTimeField(_("proposed"))
    proposed_by = models.ForeignKey(
        Person, verbose_name=_("proposed by"), on_delete=models.CASCADE, related_name="agreements_proposed"
    )
    signed_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    closed_at = models.DateTimeField(_("over since"), null=True, blank=True)
    remind_at = models.DateTimeField(
        _("reminder"),
        null=True,
        blank=True,
        help_text=_("Empty: the other one was reminded, or need not be."),
    )

    class Meta:
        verbose_name = _("working agreement")
        verbose_name_plural = _("working agreements")
        ordering = ["mentorship", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "version"], name="journeys_agreement_version"),
            models.UniqueConstraint(
                fields=["mentorship"], condition=Q(state="proposed"), name="journeys_agreement_one_proposed"
            ),
            models.UniqueConstraint(
                fields=["mentorship"], condition=Q(state="signed"), name="journeys_agreement_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["signed", "replaced"], signed_at__isnull=False)
                | Q(state__in=["proposed", "changed", "withdrawn"], signed_at__isnull=True),
                name="journeys_agreement_signed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "signed"], closed_at__isnull=True)
                | Q(state__in=["changed", "withdrawn", "replaced"], closed_at__isnull=False),
                name="journeys_agreement_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_at"],
                condition=Q(state="proposed", remind_at__isnull=False),
                name="journeys_agreement_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.version}"


class AgreementEvent(models.Model):
    """The history of an agreement's state."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=12, choices=AgreementState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=AgreementState.choices)

    class Meta:
        verbose_name = _("working agreement's history")
        verbose_name_plural = _("working agreements' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Signature(models.Model):
    """One of the two signed one version."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="signatures")
    signed_at = models.DateTimeField(_("signed"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "person"], name="journeys_signature_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Review(models.Model):
    """One person's look back at a set point. Each answers alone; what they wrote is shown to the other one once both have."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="reviews")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="reviews")
    point = models.CharField(_("when"), max_length=12, choices=ReviewPoint.choices)
    state = models.CharField(_("state"), max_length=12, choices=ReviewState.choices, default=ReviewState.DUE)
    due_at = models.DateTimeField(_("due"))
    remind_at = models.DateTimeField(_("next letter"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    choice = models.CharField(_("how to go on"), max_length=12, choices=ReviewChoice.choices, blank=True)
    # What the other one reads. It is the choice itself, save of somebody who also needs help: that goes to the organisers alone.
    open_choice = models.CharField(
        _("how to go on, as the other one reads it"), max_length=12, choices=ReviewChoice.choices, blank=True
    )
    goes_well = models.TextField(_("what goes well"), max_length=2000, blank=True)
    to_change = models.TextField(_("what should change"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-due_at"]
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "person", "point"], name="journeys_review_once"),
            models.CheckConstraint(
                condition=(Q(state="answered", answered_at__isnull=False) & ~Q(choice=""))
                | (~Q(state="answered") & Q(answered_at__isnull=True, choice="")),
                name="journeys_review_answered",
            ),
            models.CheckConstraint(
                condition=Q(choice="", open_choice="")
                | (Q(choice=F("open_choice")) & ~Q(choice__in=["", "need_help"]))
                | Q(choice="need_help", open_choice__in=["continue", "adjust", "finish"]),
                name="journeys_review_open_choice",
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_at"],
                condition=Q(state="due", remind_at__isnull=False),
                name="journeys_review_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point} {self.state}"


class ReviewLook(models.Model):
    """When a mentorship that goes on is looked at next: is a review due? Looking too early does no harm."""

    mentorship = models.OneToOneField(
        Mentorship, on_delete=models.CASCADE, primary_key=True, related_name="review_look"
    )
    look_at = models.DateTimeField(_("next look"), db_index=True)

    class Meta:
        verbose_name = _("look for reviews")
        verbose_name_plural = _("looks for reviews")

    def __str__(self) -> str:
        return str(self.pk)


class ReviewEvent(models.Model):
    """The history of a review's state."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=12, choices=ReviewState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=ReviewState.choices)

    class Meta:
        verbose_name = _("review's history")
        verbose_name_plural = _("reviews' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
