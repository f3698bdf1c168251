from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        # Registered and connected once the models are loaded.
        from matching import cohort_mails, mails, organise, receivers, samples  # noqa: F401, PLC0415
