# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The documents: what a person reads can be rendered, and leads on."""

import io
import re

from pathlib import Path

import docutils.core
import pytest


HERE = Path(__file__).resolve().parents[1]
README = HERE / "README.rst"
DOCUMENTS = (README, *sorted((HERE / "docs").glob("*.rst")))

pytestmark = pytest.mark.once


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_rendered(path: Path) -> None:
    """Nothing in it is doubtful, to the pickiest of readers."""
    doubts = io.StringIO()
    docutils.core.publish_string(
        path.read_text(encoding="utf-8"), writer="html5",
        settings_overrides={"report_level": 1, "warning_stream": doubts,
                            "output_encoding": "unicode"})
    assert doubts.getvalue() == ""


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_files_are_there(path: Path) -> None:
    """What a document names as another one is one."""
    for name in re.findall(r"``((?:docs/)?[a-z]+\.rst)``",
                           path.read_text(encoding="utf-8")):
        assert path.parent.joinpath(name) in DOCUMENTS


def test_readme_leads_to_each() -> None:
    text = README.read_text(encoding="utf-8")
    for path in DOCUMENTS[1:]:
        assert f"\n``docs/{path.name}``\n" in text


def test_readme_is_read_in_a_minute() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 250
