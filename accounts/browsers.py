"""The name of a browser as people know it, from what it says of itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

# The first that is found counts: nearly every browser says that it is like others.
PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Vivaldi", "Vivaldi"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def browser_words(program: str) -> str:
    """Such as "Firefox on Windows"; what nobody would know is shown as it is, shortened."""
    name = next((name for mark, name in PROGRAMS if mark in program), "")
    system = next((name for mark, name in SYSTEMS if mark in program), "")
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or program[:60] or _("A browser that says nothing of itself")
