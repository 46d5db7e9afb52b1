/* Words and scripts, and the type `Words`: text/language.py. */

typedef struct {
    uint32_t hash;
    int word; /* its place, or -1 */
} Place;

typedef struct {
    PyObject_HEAD
    PyObject *words; /* a tuple of strings in lower case */
    Place *table;    /* open addressing; its size is a power of two, more than twice the words */
    uint32_t mask;
    Py_ssize_t longest;
    Py_UCS4 *ranges; /* first code points of ranges, ascending */
    Py_ssize_t range_count;
} Words;

#define HASH_STEP(hash, c) (((hash) ^ (uint32_t)(c)) * 16777619u) /* FNV-1a by code points */
#define HASH_START 2166136261u

static int find_word(const Words *self, const Py_UCS4 *at, Py_ssize_t size, uint32_t hash)
{
    for (uint32_t i = hash & self->mask; self->table[i].word >= 0; i = (i + 1) & self->mask) {
        if (self->table[i].hash != hash)
            continue;
        PyObject *word = PyTuple_GET_ITEM(self->words, self->table[i].word);
        Py_ssize_t k = 0;
        if (PyUnicode_GET_LENGTH(word) != size)
            continue;
        while (k < size && PyUnicode_READ_CHAR(word, k) == at[k])
            k++;
        if (k == size)
            return self->table[i].word;
    }
    return -1;
}

/* As `find_word`, for words whose lower case is not that of their letters one by one. */
static int find_lowered(const Words *self, PyObject *text, Py_ssize_t start, Py_ssize_t end)
{
    PyObject *word = PyUnicode_Substring(text, start, end);
    PyObject *lowered = word != NULL ? PyObject_CallMethod(word, "lower", NULL) : NULL;
    Py_XDECREF(word);
    if (lowered == NULL)
        return -2;
    Py_ssize_t size = PyUnicode_GET_LENGTH(lowered);
    Py_UCS4 *at = PyUnicode_AsUCS4Copy(lowered);
    Py_DECREF(lowered);
    if (at == NULL)
        return -2;
    uint32_t hash = HASH_START;
    for (Py_ssize_t i = 0; i < size; i++)
        hash = HASH_STEP(hash, at[i]);
    int found = find_word(self, at, size, hash);
    PyMem_Free(at);
    return found;
}

PyDoc_STRVAR(count_doc, "count(text)\n--\n\n"
             "How often a text holds the words, in the order they are met, and how many words it has.");

static PyObject *Words_count(Words *self, PyObject *text)
{
    if (!PyUnicode_Check(text))
        return PyErr_Format(PyExc_TypeError, "a text is expected, not %s", Py_TYPE(text)->tp_name);
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), all = 0, met = 0;
    Py_ssize_t words = PyTuple_GET_SIZE(self->words);
    Py_ssize_t *counts = PyMem_Calloc((size_t)words + 1, sizeof *counts);
    int *order = PyMem_New(int, words + 1);
    Py_UCS4 *lowered = PyMem_New(Py_UCS4, self->longest + 1);
    PyObject *hits = PyDict_New(), *result = NULL;
    if (counts == NULL || order == NULL || lowered == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    if (hits == NULL)
        goto done;
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (Py_UNICODE_ISSPACE(c))
            continue;
        Py_ssize_t start = i;
        uint32_t hash = HASH_START;
        int alone = 1; /* each letter has its lower case: not so the sigma and the dotted I */
        do {
            alone &= c != 0x3A3 && c != 0x130;
            if (i - start < self->longest) {
                lowered[i - start] = c = c < 128 ? c + (c >= 'A' && c <= 'Z') * 32 : Py_UNICODE_TOLOWER(c);
                hash = HASH_STEP(hash, c);
            }
        } while (++i < size && (c = PyUnicode_READ(kind, data, i), !Py_UNICODE_ISSPACE(c)));
        all++;
        int word = -1;
        if (!alone)
            word = find_lowered(self, text, start, i);
        else if (i - start <= self->longest)
            word = find_word(self, lowered, i - start, hash);
        if (word < -1)
            goto done;
        if (word >= 0 && counts[word]++ == 0)
            order[met++] = word;
    }
    for (Py_ssize_t i = 0; i < met; i++) {
        PyObject *count = PyLong_FromSsize_t(counts[order[i]]);
        if (count == NULL || PyDict_SetItem(hits, PyTuple_GET_ITEM(self->words, order[i]), count) < 0) {
            Py_XDECREF(count);
            goto done;
        }
        Py_DECREF(count);
    }
    result = Py_BuildValue("(On)", hits, all);
done:
    PyMem_Free(counts);
    PyMem_Free(order);
    PyMem_Free(lowered);
    Py_XDECREF(hits);
    return result;
}

PyDoc_STRVAR(spread_doc, "spread(text, step)\n--\n\n"
             "How many of every `step`th character are in each range.");

static PyObject *Words_spread(Words *self, PyObject *args)
{
    PyObject *text;
    Py_ssize_t step;
    if (!PyArg_ParseTuple(args, "Un:spread", &text, &step))
        return NULL;
    if (step < 1)
        return PyErr_Format(PyExc_ValueError, "a step is at least 1");
    Py_ssize_t *counts = PyMem_Calloc((size_t)self->range_count + 1, sizeof *counts);
    if (counts == NULL)
        return PyErr_NoMemory();
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(text); i += step) {
        Py_UCS4 c = PyUnicode_READ_CHAR(text, i);
        Py_ssize_t low = 0, high = self->range_count; /* the last range that does not begin behind c */
        while (high - low > 1) {
            Py_ssize_t middle = (low + high) / 2;
            if (self->ranges[middle] <= c)
                low = middle;
            else
                high = middle;
        }
        counts[low]++;
        if (step > PY_SSIZE_T_MAX - i)
            break;
    }
    PyObject *result = PyList_New(self->range_count);
    for (Py_ssize_t i = 0; result != NULL && i < self->range_count; i++) {
        PyObject *count = PyLong_FromSsize_t(counts[i]);
        if (count == NULL)
            Py_CLEAR(result);
        else
            PyList_SET_ITEM(result, i, count);
    }
    PyMem_Free(counts);
    return result;
}

static void Words_dealloc(Words *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyMem_Free(self->table);
    PyMem_Free(self->ranges);
    Py_XDECREF(self->words);
    type->tp_free(self);
    Py_DECREF(type);
}

static int fill_table(Words *self)
{
    Py_ssize_t count = PyTuple_GET_SIZE(self->words);
    for (self->mask = 15; (Py_ssize_t)self->mask < 2 * count; self->mask = self->mask * 2 + 1)
        ;
    self->table = PyMem_New(Place, (size_t)self->mask + 1);
    if (self->table == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    for (uint32_t i = 0; i <= self->mask; i++)
        self->table[i].word = -1;
    for (Py_ssize_t at = 0; at < count; at++) {
        PyObject *word = PyTuple_GET_ITEM(self->words, at);
        if (!PyUnicode_Check(word)) {
            PyErr_SetString(PyExc_TypeError, "words are strings");
            return -1;
        }
        uint32_t hash = HASH_START, i;
        for (Py_ssize_t k = 0; k < PyUnicode_GET_LENGTH(word); k++)
            hash = HASH_STEP(hash, PyUnicode_READ_CHAR(word, k));
        for (i = hash & self->mask; self->table[i].word >= 0; i = (i + 1) & self->mask)
            ;
        self->table[i] = (Place){hash, (int)at};
        if (PyUnicode_GET_LENGTH(word) > self->longest)
            self->longest = PyUnicode_GET_LENGTH(word);
    }
    return 0;
}

static PyObject *Words_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"words", "ranges", NULL};
    PyObject *words, *ranges;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!:Words", names, &PyTuple_Type, &words,
                                     &PyTuple_Type, &ranges))
        return NULL;
    Words *self = (Words *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->words = Py_NewRef(words);
    self->range_count = PyTuple_GET_SIZE(ranges);
    self->ranges = PyMem_New(Py_UCS4, self->range_count + 1);
    if (self->ranges == NULL)
        PyErr_NoMemory();
    for (Py_ssize_t i = 0; self->ranges != NULL && i < self->range_count; i++)
        self->ranges[i] = (Py_UCS4)PyLong_AsUnsignedLong(PyTuple_GET_ITEM(ranges, i));
    if (PyErr_Occurred() || fill_table(self) < 0)
        Py_CLEAR(self);
    return (PyObject *)self;
}

static PyMethodDef Words_methods[] = {
    {"count", (PyCFunction)Words_count, METH_O, count_doc},
    {"spread", (PyCFunction)Words_spread, METH_VARARGS, spread_doc},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot Words_slots[] = {
    {Py_tp_doc, "Words that are counted in texts, and ranges of characters."},
    {Py_tp_new, Words_new},
    {Py_tp_dealloc, Words_dealloc},
    {Py_tp_methods, Words_methods},
    {0, NULL},
};

static PyType_Spec Words_spec = {
    .name = "cleaner._core.Words",
    .basicsize = sizeof(Words),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
    .slots = Words_slots,
};
