# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the temporary directory."""

import re
import tempfile
import typing

from pathlib import Path

import pytest

from gpep517_reuse.errors import ReuseError
from gpep517_reuse.temporary import make_temporary_directory


def test_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch
                         ) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with make_temporary_directory() as path:
        (path / "file").write_text("")
        assert path.parent == tmp_path
        assert path.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == []


def test_where_none_can_be_made(tmp_path: Path,
                                monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    with (pytest.raises(ReuseError) as caught, make_temporary_directory()):
        pass
    assert re.fullmatch(
        f"{tmp_path}/file/gpep517-reuse-[0-9a-f]+ cannot be made: Not a "
        "directory\nhint: set TMPDIR", str(caught.value))


def _find_none() -> typing.NoReturn:
    raise FileNotFoundError(2, "No usable temporary directory found")


def test_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """As root, and where the current directory can be written to, there
    always is one.
    """
    monkeypatch.setattr(tempfile, "gettempdir", _find_none)
    with (pytest.raises(ReuseError) as caught, make_temporary_directory()):
        pass
    assert str(caught.value) == (
        "No usable temporary directory found\nhint: set TMPDIR")
