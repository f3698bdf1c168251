import re

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template

from ui.forms import Checks, Radios, Segments, Switch, Textarea, WeekField, half_hours


class Example(forms.Form):
    name = forms.CharField(help_text="As you like to be called.", max_length=20)
    nickname = forms.CharField(required=False)
    story = forms.CharField(widget=Textarea, max_length=10, required=False)
    level = forms.ChoiceField(
        choices=[("1", "New"), ("2", "Able")], widget=Segments, label="How far are you?"
    )
    topics = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=Checks, required=False)
    role = forms.ChoiceField(
        choices=[("mentee", "As a mentee")],
        widget=Radios(descriptions={"mentee": "I have a goal."}),
        required=False,
    )
    plain = forms.ChoiceField(choices=[("x", "X")], widget=forms.RadioSelect, required=False)
    listed = forms.BooleanField(widget=Switch, required=False, help_text="Mentees can find you.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def shown(name: str, form: forms.Form | None = None, extra: str = "") -> str:
    template = Template("{% load ui %}{% field form." + name + " " + extra + " %}")
    return template.render(Context({"form": Example() if form is None else form}))


def test_a_field_joins_label_hint_and_input() -> None:
    html = shown("name")
    assert '<label for="id_name">Name</label>' in html
    assert '<div class="hint" id="id_name_helptext">As you like to be called.</div>' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'class="input"' in html
    assert "aria-invalid" not in html


def test_a_field_in_error_names_hint_and_error_and_keeps_what_was_typed() -> None:
    html = shown("name", Example({"name": "A name that is longer than twenty"}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'<p class="error" id="id_name_error">.*at most 20 characters', html, re.DOTALL)
    assert 'value="A name that is longer than twenty"' in html


def test_only_optional_fields_say_so() -> None:
    assert "(optional)" in shown("nickname")
    assert "(optional)" not in shown("name")


def test_label_hint_and_modifier_can_be_given() -> None:
    html = shown(
        "nickname", extra='label="Short name" hint="Three letters." hide_label=True modifier="field--grow"'
    )
    assert '<label for="id_nickname" class="unseen">Short name' in html
    assert 'aria-describedby="id_nickname_helptext"' in html
    assert 'class="field field--grow"' in html


def test_long_text_counts_and_never_cuts() -> None:
    html = shown("story", Example({"story": "far too long a story"}))
    assert "maxlength" not in html
    assert 'data-limit="10"' in html
    assert "COUNT of 10 characters" in html
    assert "far too long a story" in html


@pytest.mark.parametrize(("name", "kind"), [("level", "radio"), ("topics", "checkbox"), ("plain", "radio")])
def test_choices_are_a_fieldset_with_a_legend(name: str, kind: str) -> None:
    html = shown(name)
    assert html.count("<fieldset") == html.count("<legend") == 1
    assert f'type="{kind}"' in html
    for target in re.findall(r'<label[^>]* for="([^"]+)"', html):
        assert f'id="{target}"' in html


def test_choices_can_have_a_second_line() -> None:
    assert "I have a goal." in shown("role")


def test_a_switch_is_labelled_and_described() -> None:
    html = shown("listed")
    assert 'role="switch"' in html
    assert '<label class="check switch" for="id_listed">' in html
    assert 'aria-describedby="id_listed_helptext"' in html


def test_a_hidden_field_is_only_its_input() -> None:
    assert shown("secret") == '<input type="hidden" name="secret" id="id_secret">'


def test_djangos_own_way_of_rendering_uses_the_same_parts() -> None:
    form = Example()
    assert shown("name", Example()) in str(form)
    assert form["nickname"].as_field_group().strip() == shown("nickname", Example()).strip()


# --- the summary


def summary(*forms_shown) -> str:
    return Template("{% load ui %}{% error_summary forms %}").render(Context({"forms": forms_shown}))


def prefix(**context) -> str:
    return Template("{% load ui %}{% error_prefix %}").render(Context(context))


def test_no_summary_for_a_fresh_or_a_good_form() -> None:
    assert "summary" not in summary(Example())
    assert "summary" not in summary(Example({"name": "Aroha", "level": "1"}))


def test_the_summary_links_to_each_field_in_order() -> None:
    html = summary(Example({}))
    assert 'role="alert" tabindex="-1"' in html
    assert "There are 2 things to fix" in html
    assert re.findall(r'href="([^"]+)">([^<]+)<', html) == [
        ("#id_name", "Name: This field is required."),
        ("#id_level_0", "How far are you? This field is required."),
    ]


def test_the_summary_shows_what_belongs_to_no_field() -> None:
    form = Example({"name": "Aroha", "level": "1"})
    form.add_error(None, "Somebody was faster.")
    html = summary(form)
    assert "There is one thing to fix" in html
    assert "<li>Somebody was faster.</li>" in html


def test_the_summary_reads_formsets() -> None:
    lines = forms.formset_factory(Example, extra=0, min_num=1, validate_min=True)
    bound = lines({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "Aroha"})
    assert "#id_form-0-level_0" in summary(bound)
    assert prefix(formset=bound) == "Error: "


def test_the_title_says_error_only_when_a_form_has_one() -> None:
    assert prefix(form=Example({})) == "Error: "
    assert prefix(forms=[Example(), Example({})]) == "Error: "
    assert prefix(form=Example()) == prefix() == prefix(form=Example({"name": "Aroha", "level": "2"})) == ""


# --- the week


class Week(forms.Form):
    week = WeekField()


def test_half_hours_reads_hours_and_halves() -> None:
    assert half_hours(["335", "0-1", "34"]) == [0, 1, 34, 335]
    assert half_hours([]) == []


@pytest.mark.parametrize("wrong", ["336", "-1", "noon", "334-337", ""])
def test_half_hours_refuses_anything_else(wrong: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - int() and the range check say it in their own words
        half_hours([wrong])


def test_the_week_comes_back_as_it_was_marked() -> None:
    form = Week(QueryDict("week=34-35&week=82-83&week=0-1"))
    assert form.is_valid()
    assert form.cleaned_data["week"] == [0, 1, 34, 35, 82, 83]
    html = str(Week(initial={"week": [0, 1, 34, 35, 82, 83]})["week"])
    assert re.findall(r'value="([^"]+)" id="[^"]+" checked', html) == ["0-1", "34-35", "82-83"]


def test_an_hour_of_which_half_is_marked_shows_as_two() -> None:
    html = str(Week(initial={"week": [34]})["week"])
    assert re.findall(r'value="([^"]+)" id="[^"]+" checked', html) == ["34"]
    assert 'value="35"' in html
    assert 'value="34-35"' not in html


def test_early_hours_unfold_where_something_is_marked() -> None:
    assert html_details(initial=[]) == [False, False]
    assert html_details(initial=[2, 3]) == [True, False]
    assert html_details(initial=[46, 47]) == [False, True]


def html_details(initial: list[int]) -> list[bool]:
    html = str(Week(initial={"week": initial})["week"])
    return ["open" in attributes for attributes in re.findall(r"<details([^>]*)>", html)]


@pytest.mark.parametrize("posted", ["", "week=400", "week=tea"])
def test_an_empty_or_broken_week_is_an_error_in_words(posted: str) -> None:
    form = Week(QueryDict(posted))
    assert not form.is_valid()
    expected = "Choose hours from the week shown." if posted else "Mark at least one hour"
    assert expected in form.errors["week"][0]
    assert "Monday" in str(form["week"])


def test_a_week_that_did_not_change_says_so() -> None:
    assert not Week(QueryDict("week=34-35"), initial={"week": [34, 35]}).has_changed()
    assert Week(QueryDict("week=34-35"), initial={"week": [34]}).has_changed()
