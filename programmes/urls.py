from django.urls import path

from programmes.views import intake, joining, public
from programmes.views.organise import overview

app_name = "programmes"

_ORGANISE = "admin/organise/<slug:slug>/"

urlpatterns = [
    path("", public.home, name="home"),
    path("guide/", public.guide, name="guide"),
    path("guide/<slug:slug>/", public.guide_chapter, name="guide_chapter"),
    path("organisers/", public.for_organisers, name="for_organisers"),
    path("programmes/", public.programmes, name="programme_list"),
    path("programmes/<slug:slug>/", public.programme, name="programme"),
    path("programmes/<slug:slug>/enquiry/", public.enquiry, name="enquiry"),
    path("programmes/<slug:slug>/enquiry/sent/", public.enquiry_sent, name="enquiry_sent"),
    path("programmes/<slug:slug>/join/", joining.join_programme, name="join"),
    path("join/", joining.join_by_code, name="join_code"),
    path("join/<str:code>/", joining.join_by_link, name="join_link"),
    path("enrolments/<uuid:pk>/intake/", intake.intake, name="intake"),
    path("enrolments/<uuid:pk>/intake/check/", intake.intake_check, name="intake_check"),
    path("enrolments/<uuid:pk>/intake/done/", intake.intake_done, name="intake_done"),
    path("enrolments/<uuid:pk>/intake/<slug:step>/", intake.intake_step, name="intake_step"),
    path("admin/organise/", overview.programmes, name="organise_list"),
    path(_ORGANISE, overview.overview, name="organise"),
]
