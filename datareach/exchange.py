"""Maps made from files of other tools, and maps written in their formats."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike, fspath
from typing import TYPE_CHECKING

from datareach.maps import Map, Problems

if TYPE_CHECKING:
    from datetime import date

    from data_maps.exchange.importing import Imported
    from data_maps.model import DataMap


def import_map(
    form: str,
    files: str | PathLike[str] | Iterable[str | PathLike[str]],
    *,
    into: Map | DataMap | None = None,
    users: str | None = None,
    as_of: date | str | None = None,
    hosts: str | None = None,
    places: str | None = None,
    first_party: str | None = None,
) -> Imported:
    """The map of files of another tool, with what became of each element of them.

    Args:
        form: The name of their format, such as "bods".
        files: A file, a zip file or a folder, or several.
        into: A map that gets what it does not say yet.
        users: How many people, in which country: "US: 19M; DE: 2M".
        as_of: The day whose facts count; that of the source unless said.
        hosts: Of a capture: a table that says who runs which hosts.
        places: Of a capture: a table that says where addresses stand.
        first_party: Of a capture: the domain of the app itself.

    Raises:
        Problems: With every reason why there is no map, each at its place.

    >>> import datareach
    >>> made = datareach.import_map("otm", "docs/exchange/otm.yaml")
    >>> made.counts["elements"] == made.counts["kept"] + made.counts["translated"] + made.counts["dropped"]
    True
    """
    from data_maps.exchange.documents import Unreadable
    from data_maps.exchange.formats import IMPORTS
    from data_maps.exchange.importing import Beside, imported
    from data_maps.problems import Place, Problem, did_you_mean

    if form not in IMPORTS:
        hint = did_you_mean(form, IMPORTS, ", ".join(IMPORTS))
        raise Problems(Problem(Place(form, 1, 1), "", "no such format", str(hint)))
    paths = [fspath(files)] if isinstance(files, str | PathLike) else [fspath(file) for file in files]
    beside = Beside(hosts, places, first_party)
    base = into.data_map if isinstance(into, Map) else into
    try:
        return imported(IMPORTS[form], paths, into=base, users=users, as_of=as_of, beside=beside)
    except Unreadable as unreadable:
        raise Problems(*unreadable.problems) from None
