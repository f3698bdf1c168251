from django.urls import include, path, re_path

from api.views import service

app_name = "api"

urlpatterns = [
    path("v1/", include(service.addresses())),
    re_path(r"", service.nothing_there, name="nothing_there"),
]
