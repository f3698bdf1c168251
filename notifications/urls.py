from django.conf import settings
from django.urls import path

from notifications.views import mailbox, stopping

app_name = "notifications"

urlpatterns = [path("mail/stop/<str:token>/", stopping.stop, name="stop")]

if settings.DEMO:
    urlpatterns += [
        path("mailbox/", mailbox.mailbox, name="mailbox"),
        path("mailbox/<int:pk>/", mailbox.mailbox_message, name="mailbox_message"),
        path("mailbox/<int:pk>/html/", mailbox.mailbox_html, name="mailbox_html"),
        path("mailbox/<int:pk>/calendar/", mailbox.mailbox_calendar, name="mailbox_calendar"),
    ]
