"""What the two say to each other: messages, feedback, thanks, and introductions to others."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from journeys.enums import FeedbackPoint, FeedbackReaders, IntroductionOutcome, IntroductionState
from journeys.models.goal import PairGoal
from journeys.models.meeting import Meeting
from matching.models import Mentorship


class Message(models.Model):
    """One message of a pair's thread. Taken back, its words are gone for both."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="messages")
    text = models.TextField(_("message"), max_length=4000, blank=True)
    sent_at = models.DateTimeField(_("sent"))
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(withdrawn_at__isnull=True) & ~Q(text=""))
                | Q(withdrawn_at__isnull=False, text=""),
                name="journeys_message_words",
            ),
        ]
        indexes = [models.Index(fields=["mentorship", "-sent_at"], name="journeys_message_list")]

    def __str__(self) -> str:
        return str(self.pk)


class FeedbackWish(models.Model):
    """One of the two would like to hear how the other sees it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="feedback_wishes")
    asked_by = models.ForeignKey(
        Person, verbose_name=_("asked by"), on_delete=models.CASCADE, related_name="feedback_wishes"
    )
    asked_at = models.DateTimeField(_("asked"))
    question = models.CharField(_("what you would like to hear about"), max_length=400, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("wish for feedback")
        verbose_name_plural = _("wishes for feedback")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentorship", "asked_by"],
                condition=Q(answered_at__isnull=True),
                name="journeys_feedbackwish_one_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Feedback(models.Model):
    """What one of the two tells the other about their work together. Its author alone decides who else reads it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="feedback")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="feedback_given")
    point = models.CharField(
        _("when"), max_length=12, choices=FeedbackPoint.choices, default=FeedbackPoint.ANY_TIME
    )
    given_at = models.DateTimeField(_("given"))
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)
    strengths = models.TextField(_("what you do well"), max_length=2000, blank=True)
    work_on = models.TextField(_("what to work on"), max_length=2000, blank=True)
    would_help = models.TextField(_("what would help"), max_length=2000, blank=True)
    readers = models.CharField(
        _("who reads it"), max_length=12, choices=FeedbackReaders.choices, default=FeedbackReaders.PAIR
    )

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(strengths="", work_on="", would_help=""), name="journeys_feedback_words"
            ),
        ]
        indexes = [models.Index(fields=["mentorship", "-given_at"], name="journeys_feedback_list")]

    def __str__(self) -> str:
        return str(self.pk)


class Thanks(models.Model):
    """A thank-you note to the other one. Others may read it only where both said so."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="thanks")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="thanks_given")
    recipient = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="thanks_received")
    goal = models.ForeignKey(
        PairGoal, on_delete=models.SET_NULL, null=True, blank=True, related_name="thanks"
    )
    meeting = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="thanks"
    )
    advice = models.CharField(_("for which advice"), max_length=200, blank=True)
    text = models.TextField(_("your thanks"), max_length=1000)
    given_at = models.DateTimeField(_("given"))
    author_shares_at = models.DateTimeField(_("author: others may read it"), null=True, blank=True)
    recipient_shares_at = models.DateTimeField(_("recipient: others may read it"), null=True, blank=True)

    class Meta:
        verbose_name = _("thank-you note")
        verbose_name_plural = _("thank-you notes")
        ordering = ["-given_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(author=F("recipient")), name="journeys_thanks_two_people"),
        ]
        indexes = [models.Index(fields=["recipient", "-given_at"], name="journeys_thanks_received")]

    def __str__(self) -> str:
        return str(self.pk)


class Introduction(models.Model):
    """One of a pair offers to introduce the other to somebody, of this site (`contact`) or not (name and address).

    Contact details are shared once both said yes; who said no is never told."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="introductions")
    state = models.CharField(
        _("state"), max_length=12, choices=IntroductionState.choices, default=IntroductionState.OFFERED
    )
    offered_by = models.ForeignKey(
        Person, verbose_name=_("offered by"), on_delete=models.CASCADE, related_name="introductions_offered"
    )
    offered_at = models.DateTimeField(_("offered"))
    contact = models.ForeignKey(
        Person,
        verbose_name=_("to whom"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="introductions_as_contact",
    )
    contact_name = models.CharField(_("their name"), max_length=120)
    contact_email = models.EmailField(_("their e-mail address"))
    contact_about = models.CharField(_("who they are"), max_length=300)
    reason = models.TextField(_("why the two should talk"), max_length=1000)
    introduced_about = models.CharField(
        _("what the contact reads about the one who is introduced"), max_length=400, blank=True
    )
    expires_at = models.DateTimeField(_("open until"))
    introduced_said_at = models.DateTimeField(
        _("answered by the one who is introduced"), null=True, blank=True
    )
    introduced_agrees = models.BooleanField(_("the one who is introduced agrees"), null=True, blank=True)
    contact_said_at = models.DateTimeField(_("answered by the contact"), null=True, blank=True)
    contact_agrees = models.BooleanField(_("the contact agrees"), null=True, blank=True)
    remind_at = models.DateTimeField(_("next letter"), null=True, blank=True)
    shared_at = models.DateTimeField(_("introduced"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    outcome = models.CharField(
        _("what came of it"), max_length=12, choices=IntroductionOutcome.choices, blank=True
    )
    outcome_at = models.DateTimeField(_("said what came of it"), null=True, blank=True)

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering = ["-offered_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="shared")
                | Q(introduced_agrees=True, contact_agrees=True, shared_at__isnull=False),
                name="journeys_introduction_both_agree",
            ),
            models.CheckConstraint(
                condition=Q(introduced_agrees__isnull=True) | Q(introduced_said_at__isnull=False),
                name="journeys_introduction_introduced_said",
            ),
            models.CheckConstraint(
                condition=Q(contact_agrees__isnull=True) | Q(contact_said_at__isnull=False),
                name="journeys_introduction_contact_said",
            ),
        ]
        indexes = [
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False),
                name="journeys_introduction_remind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class IntroductionEvent(models.Model):
    """The history of an introduction's state."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=12, choices=IntroductionState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=IntroductionState.choices)

    class Meta:
        verbose_name = _("introduction's history")
        verbose_name_plural = _("introductions' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class SharedTrend(models.Model):
    """One of the two agrees that the other sees how it goes for them beside their own. Both see it once both agree."""

    mentorship = models.ForeignKey(Mentorship, on_delete=models.CASCADE, related_name="shared_trends")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    agreed_at = models.DateTimeField(_("agreed"))

    class Meta:
        verbose_name = _("consent to share how it goes")
        verbose_name_plural = _("consents to share how it goes")
        constraints = [
            models.UniqueConstraint(fields=["mentorship", "person"], name="journeys_sharedtrend_once")
        ]

    def __str__(self) -> str:
        return str(self.pk)
