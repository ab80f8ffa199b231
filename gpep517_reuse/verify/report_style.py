# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""What pages share: texts, and the style for screens and for paper."""

import html


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
h3 { font-size: .95rem; margin: 0; overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible, pre:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px;
}
code, pre, h3, tbody th[scope=row] {
  font-family: ui-monospace, "DejaVu Sans Mono", monospace;
}
.verdict {
  margin: 0; padding: .7rem 1rem; border-left: .4rem solid;
  border-radius: .3rem;
}
.verdict strong { font-size: 1.25rem; margin-right: .5rem; }
.legend {
  display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; list-style: none;
  margin: 0 0 .7rem; padding: 0; font-size: .88rem;
}
.tools {
  display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; list-style: none;
  margin: .6rem 0 0; padding: 0; color: var(--faint); font-size: .85rem;
}
.tools b { font-weight: 600; }
.wide { overflow-x: auto; border: 1px solid var(--line);
  border-radius: .4rem; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
th, td { padding: .4rem .7rem; text-align: left; vertical-align: top; }
thead th { background: var(--mild-back); color: var(--mild); }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody th { font-weight: 400; overflow-wrap: anywhere; min-width: 12rem; }
.matrix td:not(:last-child), .matrix thead th:not(:first-child, :last-child)
{ text-align: center; }
.matrix td.first, .matrix td.other { font-weight: 700; }
.matrix td.other { background: var(--mild-back); }
.matrix td.missing a { text-decoration: none; }
.tag {
  display: inline-block; padding: 0 .5rem; border: 1px solid;
  border-radius: 1rem; font-size: .8rem; font-weight: 600;
}
.tag.differs, .verdict.differs
{ color: var(--bad); background: var(--bad-back); }
.tag.same, .verdict.same
{ color: var(--good); background: var(--good-back); }
.tag.unstable, .verdict.unstable
{ color: var(--wary); background: var(--wary-back); }
.tag.refused, .tag.note, .tag.aside, .tag.unchecked, .verdict.unchecked
{ color: var(--mild); background: var(--mild-back); }
article {
  margin: 0 0 1rem; padding: .8rem 1rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .4rem;
}
article:target { border-color: var(--link); }
article p { margin: .7rem 0 .2rem; }
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
  .up { display: none; }
  .wide, pre { overflow: visible; max-height: none; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  tr, h2, h3 { break-inside: avoid; break-after: avoid; }
  .tag, .verdict, thead th, .other { print-color-adjust: exact; }
}
"""


def escape(text: str) -> str:
    """Return a text as HTML shows it."""
    # a lone surrogate cannot be written as UTF-8
    return html.escape(text.encode(errors="backslashreplace").decode())
