# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The wheel as installed: where each file ends up, whatever the scheme."""

import hashlib
import re
import stat
import zipfile

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gpep517_reuse.wheel.archive import open_wheel
from gpep517_reuse.wheel.filename import WheelName
from gpep517_reuse.wheel.record import RECORDS, Measured, find_record_faults


#: The directory that stands for both purelib and platlib.
SITEDIR = "sitedir"

_SCHEMES = {"purelib": SITEDIR, "platlib": SITEDIR}
# what installers replace, and the line that stands for all of them; pip and
# installer look at these eight bytes, and leave any other first line alone
_SHEBANG = b"#!python"

_STABLE_SUFFIX = re.compile(
    r"\.abi3(?P<free>t?)(?P<machine>-[a-z0-9_-]+)?\.so\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledFile:
    """The content of a file, and whether it can be executed."""

    content: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What a wheel installs.

    ``files`` maps paths, as in "sitedir/foo/__init__.py", "scripts/foo",
    "data/share/foo" and "headers/foo.h", to files; RECORD is left out.
    ``dist_info`` is the metadata's directory, its name normalised, as in
    "sitedir/foo.dist-info", and ``version`` what the name says besides.
    ``tags`` are the wheel's, and ``record_faults`` sentences on what its
    RECORD gets wrong.
    """

    files: Mapping[str, InstalledFile]
    dist_info: str = ""
    version: str = ""
    tags: frozenset[str] = field(default_factory=frozenset)
    record_faults: tuple[str, ...] = ()

    @property
    def is_stable(self) -> bool:
        """Return True if the wheel is for a stable ABI alone."""
        return bool(self.tags) and all(
            tag.split("-")[1] in {"abi3", "abi3t"} for tag in self.tags)

    def rename(self, names: Mapping[str, str]) -> "Installed":
        """Give files other paths."""
        return replace(self, files={names.get(path, path): file
                                    for path, file in self.files.items()})


def find_renamed(builder: Iterable[str], here: Iterable[str]
                 ) -> Mapping[str, str]:
    """Find stable-ABI modules that have another name here.

    CPython 3.15 builds x.abi3-x86_64-linux-gnu.so, and finds x.abi3.so as
    well, and what was built for a free-threaded one, as x.abi3t.so; older
    ones know the short name only.  Returns the names here, by those of the
    builder.
    """
    known = frozenset(builder)
    return {other: path for path in here if path not in known
            for other in sorted(_list_other_names(path) & known)[:1]}


def _list_other_names(path: str) -> frozenset[str]:
    """List the other names by which a stable-ABI module would be found."""
    match = _STABLE_SUFFIX.search(path)
    if match is None:
        return frozenset()
    return frozenset(f"{path[:match.start()]}.abi3{free}{machine}.so"
                     for free in {match["free"], "t"}
                     for machine in {match["machine"] or "", ""}) - {path}


def read_installed(path: Path) -> Installed:
    """Read a wheel.

    Raises ReuseError where it is none.
    """
    with open_wheel(path) as (name, archive):
        return _read_archive(name, archive)


def _read_archive(name: WheelName, archive: zipfile.ZipFile) -> Installed:
    info = _find_dist_info(archive)
    places = _Places(name, info)
    files: dict[str, InstalledFile] = {}
    contents: dict[str, bytes] = {}
    faults: list[str] = []
    for item in archive.infolist():
        if item.is_dir():
            continue
        place = places.locate(item.filename)
        if place in files or item.filename in contents:
            faults.append(f"{item.filename} stands in the wheel twice")
        content = archive.read(item)
        contents[item.filename] = content
        if item.filename not in places.records:
            files[place] = InstalledFile(
                content=_drop_shebang(place, content),
                executable=_is_executable(item))
    faults.extend(find_record_faults(
        contents.get(places.records[0]), places.records, contents,
        lambda member, kind: _measure(contents[member], kind)))
    return Installed(
        files=files, dist_info=places.dist_info, version=places.version,
        tags=name.tags, record_faults=tuple(sorted(faults)))


class _Places:
    """Where installers put the members of one wheel."""

    def __init__(self, name: WheelName, info: str) -> None:
        project, _, self.version = info.removesuffix(
            ".dist-info").partition("-")
        project = re.sub(r"[-_.]+", "_", project).lower()
        self.dist_info = f"{SITEDIR}/{project}.dist-info"
        self.records = tuple(f"{info}/{record}" for record in RECORDS)
        self._info = info
        self._data = f"{name.distribution}-{name.version}.data"

    def locate(self, member: str) -> str:
        """Return the path that a member is installed to."""
        directory, _, rest = member.partition("/")
        if directory == self._info:
            return f"{self.dist_info}/{rest}"
        if directory != self._data:
            return f"{SITEDIR}/{member}"
        scheme, _, rest = rest.partition("/")
        return f"{_SCHEMES.get(scheme, scheme)}/{rest}"


def _find_dist_info(archive: zipfile.ZipFile) -> str:
    found = {member.partition("/")[0] for member in archive.namelist()}
    infos = sorted(name for name in found if name.endswith(".dist-info"))
    if len(infos) != 1:
        raise ValueError(
            f"expected one .dist-info, found {', '.join(infos) or 'none'}")
    return infos[0]


def _drop_shebang(place: str, content: bytes) -> bytes:
    """Make the first line of a script that installers rewrite neutral."""
    if place.startswith("scripts/") and content.startswith(_SHEBANG):
        return _SHEBANG + b"\n" + content.partition(b"\n")[2]
    return content


def _is_executable(item: zipfile.ZipInfo) -> bool:
    mode = item.external_attr >> 16
    return stat.S_ISREG(mode) and bool(mode & 0o111)


def _measure(content: bytes, kind: str) -> Measured:
    return Measured(hashlib.new(kind, content, usedforsecurity=False
                                ).digest(), len(content))
