# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""What pages share: texts, and the style for screens and for paper."""

import base64
import hashlib
import html

from collections.abc import Iterable


STYLE = """
:root {
  color-scheme: light dark;
  --back: #fbfbf9; --card: #fff; --text: #1d2125; --faint: #5c656e;
  --line: #d8dce0; --link: #0b5cad;
  --bad: #b3261e; --bad-back: #fdecea; --good: #1a6b38; --good-back: #e6f4ea;
  --wary: #7a5300; --wary-back: #fdf3d8; --mild: #44546a;
  --mild-back: #e9eef4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #14171a; --card: #1c2024; --text: #e4e7ea; --faint: #a0a9b2;
    --line: #353c43; --link: #8ab8f0;
    --bad: #ffb4ab; --bad-back: #4a1a17; --good: #9bdcae;
    --good-back: #173a24; --wary: #f3d184; --wary-back: #42330d;
    --mild: #bccadb; --mild-back: #29323d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 78rem; padding: 1.5rem;
  background: var(--back); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif;
}
h1 { font-size: 1.5rem; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
.matrix tbody th, .code { font-size: .82rem; }
h3 { font-size: .95rem; margin: 0; overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, pre:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px;
}
code, pre, h3, summary, .code, .matrix tbody th, .codes dt {
  font-family: ui-monospace, "DejaVu Sans Mono", monospace;
}
.verdict {
  margin: 0; padding: .7rem 1rem; border-left: .4rem solid;
  border-radius: .3rem;
}
.verdict strong { font-size: 1.25rem; margin-right: .5rem; }
.verdict ul { margin: .3rem 0 0; padding-left: 1.3rem; }
.verdict li { overflow-wrap: anywhere; }
.verdict a { color: inherit; font-weight: 600; }
.legend {
  display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; list-style: none;
  margin: 0 0 .7rem; padding: 0; font-size: .88rem;
}
form { display: flex; flex-wrap: wrap; gap: .6rem; margin: 0 0 .8rem; }
input, select {
  font: inherit; padding: .35rem .6rem; color: var(--text);
  background: var(--card); border: 1px solid var(--line);
  border-radius: .3rem; max-width: 100%;
}
input:focus-visible, select:focus-visible, summary:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px;
}
output { align-self: center; color: var(--faint); font-size: .88rem; }
form[hidden], [data-item][hidden] { display: none; }
summary { cursor: pointer; overflow-wrap: anywhere; }
.fold > summary, section > details > summary {
  padding: .5rem 1rem; background: var(--card); margin: 1rem 0;
  border: 1px solid var(--line); border-radius: .4rem;
}
th details { font-size: .85rem; color: var(--faint); }
th details ul { margin: .2rem 0; padding-left: 1.2rem; }
.reuses th { min-width: 9rem; }
small { color: var(--faint); font-size: .85em; }
.reasons { font-size: .88rem; padding-left: 1.8rem; }
.reasons li { overflow-wrap: anywhere; }
.reasons li:target, dt:target { color: var(--link); font-weight: 600; }
.reuses td { white-space: nowrap; }
.mark { font-size: .8rem; vertical-align: super; }
dl {
  display: grid; grid-template-columns: max-content 1fr;
  gap: .25rem 1rem; font-size: .88rem; margin: .5rem 0;
}
dt { font-weight: 600; max-width: 16rem; overflow-wrap: anywhere; }
dd { margin: 0; overflow-wrap: anywhere; }
footer { border-top: 1px solid var(--line); margin-top: 2rem; }
@media (max-width: 40rem) {
  body { padding: .8rem; }
  dl { grid-template-columns: 1fr; }
  dd { margin: 0 0 .4rem 1rem; }
  .reuses th, tbody th { min-width: 7rem; }
}
.wide { overflow-x: auto; border: 1px solid var(--line);
  border-radius: .4rem; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
th, td { padding: .4rem .7rem; text-align: left; vertical-align: top; }
thead th { background: var(--mild-back); color: var(--mild); }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody th { font-weight: 400; overflow-wrap: anywhere; min-width: 12rem; }
.matrix td:not(:last-child), .matrix thead th:not(:first-child, :last-child)
{ text-align: center; }
.matrix td:last-child { min-width: 9rem; }
.matrix td.first, .matrix td.other { font-weight: 700; }
.matrix td.other { background: var(--mild-back); }
.matrix td.missing a { text-decoration: none; }
.tag {
  display: inline-block; white-space: nowrap; padding: 0 .5rem;
  border: 1px solid; border-radius: 1rem; font-size: .8rem; font-weight: 600;
}
.tag.differs, .verdict.differs, .tag.failed, .verdict.failed
{ color: var(--bad); background: var(--bad-back); }
.tag.same, .verdict.same
{ color: var(--good); background: var(--good-back); }
.tag.unstable, .verdict.unstable
{ color: var(--wary); background: var(--wary-back); }
.tag.refused, .tag.note, .tag.aside, .tag.not-looked-at, .tag.unchecked,
.verdict.unchecked
{ color: var(--mild); background: var(--mild-back); }
article {
  margin: 1rem 0; padding: .8rem 1rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .4rem;
}
article:target { border-color: var(--link); }
article p { margin: .5rem 0 .2rem; }
article details { margin: .3rem 0; }
article ul { margin: 0; padding-left: 1.3rem; color: var(--faint); }
.up { font: .8rem system-ui, sans-serif; margin-left: .6rem; }
pre {
  margin: .5rem 0 0; padding: .6rem .8rem; max-height: 32rem; overflow: auto;
  background: var(--back); border: 1px solid var(--line);
  border-radius: .3rem; font-size: .82rem; line-height: 1.4;
}
pre ins { color: var(--good); text-decoration: none; }
pre del { color: var(--bad); text-decoration: none; }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  .up, form, th details { display: none; }
  details:not(.fold)::details-content { content-visibility: visible; }
  .wide, pre { overflow: visible; max-height: none; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  tr, h2, h3 { break-inside: avoid; break-after: avoid; }
  .tag, .verdict, thead th, .other { print-color-adjust: exact; }
}
"""


def render_page(title: str, body: Iterable[str], *, style: str = "",
                script: str = "") -> str:
    """Render a page that takes nothing from elsewhere."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    if script:
        digest = base64.b64encode(hashlib.sha256(
            script.encode()).digest()).decode()
        policy += f"; script-src 'sha256-{digest}'"
    return "\n".join((
        "<!DOCTYPE html>", '<html lang="en">', "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape(title)}</title>", f"<style>{STYLE}{style}</style>",
        "</head>", "<body>", *body,
        *([f"<script>{script}</script>"] if script else ()),
        "</body>", "</html>", ""))


def escape(text: str) -> str:
    """Return a text as HTML shows it."""
    # a lone surrogate cannot be written as UTF-8
    return html.escape(text.encode(errors="backslashreplace").decode())
