from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "api"
    verbose_name = _("Connections")

    def ready(self) -> None:
        # Registered once the models are loaded.
        from api import (  # noqa: PLC0415
            concerns,  # noqa: F401
            connections,  # noqa: F401
            copied,  # noqa: F401
            mails,  # noqa: F401
            organise,  # noqa: F401
            privacy,  # noqa: F401
            receivers,  # noqa: F401
            samples,  # noqa: F401
            webhook_privacy,  # noqa: F401
        )
