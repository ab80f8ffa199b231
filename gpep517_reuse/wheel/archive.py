# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The wheel: what its name promises and what it holds (PEP 427)."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import lzma
import re
import stat
import zipfile
import zlib

from pathlib import Path

from gpep517_reuse.errors import ReuseError, quote
from gpep517_reuse.files import BLOCK_SIZE, hash_bytes, open_regular
from gpep517_reuse.sources.tree import BUILD_BASE_PREFIX
from gpep517_reuse.wheel.filename import WheelName
from gpep517_reuse.wheel.record import RECORDS, Measured, find_record_faults
from gpep517_reuse.values import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


# a version of the language, not a part of a longer one
_VERSION = re.compile(r"(?<![\d.])3\.\d{1,2}(?![\d])")
# cpython-312, cpython-314t-x86_64-linux-gnu, pypy311, pypy311-pp73, .cp312-
_CACHE_TAG = re.compile(
    r"(?:cpython|graalpy|pypy)-?\d{2,}[a-z]*|\.cp\d{2,}[a-z]*-")
_EXTENSION = re.compile(r"\.(?:so|pyd|dylib)$")

#: What a wheel may unpack to, in bytes, and how many members it may have.
MOST_BYTES = 4 << 30
MOST_MEMBERS = 65_535
# what is read as a whole: metadata, and scripts
_MOST_TEXT = 64 << 20
# so much of a text is looked at, and told, that ought to be short
_MOST_TOLD = 500
# of the others, a block may unpack to gigabytes
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

#: What zipfile raises for archives that are broken in one way or another.
UNREADABLE = (EOFError, NotImplementedError, OSError, RuntimeError,
              ValueError, lzma.LZMAError, zipfile.BadZipFile, zlib.error)


class Wheel(NamedTuple):
    """What a reuse is judged by."""

    name: WheelName
    #: The SHA-256 of each file outside of .dist-info, in hexadecimal, by
    #: path; that of a script leaves out its first line.
    members: Mapping[str, str]
    #: All of .dist-info, one file after the other.
    metadata: bytes
    #: What names an interpreter, a sentence each.
    interpreter_names: tuple[str, ...]
    #: Why the wheel is fit for nobody else, a sentence each.
    faults: tuple[str, ...]

    @property
    def has_extensions(self) -> bool:
        """Return True if it holds an extension module, or a library."""
        return any(map(is_extension, self.members))


def read_wheel(path: Path) -> Wheel:
    """Read a wheel.

    Raises ReuseError where it is none.
    """
    with open_wheel(path) as (name, archive):
        return _read_archive(name, archive)


@contextlib.contextmanager
def open_wheel(path: Path) -> Iterator[tuple[WheelName, zipfile.ZipFile]]:
    """Yield the name of a wheel, and the archive that it is.

    Raises ReuseError where it is none, or not one that can be read in
    bounded time and memory; also for what is raised while it is open.
    """
    try:
        name = WheelName.parse(path.name)
        with (open_regular(path, follow=True) as file,
              zipfile.ZipFile(file) as archive):
            _check_bounds(archive.infolist())
            yield name, archive
    except UNREADABLE as error:
        raise ReuseError(f"{path} cannot be read as a wheel: {error}",
                         hint="build it again") from error


def _check_bounds(items: Sequence[zipfile.ZipInfo]) -> None:
    """Raise ValueError where an archive would unpack to too much."""
    if len(items) > MOST_MEMBERS:
        raise ValueError(f"it has {len(items)} members, more than "
                         f"{MOST_MEMBERS}")
    size = sum(item.file_size for item in items)
    if size > MOST_BYTES:
        raise ValueError(f"it unpacks to {size} bytes, more than "
                         f"{MOST_BYTES}")
    for item in items:
        if item.compress_type not in _METHODS:
            raise ValueError(f"{quote(item.filename)} is compressed by "
                             f"method {item.compress_type}")


def find_foreign_extensions(wheel: Wheel, suffix: str) -> tuple[str, ...]:
    """Find extension modules that are named for other interpreters than
    the one with this extension suffix.
    """
    own = _CACHE_TAG.search(suffix)
    return tuple(member for member in wheel.members
                 if (tag := _find_extension_tag(member))
                 and not (own and own[0].strip(".-") == tag))


def is_extension(member: str) -> bool:
    """Return True if a member is an extension module, or a library."""
    return _EXTENSION.search(member) is not None


def is_script(member: str) -> bool:
    """Return True if a member is installed as a script."""
    directory, _, rest = member.partition("/")
    return directory.endswith(".data") and rest.startswith("scripts/")


def digest_script(content: bytes) -> str:
    """Return the SHA-256 of a script but for the line that an installer
    rewrites, in hexadecimal.
    """
    if content.startswith(b"#!"):
        content = content.partition(b"\n")[2]
    return hash_bytes(content)


def _read_archive(name: WheelName, archive: zipfile.ZipFile) -> Wheel:
    members: dict[str, str] = {}
    metadata: dict[str, bytes] = {}
    measured: dict[str, Measured] = {}
    info = f"{name.distribution}-{name.version}.dist-info/"
    items = [item for item in archive.infolist() if not item.is_dir()]
    for item in items:
        member = item.filename
        measured[member] = _measure(archive, item, "sha256")
        if member.startswith(info):
            metadata[member] = _read_whole(archive, item)
        elif is_script(member):
            members[member] = digest_script(_read_whole(archive, item))
        else:
            members[member] = measured[member].digest.hex()
    entry_points, tags = (
        metadata.get(info + file, b"").decode(errors="replace")
        for file in ("entry_points.txt", "WHEEL"))
    faults = itertools.chain(
        _find_item_faults(archive.infolist()), _find_tag_faults(name, tags),
        _find_member_faults(name, members), _find_record_faults(
            archive, info, metadata, measured))
    return Wheel(name=name, members=members,
                 metadata=b"\n".join(metadata.values()),
                 interpreter_names=tuple(map(quote, _find_named(
                     name, members, entry_points))),
                 faults=tuple(map(quote, faults)))


def _measure(archive: zipfile.ZipFile, item: zipfile.ZipInfo, kind: str
             ) -> Measured:
    digest = hashlib.new(kind, usedforsecurity=False)
    size = 0
    with archive.open(item) as stream:
        while block := stream.read(BLOCK_SIZE):
            digest.update(block)
            size += len(block)
    return Measured(digest.digest(), size)


def _read_whole(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> bytes:
    if item.file_size > _MOST_TEXT:
        raise ValueError(f"{quote(item.filename)} has {item.file_size} "
                         f"bytes, more than {_MOST_TEXT}")
    return archive.read(item)


def _find_item_faults(items: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    """Yield what no installer should be asked to unpack."""
    seen: dict[str, str] = {}
    for item in items:
        member = item.filename
        if member.startswith("/") or ".." in member.split("/"):
            yield f"{member} leads out of the wheel"
        if item.is_dir():
            continue
        if stat.S_IFMT(item.external_attr >> 16) not in {0, stat.S_IFREG}:
            yield f"{member} is not a regular file"
        other = seen.get(member.casefold())
        if other == member:
            yield f"{member} stands in it twice"
        elif other is not None:
            yield f"{member} and {other} differ by case alone"
        seen[member.casefold()] = member


def _find_record_faults(
        archive: zipfile.ZipFile, info: str, metadata: Mapping[str, bytes],
        measured: Mapping[str, Measured]) -> Iterator[str]:
    faults = find_record_faults(
        metadata.get(info + "RECORD"), [info + file for file in RECORDS],
        measured, lambda member, kind: (
            measured[member] if kind == "sha256"
            else _measure(archive, archive.getinfo(member), kind)))
    for fault in faults:
        yield f"its RECORD is wrong: {fault}"


def _find_tag_faults(name: WheelName, metadata: str) -> Iterator[str]:
    tags = {line.partition(":")[2].strip() for line in metadata.splitlines()
            if line.lower().startswith("tag:")}
    # no two lines of an honest wheel stand for the same tag
    expanded = itertools.islice(itertools.chain.from_iterable(
        map(_expand, tags)), len(name.tags) + 1)
    if sorted(expanded) != sorted(name.tags):
        told = ", ".join(sorted(tags))[:_MOST_TOLD]
        yield (f"its name says {'.'.join(sorted(name.tags))}, its metadata "
               f"{told or 'no tag'}")


def _expand(tag: str) -> Iterator[str]:
    parts = [part.split(".") for part in tag[:_MOST_TOLD].split("-")]
    return map("-".join, itertools.product(*parts))


def _find_member_faults(name: WheelName, members: Mapping[str, str]
                        ) -> Iterator[str]:
    for member in members:
        if member.startswith(("build/lib/", "build/lib.")) or (
                BUILD_BASE_PREFIX in member):
            yield f"{member} comes from another build's base"
        elif member.endswith(".pyc"):
            # it does not count as a source
            yield f"{member} is packed, and not a source"
        elif (name.is_pure or name.is_stable) and (
                tag := _find_extension_tag(member)):
            yield f"{member} is for {tag} alone"


def _find_extension_tag(member: str) -> str:
    """Return the one interpreter that an extension module is named for, as
    in "cpython-312", else an empty text.
    """
    name = member.rpartition("/")[2]
    tag = _CACHE_TAG.search(name) if _EXTENSION.search(name) else None
    return tag[0].strip(".-") if tag else ""


def _find_named(name: WheelName, members: Mapping[str, str],
                entry_points: str) -> Iterator[str]:
    data = f"{name.distribution}-{name.version}.data/"
    for member in sorted(members):
        if tag := _CACHE_TAG.search(member):
            yield f"{member} names {tag[0].strip('.-')}"
        else:
            exposed = _find_exposed_name(member, data)
            if version := _VERSION.search(exposed):
                yield f"{member} names {version[0]}"
    for line in entry_points.splitlines():
        if version := _VERSION.search(line.partition("#")[0]):
            yield f"entry point {line.strip()} names {version[0]}"


def _find_exposed_name(member: str, data: str) -> str:
    """Return the part of a path that a rule looks at: a top-level name, or
    one directly below scripts, headers or data.
    """
    if not member.startswith(data):
        return member.partition("/")[0]
    scheme, _, rest = member.removeprefix(data).partition("/")
    if scheme in {"purelib", "platlib"}:
        return rest.partition("/")[0]
    return "" if "/" in rest else rest
