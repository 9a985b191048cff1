"""Tables: each mistake at its line and column, all at once, in words for the one who has to mend it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from risk.record.rows import AppleOrders, GoogleOrders, Operation, Row, Taking, table

HEADER = "id,sponsor,what,start,end,first_attribution,source\n"


def problems(model: type[Row], text: str) -> list[str]:
    read = table(model, text, "mine/t.csv")
    assert read.problems, "the text was meant to have mistakes"
    return [str(problem) for problem in read.problems]


def test_an_empty_text_is_told_the_columns() -> None:
    assert problems(Operation, "\n\n") == [
        "mine/t.csv:1:1: an empty table (start with source,eurepoc_id,sponsor,start_year,first_attribution_year)"
    ]


def test_a_header_alone_is_a_table_without_rows() -> None:
    read = table(Taking, HEADER, "t.csv")
    assert (read.rows, read.problems) == ((), ())


def test_columns_stand_in_any_order_and_a_cell_with_a_comma_in_quotes() -> None:
    text = (
        "\ufeffsponsor,source,id,what,end,start,first_attribution,doubt\r\n"
        '\r\nUS,me,a,"cards, ""all""",2013-01-01,2009-01-01,2013-09-15,\r\n'
    )
    assert table(Taking, text, "t.csv").rows == (
        Taking.model_construct(
            id="a",
            sponsor="US",
            what='cards, "all"',
            start=date(2009, 1, 1),
            end=date(2013, 1, 1),
            first_attribution=date(2013, 9, 15),
            source="me",
        ),
    )


def test_columns_that_are_unknown_twice_or_missing_are_told_at_the_header() -> None:
    assert problems(Operation, "eurepoc_id,sponser,start_year,start_year,source\n1,US,2010,2010,me\n") == [
        "mine/t.csv:1:12: unknown column 'sponser' (did you mean 'sponsor'?)",
        "mine/t.csv:1:31: a second column 'start_year' (one is enough)",
        "mine/t.csv:1:1: no column 'sponsor' (add it to the header)",
        "mine/t.csv:1:1: no column 'first_attribution_year' (add it to the header)",
    ]


def test_every_broken_cell_of_a_taking_is_told_at_its_place() -> None:
    text = HEADER + (
        "x,UK,a,2014-02-30,2013-01-01,soon,me\n"
        'y,US,"a, b",2015-01-01,2014-01-01,2015-01-01,\n'
        'z,US,"open,2015-01-01\n'
        "z,US,a,2015-01-01,2015-01-01,2015-01-01\n"
        "z,US,b\x07,2015-01-01,2015-01-01,2015-01-01,me\n"
    )
    assert problems(Taking, text) == [
        "mine/t.csv:2:3: sponsor: 'UK' is no country code (did you mean 'GB'?)",
        "mine/t.csv:2:8: start: '2014-02-30' is not a date (write 2026-11-25)",
        "mine/t.csv:2:30: first_attribution: 'soon' is not a date (write 2026-11-25)",
        "mine/t.csv:3:46: source: an empty cell (write what it is)",
        'mine/t.csv:4:6: a quote that is not closed, or text beside it (write ""two"" quotes inside a cell)',
        "mine/t.csv:5:1: 6 cells where the header has 7 (put a cell with a comma in double quotes)",
        "mine/t.csv:6:7: a character that cannot be printed (remove it)",
    ]


def test_a_taking_does_not_end_before_it_starts() -> None:
    assert problems(Taking, HEADER + "y,US,b,2015-01-01,2014-01-01,2015-01-01,me\n") == [
        "mine/t.csv:2:19: end: '2014-01-01' is before the start (not before 2015-01-01)"
    ]


def test_a_taking_is_not_known_in_a_year_before_it_starts() -> None:
    """Where only the year is known, the first of January stands for it."""
    text = HEADER + "y,US,b,2015-06-01,2015-07-01,2015-01-01,me\nz,US,b,2015-06-01,2015-07-01,2014-12-31,me\n"
    assert problems(Taking, text) == [
        "mine/t.csv:3:30: first_attribution: '2014-12-31' is in a year before the start (not before 2015)"
    ]


def test_no_more_requests_are_met_than_were_made() -> None:
    header = "half_year,country,requests,accounts,content_provided,noncontent_provided,source\n"
    assert problems(AppleOrders, header + "2013 H1,DE,3,9,1,2,apple\n2013 H2,DE,3,9,2,2,apple\n") == [
        "mine/t.csv:3:16: content_provided: 4 requests met of 3 (a request is met once, with content or without)"
    ]


def test_one_taking_of_one_state_has_one_row() -> None:
    row = "y,{state},b,2015-01-01,2015-01-01,2015-01-01,me\n"
    text = HEADER + row.format(state="US") + row.format(state="GB") + "\n" + row.format(state="US")
    assert problems(Taking, text) == ["mine/t.csv:5:1: a second row for 'y US' (the first is on line 2)"]


def test_every_broken_cell_of_orders_is_told_at_its_place() -> None:
    apple = "half_year,country,requests,accounts,content_provided,noncontent_provided,source\n"
    google = "half_year_ending,country,process,requests,share_disclosed,accounts,source\n"
    assert problems(AppleOrders, apple + "2013 H3,Germany,-1,1.5,x,,apple\n") == [
        "mine/t.csv:2:1: half_year: '2013 H3' is no half-year (write 2020 H1 or 2020 H2)",
        "mine/t.csv:2:9: country: 'Germany' is no country code (did you mean 'DE'?)",
        "mine/t.csv:2:17: requests: '-1' is out of bounds (from 0 to 1000000000000)",
        "mine/t.csv:2:20: accounts: '1.5' is not a whole number (write digits alone, such as 1200)",
        "mine/t.csv:2:24: content_provided: 'x' is not a whole number (write digits alone, such as 1200)",
        "mine/t.csv:2:26: noncontent_provided: '' is not a whole number (write digits alone, such as 1200)",
    ]
    assert problems(GoogleOrders, google + "2013-06-31,US,All,3,101,-4,google\n2013-06-30,US,All,1,nan,1,google\n") == [
        "mine/t.csv:2:1: half_year_ending: '2013-06-31' is not a date (write 2026-11-25)",
        "mine/t.csv:2:21: share_disclosed: '101' is no percentage (a number from 0 to 100)",
        "mine/t.csv:2:25: accounts: '-4' is out of bounds (from 0 to 1000000000000)",
        "mine/t.csv:3:21: share_disclosed: 'nan' is no percentage (a number from 0 to 100)",
    ]


@given(st.text(alphabet='US,"\n\r 0129-é\x00', max_size=60))
def test_no_text_is_more_than_rows_and_problems(text: str) -> None:
    read = table(Operation, "eurepoc_id,sponsor,start_year,first_attribution_year,source\n" + text, "t.csv")
    lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
    assert len({problem.place.line for problem in read.problems}) + len(read.rows) == len(lines)
