from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        # Registered and connected once the apps are loaded.
        from notifications import mails, receivers, site_samples  # noqa: F401, PLC0415
