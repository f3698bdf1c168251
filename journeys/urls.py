from django.urls import path

from journeys.views import check_ins, dashboard, mentorships
from journeys.views.organise import help as helping
from journeys.views.organise import help_action

app_name = "journeys"

_HELP = "admin/organise/<slug:slug>/help/"

urlpatterns = [
    path("home/", dashboard.dashboard, name="dashboard"),
    path("calendar/", dashboard.calendar, name="calendar"),
    path("mentorships/", mentorships.mentorships, name="mentorships"),
    path("mentorships/<uuid:pk>/", mentorships.mentorship, name="mentorship"),
    path("mentorships/<uuid:pk>/help/", mentorships.ask_for_help, name="help"),
    path("check-ins/<uuid:pk>/", check_ins.check_in, name="check_in"),
    path(_HELP, helping.queue, name="organise_help"),
    path(f"{_HELP}rules/", helping.rules, name="organise_help_rules"),
    path(f"{_HELP}pairs/<uuid:pk>/", helping.pair, name="organise_help_pair"),
    path(f"{_HELP}pairs/<uuid:pk>/<slug:kind>/", help_action.action, name="organise_help_action"),
    path(f"{_HELP}given/<uuid:pk>/outcome/", helping.outcome, name="organise_help_outcome"),
]
