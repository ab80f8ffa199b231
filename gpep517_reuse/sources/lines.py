# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The lines of source files, shown as they were when a wheel was built."""

from __future__ import annotations

from gpep517_reuse.errors import explain
from gpep517_reuse.files import hash_bytes, open_regular


def read_line(location: str, number: int, sha256: str) -> str:
    """Read a line of a file, stripped, or say in brackets why it is not told.

    ``sha256`` is what the file had, empty where that is not known.  A link
    is not followed.
    """
    try:
        with open_regular(location) as file:
            content = file.read()
    except OSError as error:
        return f"(it cannot be read: {explain(error)})"
    if sha256 and hash_bytes(content) != sha256:
        return "(the file has changed since)"
    lines = content.decode(errors="replace").splitlines()
    if not 0 < number <= len(lines):
        return "(the file has no such line)"
    return lines[number - 1].strip() or "(an empty line)"
