# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The report as a page to look at: a matrix, and what is behind it.

It takes nothing from elsewhere, and no script.
"""

import collections

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gpep517_reuse.verify.findings import (
    Comparison,
    Contents,
    Difference,
    Severity,
    Verification,
)
from gpep517_reuse.verify.report_style import STYLE, escape
from gpep517_reuse.verify.report_text import (
    code_finding,
    cut_diff,
    explain_verdict,
)


# a diff on the page has so many lines
_MOST_DIFF_LINES = 400
_POLICY = ('<meta http-equiv="Content-Security-Policy" content="default-src '
           """'none'; style-src 'unsafe-inline'">""")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MISSING = "\N{EN DASH}"
_ARROW = "\N{RIGHTWARDS ARROW}"
# what is to be said of a file, the worst first
_STANDINGS = {
    "differs": "a reuse would install something else",
    "refused": "a reuse would install something else, a rule refuses it",
    "unstable": "builds by one interpreter differ as well",
    "note": "worth to know, and does not matter",
    "aside": "left out, in another order, or in wheels nobody reuses",
}

_Found = Sequence[tuple[Comparison, Difference]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A file that differs somewhere.

    ``cells`` are a letter per content, the same where that is, a dash
    where it is missing, and empty where it is no file.
    """

    path: str
    anchor: str
    cells: tuple[str, ...]
    found: _Found

    @property
    def standing(self) -> str:
        """Return the worst that is to be said of it."""
        known = {_weigh(comparison, difference)
                 for comparison, difference in self.found} or {"aside"}
        return next(standing for standing in _STANDINGS if standing in known)


def render_html(verification: Verification) -> str:
    """Render one self-contained page."""
    rows = _list_rows(verification)
    title = " ".join(filter(None, (
        "gpep517-reuse:", verification.verdict.code, verification.label)))
    return "\n".join((
        "<!DOCTYPE html>", '<html lang="en">', "<head>",
        '<meta charset="utf-8">',
        _POLICY,
        '<meta name="viewport" content="width=device-width">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape(title)}</title>", f"<style>{STYLE}</style>",
        "</head>", "<body>", *_render_head(verification), "<main>",
        *_render_failures(verification), *_render_matrix(verification, rows),
        *_render_comparisons(verification.comparisons),
        *_render_details(rows), *_render_diffoscope(verification),
        "</main>", "</body>", "</html>", ""))


def _weigh(comparison: Comparison, difference: Difference) -> str:
    if difference.severity is Severity.FINDING:
        return "refused" if comparison.refusal else "differs"
    return difference.severity.name.lower()


def _list_rows(verification: Verification) -> Sequence[_Row]:
    found = collections.defaultdict(list)
    for comparison in verification.comparisons:
        for difference in comparison.differences:
            found[difference.path].append((comparison, difference))
    tables = [dict(contents.files) for contents in verification.contents]
    paths = {path for path in frozenset().union(*tables)
             if len({table.get(path) for table in tables}) > 1}
    rows = [
        _Row(path=path, anchor=f"file-{number}", found=found.get(path, ()),
             cells=tuple(_assign_letters(
                 [table.get(path) for table in tables])))
        for number, path in enumerate(sorted(paths | found.keys()), 1)]
    order = list(_STANDINGS)
    return sorted(rows, key=lambda row: order.index(row.standing))


def _assign_letters(digests: Iterable[str | None]) -> Iterator[str]:
    digests = tuple(digests)
    known = list(dict.fromkeys(filter(None, digests)))
    for digest in digests:
        if not known:
            yield ""
        elif digest is None:
            yield _MISSING
        else:
            number = known.index(digest)
            yield (_LETTERS[number] if number < len(_LETTERS)
                   else str(number + 1))


def _render_head(verification: Verification) -> Iterator[str]:
    verdict = verification.verdict.code
    yield "<header>"
    yield f"<h1>{escape(verification.label or 'verify-reuse')}</h1>"
    yield (f'<p class="verdict {verdict}"><strong>{verdict}</strong> '
           f"{escape(explain_verdict(verification))}</p>")
    yield '<ul class="tools">'
    for name, version in verification.tools:
        yield f"<li>{escape(name)} <b>{escape(version)}</b></li>"
    yield "</ul>"
    yield "</header>"


def _render_failures(verification: Verification) -> Iterator[str]:
    for failure in verification.failures:
        yield (f"<section><h2>Failed: {escape(failure.interpreter)}</h2>"
               f"<pre>{escape(failure.log)}</pre></section>")


def _render_matrix(verification: Verification, rows: Sequence[_Row]
                   ) -> Iterator[str]:
    known = {path for contents in verification.contents
             for path, _ in contents.files}
    same = len(known - {row.path for row in rows})
    yield '<section><h2 id="files">Files</h2>'
    yield (f"<p>{_count(same, 'file')} the same everywhere"
           f"{', and not shown' if same else ''}. One letter stands for one "
           f"content of a file, {_MISSING} for none.</p>")
    yield from _render_legend(rows)
    if rows:
        yield '<div class="wide"><table class="matrix">'
        yield from _render_columns(verification.contents)
        yield "<tbody>"
        for row in rows:
            yield _render_row(row)
        yield "</tbody></table></div>"
    yield "</section>"


def _render_legend(rows: Sequence[_Row]) -> Iterator[str]:
    seen = {row.standing for row in rows}
    yield '<ul class="legend">'
    for standing, sentence in _STANDINGS.items():
        if standing in seen:
            yield f"<li>{_tag(standing)} {sentence}</li>"
    yield "</ul>"


def _render_columns(columns: Sequence[Contents]) -> Iterator[str]:
    names = "".join(f'<th scope="col">{escape(contents.name)}</th>'
                    for contents in columns)
    yield (f'<thead><tr><th scope="col">file, as installed</th>{names}'
           '<th scope="col">meaning</th></tr></thead>')


def _render_row(row: _Row) -> str:
    cells = []
    for cell in row.cells:
        kind = {"": "none", "A": "first", _MISSING: "missing"}.get(
            cell, "other")
        label = ' aria-label="missing"' if cell == _MISSING else ""
        cells.append(f'<td class="{kind}"{label}>'
                     f"{_link(row, cell) if cell else ''}</td>")
    return (f'<tr class="{row.standing}"><th scope="row">'
            f"{_link(row, row.path)}</th>{''.join(cells)}"
            f"<td>{_tag(row.standing)}</td></tr>")


def _link(row: _Row, text: str) -> str:
    if not row.found:
        return escape(text)
    return f'<a href="#{row.anchor}">{escape(text)}</a>'


def _render_comparisons(comparisons: Sequence[Comparison]) -> Iterator[str]:
    if not comparisons:
        return
    yield "<section><h2>Reuses</h2>"
    yield '<div class="wide"><table><thead><tr>'
    for name in ("built by", "for", "comparison", "a rule says"):
        yield f'<th scope="col">{name}</th>'
    yield "</tr></thead><tbody>"
    for comparison in comparisons:
        verdict = comparison.verdict.code
        yield (f'<tr><th scope="row">{escape(comparison.builder)}</th>'
               f"<td>{escape(comparison.here)}</td>"
               f"<td>{_tag(verdict)}</td><td>"
               f"{escape(comparison.refusal or 'reuse it')}</td></tr>")
    yield "</tbody></table></div></section>"


def _render_details(rows: Sequence[_Row]) -> Iterator[str]:
    if any(row.found for row in rows):
        yield "<section><h2>Differences</h2>"
        for row in rows:
            if row.found:
                yield from _render_file(row)
        yield "</section>"


def _render_file(row: _Row) -> Iterator[str]:
    yield (f'<article id="{row.anchor}"><h3>{escape(row.path)} '
           '<a class="up" href="#files">back to the files</a></h3>')
    for found in _group(row.found):
        comparison, difference = found[0]
        yield (f"<p>{_tag(_weigh(comparison, difference))} "
               f"<code>{code_finding(comparison, difference)}</code>: "
               f"{escape(difference.code.value)}</p><ul>")
        for each, _ in found:
            why = (f": <em>refused: {escape(each.refusal)}</em>"
                   if each.refusal else "")
            yield (f"<li>{escape(each.builder)} {_ARROW} "
                   f"{escape(each.here)}{why}</li>")
        yield "</ul>"
        if lines := cut_diff(difference, _MOST_DIFF_LINES):
            diff = "".join(map(_render_line, lines))
            # what scrolls has to be reached by keys, too
            yield f'<pre class="diff" tabindex="0">{diff}</pre>'
    yield "</article>"


def _group(found: _Found) -> Iterable[_Found]:
    """Put together what is the same for several reuses."""
    groups: Mapping[object, list[tuple[Comparison, Difference]]]
    groups = collections.defaultdict(list)
    for comparison, difference in found:
        groups[difference, bool(comparison.refusal)].append(
            (comparison, difference))
    return groups.values()


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


def _tag(word: str) -> str:
    return f'<span class="tag {word}">{word}</span>'


def _count(number: int, thing: str) -> str:
    return f"{number} {thing} is" if number == 1 else f"{number} {thing}s are"
