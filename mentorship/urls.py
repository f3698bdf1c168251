from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from accounts.views import signing_in
from mentorship import first_steps, metrics, views
from notifications.health import Area

OWN_APPS = {"accounts", "programmes", "matching", "journeys", "api", "notifications"}

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign, no-untyped-call]

# The organisers' pages show this site's own things; sign-in, sessions and second factors belong to their people alone.
for _model in [model for model in admin.site._registry if model._meta.app_label not in OWN_APPS]:
    admin.site.unregister(_model)
admin.site.index_title = _("Organise")

urlpatterns = [
    path("health/", views.health, name="health"),
    path("health/ready/", views.ready, name="health_ready"),
    *(path(f"health/{area}/", views.health, {"area": area}, name=f"health_{area}") for area in Area),
    path("metrics", metrics.metrics, name="metrics"),
    path("first-steps/", first_steps.first_steps, name="first_steps"),
    path("accounts/oidc/<str:provider_id>/login/", signing_in.elsewhere, name="openid_connect_login"),
    path("accounts/", include("allauth.urls")),
    path("api/", include("api.urls")),
    path("admin/webhooks/", include("api.webhook_urls")),
    path("", include("ui.urls")),
    path("", include("notifications.urls")),
    path("", include("accounts.urls")),
    path("", include("programmes.urls")),
    path("", include("matching.urls")),
    path("", include("journeys.urls")),
    # Last: what the apps put under admin/organise/ comes before the admin's own "whatever else there is".
    path("admin/", admin.site.urls),
]

handler400 = "ui.views.bad_request"
handler403 = "ui.views.forbidden"
handler404 = "ui.views.not_found"
handler500 = "mentorship.trouble.server_error"
# Asked by allauth, for its own limits.
handler429 = "accounts.limits.too_often"
