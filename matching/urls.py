from django.urls import path

from matching.views import answers, compare, matches, mentor, requests

app_name = "matching"

_MENTORS = "enrolments/<uuid:pk>/mentors/"
_MENTOR = f"{_MENTORS}<uuid:mentor_pk>/"

urlpatterns = [
    path("mentors/", matches.choose, name="mentors"),
    path(_MENTORS, matches.matches, name="matches"),
    path(f"{_MENTORS}compare/", compare.compare, name="compare"),
    path(f"{_MENTORS}why-not/", matches.why_not, name="why_not"),
    path(f"{_MENTORS}what-counts/", matches.what_counts, name="what_counts"),
    path(_MENTOR, mentor.mentor, name="mentor"),
    path(f"{_MENTOR}shortlist/", mentor.shortlist, name="shortlist"),
    path(f"{_MENTOR}ask/", requests.ask, name="ask"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<uuid:pk>/", requests.request, name="request"),
    path("requests/<uuid:pk>/accept/", answers.accept, name="request_accept"),
    path("requests/<uuid:pk>/decline/", answers.decline, name="request_decline"),
    path("requests/<uuid:pk>/ask-more/", answers.ask_more, name="request_ask_more"),
    path("requests/<uuid:pk>/reply/", answers.reply, name="request_reply"),
    path("requests/<uuid:pk>/withdraw/", answers.withdraw, name="request_withdraw"),
    path("enrolments/<uuid:pk>/taking-requests/", requests.taking_requests, name="taking_requests"),
]
