from django.urls import path

from accounts.views import availability, pages, profile, settings, skills

app_name = "accounts"

urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("availability/", availability.availability, name="availability"),
    path("settings/", settings.settings, name="settings"),
    path("who-sees-what/", pages.who_sees_what, name="who_sees_what"),
    path("your-data/", pages.your_data, name="your_data"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("skills/", skills.skill_search, name="skill_search"),
]
