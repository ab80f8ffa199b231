# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Optimization levels: which of them cannot differ for a file."""

from __future__ import annotations

import importlib.util
import sys

from types import CellType, CodeType, FunctionType

from gpep517_reuse.values import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Iterator


_CO_OPTIMIZED = 1
# CPython 3.12 never forgets a string that it interned, by which bytecode
# tells the first compilation of some constants from the next ones
_IS_FIRST_SPECIAL = sys.version_info[:2] == (3, 12)


def find_repeated(level: int, code: CodeType, source: bytes
                  ) -> Iterator[int]:
    """Yield the levels whose bytecode is that of the level before.

    ``code`` is what a source file was compiled to at some level.

    All that level 2 does beyond level 1 is to strip docstrings, which code
    tells.  What level 1 does beyond level 0 it does not: ``__debug__`` is
    folded, and an ``assert`` that is never reached leaves nothing but its
    names.  A syntax tree would tell, and takes as long to make as the code.
    So the text bounds it: no tree has what its text has not.
    """
    if level == 0 and not _IS_FIRST_SPECIAL and not may_assert(source):
        yield 1
    if level < 2 and not has_docstring(code):
        yield 2


def may_assert(source: bytes) -> bool:
    """Return True if a source file can hold an assertion or ``__debug__``.

    It may as well be told of one that has these words in a comment.
    """
    # see "Compound statements" and "Line structure" of Python's reference
    if b"\r" in source.replace(b"\r\n", b"\n"):
        # not all agree which are the two lines that may name an encoding
        return True
    try:
        text = importlib.util.decode_source(source)
    except (LookupError, SyntaxError, UnicodeError):
        # compilers are not as strict
        return True
    if not text.isascii():
        import unicodedata

        # as the parser does with names
        text = unicodedata.normalize("NFKC", text)
    # a statement begins where a line, or another statement, ends
    return "__debug__" in text or any(
        not before or before[-1] in "\n:;" for before in (
            part.rstrip(" \t\f") for part in text.split("assert")[:-1]))


def has_docstring(code: CodeType) -> bool:
    """Return True if code, or code in it, has a docstring.

    The code of a lambda or a comprehension that begins with a string may
    seem to have one, where the interpreter says so.
    """
    return _has_own_docstring(code) or any(
        has_docstring(constant) for constant in code.co_consts
        if isinstance(constant, CodeType))


def _has_own_docstring(code: CodeType) -> bool:
    if not code.co_flags & _CO_OPTIMIZED:
        # a module or a class: it stores its own
        return "__doc__" in code.co_names
    # where the docstring is depends on the version
    cells = tuple(CellType() for _ in code.co_freevars)
    return FunctionType(code, {}, closure=cells or None).__doc__ is not None
