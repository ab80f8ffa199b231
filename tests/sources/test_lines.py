# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the lines of source files."""

from pathlib import Path

import pytest

from gpep517_reuse.files import hash_bytes
from gpep517_reuse.sources.lines import read_line


TEXT = b"a\n\n  b \xff\n"


@pytest.mark.parametrize(("number", "sha256", "line"), [
    (1, "", "a"), (3, hash_bytes(TEXT), "b \ufffd"),
    (2, "", "(an empty line)"),
    (4, "", "(the file has no such line)"),
    (0, "", "(the file has no such line)"),
    (1, hash_bytes(b""), "(the file has changed since)"),
])
def test_read_line(tmp_path: Path, number: int, sha256: str, line: str
                   ) -> None:
    (tmp_path / "a.py").write_bytes(TEXT)
    assert read_line(str(tmp_path / "a.py"), number, sha256) == line


def test_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("a.py")
    (tmp_path / "a.py").write_bytes(TEXT)
    assert read_line(str(tmp_path / "link"), 1, "") == (
        "(it cannot be read: it is a symbolic link)")
    assert read_line(str(tmp_path / "no"), 1, "") == (
        "(it cannot be read: No such file or directory)")
