from django.urls import path

from api.views import webhooks

app_name = "webhooks"

urlpatterns = [
    path("", webhooks.hooks, name="list"),
    path("make/", webhooks.make, name="make"),
    path("<uuid:pk>/", webhooks.page, name="page"),
    path("<uuid:pk>/change/", webhooks.change, name="change"),
    path("<uuid:pk>/key/", webhooks.key, name="key"),
    path("<uuid:pk>/key/change/", webhooks.rotate, name="rotate"),
    path("<uuid:pk>/switch/", webhooks.switch, name="switch"),
    path("<uuid:pk>/try/", webhooks.ping, name="ping"),
    path("<uuid:pk>/again/", webhooks.again, name="again"),
    path("<uuid:pk>/delete/", webhooks.delete, name="delete"),
]
