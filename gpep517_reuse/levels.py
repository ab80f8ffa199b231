# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Optimization levels: which of them cannot differ for a file."""

from collections.abc import Collection
from types import CellType, CodeType, FunctionType


_CO_OPTIMIZED = 1


def find_same(level: int, without_docstrings: Collection[int]) -> int | None:
    """Find another level of which the code of a file is the same.

    ``without_docstrings`` are the levels at which the file was compiled
    to code without docstrings.  None where nothing can be told.

    All that level 2 does beyond level 1 is to strip docstrings.  What
    level 1 does beyond level 0 cannot be told from code: ``__debug__`` is
    folded, and an ``assert`` that is never reached leaves nothing but its
    names.  Nor is it worth asking the syntax tree: to make one takes as
    long as to compile.
    """
    return 1 if level == 2 and 1 in without_docstrings else None


def is_telling(level: int) -> bool:
    """Tell whether find_same() needs to know about a level."""
    return level == 1


def has_docstring(code: CodeType) -> bool:
    """Tell whether code, or code in it, has a docstring.

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
