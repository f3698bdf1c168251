from django.apps import AppConfig

from ui.catalogues import keep_texts
from ui.plain_text import keep_to_plain_text


class UiConfig(AppConfig):
    name = "ui"

    def ready(self) -> None:
        keep_to_plain_text()
        keep_texts()
