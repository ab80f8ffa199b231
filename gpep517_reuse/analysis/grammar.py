# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The grammar: whether every version of the language can parse a text."""

import ast
import importlib.util
import io
import itertools
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
    (r"\n[ \t\f]*+except\b(?![ \t]*+\*?+(?:[ \t]+[\w.]++|[ \t]*+\([^()]*\))?+"
     r"(?:[ \t]*+as[ \t]+\w++)?+[ \t]*+:)"),
    r"[tT](?<![\\\w][tT])[rR]?[\"']",
    r"[rR](?<![\\\w][rR])[tT][\"']"))
# the quotes that f-strings begin with, and others after such a letter
_QUOTE = re.compile(
    r"[\"'](?:(?<=\W[fF].)|(?<=\W[fF][rR].)|(?<=\W[rR][fF].))")
# f-strings without quotes of their own, backslashes, comments, stars and
# spaces after a conversion in what they put in, and with no field in a field
# of a field
_FIELD = r"\{{(?!\s*\*)(?:{value}|!=|![rsa](?=[:}}])%s)*+\}}"
_ANY_PLAIN = "|".join(
    (r"{quote}(?:{text}|\\(?:[^{{}}]|(?=[{{}}]))|\{{\{{|\}}\}}|"
     + _FIELD % ("|" + _FIELD % "") + ")*+{quote}").format(
         quote=quote, text=text, value=value)
    for quote, text, value in (
        ('"""', r'[^"\\{}]++|"(?!"")', r'[^"\\{}#!]++|"(?!"")'),
        ("'''", r"[^'\\{}]++|'(?!'')", r"[^'\\{}#!]++|'(?!'')"),
        ('"(?!"")', r'[^"\\\n{}]++', r'[^"\\\n{}#!]++'),
        ("'(?!'')", r"[^'\\\n{}]++", r"[^'\\\n{}#!]++")))
_PLAIN = re.compile(_ANY_PLAIN, re.DOTALL)


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
    return _find_nested(lines) or _find_grammar_of_3_15(source)


def _find_nested(text: str) -> int:
    """Find a line, 0 for none, with an f-string that older versions may not
    parse: since 3.12, what it puts in may be anything (PEP 701).
    """
    if all(_PLAIN.match(text, found.start())
           for found in _QUOTE.finditer(text)):
        return 0
    # not all of these are f-strings
    import tokenize

    lines = [*io.StringIO(text)]
    starts = [0, *itertools.accumulate(map(len, lines))]
    for token in tokenize.generate_tokens(iter([*lines, ""]).__next__):
        if token.type == tokenize.FSTRING_START:
            number, column = token.start
            prefix = token.string.rstrip("\"'")
            if not _PLAIN.match(text, starts[number - 1] + column
                                + len(prefix)):
                return number - 1
    return 0


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
