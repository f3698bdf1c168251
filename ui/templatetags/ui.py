"""The parts of the site's pages. Each tag fills one template of `templates/components/`, whose first lines say what it takes;
`/components/` in demo mode shows all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ui.charts import Chart
from ui.icons import ICONS, SCENES
from ui.words import WHOLE, inside, join_words, local_date, local_time, percent, points, when

register = template.Library()

FORMS_OF_A_PAGE = ("form", "forms", "formset", "verify_form", "change_form")


# --- pictures


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite, silent unless it has a `label`. Raises ValueError for a name that is not in ui/icons.py."""
    if name not in ICONS:
        raise ValueError(f"no icon is called {name!r}: add it to ui/icons.py and run scripts/vendor.sh")
    address = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_tag
def scene(name: str) -> SafeString:
    """The drawing of an empty page. Raises ValueError for a name that is not in ui/icons.py."""
    if name not in SCENES:
        raise ValueError(f"no scene is called {name!r}")
    return format_html(
        '<svg class="scene" viewBox="0 0 240 150" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("img/scenes.svg"),
        name,
    )


@register.simple_tag
def avatar(person: Any, size: str = "") -> SafeString:
    """The photo of a person, or their initials in an arch of their colour; `size` "s", "l" or none. The name must stand
    beside it. A photo that does not come is replaced by the initials, and takes no other room."""
    said = (f" avatar--{size}" if size else "", person.tone, person.initials)
    if photo := getattr(person, "photo_url", ""):
        return format_html(
            '<img class="avatar{}" data-tone="{}" alt="{}" src="{}" aria-hidden="true" loading="lazy" decoding="async" width="256" height="256">',
            *said,
            photo,
        )
    return format_html('<span class="avatar{}" data-tone="{}" aria-hidden="true">{}</span>', *said)


@register.inclusion_tag("components/person.html")
def person(person: Any, *, line: str = "", url: str = "", level: int = 3, size: str = "") -> dict[str, Any]:
    return {
        "person": person,
        "line": line,
        "url": url,
        "heading": f"h{level}" if level else "b",
        "size": size,
    }


@register.inclusion_tag("components/ring.html")
def ring(value: float, *, label: str = "", size: str = "") -> dict[str, Any]:
    """Raises ValueError outside 0-100."""
    whole = round(value)
    if not 0 <= whole <= WHOLE:
        raise ValueError(f"a ring shows 0 to 100, not {value}")
    return {
        "value": whole,
        "label": label or _("Match %(score)s out of 100") % {"score": whole},
        "size": size,
    }


@register.inclusion_tag("components/bar.html")
def bar(value: float, total: float, *, scale: float = 0) -> dict[str, Any]:
    """`value` of `total`. With `scale` (the longest total of a list) the track is as wide as its weight."""
    return {
        "value": f"{max(value, 0):g}",
        "total": f"{total:g}",
        "scale": f"{scale or total or 1:g}",
        "parts": bool(scale),
    }


@register.inclusion_tag("components/meter.html")
def meter(value: float, total: float, label: str, *, low: float | None = None) -> dict[str, Any]:
    return {"value": value, "total": total, "label": label, "low": low}


@register.inclusion_tag("components/progress.html")
def progress(value: float, total: float, label: str) -> dict[str, Any]:
    return {"value": value, "total": total, "label": label}


@register.inclusion_tag("components/chart.html")
def chart(chart: Chart) -> dict[str, Any]:
    return {"chart": chart}


# --- matching


@register.inclusion_tag("components/reasons.html")
def reasons(reasons: Iterable[Any], *, label: str = "", limit: int = 0) -> dict[str, Any]:
    shown = list(reasons)
    return {"reasons": shown[:limit] if limit else shown, "label": label}


@register.inclusion_tag("components/parts.html")
def parts(parts: Iterable[Any], total: float) -> dict[str, Any]:
    rows = list(parts)
    return {"parts": rows, "total": total, "scale": max((part.weight for part in rows), default=1)}


@register.inclusion_tag("components/tags.html")
def tags(names: Iterable[Any], *, shared: Iterable[Any] = (), label: str = "") -> dict[str, Any]:
    common = {str(name) for name in shared}
    return {"tags": [(str(name), str(name) in common) for name in names], "label": label or _("Topics")}


@register.inclusion_tag("components/badge.html")
def badge(text: Any, tone: str = "", icon: str = "") -> dict[str, Any]:
    return {"text": text, "tone": tone, "icon": icon}


@register.inclusion_tag("components/count.html")
def count(number: int, what: str) -> dict[str, Any]:
    return {"number": number, "what": what}


# --- finding the way


@register.inclusion_tag("components/crumbs.html")
def crumbs(here: str, *steps: str) -> dict[str, Any]:
    """`{% crumbs "You and Amara" "Mentorships" mentorships_url %}`: the page, then pairs of name and address."""
    return {"here": here, "steps": list(zip(steps[::2], steps[1::2], strict=True))}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Any], label: str) -> dict[str, Any]:
    return {"items": items, "label": label}


@register.inclusion_tag("components/stages.html")
def stages(items: Iterable[Any], label: str) -> dict[str, Any]:
    return {"items": items, "label": label}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], label: str = "") -> dict[str, Any]:
    query = context["request"].GET.copy() if "request" in context else None
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [(number, _page_link(query, number) if isinstance(number, int) else "") for number in numbers]
    return {
        "page": page,
        "links": links,
        "label": label or _("Pages"),
        "previous": _page_link(query, page.number - 1) if page.has_previous() else "",
        "next": _page_link(query, page.number + 1) if page.has_next() else "",
    }


def _page_link(query: Any, number: int) -> str:
    if query is None:
        return f"?page={number}"
    query["page"] = number
    return f"?{query.urlencode()}"


# --- words


@register.inclusion_tag("components/empty.html")
def empty(
    title: str, text: str = "", *, scene: str = "path", url: str = "", action: str = "", level: int = 2
) -> dict[str, Any]:
    return {
        "title": title,
        "text": text,
        "scene": scene,
        "url": url,
        "action": action,
        "heading": f"h{level}",
    }


@register.inclusion_tag("components/note.html")
def note(text: str, icon: str = "eye") -> dict[str, Any]:
    return {"text": text, "icon": icon}


@register.inclusion_tag("components/quote.html")
def quote(text: str, source: str = "") -> dict[str, Any]:
    return {"text": text, "source": source}


@register.inclusion_tag("components/card_head.html")
def card_head(
    title: str, *, fine: str = "", url: str = "", action: str = "", level: int = 2, anchor: str = ""
) -> dict[str, Any]:
    return {
        "title": title,
        "fine": fine,
        "url": url,
        "action": action,
        "heading": f"h{level}",
        "anchor": anchor,
    }


@register.simple_block_tag
def alert(content: str, tone: str = "", icon_name: str = "") -> str:
    """`{% alert "warn" %}<p>…</p>{% endalert %}`: a message that stays. Tones: none, "good", "warn", "bad"."""
    chosen = icon_name or {"good": "circle-check", "warn": "triangle-alert", "bad": "circle-alert"}.get(
        tone, "info"
    )
    return render_to_string("components/alert.html", {"content": content, "tone": tone, "icon": chosen})


# --- forms


def _target(bound: BoundField) -> str:
    """The id an error links to: of the first box where there are several."""
    if isinstance(bound.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return f"{bound.auto_id}_0"
    return bound.auto_id


def _named(bound: BoundField) -> str:
    label = str(bound.label)
    return label if label.endswith(("?", ":", ".")) else f"{label}:"


def _all_forms(source: Any) -> list[Any]:
    if source is None or isinstance(source, str):
        return []
    if isinstance(source, forms.BaseForm):
        return [source]
    if isinstance(source, BaseFormSet):
        return [source, *source.forms]
    if isinstance(source, Mapping):
        return [form for value in source.values() for form in _all_forms(value)]
    if isinstance(source, Iterable):
        return [form for value in source for form in _all_forms(value)]
    return []


def _has_errors(form: Any) -> bool:
    if isinstance(form, BaseFormSet):
        return form.is_bound and bool(form.non_form_errors())
    return form.is_bound and bool(form.errors)


@register.simple_tag(takes_context=True)
def error_prefix(context: template.Context) -> str:
    """ "Error: " when a form of this page has errors; base.html puts it in front of the title."""
    for name in FORMS_OF_A_PAGE:
        if any(_has_errors(form) for form in _all_forms(context.get(name))):
            return _("Error:") + " "
    return ""


@register.inclusion_tag("components/error_summary.html")
def error_summary(*sources: Any) -> dict[str, Any]:
    """What is to be fixed in these forms, formsets or lists of them, with links to the fields. Nothing when all is well."""
    errors: list[tuple[str, str, str]] = []
    for form in _all_forms(sources):
        if not _has_errors(form):
            continue
        if isinstance(form, BaseFormSet):
            errors += [("", "", str(message)) for message in form.non_form_errors()]
            continue
        errors += [("", "", str(message)) for message in form.non_field_errors()]
        for name in form.errors:
            if name in form.fields:
                bound = form[name]
                errors += [
                    ("" if bound.is_hidden else _target(bound), _named(bound), str(message))
                    for message in bound.errors
                ]
    heading = ngettext("There is one thing to fix", "There are %(count)s things to fix", len(errors)) % {
        "count": len(errors)
    }
    return {"errors": errors, "heading": heading}


OWN_CHOICES = {
    "django/forms/widgets/radio.html": "forms/widgets/checks.html",
    "django/forms/widgets/checkbox_select.html": "forms/widgets/checks.html",
}


@register.simple_tag
def field(
    bound: BoundField, *, label: str = "", hint: str = "", hide_label: bool = False, modifier: str = ""
) -> SafeString:
    """Label, hint, error and input of one form field. `modifier` adds a class such as "field--grow"."""
    widget = bound.field.widget
    if bound.is_hidden:
        return SafeString(bound)
    if label:
        bound.label = label
    if hint:
        bound.help_text = hint
    if str(widget.attrs.get("placeholder", "")).startswith(str(bound.label)):
        widget.attrs.pop("placeholder", None)  # allauth's forms repeat the label inside the input
    if widget.attrs.get("autocomplete") == "one-time-code":
        widget.attrs["class"] = "input--code"
    context = {
        "field": bound,
        "hide_label": hide_label,
        "modifier": modifier,
        "optional": not bound.field.required,
    }
    if isinstance(widget, forms.CheckboxInput):
        return render_to_string("forms/tick.html", context)
    if widget.use_fieldset:
        widget.template_name = OWN_CHOICES.get(widget.template_name, widget.template_name)
        return render_to_string("forms/fieldset.html", {**context, "input": bound.as_widget()})
    classes = f"input {widget.attrs.get('class', '')}".strip()
    return render_to_string(
        "forms/field.html", {**context, "input": bound.as_widget(attrs={"class": classes})}
    )


@register.inclusion_tag("components/formfoot.html")
def formfoot(*, save: str = "", back: str = "", stop: str = "", cancel: str = "") -> dict[str, Any]:
    return {"save": save or _("Save"), "back": back, "stop": stop, "cancel": cancel}


@register.inclusion_tag("components/confirm.html", takes_context=True)
def confirm(
    context: template.Context,
    *,
    title: str,
    text: str,
    action: str,
    url: str = "",
    keep: str = "",
    keep_url: str = "",
    danger: bool = True,
) -> dict[str, Any]:
    shown = {
        "title": title,
        "text": text,
        "action": action,
        "url": url,
        "keep": keep or _("Go back"),
        "keep_url": keep_url,
        "danger": danger,
    }
    return {**shown, "csrf_token": context.get("csrf_token", "")}


# --- time and numbers


@register.simple_tag
def moment(value: datetime) -> SafeString:
    """A `<time>` element that reads Tue 24 November, 17:00."""
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(), formats.date_format(local, "D j F, H:i")
    )


for _filter in (when, percent, points, join_words, inside):
    register.filter(_filter.__name__, _filter)
for _time_filter in (local_time, local_date):
    register.filter(_time_filter.__name__, _time_filter, expects_localtime=True)
