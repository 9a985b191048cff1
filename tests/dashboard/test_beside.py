"""Compare as a mode of every place: a pinned baseline, and each number that changed after what it was."""

from __future__ import annotations

from assessments.report.blocks import Cell, Column, Figure, Heading, NamedCells, Span, Table, Text
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.sections.use import Meter
from dashboard.beside import with_old_values
from dashboard.show import Content, Meters, Shares
from tests.support.dashboards import address, in_force, said, used, visited

FIVE = "case:wechat-five-lines"
PLACES = ("answer", "flows", "numbers", "options", "law", "record", "apps")
MOVED = "People a year whose content foreign states would take: about 4,800 → about 2,500."


def _sentence(reached: str) -> Text:
    spans = (Span("China could order "), Span(reached, about="state:CN"), Span(" of "), Span("19", about="people"))
    return Text("".join(span.text for span in spans), spans=spans)


def _table(harm: float, *, name: str = "sale") -> Table:
    cells = (Cell(name), Cell(f"{harm:g}", harm, about="all"))
    return Table("Options", (Column("option"), Column("harm", numeric=True)), (cells,))


def test_each_number_that_changed_stands_after_what_it_was() -> None:
    before: list[Content] = [_sentence("9"), _table(5), NamedCells((("Reach", Cell("3", 3.0)),)), Heading("9")]
    now: list[Content] = [
        _sentence("7"),
        _table(4),
        NamedCells((("Reach", Cell("3", 3.0)), ("Use", Cell("8", 8.0)))),
        Heading("7"),
    ]
    sentence, table, facts, heading = with_old_values(before, now)
    assert sentence == Text("China could order 7 of 19", spans=_sentence("9 → 7").spans)
    assert table == Table("Options", _table(5).columns, ((Cell("sale"), Cell("5 → 4", 4.0, about="all")),))
    assert (facts, heading) == (now[2], now[3])


def test_a_row_or_a_number_that_was_not_there_stands_alone() -> None:
    assert list(with_old_values([_table(5)], [_table(4, name="ban")])) == [_table(4, name="ban")]
    assert list(with_old_values([], [_table(4)])) == [_table(4)]
    question = "How many people's data come along with each target of an order? (24%)"
    one, other = (NamedCells((("1", Cell(f"{question}{end}", 0.2, about="a.b")),)) for end in ("", "!"))
    assert list(with_old_values([one], [other])) == [other]


def test_a_bar_keeps_its_place_of_before_and_a_meter_and_a_share_their_words() -> None:
    def drawn(x: float, before: float | None, words: str) -> Figure:
        mark = Mark("China", x, before=before, text=words)
        return Figure(Chart("bars", "Reach", (mark,), Axis("people")), "", "")

    assert list(with_old_values([drawn(9, None, "9")], [drawn(7, None, "7")])) == [drawn(7, 9, "9 → 7")]
    meters = [Meters((Meter("Use", number, "1–9", "all", None),)) for number in ("5", "4", "5 → 4")]
    shares = [Shares("It rests on", (("stated", 0.2, words),)) for words in ("16%", "20%", "16% → 20%")]
    assert list(with_old_values([meters[0], shares[0]], [meters[1], shares[1]])) == [meters[2], shares[2]]


def test_every_place_shows_what_changed_beside_what_was_pinned() -> None:
    for place in PLACES:
        text = said(visited(place, map=FIVE, set=["interest.CN=0.2"], pin=["opened"]))
        words = (
            MOVED
            if place != "answer"
            else "People a year whose content foreign states would take  about 4,800 → about 2,500"
        )
        assert (place, words in text) == (place, True)


def test_the_first_change_pins_what_was_shown_before_it_until_numbers_are_to_stand_alone() -> None:
    at = used(visited("law", map=FIVE), "interest.CN=0.2")
    assert (in_force(at), address(at)["pin"]) == (["interest.CN=0.2"], ["opened"])
    assert MOVED in said(at)
    at.button(key="strip:unpin").click().run()
    assert "pin" not in address(at)
    assert MOVED not in said(used(at, "interest.CN=0.9"))
    at.button(key="strip:pin-now").click().run()
    assert address(at)["pin"] == ["opened", "set=interest.CN=0.9"]


def test_the_headline_moves_when_a_step_is_switched_off() -> None:
    text = said(visited("flows", map=FIVE, off=["power.CN.tencent"]))
    assert "45 in 100 → 19 in 100" in text
