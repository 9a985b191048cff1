"""Commands on the record: saving, finding, proving and making again."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import Exit

from commands.arguments import (
    AboutState,
    AsOf,
    Draws,
    OptionsInForce,
    Ratio,
    ReadingOption,
    RecordIdArgument,
    Refused,
    Seed,
    SetOption,
    StoreAt,
    ViewArguments,
    Viewpoint,
    path,
    read,
    settings_of,
)
from commands.printing import console, deliver, foretell, tell, why, working, writing

if TYPE_CHECKING:
    from assessments.record.audit_log import LastLine
    from assessments.record.drafts import Draft
    from assessments.record.folder import Person
    from assessments.record.store import Store
    from assessments.run import Settings

commands = typer.Typer()

Authority = Annotated[
    Path | None,
    typer.Option(parser=path, metavar="FILE", help="Certificates of a time stamp authority, as PEM, its root too."),
]


MapOrWork = Annotated[
    str, typer.Argument(metavar="MAP", help="A file, a folder, case:NAME, or a file of work that was kept.")
]
SubjectOption = Annotated[
    str | None, typer.Option(metavar="S", help="Whose next version it is; else the name of the map.")
]
Note = Annotated[str, typer.Option(metavar="TEXT", help="What is to be remembered of it.")]
SaverOption = Annotated[str | None, typer.Option(metavar="NAME", help="Who saves; asked once, then kept.")]
After = Annotated[
    int | None, typer.Option(metavar="N", min=0, help="The version it builds on; else the latest at the start.")
]


@commands.command(epilog="Example: datareach save case:example-chat --by Ada --note 'First look.'")
def save(
    map_: MapOrWork,
    subject: SubjectOption = None,
    note: Note = "",
    by: SaverOption = None,
    after: After = None,
    store: StoreAt = None,
    as_of: AsOf = None,
    viewpoint: Viewpoint = None,
    about: AboutState = None,
    settings: SetOption = None,
    reading: ReadingOption = None,
    option: OptionsInForce = None,
    severity_ratio: Ratio = "4",
    draws: Draws = 20_000,
    seed: Seed = 0,
) -> None:
    """Assess a map and save that for good, as the next version of its subject."""
    from assessments.record.saving import draft_to_save, save_base, save_or_keep
    from assessments.record.store import note_of

    chosen = settings_of(severity_ratio, draws, seed, option or [])
    person = person_named(by)
    with record_at(store, make=True) as record:
        note_of(note)
        begin = save_base(record, map_, subject, after)
        draft = begin.draft or _draft(map_, chosen, ViewArguments(as_of, viewpoint, settings, reading, about=about))
        entry = save_or_keep(record, draft_to_save(draft, begin, note), person, Path.cwd())
        typer.echo(f"saved: {entry.id}")
        typer.echo(record.last_line().words, err=True)
        if disagreement := record.disagreement():
            tell(disagreement)


@commands.command("list", epilog="Example: datareach list wechat --most 10")
def list_saved(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORD]...", help="Only where these stand in it.")
    ] = None,
    most: Annotated[int, typer.Option(metavar="N", min=1, max=10_000, help="How many.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list for programs.")] = False,
    store: StoreAt = None,
) -> None:
    """List what was saved, the newest first."""
    from assessments.exports.terminal import Page
    from assessments.record.record_text import listing, listing_text

    query = " ".join(words or [])
    with record_at(store) as record:
        entries, count = record.newest(most, words=query), record.count(query)
        if disagreement := record.disagreement():
            tell(disagreement)
    if as_json:
        typer.echo(listing_text(entries), nl=False)
    else:
        console().print(Page(record.name, [listing(entries, count, most)]))


@commands.command(epilog="Example: datareach show example-chat/1 --json")
def show(
    id: RecordIdArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result, as assess --json did.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(parser=path, metavar="DIR", help="Write the files of the map and the result into this folder."),
    ] = None,
    store: StoreAt = None,
) -> None:
    """Show what was saved: what it says, what it was made from and by, who did what with it."""
    from assessments.exports.terminal import Page
    from assessments.record.audit_log import utc_day
    from assessments.record.record_text import saved_section, saved_title
    from assessments.record.saving import written_out
    from casework.grammar import DEEDS

    with record_at(store) as record:
        saved = record.load(id)
        history = record.history(saved.entry.subject, saved.entry.number)
    if as_json:
        sys.stdout.buffer.write(saved.result)
    else:
        console().print(Page(saved_title(saved), [saved_section(saved, history, utc_day(), DEEDS)]))
    if out is not None:
        with writing(out):
            for path in written_out(saved, out):
                tell(f"written: {path}")


@commands.command(epilog="Example: datareach verify")
def verify(
    id: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="SUBJECT/NUMBER, or SUBJECT for its latest, or a bundle.zip; else all."),
    ] = None,
    head: Annotated[
        str | None,
        typer.Option("--head", "--holds", metavar="DIGEST", help="Is this line, noted down earlier, still on record?"),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take its last line for the one this machine saw last, as after a restore.")
    ] = False,
    write_head: Annotated[
        Path | None,
        typer.Option(
            parser=path, metavar="FILE", help="Write the last line into a file, for others to hold theirs against."
        ),
    ] = None,
    against: Annotated[
        Path | None,
        typer.Option(
            parser=path, metavar="HEAD", help="Hold the record against the last line that somebody else wrote so."
        ),
    ] = None,
    authority: Authority = None,
    store: StoreAt = None,
) -> None:
    """Check that nothing on record, or in a bundle, was altered since it was written; exit code 1 if it was."""
    from assessments.exports.terminal import Page
    from assessments.record.audit_log import note
    from assessments.record.record_text import proof
    from assessments.record.verify import held_against, verified
    from casework.stamps import certificates_in, checker

    digest = None if head is None else _digest(head)
    theirs = None if against is None else _head_in(against)
    if id is not None and id.endswith(".zip"):
        raise Exit(_verify_bundle(path(id), digest))
    with record_at(store) as record:
        if accept:
            note(record.names(), replace(record.last_line(), accepted=True))
        certificates = certificates_in(authority) if authority else ()
        findings = verified(record, record.find(id) if id else None, (checker(certificates, str(authority or "")),))
    if theirs:
        findings = held_against(findings, *theirs)
    if write_head:
        head_words = {"record": findings.first, "line": findings.lines, "digest": findings.head}
        deliver(json.dumps(head_words, indent=1).encode() + b"\n", write_head)
    section = proof(findings, id or record.name, digest)
    console().print(Page(id or record.name, [section]))
    raise Exit(1 if findings.altered or (digest is not None and digest not in findings.heads) else 0)


def _head_in(file: Path) -> tuple[LastLine, str]:
    """The last line that somebody saw of a record, and the digest of its first; raises Refused."""
    from assessments.record.audit_log import LastLine

    try:
        match json.loads(file.read_bytes()):
            case {"record": str(record), "line": int(line), "digest": str(digest)}:
                return LastLine(line, digest), record
    except (OSError, ValueError, RecursionError):
        pass
    raise Refused(f"--against: {file}: this is no head of a record (datareach verify --write-head FILE writes one)")


def _verify_bundle(file: Path, seal: str | None) -> int:
    """Print whether a bundle is as it was made, and what it rests on; the exit code."""
    from assessments.exports.bundle import NoBundle, checked
    from data_maps.problems import printable
    from data_maps.reading import why_unread

    try:
        found = checked(file.read_bytes())
    except OSError as error:
        raise Refused(f"{file}: {why_unread(error)}") from None
    except NoBundle as problem:
        raise Refused(f"{file}: {problem}") from None
    lines = [f"altered: {name}" for name in found.altered]
    if seal is not None and seal != found.seal:
        lines.append("altered: the list of hashes is not the one whose seal was noted down")
    holds = not lines
    lines = lines or [f"holds: {len(found.files)} files are as they were when it was made"]
    lines.append(f"rests on: {found.title}, result {found.fingerprint} by Datareach {found.datareach}")
    lines.append(f"seal: {found.seal}")
    typer.echo("\n".join(map(printable, lines)))
    return 0 if holds else 1


def _digest(written: str) -> str:
    """The digest of a line as it was noted down; raises Refused where it can be none."""
    from data_maps.problems import shown

    digest = "".join(written.split()).lower()
    if not re.fullmatch("[0-9a-f]{64}", digest):
        raise Refused(
            f"--head: {shown(written)} is no digest of a line (64 digits and letters a to f, as save prints them)"
        )
    return digest


@commands.command(epilog="Example: datareach stamp last-line.tsq")
def stamp(
    request: Annotated[
        Path | None, typer.Argument(parser=path, metavar="[FILE]", help="Where the request is written.")
    ] = None,
    reply: Annotated[
        Path | None, typer.Option(parser=path, metavar="FILE", help="Instead: put this reply on record.")
    ] = None,
    authority: Authority = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who puts it on record.")] = None,
    store: StoreAt = None,
) -> None:
    """Write a request to an authority for a time stamp of the last line (RFC 3161), or put its reply on record."""
    from assessments.record.errors import minute
    from casework.stamps import certificates_in, request_for, take_in

    if (request is None) == (reply is None):
        raise Refused("name the file to write the request into, or --reply FILE with the reply to it")
    if reply is not None and authority is None:
        raise Refused("--authority: name the certificates of the authority, to hold its reply against them")
    with record_at(store) as record:
        if reply is not None and authority is not None:
            stamped = take_in(record, person_named(by), reply, certificates_in(authority))
            typer.echo(f"stamped: line {stamped.line.serial} at {minute(stamped.at)}")
        elif request is not None:
            deliver(request_for(record.last_line()), request)
        typer.echo(record.last_line().words, err=True)


@commands.command(epilog="Example: datareach backup record-2026-11-28.db")
def backup(
    file: Annotated[Path, typer.Argument(parser=path, metavar="FILE", help="The new file of the copy.")],
    up_to: Annotated[
        int | None,
        typer.Option("--up-to", metavar="LINE", min=1, help="Copy lines up to it, of a spoiled record."),
    ] = None,
    store: StoreAt = None,
) -> None:
    """Copy the whole record into a new file, as it is at one moment; others may go on writing."""
    from assessments.record.backup import back_up

    with record_at(store) as record:
        line = back_up(record, file, up_to)
    typer.echo(f"backed up: {file}")
    typer.echo(line.words, err=True)


@commands.command(epilog="Example: datareach restore record-2026-11-28.db --store record.db")
def restore(
    file: Annotated[Path, typer.Argument(parser=path, metavar="FILE", help="A file that backup made.")],
    store: StoreAt = None,
) -> None:
    """Put a backup into a store that has nothing yet, and check it there."""
    from assessments.record.backup import restore as restored

    with record_at(store, make=True) as record:
        line = restored(file, record)
        name = record.name
    typer.echo(f"restored: {name}")
    typer.echo(line.words, err=True)


@commands.command(epilog="Example: datareach recompute example-chat/1")
def recompute(id: RecordIdArgument, store: StoreAt = None) -> None:
    """Make a saved assessment again; exit code 1 if it comes out differently, with what changed and what that did."""
    from assessments.exports.terminal import Page
    from assessments.record.recompute import recomputed
    from assessments.record.record_text import recomputed_section, saved_title

    with record_at(store) as record:
        saved = record.load(id)
        outcome = recomputed(record, saved)
    console().print(Page(saved_title(saved), [recomputed_section(saved.entry, outcome)]))
    raise Exit(0 if outcome.same else 1)


@contextmanager
def record_at(named: str | None, *, make: bool = False) -> Iterator[Store]:
    """The store that is meant; each of its troubles is a reason to refuse."""
    from assessments.record.errors import Trouble
    from assessments.record.folder import store_named
    from assessments.record.store import open_store

    try:
        with open_store(store_named(named), make=make) as opened:
            if opened.made:
                tell(f"made a new store: {opened.name}")
            yield opened
    except Trouble as trouble:
        raise Refused(trouble) from None


def is_saved(name: str, store: str | None) -> bool:
    """True for the id of what was saved, False for the name of a map; whoever adds a file takes no such id's place.

    Raises Refused where a file or folder is called like what is on record, or where that cannot be told.
    """
    from assessments.record.errors import NoStore, NotSaved, Trouble
    from assessments.record.folder import store_named
    from assessments.record.recompute import is_id
    from assessments.record.store import open_store

    if not is_id(name) or not Path(name).exists():
        return is_id(name)
    try:
        with open_store(store_named(store), make=False) as record:
            saved = record.find(name).id
    except (NoStore, NotSaved):
        return False
    except Trouble as trouble:
        raise Refused(f"{trouble} (write ./{name} for the file or folder that is called so here)") from None
    raise Refused(f"{name}: {saved} is on record, and a file or folder here is called {name} (write ./{name} for that)")


def person_named(by: str | None) -> Person:
    """The person who works here: as is said, as was kept, or as is answered now, which is kept."""
    from assessments.record.folder import Person, Role, cleaned_name, keep_name, kept_name

    if (name_here := kept_name()) and not by:
        return Person(name_here, Role.ADMIN)
    if not by and not sys.stdin.isatty():
        raise Refused("say who you are: --by NAME (it is kept on this machine, and asked for no more)")
    name = cleaned_name(by or str(typer.prompt("Who are you? Your name is kept on this machine", err=True)))
    if not name:
        raise Refused("--by: a name has letters")
    if not name_here:
        with suppress(OSError):
            keep_name(name)
    return Person(name, Role.ADMIN)


def _draft(name: str, chosen: Settings, view: ViewArguments) -> Draft:
    from assessments.record.entries import asked_of
    from assessments.record.saving import draft_of_run, run_of
    from assessments.scenario import Unusable
    from data_maps.reading import map_files
    from risk.record.loading import files_of_record

    with working(name) as announce:
        announce("assessing")
        data_map = read(name)
        try:
            called, files = map_files(name)
            files |= files_of_record(data_map)
            question = asked_of(chosen, view.as_of, view.viewpoint, view.settings or (), view.reading, view.about)
            run = run_of(called, files, question)
            foretell([run], whole=True)
            return draft_of_run(run, called, files, question)
        except Unusable as unusable:
            raise Refused(*unusable.problems) from None
        except OSError as error:
            raise Refused(f"{name}: it cannot be read any longer ({why(error)})") from None
