from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MentorshipConfig(AppConfig):
    name = "mentorship"
    verbose_name = _("Mentorship")

    def ready(self) -> None:
        # Filled here, above all apps: each module adds its rows to the registry of accounts when it is loaded.
        from journeys import privacy as _journeys  # noqa: F401, PLC0415
        from matching import privacy as _matching  # noqa: F401, PLC0415
        from mentorship import checks as _checks  # noqa: F401, PLC0415
        from mentorship import security_log, statements, task_watch  # noqa: PLC0415
        from programmes import privacy as _programmes  # noqa: F401, PLC0415

        security_log.listen()
        statements.listen()
        task_watch.listen()
