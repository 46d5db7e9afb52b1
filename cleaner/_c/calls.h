/* What to try on the lines of a page, and the type `Calls`: match/look.py (`Look.tried`). */

static int ascending(const void *one, const void *two)
{
    uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)two;
    return (a > b) - (a < b);
}

static PyObject *by_call(const Pairs *pairs, PyObject *numbers)
{
    PyObject *out = PyDict_New(), *group = NULL; /* the group belongs to `out` */
    for (Py_ssize_t i = 0; out != NULL && i < pairs->size; i++) {
        uint64_t pair = pairs->at[i];
        if (i && pair == pairs->at[i - 1])
            continue;
        if (!i || pair >> 32 != pairs->at[i - 1] >> 32) {
            PyObject *call = PyLong_FromUnsignedLong((unsigned long)(pair >> 32));
            group = PyList_New(0);
            int failed = call == NULL || group == NULL || PyDict_SetItem(out, call, group) < 0;
            Py_XDECREF(call);
            Py_XDECREF(group);
            if (failed) {
                Py_CLEAR(out);
                break;
            }
        }
        if (PyList_Append(group, PyList_GET_ITEM(numbers, (Py_ssize_t)(pair & 0xFFFFFFFFu))) < 0)
            Py_CLEAR(out);
    }
    return out;
}

/* Line i of some views, a new reference; NULL if there is none. */
static PyObject *line_of(PyObject *views, Py_ssize_t i)
{
    if (i < 0 || i >= PyList_GET_SIZE(views))
        PyErr_SetString(PyExc_IndexError, "no such line");
    else if (!PyUnicode_Check(PyList_GET_ITEM(views, i)))
        PyErr_SetString(PyExc_TypeError, "lines are texts");
    else
        return Py_NewRef(PyList_GET_ITEM(views, i));
    return NULL;
}

/* Looks at a line of which nothing is known: 1 if there is something to try, 0 if not, or -1. A line that
 * calls for nothing is known as `nothing` from now on, and one that is to be tried as `waiting`, a list of
 * this call: other threads that come upon it look for themselves. As long as no Python is called, as it is
 * for dates, none can; so nothing that is known is ever replaced by `waiting`. */
static int try_new(const Calls *self, PyObject *line, PyObject *folded, PyObject *key, Py_ssize_t number,
                   PyObject *known, PyObject *waiting, Buffer *room, Pairs *pairs)
{
    Py_ssize_t before = pairs->size;
    int dates = call_line(self, folded, key, room, number, pairs);
    if (dates < 0)
        return -1;
    if (dates && (PyDict_SetItem(known, line, waiting) < 0
                  || look_for_dates(self, key, room, number, pairs) < 0))
        return -1;
    sift(self, folded, key, pairs, before);
    int tells = pairs->size > before;
    if (tells && dates)
        return 1;
    return PyDict_SetItem(known, line, tells ? waiting : self->nothing) < 0 ? -1 : tells;
}

/* Looks at a line if nothing is known of it yet: its size if so, 0 if not, or -1. tells: whether
 * something is known of it, or is to be tried. */
static Py_ssize_t try_line(const Calls *self, PyObject *views[3], Py_ssize_t i, Py_ssize_t number,
                           PyObject *known, PyObject *waiting, Buffer *room, Pairs *pairs, int *tells)
{
    Py_ssize_t size = -1;
    PyObject *line = line_of(views[0], i), *folded = NULL, *key = NULL;
    PyObject *found = line == NULL ? NULL : PyDict_GetItemWithError(known, line); /* borrowed */
    if (found != NULL && (found == waiting || !PyList_Check(found))) {
        *tells = found == waiting || PyObject_IsTrue(found);
        size = 0;
    }
    else if (line != NULL && !PyErr_Occurred()) {
        folded = line_of(views[1], i), key = line_of(views[2], i);
        if (folded != NULL && key != NULL)
            *tells = try_new(self, line, folded, key, number, known, waiting, room, pairs);
        if (folded != NULL && key != NULL && *tells >= 0)
            size = PyUnicode_GET_LENGTH(line) + self->each;
    }
    Py_XDECREF(line);
    Py_XDECREF(folded);
    Py_XDECREF(key);
    return size;
}

PyDoc_STRVAR(tried_doc, "tried(lines, folded, keys, content, known)\n--\n\n"
             "What to try on which of the lines of a page that nothing is known of: numbers of calls to\n"
             "indexes of lines; the indexes of these lines and of those that something is known of; and\n"
             "what new lines count for. That a line calls for nothing is known from now on; of those that\n"
             "have to be tried a list is known, which somebody has to replace.");

static PyObject *Calls_tried(Calls *self, PyObject *args)
{
    PyObject *views[3], *content, *known, *result = NULL;
    if (!PyArg_ParseTuple(args, "O!O!O!O!O!:tried", &PyList_Type, &views[0], &PyList_Type, &views[1],
                          &PyList_Type, &views[2], &PyList_Type, &content, &PyDict_Type, &known))
        return NULL;
    PyObject *waiting = PyList_New(0), *telling = PyList_New(0);
    Pairs pairs = {NULL, 0, 0};
    Buffer room = {NULL, 0, 0};
    Py_ssize_t grown = 0, size = waiting == NULL || telling == NULL ? -1 : 0;
    for (Py_ssize_t n = 0; n < PyList_GET_SIZE(content) && size >= 0; n++) {
        PyObject *index = Py_NewRef(PyList_GET_ITEM(content, n));
        Py_ssize_t i = PyLong_AsSsize_t(index);
        int tells = 0;
        if (i == -1 && PyErr_Occurred())
            size = -1;
        else
            size = try_line(self, views, i, n, known, waiting, &room, &pairs, &tells);
        if (size >= 0 && tells && PyList_Append(telling, index) < 0)
            size = -1;
        grown += size;
        Py_DECREF(index);
    }
    if (pairs.size && size >= 0)
        qsort(pairs.at, (size_t)pairs.size, sizeof *pairs.at, ascending);
    if (size >= 0)
        result = Py_BuildValue("(NOn)", by_call(&pairs, content), telling, grown);
    Py_XDECREF(waiting);
    Py_XDECREF(telling);
    PyMem_Free(pairs.at);
    PyMem_Free(room.at);
    return result;
}

static void Calls_dealloc(Calls *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    PyMem_Free(self->pool);
    PyMem_Free(self->calls);
    PyMem_Free(self->needles);
    PyMem_Free(self->sieves);
    PyMem_Free(self->within);
    PyMem_Free(self->at_word);
    PyMem_Free(self->at_start);
    PyMem_Free(self->at_end);
    Py_XDECREF(self->lines);
    Py_XDECREF(self->dated);
    Py_XDECREF(self->scales);
    Py_XDECREF(self->signs);
    Py_XDECREF(self->nothing);
    type->tp_free(self);
    Py_DECREF(type);
}

static int Calls_traverse(Calls *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->lines);
    Py_VISIT(self->dated);
    Py_VISIT(self->scales);
    return 0;
}

static PyObject *Calls_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"lines", "needles", "classes", "longest", "dated", "scales", "signs",
                            "each", "sieves", NULL};
    PyObject *lines, *needles, *classes, *dated, *scales, *signs;
    Py_ssize_t longest, each, packed;
    const char *sieves;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!O!nOO!Uny#:Calls", names, &PyDict_Type, &lines,
                                     &PyTuple_Type, &needles, &PyTuple_Type, &classes, &longest, &dated,
                                     &PyTuple_Type, &scales, &signs, &each, &sieves, &packed))
        return NULL;
    if (PyTuple_GET_SIZE(classes) != CLASSES)
        return PyErr_Format(PyExc_ValueError, "there are %d classes", CLASSES);
    if (packed % (Py_ssize_t)sizeof(Sieve))
        return PyErr_Format(PyExc_ValueError, "a sieve has %d bytes", (int)sizeof(Sieve));
    Calls *self = (Calls *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->lines = Py_NewRef(lines);
    self->dated = Py_NewRef(dated);
    self->scales = Py_NewRef(scales);
    self->signs = Py_NewRef(signs);
    self->nothing = PyTuple_New(0);
    self->each = each;
    self->longest = longest;
    self->needles = PyMem_New(Needle, PyTuple_GET_SIZE(needles) + 1);
    self->sieves = PyMem_Malloc((size_t)packed + 1);
    if (self->needles == NULL || self->sieves == NULL)
        PyErr_NoMemory();
    else if (self->nothing == NULL)
        ; /* no memory, either */
    else if ((self->within = no_grams()) && (self->at_word = no_grams()) && (self->at_start = no_grams())
             && (self->at_end = no_grams())) {
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(needles); i++)
            if (add_needle(self, PyTuple_GET_ITEM(needles, i)) < 0)
                break;
        for (int i = 0; i < CLASSES && !PyErr_Occurred(); i++)
            add_calls(self, PyTuple_GET_ITEM(classes, i), &self->classes[i][0], &self->classes[i][1]);
        for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(scales) && !PyErr_Occurred(); i++)
            if (!PyUnicode_Check(PyTuple_GET_ITEM(scales, i)))
                PyErr_SetString(PyExc_TypeError, "words are strings");
        PyObject *key, *found;
        for (Py_ssize_t at = 0; !PyErr_Occurred() && PyDict_Next(lines, &at, &key, &found);)
            if (!PyUnicode_Check(key) || !PyTuple_Check(found))
                PyErr_SetString(PyExc_TypeError, "whole lines are texts, calls are tuples of numbers");
            else
                add_whole(self, text_of(key));
        mark_ascii(self);
        self->sieve_count = packed / (Py_ssize_t)sizeof(Sieve);
        memcpy(self->sieves, sieves, (size_t)packed);
        qsort(self->sieves, (size_t)self->sieve_count, sizeof(Sieve), by_number);
    }
    if (PyErr_Occurred())
        Py_CLEAR(self);
    return (PyObject *)self;
}

static PyMethodDef Calls_methods[] = {
    {"tried", (PyCFunction)Calls_tried, METH_VARARGS, tried_doc},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot Calls_slots[] = {
    {Py_tp_doc, "What whole lines, needles and classes of lines call for."},
    {Py_tp_new, Calls_new},
    {Py_tp_dealloc, Calls_dealloc},
    {Py_tp_traverse, Calls_traverse},
    {Py_tp_methods, Calls_methods},
    {0, NULL},
};

static PyType_Spec Calls_spec = {
    .name = "cleaner._core.Calls",
    .basicsize = sizeof(Calls),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Calls_slots,
};
