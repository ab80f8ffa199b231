# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The metadata that a wheel installs, taken apart (PEP 566, PEP 621)."""

import collections

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """A METADATA or WHEEL file.

    ``fields`` maps names, in title case, to the values, as in
    {"Requires-Dist": ("six",)}; ``description`` holds lines with their
    ends.
    """

    fields: Mapping[str, tuple[str, ...]]
    description: tuple[str, ...] = ()


def split_lines(content: bytes) -> tuple[str, ...]:
    """Split text into lines, with their ends.

    What is not UTF-8 becomes lone surrogates, so that nothing is lost.
    """
    return tuple(line.decode(errors="surrogateescape")
                 for line in content.splitlines(keepends=True))


def parse_metadata(content: bytes) -> Metadata:
    """Parse a METADATA or WHEEL file; nothing in it is an error.

    A line that is no field counts as a value of the field "".
    """
    lines = iter(split_lines(content))
    fields: dict[str, list[str]] = collections.defaultdict(list)
    last = ""
    for line in lines:
        text = line.rstrip("\r\n")
        if not text:
            break
        if text[0] in " \t" and fields[last]:
            fields[last][-1] += f"\n{text}"
            continue
        name, colon, value = text.partition(":")
        last = name.strip().title() if colon else ""
        fields[last].append(value.strip() if colon else text)
    return Metadata(fields={name: tuple(values)
                            for name, values in fields.items() if values},
                    description=tuple(lines))


def parse_entry_points(content: bytes) -> Mapping[str, tuple[str, ...]]:
    """Parse an entry_points.txt; nothing in it is an error.

    Returns texts as in "[console_scripts] foo = foo:main" by what stands
    before the equals sign; more than one is one too many.
    """
    group = ""
    points = collections.defaultdict(list)
    for line in split_lines(content):
        text = line.strip()
        if not text or text[0] in "#;":
            continue
        if text.startswith("[") and text.endswith("]"):
            group = f"[{text[1:-1].strip()}] "
            continue
        name, equals, value = text.partition("=")
        name = f"{group}{name.strip()}"
        points[name].append(f"{name} {equals} {value.strip()}".rstrip())
    return {name: tuple(texts) for name, texts in points.items()}
