# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The survey as a page to look at, to sort and to filter.

It takes nothing from elsewhere; its one script is its own.
"""

from collections.abc import Iterator

from gpep517_reuse.verify.report_style import escape, render_page
from gpep517_reuse.verify.survey import Row, Survey, list_reasons


_STYLE = """
.sums {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr));
  gap: .6rem; margin: 1rem 0; padding: 0; list-style: none;
}
.sums li {
  padding: .6rem .9rem; background: var(--card); color: var(--faint);
  border: 1px solid var(--line); border-radius: .4rem; font-size: .85rem;
}
.sums b { display: block; font-size: 1.4rem; color: var(--text); }
.sums .bad b { color: var(--bad); }
.sums .good b { color: var(--good); }
th button:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px;
}
th button {
  all: unset; cursor: pointer; font-weight: inherit; white-space: nowrap;
}
th[aria-sort=ascending] button::after { content: " \\2191"; }
th[aria-sort=descending] button::after { content: " \\2193"; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td.wrong { color: var(--bad); }
td.wrong:not(:empty) { min-width: 16rem; }
@media (min-width: 60rem) { tbody th[scope=row] { white-space: nowrap; } }
tr[hidden] { display: none; }
"""
# what is shown is kept in the address, so that it can be passed on
_SCRIPT = """
"use strict";
const body = document.querySelector("tbody");
const rows = [...body.rows];
const heads = [...document.querySelectorAll("thead th")];
const form = document.querySelector("form");
const read = (row, place) => {
  const cell = row.cells[place];
  return cell.dataset.value === undefined
    ? cell.textContent : Number(cell.dataset.value);
};
const show = () => {
  const state = new URLSearchParams(location.hash.slice(1));
  const text = (state.get("text") || "").toLowerCase();
  const only = state.get("only") || "";
  let shown = 0;
  for (const row of rows) {
    row.hidden = !(row.textContent.toLowerCase().includes(text)
      && (!only || row.dataset.is.split(" ").includes(only)));
    shown += !row.hidden;
  }
  form.text.value = state.get("text") || "";
  form.only.value = only;
  document.querySelector("output").value =
    `${shown} of ${rows.length} packages`;
  const place = Number(state.get("sort") || 0);
  const sign = state.get("down") ? -1 : 1;
  heads.forEach((head, number) => head.setAttribute("aria-sort",
    number !== place ? "none" : sign > 0 ? "ascending" : "descending"));
  body.append(...rows.toSorted((one, other) => {
    const [a, b] = [read(one, place), read(other, place)];
    return sign * (a < b ? -1 : a > b ? 1 : 0);
  }));
};
const change = values => {
  const state = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of Object.entries(values)) {
    if (value) state.set(name, value); else state.delete(name);
  }
  history.replaceState(null, "", `#${state}`);
  show();
};
form.addEventListener("input", () => change(
  {text: form.text.value, only: form.only.value}));
form.addEventListener("submit", event => event.preventDefault());
heads.forEach((head, number) => head.firstChild.addEventListener(
  "click", () => {
    const sorted = head.getAttribute("aria-sort");
    const numeric = head.className === "number";
    change({sort: String(number), down: sorted === "none" ? numeric && "1"
      : sorted === "ascending" && "1"});
  }));
addEventListener("hashchange", show);
show();
"""
_KINDS = {
    "": "all packages", "by-name": "wrong by file name",
    "ours": "wrong by us", "failed": "failed",
    "reused": "something is reused", "never": "nothing is reused"}
_COLUMNS = ("package", "reused", "built", "built, for", "seconds spent",
            "seconds saved", "wrong by file name", "wrong by us")
_NUMBERS = frozenset({"reused", "built", "seconds spent", "seconds saved"})


def render_survey_html(survey: Survey) -> str:
    """Render one self-contained page."""
    return render_page("gpep517-reuse: survey", (
        "<header><h1>Reuse of wheels</h1></header>", "<main>",
        *_render_sums(survey), *_render_form(), *_render_table(survey),
        *_render_unread(survey), "</main>"), style=_STYLE, script=_SCRIPT)


def _render_sums(survey: Survey) -> Iterator[str]:
    total = survey.total
    yield '<ul class="sums">'
    for number, text, kind in (
            (len(survey.rows), "packages", ""),
            (total.reused, "reused", ""), (total.built, "built", ""),
            (len(total.wrong_by_name), "packages wrong by file name",
             "bad" if total.wrong_by_name else "good"),
            (len(total.wrong), "packages wrong by us",
             "bad" if total.wrong else "good"),
            (total.failed, "failed", "bad" if total.failed else ""),
            (round(total.spent), "seconds spent", ""),
            (round(total.saved), "seconds saved", "")):
        yield f'<li class="{kind}"><b>{number}</b>{text}</li>'
    yield "</ul>"
    yield f"<p>Built, for: {escape(list_reasons(total))}.</p>"


def _render_form() -> Iterator[str]:
    yield ('<form><input name="text" type="search" placeholder="filter" '
           'aria-label="filter"><select name="only" aria-label="which">')
    for kind, text in _KINDS.items():
        yield f'<option value="{kind}">{text}</option>'
    yield "</select><output></output></form>"


def _render_table(survey: Survey) -> Iterator[str]:
    yield '<div class="wide"><table><thead><tr>'
    for title in _COLUMNS:
        kind = "number" if title in _NUMBERS else ""
        yield (f'<th scope="col" class="{kind}"><button type="button">'
               f"{title}</button></th>")
    yield "</tr></thead><tbody>"
    for row in survey.rows:
        yield _render_row(row, survey.accepted or frozenset())
    yield "</tbody></table></div>"


def _render_row(row: Row, accepted: frozenset[tuple[str, str]]) -> str:
    kinds = [kind for kind, is_so in (
        ("by-name", row.wrong_by_name), ("ours", row.wrong),
        ("failed", row.failed), ("reused", row.reused),
        ("never", not row.reused)) if is_so]
    numbers = [f'<td class="number" data-value="{number}">{text}</td>'
               for number, text in (
                   (row.reused, row.reused), (row.built, row.built),
                   (row.spent, f"{row.spent:.1f}"),
                   (row.saved, f"{row.saved:.1f}"))]
    wrong = ["<br>".join(
        escape(sentence) if (row.package, sentence) not in accepted
        else f"<small>accepted: {escape(sentence)}</small>"
        for sentence in sentences)
        for sentences in (row.wrong_by_name, row.wrong)]
    return (f'<tr data-is="{" ".join(kinds)}">'
            f'<th scope="row">{escape(row.package)}</th>'
            f"{''.join(numbers[:2])}<td>{escape(list_reasons(row))}</td>"
            f"{''.join(numbers[2:])}"
            + "".join(f'<td class="wrong">{cell}</td>' for cell in wrong)
            + "</tr>")


def _render_unread(survey: Survey) -> Iterator[str]:
    if survey.unread:
        yield "<section><h2>No reports</h2><ul>"
        for name in survey.unread:
            yield f"<li>{escape(name)}</li>"
        yield "</ul></section>"
