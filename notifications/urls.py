from django.conf import settings
from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = (
    [
        path("mailbox/", views.mailbox, name="mailbox"),
        path("mailbox/<int:pk>/", views.mailbox_message, name="mailbox_message"),
        path("mailbox/<int:pk>/html/", views.mailbox_html, name="mailbox_html"),
    ]
    if settings.DEMO
    else []
)
