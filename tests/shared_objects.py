# (c) 2026 The gpep517-reuse authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Shared objects, compiled for the tests that read them."""

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile

from pathlib import Path

import pytest


COMPILER = shutil.which("cc") or shutil.which("gcc")
HEADERS = sysconfig.get_path("include")

needs_compiler = pytest.mark.skipif(
    COMPILER is None or not sys.platform.startswith("linux"),
    reason="needs a C compiler that makes ELF files")
needs_headers = pytest.mark.skipif(
    sys.implementation.name != "cpython"
    or not os.path.exists(os.path.join(HEADERS, "Python.h")),
    reason="needs the headers of CPython")

SPEEDUPS = """\
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *mask(PyObject *self, PyObject *args)
{
    const char *text;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(args, "s#", &text, &size))
        return NULL;
    return PyBytes_FromStringAndSize(text, size);
}

static PyMethodDef methods[] = {
    {"mask", mask, METH_VARARGS, ""}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "speedups", NULL, -1, methods};

PyMODINIT_FUNC PyInit_speedups(void)
{
    return PyModule_Create(&definition);
}
"""
IMPORTING = """\
extern void PyList_New(void), PyObject_CallNoArgs(void), PyCode_New(void);
extern void _PyFoo_Own(void), *Py_GenericAlias;
__attribute__((weak)) void weak(void) {}
static void hidden(void) { PyCode_New(); }
void PyInit_importing(void)
{
    PyList_New(); PyObject_CallNoArgs(); _PyFoo_Own(); weak(); hidden();
}
"""


@functools.cache
def build(source: str, *options: str) -> bytes:
    """Compile a shared object; return its content."""
    assert COMPILER is not None
    with tempfile.TemporaryDirectory() as directory:
        target = Path(directory) / "module.so"
        subprocess.run(
            (COMPILER, "-shared", "-fPIC", f"-I{HEADERS}", *options,
             "-o", target, "-x", "c", "-"),
            input=source, text=True, check=True)
        return target.read_bytes()
