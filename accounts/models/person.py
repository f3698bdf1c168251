from __future__ import annotations

from pathlib import PurePath
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.enums import LinkKind, NetworkKind
from accounts.models.user import User

HALF_HOURS_A_WEEK = 336
PHOTO_FOLDER = "photos"


class Person(models.Model):
    """Somebody, once for the whole site. What they want or offer in one programme stands in its Enrolment."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="person")
    name = models.CharField(_("name"), max_length=120)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    job_title = models.CharField(_("what you do"), max_length=160, blank=True)
    place = models.CharField(_("town or city"), max_length=120, blank=True)
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    locale = models.CharField(_("language of the site"), max_length=10, default="en-gb")
    languages = ArrayField(
        models.CharField(max_length=8), verbose_name=_("languages you can meet in"), default=list, blank=True
    )
    availability = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(HALF_HOURS_A_WEEK - 1)]),
        verbose_name=_("weekly availability"),
        default=list,
        blank=True,
        help_text=_("Half hours of the local week; 0 is Monday 00:00."),
    )
    formats = ArrayField(
        models.CharField(max_length=12), verbose_name=_("how you like to meet"), default=list, blank=True
    )
    mail_hour = models.PositiveSmallIntegerField(
        _("hour for reminders"), default=9, validators=[MaxValueValidator(23)]
    )
    quiet_from = models.PositiveSmallIntegerField(
        _("quiet from"), default=21, validators=[MaxValueValidator(23)]
    )
    quiet_until = models.PositiveSmallIntegerField(
        _("quiet until"), default=7, validators=[MaxValueValidator(23)]
    )
    days_off = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)]),
        verbose_name=_("days without mail"),
        default=list,
        blank=True,
    )
    mentee_cap = models.PositiveSmallIntegerField(
        _("most mentees in all programmes together"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    photo = models.FileField(_("photo"), upload_to=f"{PHOTO_FOLDER}/", max_length=100, blank=True)
    created_at = models.DateTimeField(_("created"))
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(mail_hour__lte=23, quiet_from__lte=23, quiet_until__lte=23),
                name="accounts_person_hours",
            ),
        ]
        indexes = [models.Index(fields=["name"], name="accounts_person_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        """The first letters of the first and last word of the name, at most two."""
        if self.erased_at is not None:
            return "–"
        words = self.name.split()
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"

    @property
    def first_name(self) -> str:
        if self.erased_at is not None:
            return self.name
        return self.name.split()[0] if self.name.strip() else ""

    @property
    def tone(self) -> int:
        """1-8, stable for this person: the hue of the avatar."""
        return self.id.int % 8 + 1

    @property
    def photo_url(self) -> str:
        """Where the photo is for those who are shown this person; "" where there is none."""
        if not self.photo:
            return ""
        return reverse("accounts:photo_of", args=[self.pk, PurePath(str(self.photo)).stem])


class ProfileLink(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(_("kind"), max_length=12, choices=LinkKind.choices)
    url = models.URLField(_("address"), max_length=300)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [models.UniqueConstraint(fields=["person", "url"], name="accounts_profilelink_once")]

    def __str__(self) -> str:
        return self.url


class Network(models.Model):
    """An employer, school, community or professional body that people can have in common."""

    kind = models.CharField(_("kind"), max_length=20, choices=NetworkKind.choices)
    name = models.CharField(_("name"), max_length=160)
    key = models.CharField(_("spelling-free name"), max_length=160, editable=False)

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["kind", "key"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="accounts_network_once")]

    def __str__(self) -> str:
        return self.name


class Affiliation(models.Model):
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="affiliations")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="affiliations")
    shown_at = models.DateTimeField(
        _("shown to its members since"), null=True, blank=True, help_text=_("Empty: not shown.")
    )

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.UniqueConstraint(fields=["person", "network"], name="accounts_affiliation_once")
        ]

    def __str__(self) -> str:
        return str(self.network_id)


class Block(models.Model):
    """One person wants nothing to do with another. Never named to anybody else."""

    blocker = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocks_met")
    created_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="accounts_block_once"),
            models.CheckConstraint(condition=~Q(blocker=F("blocked")), name="accounts_block_not_self"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
