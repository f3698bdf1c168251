"""What every answer of the site says to the browser about itself, beside what Django's own middleware says."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse

# What comes from outside the frame, such as a file of styles or a redirect to https, is no page: it needs nothing at all.
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

# What a page here may ask a browser for: a passkey, and to copy a link. The rest is off, in whatever is framed or loaded too.
_ALLOWED = ("publickey-credentials-create", "publickey-credentials-get", "clipboard-write")
_OFF = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "web-share",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join([*(f"{name}=(self)" for name in _ALLOWED), *(f"{name}=()" for name in _OFF)])

EVERYWHERE: Mapping[str, str] = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Content-Security-Policy": NOTHING,
}

METHODS = ("GET", "HEAD", "POST")
PERSONAL = "private, no-store"
ASKED_EACH_TIME = "private, no-cache"


class HeadersMiddleware:
    """The outermost: it sees every answer, also those that are given before Django's own middleware or a page is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in METHODS:
            response = self.get_response(request)
        else:
            response = HttpResponse(status=405, headers={"Allow": ", ".join(METHODS)})
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        # A view that knows better, such as the one of photos, has said so.
        response.headers.setdefault("Cache-Control", _cached(request))
        if getattr(request, "signed_out", False):
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _cached(request: HttpRequest) -> str:
    """Nothing that somebody sees who is signed in stays in a browser, or anywhere on the way; what visitors see is asked for
    again each time, since the same address shows something else to whoever signs in."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return PERSONAL if signed_in or getattr(request, "signed_out", False) else ASKED_EACH_TIME
