import os

from django.apps import AppConfig
from django.core.mail.utils import DNS_NAME

from tests.faults.sink import NAME


def _who_sends() -> str:
    return NAME.format(os.getpid())


class Faults(AppConfig):
    """Makes every process of a storm greet the mail server by its pid, and careless where the storm is a negative control."""

    name = "tests.faults"
    label = "faults"

    def ready(self) -> None:
        DNS_NAME.get_fqdn = _who_sends
        if careless := os.environ.get("FAULTS_CARELESS"):
            from tests.faults.careless import WAYS

            WAYS[careless]()
