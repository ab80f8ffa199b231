# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Introspection: what a question finds out about modules and files."""

import contextlib
import importlib
import importlib.machinery
import os
import sys

from collections.abc import Sequence


#: What parsing and compiling raise for text that is no Python here.
UNPARSABLE = (SyntaxError, ValueError, RecursionError, MemoryError)

# to import these is to see a poem or a browser
_SHOWY = frozenset({"antigravity", "this"})


def is_importable(module: str, attribute: str = "") -> bool:
    """Return True if a module is there, without running any of a package that
    does not belong to the standard library.
    """
    search_path = None
    parts = module.split(".")
    if module not in sys.builtin_module_names:
        for number in range(1, len(parts) + 1):
            name = ".".join(parts[:number])
            spec = _find_spec(name, search_path)
            if spec is None and not _is_made_by_parent(
                    name, is_in_package=search_path != ()):
                return False
            search_path = (spec and spec.submodule_search_locations) or ()
    return not attribute or has_attribute(module, attribute)


def _is_made_by_parent(module: str, *, is_in_package: bool) -> bool:
    """Return True if a module puts another one there: collections.abc has no
    file since CPython 3.14, os.path and six.moves never had one.
    """
    parent = module.rpartition(".")[0]
    if parent.partition(".")[0] not in sys.stdlib_module_names:
        # its version tells
        return bool(parent) and not is_in_package
    try:
        importlib.import_module(parent)
    except ImportError:
        return False
    return module in sys.modules


def can_compile(path: str) -> bool:
    """Return True if a file below the current directory is Python here."""
    if path.startswith("/") or ".." in path.split("/") or (
            not os.path.isfile(path)):
        return False
    # few ask for it
    import warnings

    with open(path, "rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(file.read(), path, "exec", dont_inherit=True)
        except UNPARSABLE:
            return False
    return True


def _find_spec(name: str, search_path: Sequence[str] | None
               ) -> importlib.machinery.ModuleSpec | None:
    if search_path is None and (
            spec := importlib.machinery.FrozenImporter.find_spec(name)):
        return spec
    spec = importlib.machinery.PathFinder.find_spec(name, search_path)
    if spec is None and search_path is None:
        # setuptools' distutils, and what is installed to be edited: these
        # are anybody's, and may raise anything
        for finder in sys.meta_path:
            with contextlib.suppress(Exception):
                spec = spec or finder.find_spec(name, None)
    return spec


def has_attribute(module: str, attribute: str) -> bool:
    """Return True if a module has an attribute.

    Of a module that is not the standard library's, the version tells, which
    counts elsewhere.
    """
    if not _is_telling(module):
        return True
    try:
        value = importlib.import_module(module)
    except ImportError:
        return False
    return hasattr(value, attribute) or is_importable(
        f"{module}.{attribute}")


def get_attribute(module: str, attribute: str, *default: object) -> object:
    """Return an attribute of a module of the standard library, None where
    there is no such module.
    """
    if not _is_telling(module):
        return None
    try:
        return getattr(importlib.import_module(module), attribute, *default)
    except ImportError:
        return None


def _is_telling(module: str) -> bool:
    """Return True if a module can be imported to look at it."""
    top = module.partition(".")[0]
    return top in sys.stdlib_module_names and top not in _SHOWY
