from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import JobState
from accounts.models import Job
from matching.enums import BlockState
from programmes.models import Enrolment, Programme


class ProgrammeRankingQuerySet(models.QuerySet["ProgrammeRanking"]):
    def finished(self) -> ProgrammeRankingQuerySet:
        return self.filter(job__state=JobState.DONE)

    def broken_off(self) -> ProgrammeRankingQuerySet:
        return self.filter(job__state__in=[JobState.CANCELLED, JobState.FAILED])


class ProgrammeRanking(models.Model):
    """One ranking of everybody of a programme. Its job says who asked for it, when, and how far it is; it counts once
    the job is done. `version` and `digest` name the snapshot it is made from (matching/snapshot/stored.py); `criteria`
    are those that counted, as they were then."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="rankings")
    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="ranking")
    k = models.PositiveSmallIntegerField(_("mentors a mentee"), validators=[MinValueValidator(1)])
    attempts = models.PositiveSmallIntegerField(_("attempts to prepare it"), default=0)
    version = models.CharField(_("version of the snapshot"), max_length=32, blank=True)
    digest = models.CharField(_("digest of the snapshot"), max_length=64, blank=True)
    prior_mean = models.FloatField(_("the programme's mean"), null=True, blank=True)
    criteria = models.JSONField(_("criteria"), default=list, blank=True)

    objects = ProgrammeRankingQuerySet.as_manager()

    class Meta:
        verbose_name = _("ranking of a programme")
        verbose_name_plural = _("rankings of programmes")
        constraints = [models.CheckConstraint(condition=Q(k__gte=1), name="matching_ranking_k")]

    def __str__(self) -> str:
        return str(self.pk)


class RankingBlock(models.Model):
    """The mentees from `start` to before `stop`, by their place in the snapshot: what one worker ranks at a time, under
    a lease. `worker` is the machine and the process that took it last."""

    ranking = models.ForeignKey(ProgrammeRanking, on_delete=models.CASCADE, related_name="blocks")
    start = models.PositiveIntegerField(_("from"))
    stop = models.PositiveIntegerField(_("to before"))
    state = models.CharField(_("state"), max_length=8, choices=BlockState.choices, default=BlockState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    worker = models.CharField(_("worker"), max_length=120, blank=True)
    lease_token = models.UUIDField(_("lease"), null=True, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("block of a ranking")
        verbose_name_plural = _("blocks of a ranking")
        constraints = [
            models.UniqueConstraint(fields=["ranking", "start"], name="matching_rankingblock_once"),
            models.CheckConstraint(condition=Q(stop__gt=F("start")), name="matching_rankingblock_span"),
        ]
        indexes = [
            models.Index(
                fields=["ranking"],
                condition=Q(state__in=["queued", "running"]),
                name="matching_rankingblock_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.stop} {self.state}"


class RankedMentors(models.Model):
    """The best mentors of one mentee, best first, as the mentee would see them: `mentors` are enrolments, `scores` the
    shown scores in millionths, and `little_known` says which of them rest on less than half of the weight."""

    ranking = models.ForeignKey(
        ProgrammeRanking, on_delete=models.CASCADE, related_name="lists", db_index=False
    )
    mentee = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="ranked_mentors")
    mentors = ArrayField(models.UUIDField(), verbose_name=_("mentors"), blank=True)
    scores = ArrayField(models.IntegerField(), verbose_name=_("scores"), blank=True)
    little_known = ArrayField(models.BooleanField(), verbose_name=_("little known"), blank=True)

    class Meta:
        verbose_name = _("ranked mentors")
        verbose_name_plural = _("ranked mentors")
        constraints = [
            models.UniqueConstraint(fields=["ranking", "mentee"], name="matching_rankedmentors_once"),
            models.CheckConstraint(
                condition=Q(scores__len=F("mentors__len")) & Q(little_known__len=F("mentors__len")),
                name="matching_rankedmentors_length",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
