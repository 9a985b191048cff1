"""Pages of a Parquet file: what they come to once unpacked, by their own headers, while none is unpacked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pyarrow import Array
    from pyarrow.parquet import FileMetaData

UNPACKED, PACKED = 2, 3
DATA, DATA_OF_VERSION_2 = 5, 8
"""Fields of a page's header, by their numbers (parquet.thrift of the format's 2.11)."""
VALUES = 1
LONGEST_NUMBER = 10
"""Bytes of a whole number at most."""


MOST_PAGES = 50_000
"""Pages of a file that are looked at: a table of twenty million cells has as many where each holds four hundred."""


class Unpacked(NamedTuple):
    """The bytes and the values of some pages."""

    size: int
    values: int


def unpacked(file: Path, metadata: FileMetaData) -> Iterator[Unpacked]:
    """The unpacked size of the columns of a file so far, page after page.

    Raises:
        ValueError: A page has no header that can be read, or there are more pages than are looked at.
    """
    size = values = 0
    with file.open("rb") as content:
        for number, page in enumerate(_pages_of_all(content, metadata)):
            if number >= MOST_PAGES:
                raise ValueError(f"it has more than {MOST_PAGES:,} pages, and as many are read at most")
            size, values = size + page.size, values + page.values
            yield Unpacked(size, values)


def _pages_of_all(content: IO[bytes], metadata: FileMetaData) -> Iterator[Unpacked]:
    """The pages of all columns, group after group."""
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        for column in range(metadata.num_columns):
            chunk = group.column(column)
            # Values of a fixed length unpack to that, whatever a page says of itself; 0 where they have none.
            length = metadata.schema.column(column).length
            at = min(offset for offset in (chunk.data_page_offset, chunk.dictionary_page_offset) if offset)
            end = at + chunk.total_compressed_size
            while at < end:
                content.seek(at)
                header = _fields(content)
                values = (header.get(DATA) or header.get(DATA_OF_VERSION_2) or {}).get(VALUES, 0)
                if min(header.get(UNPACKED, 0), header.get(PACKED, 0), values) < 0:
                    raise ValueError("a page of it is less than empty")
                yield Unpacked(max(header.get(UNPACKED, 0), length * values), values)
                at = content.tell() + header.get(PACKED, 0)


def _fields(content: IO[bytes]) -> dict[int, Any]:
    """The fields of a structure by their numbers, as Thrift's compact protocol writes them."""
    fields, number = dict[int, Any](), 0
    while (head := _byte(content)) & 15:
        number = number + (head >> 4) if head >> 4 else _signed(content)
        fields[number] = _READ.get(head & 15, _unknown)(content)
    return fields


def _unknown(_content: IO[bytes]) -> None:
    raise ValueError("a page of it has a header of another form")


def _byte(content: IO[bytes]) -> int:
    byte = content.read(1)
    if not byte:
        raise ValueError("it ends in the midst of a page")
    return byte[0]


def _number(content: IO[bytes]) -> int:
    number = 0
    for place in range(LONGEST_NUMBER):
        byte = _byte(content)
        number |= (byte & 127) << 7 * place
        if byte < 128:
            return number
    raise ValueError("a page of it has an endless number")


def _signed(content: IO[bytes]) -> int:
    number = _number(content)
    return (number >> 1) ^ -(number & 1)


def _text(content: IO[bytes]) -> None:
    content.seek(_number(content), 1)


_READ: Mapping[int, Callable[[IO[bytes]], Any]] = {
    1: lambda _: True,
    2: lambda _: False,
    3: _byte,
    4: _signed,
    5: _signed,
    6: _signed,
    8: _text,
    12: _fields,
}
"""How the kinds of values in a page's header are read; there are no lists in one."""


def spelled_out(column: Array) -> int:
    """The bytes of texts in lists of a column, which stand in memory each as often as it is there."""
    from pyarrow import compute, types

    if types.is_dictionary(column.type):
        lengths = compute.binary_length(column.dictionary)
        return int(compute.sum(lengths.take(column.indices)).as_py() or 0)
    if types.is_struct(column.type):
        return sum(map(spelled_out, column.flatten()))
    if types.is_map(column.type):
        return spelled_out(column.keys) + spelled_out(column.items)
    return spelled_out(column.flatten()) if types.is_nested(column.type) else 0
