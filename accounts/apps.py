from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        # Registered once the models are loaded.
        from accounts import (  # noqa: PLC0415
            copied,  # noqa: F401
            copy_mails,  # noqa: F401
            copy_samples,  # noqa: F401
            erasure_mails,  # noqa: F401
            erasure_samples,  # noqa: F401
            mails,  # noqa: F401
            readers,  # noqa: F401
            receivers,  # noqa: F401
            samples,  # noqa: F401
        )
