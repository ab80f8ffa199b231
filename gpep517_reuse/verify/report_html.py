# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The report as a page to look at: who serves whom, and what differs.

It takes nothing from elsewhere; its one script is its own, and searches.
"""

from collections.abc import Iterator, Mapping, Sequence

from gpep517_reuse.verify.findings import (
    Code,
    Comparison,
    Contents,
    Difference,
    Verification,
)
from gpep517_reuse.verify.report_matrix import (
    KINDS,
    Cell,
    Matrix,
    make_matrix,
)
from gpep517_reuse.verify.report_rows import (
    FOLDED,
    MISSING,
    STANDINGS,
    Found,
    Group,
    Row,
    list_diffs,
    list_groups,
)
from gpep517_reuse.verify.report_style import escape, render_page
from gpep517_reuse.verify.report_text import cut_diff, explain_verdict


# a diff on the page has so many lines
_MOST_DIFF_LINES = 400
_ARROW = "\N{RIGHTWARDS ARROW}"
_BOTH = "\N{LEFT RIGHT ARROW}"
# what does not fit is hidden, and what hides what fits is opened
_SCRIPT = """
"use strict";
const form = document.querySelector("form");
const items = [...document.querySelectorAll("[data-item]")];
const folds = [...document.querySelectorAll("details[data-fold]")];
const search = () => {
  const text = form.text.value.toLowerCase();
  let shown = 0;
  for (const item of items) {
    item.hidden = !item.textContent.toLowerCase().includes(text);
    shown += !item.hidden && item.tagName === "TR";
  }
  for (const fold of folds)
    fold.open = text !== ""
      && fold.querySelector("[data-item]:not([hidden])") !== null;
  form.querySelector("output").value = text && `${shown} found`;
};
form.hidden = false;
form.addEventListener("input", search);
form.addEventListener("submit", event => event.preventDefault());
"""


def render_html(verification: Verification) -> str:
    """Render one self-contained page."""
    groups = list_groups(verification)
    matrix = make_matrix(verification)
    title = " ".join(filter(None, (
        "gpep517-reuse:", verification.verdict.code, verification.label)))
    return render_page(title, (
        *_render_head(verification), "<main>",
        *_render_matrix(matrix),
        *_render_files(verification, groups, matrix),
        *_render_diffoscope(verification), *_render_failures(verification),
        *_render_codes(groups), "</main>", *_render_origin(verification)),
        script=_SCRIPT if groups else "")


def _render_head(verification: Verification) -> Iterator[str]:
    verdict = verification.verdict.code
    name = verification.origin.title or "verify-reuse"
    yield "<header>"
    yield f"<h1>{escape(verification.label or name)}</h1>"
    yield (f'<div class="verdict {verdict}"><strong>{verdict}</strong> '
           f"{escape(explain_verdict(verification))}")
    if verification.failures:
        yield "<ul>"
        for number, failure in enumerate(verification.failures, 1):
            error = failure.log.partition("\n")[0]
            yield (f'<li><a href="#failure-{number}">'
                   f"{escape(failure.interpreter)}</a>: {escape(error)}</li>")
        yield "</ul>"
    yield "</div></header>"


def _render_matrix(matrix: Matrix) -> Iterator[str]:
    yield '<section><h2 id="reuses">Who would reuse whose wheel</h2>'
    if not matrix.builders:
        yield "<p>There was nothing to compare.</p></section>"
        return
    yield from _render_legend(KINDS, matrix.list_kinds())
    heads = "".join(f'<th scope="col">for {escape(name)}</th>'
                    for name in matrix.here)
    yield ('<div class="wide"><table class="reuses"><thead><tr>'
           f'<th scope="col">built by</th>{heads}</tr></thead><tbody>')
    for builder in matrix.builders:
        cells = "".join(
            f"<td>{'<br>'.join(map(_render_cell, cells)) or MISSING}</td>"
            for cells in (matrix.find(builder, here) for here in matrix.here))
        yield f'<tr><th scope="row">{escape(builder)}</th>{cells}</tr>'
    yield "</tbody></table></div>"
    if matrix.reasons:
        yield '<ol class="reasons">'
        for number, reason in enumerate(matrix.reasons, 1):
            yield f'<li id="reason-{number}">{escape(reason)}</li>'
        yield "</ol>"
    yield "</section>"


def _render_cell(cell: Cell) -> str:
    link = _link_reason(cell.reason) if cell.reason else ""
    aside = f" <small>{escape(cell.aside)}</small>" if cell.aside else ""
    return f"{_tag(cell.kind)}{aside}{link}"


def _link_reason(number: int) -> str:
    return f' <a class="mark" href="#reason-{number}">{number}</a>'


def _render_legend(sentences: Mapping[str, str], seen: Iterator[str]
                   ) -> Iterator[str]:
    yield '<ul class="legend">'
    for word in seen:
        yield f"<li>{_tag(word)} {escape(sentences[word])}</li>"
    yield "</ul>"


def _render_files(verification: Verification, groups: Sequence[Group],
                  matrix: Matrix) -> Iterator[str]:
    """Render what differs, and what does not matter in a fold of its own."""
    columns = verification.contents
    known = {path for contents in columns for path, _ in contents.files}
    differing = {path for group in groups for row in group.rows
                 for path in row.paths}
    yield '<section><h2 id="files">What differs</h2>'
    same = len(known - differing)
    yield (f"<p>{_count(same, 'file')} the same everywhere"
           f"{', and not shown' if same else ''}. One letter stands for one "
           f"content of a file, {MISSING} for none.</p>")
    if groups:
        yield ('<form hidden><input name="text" type="search" '
               'placeholder="search" aria-label="search"><output></output>'
               "</form>")
    findings, asides = (
        [group for group in groups
         if (group.first.standing in FOLDED) is folded]
        for folded in (False, True))
    yield from _render_groups(findings, columns, matrix)
    if asides:
        count = sum(len(group.rows) for group in asides)
        yield ('<details class="fold" data-fold><summary>What does not '
               f"matter: {count} {'file' if count == 1 else 'files'}"
               "</summary>")
        yield from _render_groups(asides, columns, matrix)
        yield "</details>"
    yield "</section>"


def _render_groups(groups: Sequence[Group], columns: Sequence[Contents],
                   matrix: Matrix) -> Iterator[str]:
    """Render an overview, and what is behind it."""
    if not groups:
        return
    seen = {group.first.standing for group in groups}
    yield from _render_legend(
        STANDINGS, (word for word in STANDINGS if word in seen))
    heads = "".join(f'<th scope="col">{escape(contents.name)}</th>'
                    for contents in columns)
    yield ('<div class="wide"><table class="matrix"><thead><tr>'
           f'<th scope="col">file, as installed</th>{heads}'
           '<th scope="col">meaning</th></tr></thead><tbody>')
    for group in groups:
        yield _render_row(group)
    yield "</tbody></table></div>"
    for group in groups:
        if group.first.found:
            yield from _render_group(group, columns, matrix)


def _render_row(group: Group) -> str:
    cells = []
    for cell in group.first.cells:
        kind = {"": "none", "A": "first", MISSING: "missing"}.get(
            cell, "other")
        label = ' aria-label="missing"' if cell == MISSING else ""
        cells.append(f'<td class="{kind}"{label}>{cell}</td>')
    title = escape(group.title)
    if group.first.found:
        title = f'<a href="#{group.anchor}">{title}</a>'
    if len(group.rows) > 1:
        paths = "".join(f"<li>{escape(row.title)}</li>" for row in group.rows)
        title = (f"{title}<details data-fold><summary>which</summary>"
                 f"<ul>{paths}</ul></details>")
    codes = " ".join(_link_code(code, kind) for code, kind in group.codes)
    standing = group.first.standing
    return (f'<tr data-item class="{standing}"><th scope="row">{title}</th>'
            f"{''.join(cells)}<td>{_tag(standing)} {codes}</td></tr>")


def _link_code(code: str, kind: Code) -> str:
    return f'<a class="code" href="#code-{kind.code}">{escape(code)}</a>'


def _render_group(group: Group, columns: Sequence[Contents], matrix: Matrix
                  ) -> Iterator[str]:
    yield (f'<article data-item id="{group.anchor}">'
           f"<h3>{escape(group.title)} "
           '<a class="up" href="#files">back to the files</a></h3>')
    codes = ", ".join(_link_code(code, kind) for code, kind in group.codes)
    yield (f"<p>{_tag(group.first.standing)} {codes}</p><ul>")
    yield from _render_pairs(group.comparisons, matrix)
    yield "</ul>"
    for row in group.rows:
        yield from _render_diffs(row, columns, is_alone=len(group.rows) == 1)
    yield "</article>"


def _render_pairs(comparisons: Sequence[Comparison], matrix: Matrix
                  ) -> Iterator[str]:
    """Render who differs from whom, and by which rules that was refused."""
    ways: dict[tuple[str, str], list[Comparison]] = {}
    for comparison in sorted(comparisons, key=lambda comparison: (
            matrix.builders.index(comparison.builder))):
        way = comparison.builder, comparison.here
        back = comparison.here, comparison.builder
        ways.setdefault(back if back in ways else way, []).append(comparison)
    for (builder, here), found in ways.items():
        numbers = [matrix.reasons.index(comparison.refusal) + 1
                   for comparison in found if comparison.refusal]
        why = "; refused:" if numbers else ""
        arrow = _BOTH if len({each.here for each in found}) > 1 else _ARROW
        yield (f"<li>{escape(builder)} {arrow} {escape(here)}{why}"
               f"{''.join(map(_link_reason, numbers))}</li>")


def _render_diffs(row: Row, columns: Sequence[Contents], *, is_alone: bool
                  ) -> Iterator[str]:
    """Render each diff of a file once, folded where there are many files."""
    shown = [(difference, found, lines)
             for difference, found in list_diffs(row, columns)
             if (lines := cut_diff(difference, _MOST_DIFF_LINES))]
    if not is_alone:
        yield (f"<details data-item><summary>{escape(row.title)}</summary>"
               if shown else f"<p data-item><code>{escape(row.title)}</code>"
               "</p>")
    for difference, found, lines in shown:
        yield _render_caption(difference, found)
        diff = "".join(map(_render_line, lines))
        # what scrolls has to be reached by keys, too
        yield f'<pre class="diff" tabindex="0">{diff}</pre>'
    if shown and not is_alone:
        yield "</details>"


def _render_caption(difference: Difference, found: Sequence[Found]) -> str:
    """Say which of the codes it is, and which way the diff goes."""
    comparison = next(comparison for comparison, each in found
                      if each is difference)
    return (f"<p><code>{difference.code.code}</code>, "
            f"{escape(comparison.builder)} {_ARROW} "
            f"{escape(comparison.here)}:</p>")


def _render_line(line: str) -> str:
    kind = {"+": "ins", "-": "del"}.get(line[:1], "span")
    return f"<{kind}>{escape(line)}</{kind}>\n"


def _render_diffoscope(verification: Verification) -> Iterator[str]:
    for comparison in verification.comparisons:
        if comparison.diffoscope:
            yield (f"<section><h2>diffoscope: {escape(comparison.builder)} "
                   f"{_ARROW} {escape(comparison.here)}</h2>"
                   '<pre class="diff" tabindex="0">'
                   f"{escape(comparison.diffoscope)}</pre></section>")


def _render_failures(verification: Verification) -> Iterator[str]:
    if verification.failures:
        yield "<section><h2>Failed</h2>"
        for number, failure in enumerate(verification.failures, 1):
            error = failure.log.partition("\n")[0]
            yield (f'<details id="failure-{number}"><summary>'
                   f"{escape(failure.interpreter)}: {escape(error)}"
                   f"</summary><p>{escape(failure.program)}</p>"
                   f'<pre tabindex="0">{escape(failure.log)}</pre></details>')
        yield "</section>"


def _render_codes(groups: Sequence[Group]) -> Iterator[str]:
    codes = {kind.code: kind for group in groups for _, kind in group.codes}
    if codes:
        yield '<section><h2>Codes</h2><dl class="codes">'
        for code, kind in sorted(codes.items()):
            yield f'<dt id="code-{code}">{code}</dt>'
            yield f"<dd>{escape(kind.value)}</dd>"
        yield "</dl><p>A code begins with <code>refused-</code> where a rule "
        yield "refuses the reuse, rightly, and with <code>unstable-</code> "
        yield "where builds by one interpreter differ as well.</p></section>"


def _render_origin(verification: Verification) -> Iterator[str]:
    origin = verification.origin
    yield '<footer><h2>Where this comes from</h2><dl class="origin">'
    for title, text in (("source", origin.source), ("date", origin.date),
                        ("command", origin.command)):
        if text:
            yield f"<dt>{title}</dt><dd><code>{escape(text)}</code></dd>"
    for contents in verification.contents:
        built = " by ".join(filter(None, (contents.wheel, contents.program)))
        if built:
            yield (f"<dt>{escape(contents.name)}</dt>"
                   f"<dd><code>{escape(built)}</code></dd>")
    tools = ", ".join(" ".join(tool) for tool in verification.tools)
    if tools:
        yield f"<dt>tools</dt><dd>{escape(tools)}</dd>"
    yield "</dl></footer>"


def _tag(word: str) -> str:
    return f'<span class="tag {word.replace(" ", "-")}">{word}</span>'


def _count(number: int, thing: str) -> str:
    return f"{number} {thing} is" if number == 1 else f"{number} {thing}s are"
