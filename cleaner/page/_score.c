/* The compiled part of the page model: words of a page, sums of weights, features of lines, trees.
 *
 * It does what model.Lines, tokens.py, linear.py, features.py and trees.py do with numpy, and nothing
 * else: these are the reference, and step in where there is no compiler. `tests/page/test_compiled.py`
 * holds the two equal. All is integer arithmetic, but for quotients of doubles that are exact.
 *
 * Arrays come as buffers of plain numbers without gaps; those that are filled are made by the caller.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#include "_c/arrays.h"
#include "_c/tokens.h"
#include "_c/sums.h"
#include "_c/trees.h"
#include "_c/columns.h"
#include "_c/features.h"

#ifndef CORE_SOURCE
#define CORE_SOURCE "" /* digest of the sources, see cleaner/core.py; without it nobody uses the result */
#endif

static PyMethodDef methods[] = {
    {"tokens", tokens, METH_VARARGS, "The arrays of `tokens.Tokens` as bytes: lines, classes, lower."},
    {"inked", inked, METH_VARARGS, "See model.Lines.of."},
    {"code_sums", code_sums, METH_VARARGS, "See linear.kind_logits."},
    {"word_sums", word_sums, METH_VARARGS, "See linear.word_sums."},
    {"trees", trees, METH_VARARGS, "See trees.Trees.sums."},
    {"features", features, METH_VARARGS, "See features.features: the tokens, columns, the array to fill."},
    {NULL, NULL, 0, NULL},
};

static int add_source(PyObject *module)
{
    return PyModule_AddStringConstant(module, "SOURCE", CORE_SOURCE);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, add_source},
#ifdef Py_MOD_PER_INTERPRETER_GIL_SUPPORTED
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL}, /* no Py_mod_gil: what it reads is not to change meanwhile, see cleaner/core.py */
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "cleaner.page._score",
    .m_doc = "The compiled part of the page model, see cleaner/page/compiled.py.",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__score(void)
{
    return PyModuleDef_Init(&module);
}
