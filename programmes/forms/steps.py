"""The base of every step of the intake."""

from __future__ import annotations

from django.http import QueryDict

from accounts.forms.kept import KeptForm
from programmes.models import Enrolment
from programmes.queries import Intake


class StepForm(KeptForm):
    """One step of one enrolment. `template` is the part of the page that holds its fields."""

    template = "programmes/intake/fields.html"

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        enrolment: Enrolment,
        intake: Intake,
        draft: QueryDict | None = None,
    ) -> None:
        self.enrolment = enrolment
        self.intake = intake
        super().__init__(data, person=enrolment.person, draft=draft)
