"""What happens when rows of this app go."""

from __future__ import annotations

from django.db.models.signals import post_delete
from django.dispatch import receiver

from programmes.models import Resource
from programmes.operations.resources import drop_file


@receiver(post_delete, sender=Resource)
def delete_its_file(instance: Resource, **kwargs: object) -> None:
    """However the row went: by a press, in the admin, or with its programme."""
    drop_file(instance.file.name)
