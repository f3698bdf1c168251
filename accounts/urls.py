from django.urls import path

from accounts.views import availability, language, mail, outbox, pages, profile, settings, skills

app_name = "accounts"

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
    path("admin/outbox/", outbox.page, name="outbox"),
    path("admin/outbox/retry/", outbox.retry, name="outbox_retry"),
    path("admin/outbox/aside/", outbox.put_aside, name="outbox_aside"),
    path("admin/outbox/requeue/", outbox.requeue, name="outbox_requeue"),
    path("admin/outbox/stop/", outbox.stop_address, name="outbox_stop"),
    path("admin/outbox/lift/<int:pk>/", outbox.lift_address, name="outbox_lift"),
]
