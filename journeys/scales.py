"""The steps on which people say how it goes, in words. Pure."""

from django.utils.translation import gettext_lazy as _

PULSES = [(1, _("Stuck")), (2, _("Slow")), (3, _("Fine")), (4, _("Good")), (5, _("Flying"))]
CONFIDENCE = [(1, _("Not at all")), (2, _("A little")), (3, _("So-so")), (4, _("Quite")), (5, _("Very"))]
