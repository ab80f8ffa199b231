# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The documents: what a person reads can be rendered, and leads on."""

import argparse
import io
import re

from pathlib import Path

import docutils.core
import pytest

from gpep517_reuse.cli.command import load
from gpep517_reuse.cli.help import COMMANDS
from gpep517_reuse.cli.quick import BUILD_ROWS, INSTALL_ROWS


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


@pytest.mark.parametrize(
    "command", [name for name, text in COMMANDS.items() if text.example])
def test_manual_explains_each_option(command: str) -> None:
    """What comes on top of gpep517's options has a paragraph of its own."""
    text = (HERE / "docs" / "manual.rst").read_text(encoding="utf-8")
    explained = {name for line in re.findall(r"^``--.*$", text, re.MULTILINE)
                 for name in re.findall(r"--[a-z-]+", line)}
    parser = argparse.ArgumentParser()
    load(command).add_args(parser)
    ours = {name for action in parser._actions
            for name in action.option_strings} - {
                "-h", "--help", "--output-fd", "--wheel-dir",
                *BUILD_ROWS, *INSTALL_ROWS.keys() - {"--destdir", "--jobs"}}
    assert ours <= explained


def test_readme_leads_to_each() -> None:
    text = README.read_text(encoding="utf-8")
    for path in DOCUMENTS[1:]:
        assert f"\n``docs/{path.name}``\n" in text


def test_readme_is_read_in_a_minute() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 250
