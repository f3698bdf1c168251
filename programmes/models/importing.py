"""An import of people in the browser, from the uploaded file to its report."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Job, Person
from programmes.enums import Role
from programmes.models.programme import Programme


class PeopleImport(models.Model):
    """One file of people. `path` names it in Django's storage until it is imported or thrown away, and `lines` counts
    the people of its chosen sheet, which lies beside it as a table; `mapping` says which of its columns mean what, and is
    what the next import of the programme begins with. The job is there once the organiser said yes; `report` has a row a
    person (programmes/operations/import_report.py)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="people_imports")
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    file_name = models.CharField(_("file"), max_length=200)
    path = models.CharField(_("place of the file"), max_length=200, blank=True)
    sheet = models.CharField(_("sheet"), max_length=120, blank=True)
    lines = models.PositiveIntegerField(_("lines"), null=True, blank=True)
    mapping = models.JSONField(_("mapping"), default=dict, blank=True)
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    job = models.OneToOneField(
        Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="people_import"
    )
    report = models.JSONField(_("report"), default=list, blank=True)

    class Meta:
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def table_path(self) -> str:
        """Where the chosen sheet lies, as text."""
        return f"{self.path.rpartition('/')[0]}/table.json"
