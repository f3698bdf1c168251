from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "programmes"
    verbose_name = _("Programmes")

    def ready(self) -> None:
        from programmes import (  # noqa: PLC0415 - registers them once the models are loaded
            circles,  # noqa: F401
            consent_subjects,  # noqa: F401
            copied,  # noqa: F401
            event_mails,  # noqa: F401
            event_samples,  # noqa: F401
            mails,  # noqa: F401
            minor_mails,  # noqa: F401
            minor_samples,  # noqa: F401
            organise,  # noqa: F401
            receivers,  # noqa: F401
            retention,  # noqa: F401
            safety_mails,  # noqa: F401
            safety_samples,  # noqa: F401
            samples,  # noqa: F401
        )
