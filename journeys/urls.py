from django.urls import path

from journeys.views import check_ins, dashboard, mentorships

app_name = "journeys"

urlpatterns = [
    path("home/", dashboard.dashboard, name="dashboard"),
    path("calendar/", dashboard.calendar, name="calendar"),
    path("mentorships/", mentorships.mentorships, name="mentorships"),
    path("mentorships/<uuid:pk>/", mentorships.mentorship, name="mentorship"),
    path("mentorships/<uuid:pk>/help/", mentorships.ask_for_help, name="help"),
    path("check-ins/<uuid:pk>/", check_ins.check_in, name="check_in"),
]
