/* The compiled core: what is done with every line and every word of a text, in one pass each.
 *
 * It does what segment/page.py (`cut`), segment/lines.py, segment/blocks.py, text/language.py,
 * match/look.py (`Look`) and the passes over whole texts of text/dates.py and text/repair.py do, and
 * nothing else: these are the reference, and step in where there is no compiler. Whatever is seldom and
 * long to say (front matter, fences, patterns of code, characters that are written in parts) is left to
 * them, through the functions given to the types. `tests/core` holds the two equal.
 *
 * There is no state but that of the objects. An object is used under the interpreter's lock; what is
 * called back may let other threads in, so nothing that can change is kept across such a call.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#include "_c/chars.h"
#include "_c/code.h"
#include "_c/lines.h"
#include "_c/blocks.h"
#include "_c/page.h"
#include "_c/words.h"
#include "_c/needles.h"
#include "_c/called.h"
#include "_c/calls.h"
#include "_c/scans.h"

#ifndef CORE_SOURCE
#define CORE_SOURCE "" /* digest of the sources, see cleaner/core.py; without it nobody uses the result */
#endif

static int add_types(PyObject *module)
{
    PyType_Spec *specs[] = {&Lines_spec, &Words_spec, &Calls_spec};
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        PyObject *type = PyType_FromModuleAndSpec(module, specs[i], NULL);
        if (type == NULL || PyModule_AddType(module, (PyTypeObject *)type) < 0) {
            Py_XDECREF(type);
            return -1;
        }
        Py_DECREF(type);
    }
    return PyModule_AddStringConstant(module, "SOURCE", CORE_SOURCE);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, add_types},
#ifdef Py_MOD_PER_INTERPRETER_GIL_SUPPORTED
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL}, /* no Py_mod_gil: its objects are used under the lock, see cleaner/core.py */
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "cleaner._core",
    .m_doc = "The compiled core, see cleaner/core.py.",
    .m_methods = core_methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__core(void)
{
    return PyModuleDef_Init(&module);
}
