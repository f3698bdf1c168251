from django.urls import path

from accounts.views import (
    availability,
    board,
    communities,
    language,
    mail,
    outbox,
    pages,
    profile,
    settings,
    skills,
)

app_name = "accounts"

_COMMUNITY = "communities/<int:pk>/"
_QUESTION = f"{_COMMUNITY}questions/<uuid:question>/"
_ANSWER = f"{_COMMUNITY}answers/<uuid:answer>/"

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("availability/", availability.availability, name="availability"),
    path("settings/", settings.settings, name="settings"),
    path("settings/mail/", mail.mail, name="mail"),
    path("settings/mail/stop/", mail.stop_everything, name="mail_stop"),
    path("settings/mail/undo/", mail.undo_stop, name="mail_undo"),
    path("settings/mail/arrives/", mail.works_again, name="mail_arrives"),
    path("who-sees-what/", pages.who_sees_what, name="who_sees_what"),
    path("your-data/", pages.your_data, name="your_data"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("language/", language.language, name="language"),
    path("skills/", skills.skill_search, name="skill_search"),
    # --- communities and their boards
    path(_COMMUNITY, communities.community, name="community"),
    path(f"{_COMMUNITY}members/", communities.members, name="community_members"),
    path(f"{_COMMUNITY}show/", communities.show, name="community_show"),
    path(f"{_COMMUNITY}ask/", board.ask, name="board_ask"),
    path(_QUESTION, board.question, name="board_question"),
    path(f"{_QUESTION}settle/", board.settle, name="board_settle"),
    path(f"{_QUESTION}remove/", board.remove_question, name="board_question_remove"),
    path(f"{_QUESTION}report/", board.report_question, name="board_question_report"),
    path(f"{_ANSWER}thank/", board.thank, name="board_thank"),
    path(f"{_ANSWER}remove/", board.remove_answer, name="board_answer_remove"),
    path(f"{_ANSWER}report/", board.report_answer, name="board_answer_report"),
    # --- for those who run the site
    path("admin/outbox/", outbox.page, name="outbox"),
    path("admin/outbox/retry/", outbox.retry, name="outbox_retry"),
    path("admin/outbox/aside/", outbox.put_aside, name="outbox_aside"),
    path("admin/outbox/requeue/", outbox.requeue, name="outbox_requeue"),
    path("admin/outbox/stop/", outbox.stop_address, name="outbox_stop"),
    path("admin/outbox/lift/<int:pk>/", outbox.lift_address, name="outbox_lift"),
]
