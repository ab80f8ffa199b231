# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The grammar: whether every version of the language can parse a text."""

import ast
import functools
import importlib.util
import re
import sys

from gpep517_reuse.analysis.introspection import UNPARSABLE
from gpep517_reuse.analysis.module import Source


# what is known of the grammar is known up to this version
_OLDEST, _NEWEST = (3, 11), (3, 15)
# where a newer one may be used, of which the parser knows the version; each
# is looked for by what it begins with, which is faster than all at once
_NEWER_GRAMMAR = tuple(re.compile(pattern) for pattern in (
    r"type[ \t]+\w+[ \t]*[=\[]",
    r"class[ \t]+\w+[ \t]*\[",
    r"def[ \t]+\w+[ \t]*\[",
    # but for nothing, a name, and what is in parentheses
    (r"\n[ \t\f]*+except\b(?![ \t]*+(?:\*[ \t]*+)?+"
     r"(?:[\w.]++[ \t]*+|\([^()]*\)[ \t]*+)?+(?:as[ \t]+\w++[ \t]*+)?+:)")))
# strings from their second character on, by what they hold besides backslashes
_STRING = r"(?<={quote}){opening}(?:{text}|\\.)*+{closing}"
# f-strings that every version can parse: in what they put in are no quotes of
# their own, backslashes, comments, stars, t-strings, spaces after a
# conversion, and no fields in a field of a field
_FIELD = (r"\{{(?!\s*\*|(?:[^{{}}]*[^\w{{}}])?(?:[tT][rR]?|[rR][tT])[\"'])"
          r"(?:{value}|!=|![rsa](?=[:}}])%s)*+\}}")
_F_STRING = (
    r"(?<={quote}){opening}(?:{plain}|\\(?:[^{{}}]|(?=[{{}}]))|\{{\{{|\}}\}}|"
    + _FIELD % ("|" + _FIELD % "") + r")*+{closing}")
_KINDS = [
    {"quote": quote, "opening": opening, "closing": closing, "text": text,
     "plain": text.replace("[^", "[^{}"),
     "value": text.replace("[^", "[^{}#!")}
    for quote, opening, closing, text in (
        ('"', '""', '"""', r'[^"\\]++|"(?!"")'),
        ("'", "''", "'''", r"[^'\\]++|'(?!'')"),
        ('"', '(?!"")', '"', r'[^"\\\n]++'),
        ("'", "(?!'')", "'", r"[^'\\\n]++"))]
# what each begins with, unless it is the end of a string
_SUSPECT = re.compile(
    r"(?:[fFtT](?<!\w[fFtT])[rR]?|[rR](?<!\w[rR])[fFtT])[\"']")


def find_newer_grammar(source: Source) -> int:
    """Find a line, 0 for none, that not every version may parse."""
    if source.error or sys.version_info < (3, 12):
        # else all that was parsed is known to the oldest
        return 0
    if sys.version_info[:2] > _NEWEST:
        return 1
    text = source.text
    if isinstance(text, bytes):
        text = importlib.util.decode_source(text)
    lines = "\n" + text.replace("\r\n", "\n").replace("\r", "\n")
    joined = lines.replace("\\\n", " ")
    if any(pattern.search(joined) for pattern in _NEWER_GRAMMAR):
        try:
            ast.parse(text, feature_version=_OLDEST)
        except UNPARSABLE as error:
            return getattr(error, "lineno", None) or 1
    return _find_newer_string(lines) or _find_grammar_of_3_15(source)


def _find_newer_string(text: str) -> int:
    """Find a line, 0 for none, with a t-string (PEP 750), or with an f-string
    that older versions may not parse: since 3.12, what it puts in may be
    anything (PEP 701).
    """
    if not _SUSPECT.search(text) or not any(
            (pattern := _compile_token()).findall(text)):
        return 0
    return next(text.count("\n", 0, found.start())
                for found in pattern.finditer(text) if found[1])


@functools.cache
def _compile_token() -> re.Pattern[str]:
    """Return what matches comments and strings; of t-strings, and of f-strings
    of no kind that is known, the second character is its group.
    """
    strings, f_strings = (
        "|".join(form.format_map(kind) for kind in _KINDS)
        for form in (_STRING, _F_STRING))
    f_prefix, prefix = (
        rf"(?:(?<=\W[{letters}].)|(?<=\W[{letters}][rR].)|"
        rf"(?<=\W[rR][{letters}].))" for letters in ("fF", "fFtT"))
    token = (rf"[\"'#](?:(?<=#)[^\n]*+|{f_prefix}(?:{f_strings})|"
             rf"{prefix}(.)|{strings})")
    return re.compile(token, re.DOTALL)


def _find_grammar_of_3_15(source: Source) -> int:
    """Find a line, 0 for none, that takes Python 3.15, which parses it for
    older versions as well: lazy imports (PEP 810), and unpacking in
    comprehensions (PEP 798).
    """
    if sys.version_info < (3, 15):
        return 0
    return min((getattr(node, "lineno", 1) for node in source.nodes
                if getattr(node, "is_lazy", False)
                or isinstance(getattr(node, "elt", None), ast.Starred)
                or (isinstance(node, ast.DictComp) and not node.value)),
               default=0)
