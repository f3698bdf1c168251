"""Every letter that the site writes, with people of fiction, for organisers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from notifications.framing import framed, in_dark, in_light
from notifications.kinds import registry
from notifications.samples import Backdrop, Sample, samples, ways_of, written
from programmes.forms.organise_letters import LetterView
from programmes.models import Programme
from programmes.views.organise.frame import of_programme, page


@require_safe
@of_programme
def letters(request: HttpRequest, programme: Programme) -> HttpResponse:
    context = {"topics": samples.by_topic()}
    return page(request, programme, "programmes/organise/letters.html", context, tab="settings")


@require_safe
@of_programme
def letter(request: HttpRequest, programme: Programme, kind: str) -> HttpResponse:
    sample = _sample(kind)
    form = LetterView(request.GET, sample=sample)
    context = {
        "kind": registry[kind],
        "sample": sample,
        "form": form,
        "ways": ways_of(registry[kind]),
        "mail": written(sample, form.shown, locale=form.locale, backdrop=_backdrop(programme)),
        "query": urlencode(form.chosen),
    }
    return page(request, programme, "programmes/organise/letter.html", context, tab="settings")


@require_safe
@of_programme
def letter_html(request: HttpRequest, programme: Programme, kind: str) -> HttpResponse:
    """The HTML of one letter, for a sandboxed frame."""
    sample = _sample(kind)
    form = LetterView(request.GET, sample=sample)
    message = written(sample, form.shown, locale=form.locale, backdrop=_backdrop(programme))
    html = str(message.alternatives[0][0])
    return framed(in_dark(html) if form.is_dark else in_light(html))


def _sample(kind: str) -> Sample:
    sample = samples.by_kind.get(kind)
    if sample is None:
        raise Http404(_("There is no such letter."))
    return sample


def _backdrop(programme: Programme) -> Backdrop:
    return Backdrop(programme.name, programme.organisation.name, programme.slug)
