from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from ui.charts import Series, bar_chart, line_chart
from ui.words import join_words, local_date, local_time, percent, points, when

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def render(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_a_ring_carries_its_value_as_an_attribute() -> None:
    html = render("{% ring 91 %}")
    assert 'stroke-dasharray="91 100"' in html
    assert 'aria-label="Match 91 out of 100"' in html
    assert "style" not in html


@pytest.mark.parametrize("value", [-1, 101])
def test_a_ring_refuses_what_is_no_score(value: int) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        render("{% ring value %}", value=value)


def test_a_bar_of_a_list_is_as_wide_as_its_weight() -> None:
    html = render("{% bar 15 20 scale=40 %}")
    assert 'viewBox="0 0 40 6"' in html
    assert '<rect class="bar__track" width="20" height="6"/><rect width="15" height="6"/>' in html


@dataclass
class Row:
    name: str
    points: float
    weight: float
    sentence: str


def test_parts_show_points_weights_and_the_total() -> None:
    html = render(
        "{% parts rows 48.5 %}",
        rows=[Row("Skills", 36, 40, "Expert."), Row("Time", 12.5, 20, "Three hours.")],
    )
    assert "<b>36</b> of 40" in html
    assert "<b>12.5</b> of 20" in html
    assert "48.5 of 100" in html


def test_reasons_escape_what_people_wrote_and_mark_what_speaks_against() -> None:
    class Reason:
        text = "<b>Strong</b>"
        less = True

    html = render("{% reasons all limit=1 %}", all=[Reason(), Reason()])
    assert html.count('<li class="less">') == 1
    assert "&lt;b&gt;Strong" in html


def test_pages_keep_the_query() -> None:
    request = RequestFactory().get("/mentors/", {"skill": "R", "page": "2"})
    html = render("{% pagination page %}", page=Paginator(range(50), 10).page(2), request=request)
    assert 'href="?skill=R&amp;page=3" rel="next"' in html
    assert 'href="?skill=R&amp;page=2" aria-current="page"' in html
    assert "<nav" not in render(
        "{% pagination page %}", page=Paginator(range(5), 10).page(1), request=request
    )


def test_messages_that_stay_have_a_tone_and_an_icon() -> None:
    html = render('{% alert "warn" %}<p>Two mentors changed their hours.</p>{% endalert %}')
    assert 'class="alert alert--warn"' in html
    assert "#triangle-alert" in html
    assert "<p>Two mentors changed their hours.</p>" in html


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(0), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(minutes=-5), "5 minutes ago"),
        (timedelta(hours=2), "in 2 hours"),
        (timedelta(hours=-1), "1 hour ago"),
        (timedelta(days=1), "tomorrow"),
        (timedelta(days=-1), "yesterday"),
        (timedelta(days=3), "in 3 days"),
        (timedelta(days=-14), "14 days ago"),
    ],
)
def test_when_says_how_far_away(distance: timedelta, words: str) -> None:
    assert when(NOW + distance, NOW) == words


def test_when_reads_days_too() -> None:
    assert when(date(2026, 11, 23), NOW) == "today"
    assert when(None, NOW) == ""


def test_times_are_shown_in_the_readers_zone() -> None:
    with timezone.override("Africa/Johannesburg"):
        assert render("{{ at|local_time }}", at=NOW) == "Mon 23 November, 14:00"
        assert (
            render("{% moment at %}", at=NOW)
            == '<time datetime="2026-11-23T14:00:00+02:00">Mon 23 November, 14:00</time>'
        )
        assert (
            render("{{ at|local_date }}", at=datetime(2026, 11, 23, 23, 0, tzinfo=UTC)) == "24 November 2026"
        )
    assert local_time(None) == local_date(None) == ""


def test_numbers_and_lists_in_words() -> None:
    assert percent(0.625) == "62%"
    assert percent(None) == ""
    assert (points(36.0), points(12.46)) == ("36", "12.5")
    assert join_words(["R"]) == "R"
    assert join_words(["R", "presenting", "energy"]) == "R, presenting and energy"


# --- charts


def test_a_line_breaks_where_there_is_no_answer() -> None:
    drawn = line_chart(
        series=[Series("You", [0, None, 4])],
        labels=["a", "b", "c"],
        ticks=["4", "0"],
        low=0,
        high=4,
        sentence="Up.",
    )
    assert drawn.lines[0].path == "M100 180M500 20"
    assert drawn.rows == (("a", ("0",)), ("b", ("",)), ("c", ("4",)))


def test_bars_start_at_zero() -> None:
    drawn = bar_chart(
        series=Series("Pairs", [0, 5, 10]), labels=["a", "b", "c"], sentence="More.", low_until=1
    )
    assert [(bar.y, bar.height, bar.low) for bar in drawn.bars] == [
        (200, 0, True),
        (100, 100, False),
        (0, 200, False),
    ]


def test_a_chart_speaks_and_holds_its_table() -> None:
    html = render(
        "{% chart c %}",
        c=bar_chart(series=Series("Pairs", [1, 2]), labels=["a", "b"], sentence="Two pairs more."),
    )
    assert 'role="img" aria-label="Two pairs more."' in html
    assert '<th scope="row">b</th><td class="num right">2</td>' in html
    assert "style" not in html


@pytest.mark.parametrize("values", [[1, 2], [-1], []])
def test_a_bar_chart_refuses_what_it_cannot_draw(values: list[float]) -> None:
    with pytest.raises(ValueError, match="bar chart"):
        bar_chart(series=Series("x", values), labels=["only one"] if values else [], sentence="x")


def test_a_line_chart_refuses_a_third_series() -> None:
    series = [Series(name, [1]) for name in "abc"]
    with pytest.raises(ValueError, match="at most two"):
        line_chart(series=series, labels=["a"], ticks=[], low=0, high=1, sentence="x")
