from django.urls import path

from journeys.views import cadence, check_ins, dashboard, from_mail, guides, mentorships
from journeys.views.organise import help as helping
from journeys.views.organise import help_action

_HELP = "admin/organise/<slug:slug>/help/"

urlpatterns = [
    path("home/", dashboard.dashboard, name="dashboard"),
    path("calendar/", dashboard.calendar, name="calendar"),
    path("mentorships/", mentorships.mentorships, name="mentorships"),
    path("mentorships/<uuid:pk>/", mentorships.mentorship, name="mentorship"),
    path("mentorships/<uuid:pk>/story/", mentorships.story, name="story"),
    path("mentorships/<uuid:pk>/guides/<slug:slug>/", guides.pair_guide, name="pair_guide"),
    path("guides/conversations/", guides.guides, name="guides"),
    path("guides/conversations/<slug:slug>/", guides.guide, name="conversation_guide"),
    path("mentorships/<uuid:pk>/help/", mentorships.ask_for_help, name="help"),
    path("mentorships/<uuid:pk>/cadence/", cadence.cadence, name="cadence"),
    path("mentorships/<uuid:pk>/pause/", cadence.pause, name="pause"),
    path("check-ins/<uuid:pk>/", check_ins.check_in, name="check_in"),
    path("check-ins/<uuid:pk>/later/", check_ins.later, name="later"),
    path("from-mail/answer/<str:token>/", from_mail.answer, name="mail_answer"),
    path("from-mail/later/<str:token>/", from_mail.later, name="mail_later"),
    path("from-mail/pause/<str:token>/", from_mail.pause, name="mail_rest"),
    path("from-mail/cadence/<str:token>/", from_mail.cadence, name="mail_cadence"),
    path("from-mail/agree/<str:token>/", from_mail.agree, name="mail_agree"),
    path("from-mail/help/<str:token>/", from_mail.call, name="mail_call"),
    path(_HELP, helping.queue, name="organise_help"),
    path(f"{_HELP}rules/", helping.rules, name="organise_help_rules"),
    path(f"{_HELP}pairs/<uuid:pk>/", helping.pair, name="organise_help_pair"),
    path(f"{_HELP}pairs/<uuid:pk>/<slug:kind>/", help_action.action, name="organise_help_action"),
    path(f"{_HELP}given/<uuid:pk>/outcome/", helping.outcome, name="organise_help_outcome"),
]
