from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from accounts.enums import Level, Priority
from accounts.models import Person, Skill
from programmes.enums import EnrolmentState, GuardianState, HelpTopic, Quality, Role, Seniority
from programmes.models.programme import Programme


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def mentees(self) -> EnrolmentQuerySet:
        return self.filter(role=Role.MENTEE)

    def mentors(self) -> EnrolmentQuerySet:
        return self.filter(role=Role.MENTOR)

    def enrolled(self) -> EnrolmentQuerySet:
        return self.filter(state=EnrolmentState.APPROVED)

    def of(self, person: Person) -> EnrolmentQuerySet:
        return self.filter(person=person)

    def cleared(self, now: datetime) -> EnrolmentQuerySet:
        """In programmes for people under age, the mentees whose guardian agrees and the mentors whose screening holds today;
        everybody in others."""
        today = now.astimezone(UTC).date()
        agreed = Q(role=Role.MENTEE, guardian_consent__state=GuardianState.GIVEN)
        screened = Q(role=Role.MENTOR, screening__checked_on__lte=today, screening__valid_until__gte=today)
        return self.filter(Q(programme__for_minors=False) | agreed | screened)

    def standing_clear(self) -> EnrolmentQuerySet:
        """As `cleared`, by what has been seen until now: a screening counts until the sweep sees that its last day is over.
        For who is listed; whoever brings people together asks `cleared`."""
        agreed = Q(role=Role.MENTEE, guardian_consent__state=GuardianState.GIVEN)
        screened = Q(role=Role.MENTOR, screening__isnull=False, screening__lapsed_at__isnull=True)
        return self.filter(Q(programme__for_minors=False) | agreed | screened)

    def gone_with_places(self) -> EnrolmentQuerySet:
        """Those of people who have left, whose mentorships have not been ended yet."""
        return self.filter(state=EnrolmentState.WITHDRAWN, active_mentorships__gt=0)

    def taking_requests(self, now: datetime) -> EnrolmentQuerySet:
        """Mentors who are enrolled, have a place left, here and under their own cap, and have not said "full"; screened,
        where that is asked for."""
        mentoring = Q(enrolments__role=Role.MENTOR)
        at_cap = (
            Person.objects.filter(mentee_cap__isnull=False)
            .annotate(taken=Sum("enrolments__active_mentorships", filter=mentoring))
            .filter(taken__gte=F("mentee_cap"))
        )
        return (
            self.mentors()
            .enrolled()
            .cleared(now)
            .filter(
                Q(not_accepting_until__isnull=True) | Q(not_accepting_until__lte=now),
                accepting=True,
                active_mentorships__lt=F("capacity"),
            )
            .exclude(person__in=at_cap.values("pk"))
        )


class Enrolment(models.Model):
    """One person in one programme in one role: what they want or offer there.

    `capacity` is how many mentorships at once: for a mentor the mentees they can help, for a mentee the mentors they
    may have. `active_mentorships` counts active and paused ones, and the database keeps it from going over."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="enrolments")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    state = models.CharField(
        _("state"), max_length=12, choices=EnrolmentState.choices, default=EnrolmentState.APPLIED
    )
    created_at = models.DateTimeField(_("joined"))
    submitted_at = models.DateTimeField(_("answers finished"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person,
        verbose_name=_("decided by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    steps_done = ArrayField(
        models.CharField(max_length=30), verbose_name=_("steps answered"), default=list, blank=True
    )

    capacity = models.PositiveSmallIntegerField(_("capacity"), default=1, validators=[MaxValueValidator(50)])
    active_mentorships = models.PositiveSmallIntegerField(_("places taken"), default=0, editable=False)
    accepting = models.BooleanField(_("taking requests"), default=True)
    not_accepting_until = models.DateTimeField(_("not taking requests until"), null=True, blank=True)

    headline = models.CharField(_("headline"), max_length=160, blank=True)
    biography = models.TextField(_("biography"), max_length=4000, blank=True)
    where_i_am = models.TextField(_("where I am"), max_length=2000, blank=True)
    where_i_want_to_be = models.TextField(_("where I want to be"), max_length=2000, blank=True)
    challenges = models.TextField(_("what is hard at the moment"), max_length=2000, blank=True)
    topics = ArrayField(
        models.CharField(max_length=20, choices=HelpTopic.choices),
        verbose_name=_("areas for development"),
        default=list,
        blank=True,
    )
    topics_note = models.TextField(_("more about these areas"), max_length=1000, blank=True)
    qualities = ArrayField(
        models.CharField(max_length=20, choices=Quality.choices),
        verbose_name=_("qualities"),
        default=list,
        blank=True,
    )
    qualities_note = models.TextField(_("more about these qualities"), max_length=1000, blank=True)
    seniority = models.PositiveSmallIntegerField(
        _("seniority"), choices=Seniority.choices, null=True, blank=True
    )
    line_manager_email = models.EmailField(_("line manager's e-mail address"), blank=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["programme", "person", "role"], name="programmes_enrolment_once"),
            models.CheckConstraint(
                condition=Q(active_mentorships__lte=F("capacity")), name="programmes_enrolment_capacity"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(decided_at__isnull=False),
                name="programmes_enrolment_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "role", "state"], name="programmes_enrolment_list"),
            # The organisers' lists: what waits, in the order in which it came.
            models.Index(
                fields=["programme", "state", "submitted_at"],
                include=["role"],
                name="programmes_enrolment_queue",
            ),
            models.Index(
                fields=["id"],
                condition=Q(state="withdrawn", active_mentorships__gt=0),
                name="programmes_enrolment_gone",
            ),
            models.Index(fields=["id"], condition=~Q(state="approved"), name="programmes_enrolment_apart"),
            GinIndex(fields=["headline"], name="programmes_headline_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"

    @property
    def places_left(self) -> int:
        return self.capacity - self.active_mentorships


class EnrolmentEvent(models.Model):
    """The history of an enrolment's state."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="history")
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    from_state = models.CharField(_("from"), max_length=12, choices=EnrolmentState.choices, blank=True)
    to_state = models.CharField(_("to"), max_length=12, choices=EnrolmentState.choices)
    message = models.TextField(
        _("words of the organiser"), max_length=2000, blank=True, help_text=_("They stand in the letter.")
    )

    class Meta:
        verbose_name = _("enrolment's history")
        verbose_name_plural = _("enrolments' history")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Goal(models.Model):
    """One of up to five things a mentee wants to achieve, as told at the intake."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="goals")
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("goal"), max_length=400)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["enrolment", "position"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "position"], name="programmes_goal_position"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=5), name="programmes_goal_five"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class WantedSkill(models.Model):
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="wanted_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="wanted")
    level_now = models.PositiveSmallIntegerField(_("today"), choices=Level.choices, default=Level.NONE)
    level_aim = models.PositiveSmallIntegerField(_("aim"), choices=Level.choices, default=Level.ABLE)
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority.choices, default=Priority.IMPORTANT
    )

    class Meta:
        verbose_name = _("skill wanted")
        verbose_name_plural = _("skills wanted")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "skill"], name="programmes_wantedskill_once"),
            models.CheckConstraint(
                condition=Q(level_aim__gt=F("level_now")), name="programmes_wantedskill_aim_above"
            ),
        ]

    def __str__(self) -> str:
        return str(self.skill_id)


class OfferedSkill(models.Model):
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="offered_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="offered")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices, default=Level.STRONG)

    class Meta:
        verbose_name = _("skill offered")
        verbose_name_plural = _("skills offered")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "skill"], name="programmes_offeredskill_once"),
            models.CheckConstraint(condition=Q(level__gte=1), name="programmes_offeredskill_some"),
        ]

    def __str__(self) -> str:
        return str(self.skill_id)
