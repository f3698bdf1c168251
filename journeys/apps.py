from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JourneysConfig(AppConfig):
    name = "journeys"
    verbose_name = _("Mentorships")

    def ready(self) -> None:
        # Registered once the models are loaded.
        from journeys import copied, mails, organise, receivers, samples, sightings  # noqa: F401, PLC0415
