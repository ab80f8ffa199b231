# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The RECORD: what a wheel says of its own members (PEP 376, PEP 427)."""

from __future__ import annotations

import base64
import csv
import hashlib
import io

from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence



#: What signatures stand in is in no RECORD, and not installed.
RECORDS = ("RECORD", "RECORD.jws", "RECORD.p7s")

_WEAK_HASHES = frozenset({"md5", "sha1"})


class Measured(NamedTuple):
    """The digest of a member's content, and its size in bytes."""

    digest: bytes
    size: int


def find_record_faults(
        record: bytes | None, records: Collection[str],
        members: Collection[str], measure: Callable[[str, str], Measured]
        ) -> Iterator[str]:
    """Yield what a RECORD gets wrong.

    ``record`` is its content, None where there is none, ``records`` are
    the members that need not stand in it, ``measure`` takes a member and
    the name of a hash function.
    """
    if record is None:
        yield "it is missing"
        return
    try:
        rows = {row[0]: row for row in csv.reader(
            io.StringIO(record.decode(), newline="")) if row}
    except (UnicodeDecodeError, csv.Error) as error:
        yield f"it cannot be parsed: {error}"
        return
    known = frozenset(members)
    for member in members:
        if member not in records:
            yield from _find_row_faults(member, rows.get(member), measure)
    for member in rows:
        if member not in known:
            yield f"{member} is listed, and is not there"


def _find_row_faults(member: str, row: Sequence[str] | None,
                     measure: Callable[[str, str], Measured]
                     ) -> Iterator[str]:
    if row is None:
        yield f"{member} is not listed"
    elif len(row) != 3 or not row[1]:
        yield f"{member} is listed without a hash"
    else:
        kind, _, expected = row[1].partition("=")
        if (kind in _WEAK_HASHES or kind not in hashlib.algorithms_guaranteed
                or kind.startswith("shake")):
            yield f"{member} is listed with a hash of an unfit kind, {kind}"
            return
        measured = measure(member, kind)
        if base64.urlsafe_b64encode(measured.digest).decode().rstrip(
                "=") != expected.rstrip("="):
            yield f"{member} is listed with another hash"
        if row[2] and row[2] != str(measured.size):
            yield (f"{member} is listed with {row[2]} bytes, and has "
                   f"{measured.size}")
