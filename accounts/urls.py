from django.urls import path

from accounts.views import (
    availability,
    blocks,
    board,
    communities,
    consents,
    copies,
    language,
    leaving,
    mail,
    outbox,
    pages,
    photos,
    profile,
    settings,
    signing_in,
    skills,
)

app_name = "accounts"

_COMMUNITY = "communities/<int:pk>/"
_QUESTION = f"{_COMMUNITY}questions/<uuid:question>/"
_ANSWER = f"{_COMMUNITY}answers/<uuid:answer>/"

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("profile/photo/", photos.photo, name="photo"),
    path("profile/photo/remove/", photos.remove, name="photo_remove"),
    path("people/<uuid:pk>/photo/<uuid:key>/", photos.photo_of, name="photo_of"),
    path("availability/", availability.availability, name="availability"),
    path("settings/", settings.settings, name="settings"),
    path("settings/is-it-you/", signing_in.is_it_you, name="is_it_you"),
    path("settings/second-step/", signing_in.second_step, name="second_step"),
    path("settings/sessions/<int:pk>/end/", signing_in.end_session, name="session_end"),
    path("settings/mail/", mail.mail, name="mail"),
    path("settings/mail/stop/", mail.stop_everything, name="mail_stop"),
    path("settings/mail/undo/", mail.undo_stop, name="mail_undo"),
    path("settings/mail/arrives/", mail.works_again, name="mail_arrives"),
    path("settings/blocked/", blocks.blocks, name="blocks"),
    path("settings/blocked/<uuid:pk>/", blocks.unblock, name="unblock"),
    path("who-sees-what/", pages.who_sees_what, name="who_sees_what"),
    path("your-data/", pages.your_data, name="your_data"),
    path("your-data/erase/", leaving.erase, name="erase"),
    path("your-data/erase/back/", leaving.erase_take_back, name="erase_take_back"),
    path("your-data/consents/", consents.consents, name="consents"),
    path("your-data/consents/<int:pk>/withdraw/", consents.consent_withdraw, name="consent_withdraw"),
    path("your-data/consents/<int:pk>/give/", consents.consent_give, name="consent_give"),
    path("your-data/copy/", copies.copy, name="copy"),
    path("your-data/copy/ask/", copies.copy_ask, name="copy_ask"),
    path("your-data/copy/<uuid:pk>/stop/", copies.copy_stop, name="copy_stop"),
    path("your-data/copy/<uuid:pk>/discard/", copies.copy_discard, name="copy_discard"),
    path("your-data/copy/<uuid:pk>/file/", copies.copy_file, name="copy_file"),
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
