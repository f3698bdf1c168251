from django.urls import path

from matching.views import (
    answers,
    compare,
    invitations,
    invited,
    matches,
    mentor,
    network,
    preview,
    requests,
)
from matching.views.organise import (
    criteria,
    decisions,
    fairness,
    identity,
    publish,
    review,
    runs,
    safeguarding,
    what_if,
)
from matching.views.organise import preview as organise_preview

app_name = "matching"

_ORGANISE = "admin/organise/<slug:slug>/"
_MENTORS = "enrolments/<uuid:pk>/mentors/"
_MENTOR = f"{_MENTORS}<uuid:mentor_pk>/"
_CRITERIA = f"{_ORGANISE}criteria/"
_CRITERION = f"{_CRITERIA}<slug:key>/"
_RUNS = f"{_ORGANISE}runs/"
_RUN = f"{_RUNS}<int:number>/"
_RUN_MENTEE = f"{_RUN}mentees/<int:mentee>/"
_RUN_PAIR = f"{_RUN}pairs/<int:mentee>/<int:mentor>/"

urlpatterns = [
    path("mentors/", matches.choose, name="mentors"),
    path(_MENTORS, matches.matches, name="matches"),
    path(f"{_MENTORS}compare/", compare.compare, name="compare"),
    path(f"{_MENTORS}why-not/", matches.why_not, name="why_not"),
    path(f"{_MENTORS}what-counts/", matches.what_counts, name="what_counts"),
    path(f"{_MENTORS}invited/", invitations.mentor_invitations, name="mentor_invitations"),
    path(f"{_MENTORS}invite/", invitations.invite, name="invite_mentor"),
    path("mentor-invitations/<uuid:pk>/withdraw/", invitations.withdraw, name="mentor_invitation_withdraw"),
    path("mentors/invited/<str:token>/", invited.invited, name="mentor_invitation"),
    path("network/", network.network, name="network"),
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
    # --- what counts, for organisers
    path(_CRITERIA, criteria.criteria, name="organise_criteria"),
    path(f"{_CRITERIA}add/", criteria.criterion_add, name="organise_criterion_add"),
    path(f"{_CRITERIA}usual/", criteria.criteria_usual, name="organise_criteria_usual"),
    path(f"{_CRITERIA}what-if/", what_if.what_if, name="organise_what_if"),
    path(f"{_CRITERION}edit/", criteria.criterion, name="organise_criterion"),
    path(f"{_CRITERION}move/", criteria.criterion_move, name="organise_criterion_move"),
    path(f"{_CRITERION}delete/", criteria.criterion_delete, name="organise_criterion_delete"),
    path(f"{_CRITERION}identity/", identity.criterion_identity, name="organise_criterion_identity"),
    # --- runs, for organisers
    path(_RUNS, runs.runs, name="organise_runs"),
    path(_RUN, runs.run, name="organise_run"),
    path(f"{_RUN}cancel/", runs.cancel, name="organise_run_cancel"),
    path(f"{_RUN}aim/", runs.aim, name="organise_run_aim"),
    path(f"{_RUN}aside/", runs.discard, name="organise_run_discard"),
    path(f"{_RUN}unmatched/", review.unmatched, name="organise_run_unmatched"),
    path(f"{_RUN}places/", review.places, name="organise_run_places"),
    path(f"{_RUN}why-not/", review.why_not_two, name="organise_run_why_not"),
    path(f"{_RUN}compare/", review.compare, name="organise_run_compare"),
    path(f"{_RUN}pairs.csv", review.pairs_file, name="organise_run_file"),
    path(f"{_RUN}publish/", publish.publish, name="organise_run_publish"),
    path(f"{_RUN}take-back/", publish.take_back, name="organise_run_take_back"),
    path(f"{_RUN}decisions/", review.decisions, name="organise_run_decisions"),
    path(f"{_RUN}decisions/undo/", decisions.undo, name="organise_run_undo"),
    path(f"{_RUN}decisions/<int:decision>/undo/", decisions.release, name="organise_run_release"),
    path(f"{_RUN_MENTEE}swap/", decisions.swap, name="organise_run_swap"),
    path(f"{_RUN_MENTEE}mentor/", decisions.assign, name="organise_run_assign"),
    path(_RUN_PAIR, review.pair, name="organise_pair"),
    path(f"{_RUN_PAIR}lock/", decisions.lock, name="organise_pair_lock"),
    path(f"{_RUN_PAIR}forbid/", decisions.forbid, name="organise_pair_forbid"),
    path(f"{_ORGANISE}runs/<int:number>/fairness/", fairness.fairness, name="organise_run_fairness"),
    # --- the mutual preview of a run
    path("enrolments/<uuid:pk>/preview/", preview.preview, name="preview"),
    path(f"{_RUN}preview/", organise_preview.run_preview, name="organise_preview"),
    path(f"{_RUN}preview/close/", organise_preview.run_preview_close, name="organise_preview_close"),
    path(f"{_RUN}preview/again/", organise_preview.run_again, name="organise_preview_again"),
    # --- because of a report
    path("safeguarding/<uuid:pk>/end/<uuid:mentorship>/", safeguarding.end, name="safeguarding_end"),
]
