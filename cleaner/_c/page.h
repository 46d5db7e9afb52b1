/* A page cut into lines, and the type `Lines`: segment/page.py. */

static int is_break(Py_UCS4 c)
{
    return c <= 0x1E ? (c >= 0x0A && c <= 0x0D) || c >= 0x1C : c == 0x85 || c == 0x2028 || c == 0x2029;
}

#define NUMBERS_KEPT 4096

/* Whether a text may have other breaks than line feeds. Looks at all of it: loops without a way out are
 * much faster. */
static int may_break_otherwise(int kind, const void *data, Py_ssize_t size)
{
    int may = 0;
    if (kind == PyUnicode_1BYTE_KIND) {
        const Py_UCS1 *at = data;
        for (Py_ssize_t i = 0; i < size; i++)
            may |= (Py_UCS1)(at[i] - 0x0B) <= 0x1E - 0x0B || at[i] == 0x85;
    }
    else if (kind == PyUnicode_2BYTE_KIND) {
        const Py_UCS2 *at = data;
        for (Py_ssize_t i = 0; i < size; i++)
            may |= (Py_UCS2)(at[i] - 0x0B) <= 0x1E - 0x0B || at[i] == 0x85 || (at[i] | 1) == 0x2029;
    }
    else
        may = 1;
    return may;
}

/* Where the next line feed is, from i on, or the size; sixteen characters are looked at at once. */
static Py_ssize_t next_feed(const Py_UCS2 *at, Py_ssize_t size, Py_ssize_t i)
{
    for (int any = 0; i + 16 <= size; i += 16) {
        for (int k = 0; k < 16; k++)
            any |= at[i + k] == '\n';
        if (any)
            break;
    }
    while (i < size && at[i] != '\n')
        i++;
    return i;
}

/* Where the next break is, from i on, or the size. */
static Py_ssize_t next_break(int kind, const void *data, Py_ssize_t size, int otherwise, Py_ssize_t i)
{
    if (!otherwise && kind == PyUnicode_1BYTE_KIND) {
        const char *found = memchr((const char *)data + i, '\n', (size_t)(size - i));
        return found != NULL ? found - (const char *)data : size;
    }
    if (!otherwise)
        return next_feed(data, size, i);
    else
        while (i < size && !is_break(PyUnicode_READ(kind, data, i)))
            i++;
    return i;
}

/* Add line and offset of each line of a text, and the length of the text. */
static int split(PyObject *text, PyObject *lines, PyObject *starts)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), i = 0;
    int otherwise = may_break_otherwise(kind, data, size);
    for (;;) {
        Py_ssize_t start = i;
        PyObject *offset = PyLong_FromSsize_t(start);
        if (offset == NULL || PyList_Append(starts, offset) < 0) {
            Py_XDECREF(offset);
            return -1;
        }
        Py_DECREF(offset);
        if (start == size)
            return 0;
        i = next_break(kind, data, size, otherwise, i);
        PyObject *line = PyUnicode_Substring(text, start, i);
        if (line == NULL || PyList_Append(lines, line) < 0) {
            Py_XDECREF(line);
            return -1;
        }
        Py_DECREF(line);
        if (i < size && PyUnicode_READ(kind, data, i) == '\r' && i + 1 < size &&
            PyUnicode_READ(kind, data, i + 1) == '\n')
            i++;
        i += i < size;
    }
}

/* The view of a line, known or new: a new reference. Adds to `grown` what it adds to what is known. */
static PyObject *view_of(Lines *self, PyObject *line, PyObject *known, Buffer *raw, Buffer *out,
                         Py_ssize_t *grown)
{
    PyObject *view = Py_XNewRef(PyDict_GetItemWithError(known, line));
    if (view == NULL) {
        if (PyErr_Occurred() || (view = describe(self, line, raw, out)) == NULL)
            return NULL;
        if (PyDict_SetItem(known, line, view) < 0)
            Py_CLEAR(view);
        *grown += PyUnicode_GET_LENGTH(line) + self->each;
    }
    else if (!PyTuple_Check(view) || PyTuple_GET_SIZE(view) != 3 ||
             !PyUnicode_Check(PyTuple_GET_ITEM(view, 0)) ||
             !PyUnicode_Check(PyTuple_GET_ITEM(view, 1)) ||
             !PyLong_Check(PyTuple_GET_ITEM(view, 2))) {
        PyErr_SetString(PyExc_TypeError, "what is known of a line is (str, str, int)");
        Py_CLEAR(view);
    }
    return view;
}

/* The number i; those of lines are kept, since every page has them. A new reference. */
static PyObject *number_of(Lines *self, Py_ssize_t i)
{
    if (i < PyList_GET_SIZE(self->numbers))
        return Py_NewRef(PyList_GET_ITEM(self->numbers, i));
    PyObject *number = PyLong_FromSsize_t(i);
    if (number != NULL && i == PyList_GET_SIZE(self->numbers) && i < NUMBERS_KEPT &&
        PyList_Append(self->numbers, number) < 0)
        Py_CLEAR(number);
    return number;
}

/* Which lines are prose: those that look so, and stand in no block that has none. */
static PyObject *prose_of(const Lines *self, const Page *page, PyObject *kinds)
{
    if (!PyList_Check(kinds) || PyList_GET_SIZE(kinds) != page->size) {
        PyErr_SetString(PyExc_TypeError, "block_kinds gives a list with a kind for each line");
        return NULL;
    }
    PyObject *prose = PyList_New(page->size);
    for (Py_ssize_t i = 0; prose != NULL && i < page->size; i++) {
        int other = 1;
        if (page->signs[i] & PROSE && (other = PySet_Contains(self->no_prose, PyList_GET_ITEM(kinds, i))) < 0)
            Py_CLEAR(prose);
        else
            PyList_SET_ITEM(prose, i, PyBool_FromLong(!other));
    }
    return prose;
}

static PyObject *kinds_of(const Lines *self, Page *page, PyObject *signs)
{
    if (!find_kinds(page))
        return PyObject_CallFunctionObjArgs(self->block_kinds, page->lines, page->folded, signs, NULL);
    PyObject *kinds = PyList_New(page->size);
    for (Py_ssize_t i = 0; kinds != NULL && i < page->size; i++)
        PyList_SET_ITEM(kinds, i, Py_NewRef(PyTuple_GET_ITEM(self->kinds, page->kinds[i])));
    return kinds;
}

static void fill_ascii(Lines *self)
{
    for (int c = 0; c < 128; c++) {
        self->lower[c] = (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
        self->holds[c] = (c == '`' ? HOLDS_TICK : 0) | (c == '~' ? HOLDS_TILDE : 0) |
                         (c == '\t' ? HOLDS_TAB : 0) | (c >= '0' && c <= '9' ? HOLDS_DIGIT : 0) |
                         (in_set(&self->symbols, (Py_UCS4)c) ? HOLDS_SYMBOL : 0);
    }
    self->lower['\t'] = self->lower[0x0B] = self->lower[0x0C] = self->lower[0x1F] = ' ';
}

PyDoc_STRVAR(cut_doc, "cut(text, known)\n--\n\nWhat `cleaner.segment.page.cut` gives.");

static PyObject *Lines_cut(Lines *self, PyObject *args)
{
    PyObject *text, *known, *result = NULL;
    if (!PyArg_ParseTuple(args, "UO!:cut", &text, &PyDict_Type, &known))
        return NULL;
    PyObject *lines = PyList_New(0), *starts = PyList_New(0);
    PyObject *folded = NULL, *keys = NULL, *signs = NULL, *rank = NULL, *content = PyList_New(0);
    PyObject *kinds = NULL, *prose = NULL;
    Page page = {.self = self};
    Buffer raw = {0}, out = {0};
    Py_ssize_t grown = 0;
    if (lines == NULL || starts == NULL || content == NULL || split(text, lines, starts) < 0)
        goto done;
    page.size = PyList_GET_SIZE(lines);
    folded = PyList_New(page.size), keys = PyList_New(page.size);
    signs = PyList_New(page.size), rank = PyList_New(page.size);
    page.signs = PyMem_New(int, page.size);
    page.kinds = PyMem_Malloc((size_t)page.size * 3 + 1);
    if (folded == NULL || keys == NULL || signs == NULL || rank == NULL)
        goto done;
    if (page.signs == NULL || page.kinds == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    page.test = page.kinds + page.size, page.more = page.test + page.size;
    page.lines = lines, page.folded = folded;
    for (Py_ssize_t i = 0; i < page.size; i++) {
        PyObject *view = view_of(self, PyList_GET_ITEM(lines, i), known, &raw, &out, &grown);
        if (view == NULL)
            goto done;
        PyList_SET_ITEM(folded, i, Py_NewRef(PyTuple_GET_ITEM(view, 0)));
        PyList_SET_ITEM(keys, i, Py_NewRef(PyTuple_GET_ITEM(view, 1)));
        PyList_SET_ITEM(signs, i, Py_NewRef(PyTuple_GET_ITEM(view, 2)));
        page.signs[i] = (int)PyLong_AsLong(PyTuple_GET_ITEM(view, 2));
        Py_DECREF(view);
        PyObject *before = number_of(self, PyList_GET_SIZE(content));
        if (before == NULL)
            goto done;
        PyList_SET_ITEM(rank, i, before);
        if (width(&page, i)) {
            PyObject *number = number_of(self, i);
            if (number == NULL || PyList_Append(content, number) < 0) {
                Py_XDECREF(number);
                goto done;
            }
            Py_DECREF(number);
        }
    }
    if (PyErr_Occurred()) /* signs that are no bits */
        goto done;
    if ((kinds = kinds_of(self, &page, signs)) == NULL || (prose = prose_of(self, &page, kinds)) == NULL)
        goto done;
    result = Py_BuildValue("(OOOOOOOOOn)", lines, starts, folded, keys, signs, content, rank, kinds,
                           prose, grown);
done:
    PyMem_Free(raw.at);
    PyMem_Free(out.at);
    PyMem_Free(page.signs);
    PyMem_Free(page.kinds);
    Py_XDECREF(lines);
    Py_XDECREF(starts);
    Py_XDECREF(folded);
    Py_XDECREF(keys);
    Py_XDECREF(signs);
    Py_XDECREF(rank);
    Py_XDECREF(content);
    Py_XDECREF(kinds);
    Py_XDECREF(prose);
    return result;
}

static int Lines_traverse(Lines *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->fold_char);
    Py_VISIT(self->fold_line);
    Py_VISIT(self->is_code);
    Py_VISIT(self->block_kinds);
    return 0; /* what it refers to never changes, so the functions break cycles, as with tuples */
}

static void Lines_dealloc(Lines *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    for (int i = 0; i < 0x1100; i++)
        PyMem_Free(self->folds[i]);
    Py_XDECREF(self->fold_char);
    Py_XDECREF(self->fold_line);
    Py_XDECREF(self->is_code);
    Py_XDECREF(self->block_kinds);
    Py_XDECREF(self->no_prose);
    Py_XDECREF(self->kinds);
    Py_XDECREF(self->strings);
    Py_XDECREF(self->numbers);
    for (int i = 0; i < SIGNS_KEPT; i++)
        Py_XDECREF(self->signs[i]);
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *Lines_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"fold_char", "fold_line", "is_code", "block_kinds", "decoration", "closers",
                            "symbols", "no_prose", "each", NULL};
    PyObject *fold_char, *fold_line, *is_code, *block_kinds, *decoration, *closers, *symbols, *no_prose;
    Py_ssize_t each;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "OOOOUUUO!n:Lines", names, &fold_char, &fold_line,
                                     &is_code, &block_kinds, &decoration, &closers, &symbols,
                                     &PyFrozenSet_Type, &no_prose, &each))
        return NULL;
    Lines *self = (Lines *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->fold_char = Py_NewRef(fold_char);
    self->fold_line = Py_NewRef(fold_line);
    self->is_code = Py_NewRef(is_code);
    self->block_kinds = Py_NewRef(block_kinds);
    self->no_prose = Py_NewRef(no_prose);
    self->each = each;
    self->strings = PyList_New(0);
    self->numbers = PyList_New(0);
    self->kinds = Py_BuildValue("(sssssss)", "", "prose", "heading", "list", "table", "code", "verse");
    if (self->strings == NULL || self->numbers == NULL || self->kinds == NULL || fill(&self->decoration, decoration) < 0 ||
        fill(&self->closers, closers) < 0 || fill(&self->symbols, symbols) < 0)
        Py_CLEAR(self);
    else
        fill_ascii(self);
    return (PyObject *)self;
}

static PyMethodDef Lines_methods[] = {
    {"cut", (PyCFunction)Lines_cut, METH_VARARGS, cut_doc},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot Lines_slots[] = {
    {Py_tp_doc, "What lines tell by themselves, and what kinds of blocks they are in."},
    {Py_tp_new, Lines_new},
    {Py_tp_dealloc, Lines_dealloc},
    {Py_tp_traverse, Lines_traverse},
    {Py_tp_methods, Lines_methods},
    {0, NULL},
};

static PyType_Spec Lines_spec = {
    .name = "cleaner._core.Lines",
    .basicsize = sizeof(Lines),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Lines_slots,
};
