# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The wheel: what its name promises and what it holds (PEP 427)."""

import hashlib
import itertools
import lzma
import re
import typing
import zipfile
import zlib

from collections.abc import Iterator, Mapping
from pathlib import Path

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.fingerprint import (
    BLOCK_SIZE,
    BUILD_BASE_PREFIX,
    hash_bytes,
)
from gpep517_reuse.wheelname import WheelName


# a version of the language, not a part of a longer one
_VERSION = re.compile(r"(?<![\d.])3\.\d{1,2}(?![\d])")
# cpython-312, cpython-314t-x86_64-linux-gnu, pypy311, pypy311-pp73, .cp312-
_CACHE_TAG = re.compile(
    r"(?:cpython|graalpy|pypy)-?\d{2,}[a-z]*|\.cp\d{2,}[a-z]*-")
_EXTENSION = re.compile(r"\.(?:so|pyd|dylib)$")

#: What zipfile raises for archives that are broken in one way or another.
UNREADABLE = (EOFError, NotImplementedError, OSError, RuntimeError,
              ValueError, lzma.LZMAError, zipfile.BadZipFile, zlib.error)


class Wheel(typing.NamedTuple):
    """Hold what a reuse is judged by.

    ``members`` maps the path of each file outside of .dist-info to the
    SHA-256 of its content, in hexadecimal; that of a script leaves out
    its first line.  ``metadata`` is all of .dist-info, one file after the
    other.  ``named`` holds what names an interpreter, and ``faults`` why
    the wheel is fit for nobody else.
    """

    name: WheelName
    members: Mapping[str, str]
    metadata: bytes
    named: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def has_extensions(self) -> bool:
        """Tell whether it holds an extension module, or a library."""
        return any(map(_EXTENSION.search, self.members))


def read_wheel(path: Path) -> Wheel:
    """Read a wheel.

    Raises ReuseError where it is none.
    """
    try:
        name = WheelName.parse(path.name)
        with zipfile.ZipFile(path) as archive:
            return _read_archive(name, archive)
    except UNREADABLE as error:
        raise ReuseError(f"{path} cannot be read as a wheel: {error}",
                         hint="build it again") from error


def find_foreign_extensions(wheel: Wheel, suffix: str) -> tuple[str, ...]:
    """Find extension modules that are named for other interpreters than
    the one with this extension suffix.
    """
    own = _CACHE_TAG.search(suffix)
    return tuple(member for member in wheel.members
                 if (tag := _find_extension_tag(member))
                 and not (own and own[0].strip(".-") == tag))


def is_script(member: str) -> bool:
    """Tell whether a member is installed as a script."""
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
    metadata: list[bytes] = []
    faults: list[str] = []
    info = f"{name.distribution}-{name.version}.dist-info/"
    seen: set[str] = set()
    for item in archive.infolist():
        if item.is_dir():
            continue
        member = item.filename
        if member in seen:
            faults.append(f"{member} stands in it twice")
        seen.add(member)
        if member.startswith(info):
            metadata.append(archive.read(item))
        else:
            members[member] = _digest_member(archive, item)
    entry_points = _read_text(archive, info + "entry_points.txt")
    faults.extend(_find_tag_faults(
        name, _read_text(archive, info + "WHEEL")))
    faults.extend(_find_member_faults(name, members))
    return Wheel(name=name, members=members,
                 metadata=b"\n".join(metadata),
                 named=tuple(_find_named(name, members, entry_points)),
                 faults=tuple(faults))


def _digest_member(archive: zipfile.ZipFile, item: zipfile.ZipInfo) -> str:
    if is_script(item.filename):
        return digest_script(archive.read(item))
    digest = hashlib.sha256(usedforsecurity=False)
    with archive.open(item) as stream:
        while block := stream.read(BLOCK_SIZE):
            digest.update(block)
    return digest.hexdigest()


def _read_text(archive: zipfile.ZipFile, member: str) -> str:
    try:
        return archive.read(member).decode(errors="replace")
    except KeyError:
        return ""


def _find_tag_faults(name: WheelName, metadata: str) -> Iterator[str]:
    tags = {line.partition(":")[2].strip() for line in metadata.splitlines()
            if line.lower().startswith("tag:")}
    expanded = set(itertools.chain.from_iterable(map(_expand, tags)))
    if expanded != set(name.tags):
        yield (f"its name says {'.'.join(sorted(name.tags))}, its metadata "
               f"{', '.join(sorted(tags)) or 'no tag'}")


def _expand(tag: str) -> Iterator[str]:
    parts = [part.split(".") for part in tag.split("-")]
    return map("-".join, itertools.product(*parts))


def _find_member_faults(name: WheelName, members: Mapping[str, str]
                        ) -> Iterator[str]:
    for member in members:
        if member.startswith(("build/lib/", "build/lib.")) or (
                BUILD_BASE_PREFIX in member):
            yield f"{member} comes from another build's base"
        elif member.endswith((".pyc", ".whl")):
            # these do not count as sources
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
