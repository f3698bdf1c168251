from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """What a token may do. Each is named by what it reaches, and ends in what it does there."""

    PROGRAMMES_READ = "programmes:read", _("read programmes")
    PEOPLE_READ = "people:read", _("read people: names, addresses and enrolments")
    ENROLMENTS_WRITE = "enrolments:write", _("invite people to programmes")
    MENTORSHIPS_READ = "mentorships:read", _("read mentorships: who is paired with whom, and their state")
    FIGURES_READ = "figures:read", _("read figures of check-ins, never one person's")


class HookEvent(TextChoices):
    """What a webhook can tell."""

    ENROLMENT_APPLIED = "enrolment.applied", _("somebody applied")
    ENROLMENT_APPROVED = "enrolment.approved", _("somebody was let in")
    ENROLMENT_ENDED = "enrolment.ended", _("somebody was declined, or left")
    MENTORSHIP_BEGUN = "mentorship.begun", _("a mentorship began")
    MENTORSHIP_CHANGED = "mentorship.changed", _("a mentorship was paused or taken up again")
    MENTORSHIP_ENDED = "mentorship.ended", _("a mentorship was completed or ended")
    PING = "ping", _("a try")


class WebhookState(TextChoices):
    ON = "on", _("on")
    OFF = "off", _("switched off")
    FAILING = "failing", _("given up: it failed for days")


class DeliveryState(TextChoices):
    QUEUED = "queued", _("queued")
    INFLIGHT = "inflight", _("on its way")
    SENT = "sent", _("taken")
    FAILED = "failed", _("given up")
