"""What happens when rows of this app go."""

from __future__ import annotations

from django.db.models.signals import post_delete
from django.dispatch import receiver

from journeys.models import PairResource
from programmes.operations.resources import drop_file


@receiver(post_delete, sender=PairResource)
def delete_its_file(instance: PairResource, **kwargs: object) -> None:
    """However the row went: when its time was over, in the admin, or with its mentorship."""
    drop_file(instance.file.name)
