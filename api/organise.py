"""What this app adds to the organisers' pages: how the log says what a connected system did."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.models import Token
from programmes.organising import deeds


def _tokens(ids: Collection[str]) -> Mapping[str, str]:
    rows = Token.objects.filter(pk__in=ids).values_list("pk", "name")
    return {str(pk): _("the connected system “%(name)s”") % {"name": name} for pk, name in rows}


deeds.register(
    "token",
    gettext_lazy("Connected systems"),
    {
        "invite": gettext_lazy("invited somebody, as a connected system asked"),
        "take_back": gettext_lazy("took an invitation back, as a connected system asked"),
        "end": gettext_lazy("took somebody out of the programme, as a connected system asked"),
    },
)
deeds.call("api.token", _tokens)
