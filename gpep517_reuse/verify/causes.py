# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""The causes: where a finding usually comes from, and what helps."""

from collections.abc import Mapping

from gpep517_reuse.verify.findings import Code


#: Causes, and a hint, without a full stop; empty where none is known.
CAUSES: Mapping[Code, str] = {
    Code.FILE_ADDED: "packages chosen by version, a compiler that failed for "
    "one of the two",
    Code.FILE_REMOVED: "packages chosen by version, a compiler that failed "
    "for one of the two, leftovers in the tree",
    Code.TEXT: "sources converted or templates filled in by setup.py",
    Code.BYTES: "tables computed at build time, compressed files",
    Code.MODE: "",
    Code.SCRIPT: "a version in its text",
    Code.ENTRY_POINT: "a name with a version, as pip3.11 in pip 23",
    Code.METADATA: "an install_requires that asks sys.version_info; use an "
    "environment marker instead",
    Code.DESCRIPTION: "",
    Code.WHEEL: "a note, as nothing reads it after installation",
    Code.RECORD: "the backend is broken; a note where both have it",
    Code.EXTENSION_MACHINE: "a store was shared between two",
    Code.EXTENSION_IMPORTS: "headers of another version, as PyArg_ParseTuple "
    "in place of _PyArg_ParseTuple_SizeT; build the oldest first, then it is "
    "a note",
    Code.EXTENSION_EXPORTS: "other sources or compiler settings",
    Code.EXTENSION_NEEDS: "something was detected at build time",
    Code.EXTENSION_RUN_PATH: "a note where it is only the interpreter's own "
    "directory",
    Code.EXTENSION_NAME: "a note, as CPython 3.15 names the machine in it "
    "and finds the older name as well",
    Code.EXTENSION_CODE: "a note, as other headers make other code",
    Code.EXTENSION_UNREAD: "without pyelftools it was not compared, without "
    "abi3info not held against the stable ABI (a note); install the extra "
    "elf",
    Code.STABLE_ABI: "tell the package's authors; a note where only the "
    "module built here does",
}
