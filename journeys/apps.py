from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JourneysConfig(AppConfig):
    name = "journeys"
    verbose_name = _("Mentorships")

    def ready(self) -> None:
        from journeys import mails, organise  # noqa: F401, PLC0415 - registers them once the models are loaded
