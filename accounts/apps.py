from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        # Registered once the models are loaded.
        from accounts import mails, readers, samples  # noqa: F401, PLC0415
