from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils import timezone

import mentorship.urls
from matching.models import Mentorship, Request


def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    asked = Request.objects.with_people().get(pk=pk)
    taken = Mentorship.objects.open().filter(mentor=asked.mentor).count()
    if taken >= asked.mentor.capacity:
        return HttpResponse("full", status=409)
    made = Mentorship.objects.create(
        programme=asked.programme,
        mentee=asked.mentee,
        mentor=asked.mentor,
        request=asked,
        started_at=timezone.now(),
    )
    return HttpResponseRedirect(f"/mentorships/{made.pk}/")


urlpatterns = [path("requests/<uuid:pk>/accept/", accept), *mentorship.urls.urlpatterns]
