# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The comparison of two wheels, as installed.

A file, or a field of the metadata, that also differs between builds by one
interpreter is excused.
"""

import collections
import posixpath

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gpep517_reuse.files import hash_bytes
from gpep517_reuse.verify.elf import (
    Extensions,
    Linkage,
    compare_linkage,
)
from gpep517_reuse.verify.findings import (
    Code,
    Difference,
    Severity,
    contrast,
    show,
    weigh,
)
from gpep517_reuse.verify.nondeterminism import Builds
from gpep517_reuse.wheel.elf import HINT, is_elf
from gpep517_reuse.wheel.installed import (
    Installed,
    InstalledFile,
    find_renamed,
)
from gpep517_reuse.wheel.metadata import (
    Metadata,
    parse_entry_points,
    parse_metadata,
    split_lines,
)


# texts by what they belong to
_Table = Mapping[str, tuple[str, ...]]

# what stands in no text: all control characters but for white space,
# backspace, bell and escape
_BINARY = bytes(set(range(32)) - set(b"\a\b\t\n\v\f\r\x1b"))


def _make_gentoo_ignore() -> Iterator[str]:
    """Yield what distutils-r1.eclass deletes, in distutils_wheel_install.

    It matches most of the names in any case.
    """
    for name in ("authors*", "changelog*", "code_of_conduct*", "copying*",
                 "*license*", "*licence*", "notice*", "*apache*", "*gpl*",
                 "*mit*"):
        either = "".join(f"[{letter}{letter.upper()}]" if letter.isalpha()
                         else letter for letter in name)
        yield f"sitedir/*.dist-info/{either}"
    for name in ("RECORD", "license_files/*", "licenses/*", "sboms/*",
                 "zip-safe"):
        yield f"sitedir/*.dist-info/{name}"


#: Globs for what Gentoo's distutils-r1.eclass deletes after installation.
GENTOO_IGNORE = tuple(_make_gentoo_ignore())


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A wheel, and what is known of the interpreter that built it.

    ``release`` is the language's version, as in (3, 12), None where it is
    not known; ``prefixes`` are directories that the interpreter lies in.
    """

    installed: Installed
    extensions: Extensions = field(default_factory=Extensions)
    release: tuple[int, ...] | None = None
    prefixes: tuple[str, ...] = ()


def compare(builder: Side, here: Side, controls: Sequence[Side] = (), *,
            ignore: Sequence[str] = ()) -> tuple[Difference, ...]:
    """Compare what a reuse would install with what a build here does.

    ``controls`` are further builds by the interpreter that is here.
    ``ignore`` are globs on installed paths, in which an asterisk stands
    for slashes, too.  The differences are sorted by path.
    """
    # costs a fifth of a bare interpreter start
    import fnmatch

    found = _compare_all(Builds(
        builder=builder, here=here, controls=tuple(controls)))
    return tuple(sorted(
        (difference for difference in found if not any(
            fnmatch.fnmatchcase(difference.path, pattern)
            for pattern in ignore)),
        key=lambda difference: (
            difference.path, difference.code.code, difference.severity.name,
            difference.old, difference.new)))


def _compare_all(sides: Builds[Side]) -> Iterator[Difference]:
    renamed = find_renamed(sides.builder.installed.files,
                           sides.here.installed.files)
    for old, new in renamed.items():
        yield Difference(code=Code.EXTENSION_NAME, path=new, old=(old,),
                         new=(new,), severity=Severity.NOTE)
    sides = replace(sides, builder=replace(
        sides.builder, installed=sides.builder.installed.rename(renamed),
        extensions=sides.builder.extensions.rename(renamed)))
    yield from _compare_paths(sides)
    dist_info = sides.here.installed.dist_info
    yield from contrast(Code.METADATA, dist_info, sides.map(
        lambda side: (side.installed.version,)))
    yield from _compare_records(f"{dist_info}/RECORD", sides.map(
        lambda side: side.installed.record_faults))
    for path in (sides.builder.installed.files.keys()
                 & sides.here.installed.files.keys()):
        yield from _compare_member(path, sides)


def _compare_paths(sides: Builds[Side]) -> Iterator[Difference]:
    """Compare which files there are: those in one directory that have one
    suffix are unstable together.
    """
    if (sides.builder.installed.files.keys()
            == sides.here.installed.files.keys()):
        return
    for paths in _match(sides.map(
            lambda side: _group_paths(side.installed))):
        for difference in contrast(Code.FILE_ADDED, "", paths):
            for code, names in ((Code.FILE_REMOVED, difference.old),
                                (Code.FILE_ADDED, difference.new)):
                for name in names:
                    yield replace(difference, code=code, path=name,
                                  old=(), new=())


def _group_paths(installed: Installed) -> _Table:
    groups = collections.defaultdict(list)
    for path in sorted(installed.files):
        stem, suffix = posixpath.splitext(path)
        groups[f"{posixpath.dirname(stem)}/*{suffix}"].append(path)
    return {group: tuple(paths) for group, paths in groups.items()}


def _match(tables: Builds[_Table]) -> Iterator[Builds[tuple[str, ...]]]:
    """Yield what the builds have of each key."""
    for key in frozenset().union(*tables.all):
        yield _pick(tables, key)


def _pick(tables: Builds[_Table], key: str) -> Builds[tuple[str, ...]]:
    return tables.map(lambda table: table.get(key, ()))


def _compare_records(path: str, faults: Builds[tuple[str, ...]]
                     ) -> Iterator[Difference]:
    """Tell the faults; those of both wheels would be there anyway."""
    yield from contrast(Code.RECORD, path, faults)
    if common := tuple(fault for fault in faults.builder
                       if fault in faults.here):
        yield Difference(code=Code.RECORD, path=path, old=common, new=common,
                         severity=Severity.NOTE)


def _compare_member(path: str, sides: Builds[Side]) -> Iterator[Difference]:
    """Compare a file that both the builder and a build here install."""
    is_extension = _is_extension(path, sides)
    if not is_extension and (sides.builder.installed.files[path]
                             == sides.here.installed.files[path]):
        # as most files are, of thousands
        return
    with_it = replace(sides, controls=tuple(
        side for side in sides.controls if path in side.installed.files))
    files = with_it.map(lambda side: side.installed.files[path])
    yield from contrast(Code.MODE, path, files.map(_describe_mode))
    contents = files.map(lambda file: file.content)
    if is_extension:
        yield from _compare_extension(path, with_it, contents)
    elif contents.builder != contents.here:
        directory, _, name = path.rpartition("/")
        in_info = directory == sides.here.installed.dist_info
        comparison = _BY_NAME.get(name) if in_info else None
        yield from (comparison or _compare_content)(path, contents)


def _compare_content(path: str, contents: Builds[bytes]
                     ) -> Iterator[Difference]:
    if all(map(_is_text, contents.all)):
        is_script = path.startswith("scripts/")
        yield from _compare_text(Code.SCRIPT if is_script else Code.TEXT,
                                 path, contents.map(split_lines))
    else:
        yield Difference(
            code=Code.BYTES, path=path,
            old=(_describe(contents.builder),),
            new=(_describe(contents.here),),
            severity=weigh(contents))


def _is_text(content: bytes) -> bool:
    return len(content) == len(content.translate(None, delete=_BINARY))


def _describe_mode(file: InstalledFile) -> tuple[str, ...]:
    return ("executable" if file.executable else "not executable",)


def _describe(content: bytes) -> str:
    digest = hash_bytes(content)
    return f"{len(content)} bytes, SHA-256 {digest[:12]}..."


def _compare_text(code: Code, path: str, lines: Builds[tuple[str, ...]]
                  ) -> Iterator[Difference]:
    if lines.builder == lines.here:
        return
    diff = _render_diff(path, lines.builder, lines.here)
    changed = [line for line in diff[2:] if line[0] in "+-"]
    yield Difference(
        code=code, path=path, diff="\n".join((*diff, "")),
        old=tuple(line[1:] for line in changed if line[0] == "-"),
        new=tuple(line[1:] for line in changed if line[0] == "+"),
        severity=weigh(lines))


def _render_diff(path: str, old: Sequence[str], new: Sequence[str]
                 ) -> list[str]:
    # needed only where something differs
    import difflib

    found = []
    for line in difflib.unified_diff(
            old, new, f"builder/{path}", f"here/{path}", lineterm=""):
        found.append(show(line))
        if line[0] in " +-" and not line.endswith("\n") and found[2:]:
            found.append("\\ No newline at end of file")
    return found


def _compare_metadata(path: str, contents: Builds[bytes]
                      ) -> Iterator[Difference]:
    parsed = contents.map(parse_metadata)
    yield from _compare_fields(Code.METADATA, path, parsed)
    descriptions = parsed.map(lambda metadata: metadata.description)
    yield from _compare_text(Code.DESCRIPTION, path, descriptions)


def _compare_fields(code: Code, path: str, parsed: Builds[Metadata],
                    severity: Severity = Severity.FINDING
                    ) -> Iterator[Difference]:
    for values in _match(parsed.map(_label_fields)):
        yield from contrast(code, path, values, severity=severity)


def _label_fields(metadata: Metadata) -> _Table:
    return {name: tuple(f"{name}: {value}" for value in values)
            for name, values in metadata.fields.items()}


def _compare_wheel(path: str, contents: Builds[bytes]
                   ) -> Iterator[Difference]:
    """Compare what nothing looks at after installation."""
    yield from _compare_fields(
        Code.WHEEL, path, contents.map(parse_metadata), Severity.NOTE)


def _compare_entry_points(path: str, contents: Builds[bytes]
                          ) -> Iterator[Difference]:
    for values in _match(contents.map(parse_entry_points)):
        yield from contrast(Code.ENTRY_POINT, path, values)


_BY_NAME: Mapping[str, Callable[[str, Builds[bytes]], Iterator[Difference]]]
_BY_NAME = {
    "METADATA": _compare_metadata,
    "WHEEL": _compare_wheel,
    "entry_points.txt": _compare_entry_points,
}


def _is_extension(path: str, sides: Builds[Side]) -> bool:
    """Return True if it is a shared object for a stable ABI."""
    return all(
        is_elf(side.installed.files[path].content)
        and (side.installed.is_stable
             or path.endswith((".abi3.so", ".abi3t.so")))
        for side in (sides.builder, sides.here))


def _compare_extension(path: str, sides: Builds[Side],
                       contents: Builds[bytes]) -> Iterator[Difference]:
    """Compare by what is known of a module, else by its bytes.

    Two builds are never the same bytes, so that these are a finding only of
    what cannot be read by anybody.
    """
    lacking = frozenset[str]().union(
        *(side.extensions.lacking for side in sides.all))
    severity = Severity.NOTE
    if all(path in side.extensions.modules for side in sides.all):
        yield from compare_linkage(path, sides.map(lambda side: Linkage(
            module=side.extensions.modules[path],
            violations=side.extensions.violations.get(path, ()),
            release=side.release, prefixes=side.prefixes)))
        if contents.builder != contents.here:
            yield Difference(
                code=Code.EXTENSION_CODE, path=path,
                old=(_describe(contents.builder),),
                new=(_describe(contents.here),), severity=Severity.NOTE)
    elif contents.builder != contents.here:
        if not lacking:
            yield from _compare_content(path, contents)
        severity = Severity.UNCHECKED
    if lacking:
        yield Difference(
            code=Code.EXTENSION_UNREAD, path=path, severity=severity,
            new=(f"without {', '.join(sorted(lacking))}: {HINT}",))
