"""The addresses of this app, a module a topic."""

from journeys.urls import (
    agreement,
    closing,
    feedback,
    goals,
    introductions,
    meetings,
    messages,
    pages,
    reported,
    reviews,
    safeguarding,
    shelf,
    thanks,
)

app_name = "journeys"

urlpatterns = [
    *agreement.urlpatterns,
    *closing.urlpatterns,
    *feedback.urlpatterns,
    *goals.urlpatterns,
    *introductions.urlpatterns,
    *meetings.urlpatterns,
    *messages.urlpatterns,
    *pages.urlpatterns,
    *reported.urlpatterns,
    *reviews.urlpatterns,
    *safeguarding.urlpatterns,
    *shelf.urlpatterns,
    *thanks.urlpatterns,
]
