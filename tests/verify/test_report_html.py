# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Tests of the page; some look at it with a browser."""

import base64
import hashlib
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
    LeftOut,
    Origin,
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
    failures=(Failure(interpreter=f"python9 {BAD}", program=f"/bin/{BAD}",
                      log=f"The last exception: {BAD}\nlog {BAD}"),),
    left_out=(LeftOut(builder=OTHER, here=NEWER, reason="tools",
                      sentence=f"it was built with {BAD} 1"),),
    origin=Origin(sources=(f"/src/{BAD}",), command=f"cd / && {BAD}",
                  date="2026-11-29T08:30:00Z"),
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
        #: The matrix of interpreters, likewise.
        self.reuses: list[list[str]] = []
        self.text = ""
        self._table: list[list[str]] | None = None
        self._in_style = False
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
            self._table = {"matrix": self.rows, "reuses": self.reuses}[
                values["class"]]
        if self._table is not None and tag == "tr":
            self._table.append([])
        if self._table is not None and tag in {"td", "th"}:
            self._table[-1].append("")
        self._in_style = tag in {"style", "script"}

    def handle_endtag(self, tag: str) -> None:
        self._table = None if tag == "table" else self._table
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if not self._in_style:
            self.text += data
        if self._table and self._table[-1]:
            self._table[-1][-1] += data.strip("\n")


HEAD = ["file, as installed", OLDER, NEWER, OTHER, "meaning"]
ROWS = [
    HEAD,
    ["sitedir/a.py", "A", "B", "A", "differs text"],
    ["sitedir/b.py", DASH, DASH, "A", "refused refused-file-added"],
    [f"sitedir/{BAD}.py", DASH, "A", "B", "unstable unstable-text"],
    # in a fold of their own
    HEAD,
    ["sitedir/a/RECORD", "", "", "", "note record"],
    ["sitedir/order.py", "A", "B", "A", "aside "],
]
REUSES = [
    ["built by", f"for {NEWER}", f"for {OTHER}", f"for python9 {BAD}"],
    [OLDER, "differs", DASH, "failed"],
    [NEWER, DASH, "refused differs 1", "failed"],
    [OTHER, "not looked at tools 2", DASH, "failed"],
    [f"python9 {BAD}", "failed", "failed", "failed"],
]


def test_matrices() -> None:
    page = Page(render_html(PAGE))
    assert page.reuses == REUSES
    assert page.rows == ROWS
    assert "1 file is the same everywhere, and not shown." in page.text


def test_everything_is_told() -> None:
    page = Page(render_html(PAGE))
    for expected in (
            "lines of a text file differ", "-A = 1\n+A = 2\n",
            f"{OLDER} → {NEWER}", f"setup.py asks {BAD}",
            f"it was built with {BAD} 1", "refused-file-added",
            "unstable-text", f"+{BAD}", f"log {BAD}", f"deeper {BAD}",
            f"sample {BAD}", f"/src/{BAD}", f"cd / && {BAD}",
            "2026-11-29T08:30:00Z", "gpep517 23",
            "1 of 4 failed; a reuse installs something else than a build "
            "would; of 1 refused, 1 would install something else; 1 not "
            "looked at", "What does not matter: 2 files"):
        assert expected in page.text
    # in the verdict's bar, and above its log
    assert page.text.count(f"python9 {BAD}: The last exception: {BAD}") == 2


def test_links_lead_somewhere() -> None:
    page = Page(render_html(PAGE))
    assert len(page.links) > 10
    assert len(set(page.anchors)) == len(page.anchors)
    assert {link.removeprefix("#") for link in page.links} <= set(
        page.anchors)


def test_nothing_runs_or_comes_from_elsewhere() -> None:
    text = render_html(PAGE)
    page = Page(text)
    assert {"link", "img", "iframe", "object"}.isdisjoint(page.tags)
    assert page.tags.count("script") == 1
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
    assert page.rows == page.reuses == []
    assert "There was nothing to compare." in page.text
    assert "unchecked" in page.text


def make_pair(builder: str, here: str, *differences: Difference
              ) -> Comparison:
    return Comparison(builder=builder, here=here, wheel="a.whl",
                      differences=differences)


def make_contents(name: str, *paths: str) -> Contents:
    return Contents(name=name, files=tuple(
        (path, f"{name} {path}") for path in paths))


def test_the_same_difference_is_shown_once() -> None:
    page = Page(render_html(Verification(comparisons=tuple(
        make_pair(OLDER, here, TEXT) for here in (NEWER, OTHER)))))
    assert page.text.count("@@ -1 +1 @@") == 1
    for here in (NEWER, OTHER):
        assert f"\n{OLDER} → {here}\n" in page.text


def test_mirror_images_are_shown_once() -> None:
    """The way from left to right, and who differs both ways."""
    back = Difference(
        code=Code.TEXT, path=TEXT.path, old=TEXT.new, new=TEXT.old,
        diff=TEXT.diff.replace("-A = 1\n+A = 2", "-A = 2\n+A = 1"))
    page = Page(render_html(Verification(
        comparisons=(make_pair(NEWER, OLDER, back),
                     make_pair(OLDER, NEWER, TEXT)),
        contents=(make_contents(OLDER, TEXT.path),
                  make_contents(NEWER, TEXT.path)))))
    assert page.text.count("@@ -1 +1 @@") == 1
    assert "-A = 1\n+A = 2\n" in page.text
    assert f"\n{OLDER} ↔ {NEWER}\n" in page.text


def test_files_that_differ_in_the_same_way_are_one_row() -> None:
    paths = tuple(f"sitedir/a/{number}.py" for number in range(3))
    page = Page(render_html(Verification(
        comparisons=(make_pair(OLDER, NEWER, *(
            Difference(code=Code.TEXT, path=path, new=(path,))
            for path in paths)),),
        contents=(make_contents(OLDER, *paths),
                  make_contents(NEWER, *paths)))))
    assert page.rows[1:] == [
        [f"3 files in sitedir/awhich{''.join(paths)}", "A", "B",
         "differs text"]]
    assert all(f"+{path}\n" in page.text for path in paths)


def test_a_module_by_its_two_names_is_one_row() -> None:
    names = ("sitedir/m.abi3.so", "sitedir/m.pypy311-pp80-x86.so")
    contents = tuple(make_contents(name, path) for name, path in zip(
        (OLDER, OTHER), names, strict=True))
    rows = Page(render_html(Verification(contents=contents))).rows
    assert rows[1:] == [["sitedir/m.{abi3,pypy311-pp80-x86}.so", "A", "B",
                         "aside "]]
    # both names in one wheel are two files
    both = make_contents(NEWER, *names)
    assert len(Page(render_html(Verification(
        contents=(*contents, both)))).rows) == 3


def test_more_contents_than_letters() -> None:
    page = Page(render_html(Verification(contents=tuple(
        Contents(name=str(number), files=(("a", f"digest {number}"),))
        for number in range(28)))))
    assert page.rows[1][26:29] == ["Z", "27", "28"]


def test_browser_reads_it(tmp_path: Path) -> None:
    """What the browser makes of it is what was meant."""
    page = Page(browse(tmp_path, render_html(PAGE), "--dump-dom"))
    assert page.rows == ROWS
    assert page.reuses == REUSES
    # what is wrong comes without a script: nothing there is one
    assert page.tags.count("script") == 1


def test_browser_searches(tmp_path: Path) -> None:
    """What does not fit is hidden, and what hides what does is opened."""
    text = render_html(PAGE).replace("form.hidden = false;", """
        form.hidden = false;
        form.text.value = "ORDER";
        search();""")
    script = re.search(r"<script>(.*)</script>", text, re.DOTALL)
    assert script
    digest = base64.b64encode(hashlib.sha256(
        script[1].encode()).digest()).decode()
    text = re.sub("'sha256-[^']*'", f"'sha256-{digest}'", text)
    found = browse(tmp_path, text, "--dump-dom")
    rows = re.findall(r'<tr data-item="" class="(\w+)"( hidden="")?>', found)
    assert [kind for kind, is_hidden in rows if not is_hidden] == ["aside"]
    assert len(rows) == 5
    assert re.search(r'<details class="fold" data-fold="" open="">', found)
    assert "<form>" in found


@pytest.mark.parametrize("size", [(1000, 1400), (500, 1400)],
                         ids=["wide", "narrow"])
@pytest.mark.parametrize(("scheme", "back"), [
    ("0", (0x14, 0x17, 0x1a)), ("1", (0xfb, 0xfb, 0xf9))],
    ids=["dark", "light"])
def test_browser_shows_it(
        tmp_path: Path, scheme: str, back: tuple[int, int, int],
        size: tuple[int, int]) -> None:
    screenshot = tmp_path / "page.png"
    browse(tmp_path, render_html(PAGE), f"--screenshot={screenshot}",
           f"--blink-settings=preferredColorScheme={scheme}",
           size="{},{}".format(*size))
    content = screenshot.read_bytes()
    assert struct.unpack(">II", content[16:24]) == size
    # a page without anything on it takes no room
    assert len(content) > 20_000
    assert read_first_pixel(content) == back


def test_it_prints(tmp_path: Path) -> None:
    paper = tmp_path / "page.pdf"
    browse(tmp_path, render_html(PAGE), f"--print-to-pdf={paper}")
    assert paper.read_bytes().startswith(b"%PDF-")
    assert paper.stat().st_size > 10_000
