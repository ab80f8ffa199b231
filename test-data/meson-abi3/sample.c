/* the limited API that meson.build names */
#include <Python.h>

static PyObject *
answer(PyObject *self, PyObject *args)
{
    (void)self;
    (void)args;
    return PyLong_FromLong(42);
}

static PyMethodDef methods[] = {
    {"answer", answer, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL}
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "sample", NULL, 0, methods, NULL, NULL, NULL, NULL
};

PyMODINIT_FUNC
PyInit_sample(void)
{
    return PyModuleDef_Init(&module);
}
