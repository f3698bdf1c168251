from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "matching"
    verbose_name = _("Matching")

    def ready(self) -> None:
        # Registered and connected once the models are loaded.
        from matching import (  # noqa: PLC0415
            cohort_mails,  # noqa: F401
            copied,  # noqa: F401
            foresights,  # noqa: F401
            invitation_mails,  # noqa: F401
            invitation_samples,  # noqa: F401
            mails,  # noqa: F401
            mentorship_mails,  # noqa: F401
            mentorship_samples,  # noqa: F401
            organise,  # noqa: F401
            receivers,  # noqa: F401
            safeguarding,  # noqa: F401
            samples,  # noqa: F401
            sightings,  # noqa: F401
        )
