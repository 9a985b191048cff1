"""Commands of a review: what people do with a saved assessment, each act written down for good."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.exceptions import Exit

from casework.grammar import RULES, Did
from commands.arguments import RecordIdArgument, Refused, StoreAt, path
from commands.printing import PAGE_WIDTH, CommandGroup, console, deliver
from commands.record import person_named, record_at

if TYPE_CHECKING:
    from datetime import date

    from assessments.record.folder import Person
    from casework.recording import Review

commands = typer.Typer()
review = typer.Typer(
    cls=CommandGroup,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": PAGE_WIDTH},
    help="Review what was saved: comment, estimate blind, answer, decide, sign. ID is SUBJECT/NUMBER, or SUBJECT.",
    epilog="Example: datareach review show example-chat/1",
)
commands.add_typer(review, name="review")

ReviewerOption = Annotated[str | None, typer.Option(metavar="NAME", help="Who you are; asked once, then kept.")]
AboutOption = Annotated[str, typer.Option(metavar="ADDRESS", help="What it is about: an address, or the id of an act.")]
SayOption = Annotated[str, typer.Option("--say", metavar="TEXT", help="In words.")]
Until = Annotated[str, typer.Option(metavar="DATE", help="The last day on which it holds.")]

OPTIONS = {
    "about": AboutOption,
    "said": SayOption,
    "value": Annotated[
        str, typer.Option(metavar="VALUE", help="As a map writes it: 0.3, 30%, [0.1, 0.3, 0.6], 2/year.")
    ],
    "owner": Annotated[str, typer.Option(metavar="NAME", help="Who is to answer it.")],
    "until": Until,
}
"""How each part of an act is given."""

ACTS: Mapping[Did, tuple[str, str]] = {
    "submit": ("Submit an assessment for review.", "--say 'Ready for the board.'"),
    "return": ("Send an assessment back to draft, with the reason.", "--say 'The flows are not complete.'"),
    "comment": (
        "Say something about a number, a route, a finding, or what somebody did.",
        "--about headline.harm --say 'Since when?'",
    ),
    "estimate": (
        "Estimate a number; nobody else sees it before the estimates of that number are opened.",
        "--about interest.XB --value '[0.1, 0.3, 0.6]'",
    ),
    "open": ("Let everybody see the estimates of a number, once two people have made one.", "--about interest.XB"),
    "assign": (
        "Give an open question to somebody, to be answered until a day.",
        "--about interest.XB --owner Cy --until 2099-12-31",
    ),
    "answer": ("Answer an open question.", "--about interest.XB --say 'Asked: no.'"),
    "accept": (
        "Accept in your name that questions stay open, with a reason and until a day: one act for each.",
        "--all-others --say 'After the audit.' --until 2099-12-31",
    ),
    "attend": ("Be noted as present.", ""),
    "decide": (
        "Decide, once every question is answered or accepted; it lapses by itself when what it rests on changes.",
        "--outcome rejected --say 'Too much is open.'",
    ),
    "sign": ("Stand by a decision in your name; `show` has its id.", "--about r-0123456789ab"),
    "meet": (
        "Note that a condition of the decision is met, and how one knows.",
        "--about r-0123456789ab.1 --say 'Keys moved.'",
    ),
    "dissent": (
        "Put on record that you do not stand by a decision, and why.",
        "--about r-0123456789ab --say 'Keys first.'",
    ),
    "withdraw": (
        "Withdraw something you did; it stays on record that you did both.",
        "--about r-0123456789ab --say 'I misread it.'",
    ),
}
"""What each act is for, and an example of it; what it takes is in the grammar."""


@review.command(epilog="Example: datareach review show example-chat/1")
def show(id: RecordIdArgument, by: ReviewerOption = None, store: StoreAt = None) -> None:
    """Show how a review stands: its state and why, what is open, what was said and done; exit code 1 if it lapsed."""
    from assessments.exports.terminal import Page
    from assessments.record.record_text import departures, saved_title
    from assessments.report.blocks import Section
    from casework import review_text as text
    from casework.elicitation import open_estimates, side_by_side, side_by_side_table

    with _reviewing(id, by, store) as (current, person):
        section, state = text.section(current, person), current.standing().state
        tables = [side_by_side_table(side_by_side(current, address)) for address in open_estimates(current.acts())]
    estimates = [Section("estimates", "Estimates side by side", tuple(tables))] if tables else []
    page = Page(saved_title(current.saved), [section, *estimates], departures(current.saved).says)
    console().print(page)
    raise Exit(1 if state == "lapsed" else 0)


def _accept(
    id: RecordIdArgument,
    said: SayOption,
    until: Until,
    about: Annotated[list[str] | None, typer.Option(metavar="ADDRESS", help="Which question; again for more.")] = None,
    all_others: Annotated[bool, typer.Option("--all-others", help="Every question that is still open.")] = False,
    by: ReviewerOption = None,
    store: StoreAt = None,
) -> None:
    day = _last_day(until)
    with _reviewing(id, by, store) as (current, person):
        names = [question.name for question in current.standing().open_questions] if all_others else []
        if not (abouts := [*(about or []), *names]):
            raise Refused("no question is open" if all_others else "name a question: --about, or --all-others")
        done = current.do_each(person, "accept", abouts, said=said, until=day)
        ids = [act.id for act in done]
    typer.echo("\n".join(ids))


def _decide(
    id: RecordIdArgument,
    outcome: Annotated[
        str, typer.Option(metavar="OUTCOME", help="accepted or rejected; with conditions it is accepted with them.")
    ],
    said: SayOption,
    condition: Annotated[
        list[str] | None, typer.Option(metavar="'WHAT; OWNER; DATE'", help="What it depends on; again for more.")
    ] = None,
    by: ReviewerOption = None,
    store: StoreAt = None,
) -> None:
    conditions = tuple(_condition(text) for text in condition or [])
    whole = f"{outcome} with conditions" if conditions and outcome == "accepted" else outcome
    with _reviewing(id, by, store) as (current, person):
        act = current.do(person, "decide", outcome=whole, said=said, conditions=conditions)
        why, line = current.standing().why, current.store.last_line()
    typer.echo(act.id)
    typer.echo(line.words, err=True)
    for reason in why:
        typer.echo(f"it is on record, and has lapsed at once: {reason}", err=True)


OWN: Mapping[Did, Callable[..., None]] = {"accept": _accept, "decide": _decide}
"""Acts that take several things at once, each with a command of its own."""


def _command(did: Did) -> Callable[..., None]:
    """A command that does one thing, and prints the id by which others can speak about it."""

    def command(id: str, by: str | None, store: str | None, **fields: Any) -> None:
        if "until" in fields:
            fields["until"] = _last_day(fields["until"])
        with _reviewing(id, by, store) as (current, person):
            act = current.do(person, did, **fields)
        typer.echo(act.id)

    rule = RULES[did]
    annotations = {"id": RecordIdArgument, **{name: OPTIONS[name] for name in (*rule.needs, *rule.may)}}
    annotations |= {"by": ReviewerOption, "store": StoreAt}
    defaults = {"id": Parameter.empty, **dict.fromkeys(rule.needs, Parameter.empty), **dict.fromkeys(rule.may, "")}
    # Typer reads what a command takes from its signature, which here is the grammar's.
    cast(Any, command).__signature__ = Signature(
        [
            Parameter(name, Parameter.KEYWORD_ONLY, default=defaults.get(name), annotation=annotation)
            for name, annotation in annotations.items()
        ]
    )
    command.__annotations__ = annotations
    return command


for _did, (_sentence, _example) in ACTS.items():
    review.command(_did, help=_sentence, epilog=f"Example: datareach review {_did} example-chat/1 {_example}".rstrip())(
        OWN.get(_did) or _command(_did)
    )


@review.command(epilog="Example: datareach review pool example-chat/1 --about interest.XB --out pooled.yaml")
def pool(
    id: RecordIdArgument,
    about: AboutOption,
    out: Annotated[
        Path | None, typer.Option(parser=path, metavar="FILE", help="Where to write; else it is printed.")
    ] = None,
    by: ReviewerOption = None,
    store: StoreAt = None,
) -> None:
    """Take the open estimates of a number into the map, to be saved as its next version."""
    from casework.elicitation import into_the_map

    with _reviewing(id, by, store) as (current, _):
        _, text = into_the_map(current, about)
    deliver(text, out)


@review.command(epilog="Example: datareach review export example-chat/1 example-chat.review.yaml")
def export(
    id: RecordIdArgument,
    file: Annotated[
        Path | None, typer.Argument(parser=path, metavar="[FILE]", help="Where to write; else it is printed.")
    ] = None,
    by: ReviewerOption = None,
    store: StoreAt = None,
) -> None:
    """Write a review as one YAML file to keep beside its map; what is blind to you is not in it."""
    from casework.review_text import review_text

    with _reviewing(id, by, store) as (current, person):
        text = review_text(current, person)
    deliver(text, file)


@review.command(epilog="Example: datareach review minutes example-chat/1 --out minutes.pdf")
def minutes(
    id: RecordIdArgument,
    out: Annotated[
        Path | None,
        typer.Option(parser=path, metavar="FILE", help="Where to write: .pdf, .docx, .html or .md; else printed."),
    ] = None,
    store: StoreAt = None,
) -> None:
    """Write the minutes of the last meeting: who was there, what was decided and why, conditions, dissent."""
    from commands.filing import deliver_minutes

    deliver_minutes(id, out, store)


@review.command("take-in", epilog="Example: datareach review take-in example-chat/1 example-chat.review.yaml")
def take_in(id: RecordIdArgument, file: Path, by: ReviewerOption = None, store: StoreAt = None) -> None:
    """Take in what such a file has and the store does not; one that was altered is refused."""
    from casework.review_text import read_review, unlike
    from data_maps.places import first_bytes
    from data_maps.reading import why_unread

    try:
        text = first_bytes(file).decode("utf-8", "replace")
    except OSError as error:
        raise Refused(f"{file}: {why_unread(error)}") from None
    written, problems = read_review(text, str(file))
    if written is None:
        raise Refused(*problems)
    with _reviewing(id, by, store) as (current, person):
        if problem := unlike(written, current, str(file)):
            raise Refused(problem)
        new = current.take_in(person, written.acts)
    typer.echo(f"taken in: {len(new)} of {len(written.acts)} acts")


@contextmanager
def _reviewing(id: str, by: str | None, store: str | None) -> Iterator[tuple[Review, Person]]:
    """The review of a saved assessment, and who is at work."""
    from casework.recording import review_of

    person = person_named(by)
    with record_at(store) as record:
        yield review_of(record, id), person


def _last_day(text: str) -> date:
    from casework.acts import last_day

    try:
        return last_day(text.strip())
    except ValueError as wrong:
        raise Refused(f"--until: {wrong}") from None


def _condition(text: str) -> dict[str, Any]:
    from casework.acts import condition_of

    try:
        return condition_of(text)
    except ValueError as wrong:
        raise Refused(f"--condition: {wrong}") from None
