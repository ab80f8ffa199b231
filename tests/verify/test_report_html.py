# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the page; some look at it with a browser."""

import html.parser
import re
import struct

from pathlib import Path

import pytest

from gpep517_reuse.verify.findings import (
    Code,
    Comparison,
    Contents,
    Difference,
    Failure,
    Severity,
    Verification,
)
from gpep517_reuse.verify.report_html import render_html

from browser import browse, read_first_pixel


pytestmark = pytest.mark.once

OLDER, NEWER, OTHER = "CPython 3.11.1", "CPython 3.12.1", "PyPy 3.11.1"
DASH = "\N{EN DASH}"
BAD = "<script>alert('&')</script>"
TEXT = Difference(
    code=Code.TEXT, path="sitedir/a.py", old=("A = 1",), new=("A = 2",),
    diff="--- builder/sitedir/a.py\n+++ here/sitedir/a.py\n"
    "@@ -1 +1 @@\n-A = 1\n+A = 2\n")
PAGE = Verification(
    comparisons=(
        Comparison(builder=OLDER, here=NEWER, wheel="a.whl",
                   differences=(TEXT,)),
        Comparison(
            builder=NEWER, here=OTHER, wheel="a.whl",
            refusal=f"setup.py asks {BAD}", diffoscope=f"deeper {BAD}",
            differences=(
                Difference(code=Code.FILE_ADDED, path="sitedir/b.py"),
                Difference(code=Code.TEXT, path=f"sitedir/{BAD}.py",
                           severity=Severity.UNSTABLE, new=(BAD,)),
                Difference(code=Code.RECORD, path="sitedir/a/RECORD",
                           severity=Severity.NOTE)))),
    failures=(Failure(interpreter=f"python9 {BAD}", log=f"log {BAD}"),),
    contents=(
        Contents(name=OLDER, files=(
            ("sitedir/a.py", "1"), ("sitedir/c.py", "5"),
            ("sitedir/order.py", "6"))),
        Contents(name=NEWER, files=(
            ("sitedir/a.py", "2"), ("sitedir/c.py", "5"),
            (f"sitedir/{BAD}.py", "3"), ("sitedir/order.py", "7"))),
        Contents(name=OTHER, files=(
            ("sitedir/a.py", "1"), ("sitedir/b.py", "3"),
            ("sitedir/c.py", "5"), (f"sitedir/{BAD}.py", "4"),
            ("sitedir/order.py", "6")))),
    tools=(("gpep517", "23"), ("abi3info", BAD)), label=f"sample {BAD}")


class Page(html.parser.HTMLParser):
    """Take a page apart: its elements, rows of the matrix, and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.addresses: list[str] = []
        self.rows: list[list[str]] = []
        self.text = ""
        self._in_matrix = self._in_style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]
                        ) -> None:
        self.tags.append(tag)
        values = {name: value or "" for name, value in attrs}
        self.anchors += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if "href" in values else []
        self.addresses += [value for name, value in values.items()
                           if name in {"src", "action", "data"}]
        if tag == "table":
            self._in_matrix = values.get("class") == "matrix"
        if self._in_matrix and tag == "tr":
            self.rows.append([])
        if self._in_matrix and tag in {"td", "th"}:
            self.rows[-1].append("")
        self._in_style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._in_matrix = self._in_matrix and tag != "table"
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if not self._in_style:
            self.text += data
        if self._in_matrix and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip("\n")


ROWS = [
    ["file, as installed", OLDER, NEWER, OTHER, "meaning"],
    ["sitedir/a.py", "A", "B", "A", "differs"],
    ["sitedir/b.py", DASH, DASH, "A", "refused"],
    [f"sitedir/{BAD}.py", DASH, "A", "B", "unstable"],
    ["sitedir/a/RECORD", "", "", "", "note"],
    ["sitedir/order.py", "A", "B", "A", "aside"],
]


def test_matrix() -> None:
    page = Page(render_html(PAGE))
    assert page.rows == ROWS
    assert "1 file is the same everywhere, and not shown." in page.text


def test_differences_are_behind_the_matrix() -> None:
    page = Page(render_html(PAGE))
    for expected in (
            "text: lines of a text file differ", "-A = 1\n+A = 2\n",
            f"{OLDER} → {NEWER}", f"refused: setup.py asks {BAD}",
            "refused-file-added", "unstable-text", f"+{BAD}",
            f"Failed: python9 {BAD}", f"log {BAD}", f"deeper {BAD}",
            f"sample {BAD}", "a reuse installs something else than a build "
            "would; of 1 refused, 1 would install something else"):
        assert expected in page.text


def test_links_lead_somewhere() -> None:
    page = Page(render_html(PAGE))
    assert len(page.links) > 5
    assert len(set(page.anchors)) == len(page.anchors)
    assert {link.removeprefix("#") for link in page.links} <= set(
        page.anchors)


def test_nothing_runs_or_comes_from_elsewhere() -> None:
    text = render_html(PAGE)
    page = Page(text)
    assert {"script", "link", "img", "iframe", "object"}.isdisjoint(page.tags)
    assert page.addresses == []
    assert BAD not in text
    assert not re.search(r"https?:|url\(|@import", text)


def test_what_no_encoding_knows() -> None:
    page = render_html(Verification(failures=(
        Failure(interpreter="python", log="\udcff"),)))
    assert "\\udcff" in page
    page.encode()


def test_nothing_to_show() -> None:
    page = Page(render_html(Verification()))
    assert page.rows == []
    assert "unchecked" in page.text


def test_the_same_difference_is_shown_once() -> None:
    page = Page(render_html(Verification(comparisons=tuple(
        Comparison(builder=OLDER, here=here, wheel="a.whl",
                   differences=(TEXT,)) for here in (NEWER, OTHER)))))
    assert page.text.count("@@ -1 +1 @@") == 1
    assert page.text.count(f"{OLDER} → ") == 2


def test_more_contents_than_letters() -> None:
    page = Page(render_html(Verification(contents=tuple(
        Contents(name=str(number), files=(("a", f"digest {number}"),))
        for number in range(28)))))
    assert page.rows[1][26:29] == ["Z", "27", "28"]


def test_browser_reads_it(tmp_path: Path) -> None:
    """What the browser makes of it is what was meant."""
    page = Page(browse(tmp_path, render_html(PAGE), "--dump-dom"))
    assert page.rows == ROWS
    assert "script" not in page.tags


@pytest.mark.parametrize(("scheme", "back"), [
    ("0", (0x14, 0x17, 0x1a)), ("1", (0xfb, 0xfb, 0xf9))],
    ids=["dark", "light"])
def test_browser_shows_it(tmp_path: Path, scheme: str,
                          back: tuple[int, int, int]) -> None:
    screenshot = tmp_path / "page.png"
    browse(tmp_path, render_html(PAGE), f"--screenshot={screenshot}",
           f"--blink-settings=preferredColorScheme={scheme}")
    content = screenshot.read_bytes()
    assert struct.unpack(">II", content[16:24]) == (1000, 1400)
    # a page without anything on it takes no room
    assert len(content) > 20_000
    assert read_first_pixel(content) == back


def test_it_prints(tmp_path: Path) -> None:
    paper = tmp_path / "page.pdf"
    browse(tmp_path, render_html(PAGE), f"--print-to-pdf={paper}")
    assert paper.read_bytes().startswith(b"%PDF-")
    assert paper.stat().st_size > 10_000
