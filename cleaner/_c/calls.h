/* What to try on a line, and the type `Calls`: match/look.py (`Look.tried`). */

/* The end of a number that begins with the digit at `i`: `phrases._NUMBER`. */
static Py_ssize_t number_end(const Calls *self, Span text, Py_ssize_t i)
{
#define IS_DIGIT(k) ((k) < text.size && is_digit(text.at[k]))
    Py_ssize_t at = i + 1;
    for (Py_ssize_t some = 2; some >= 0; some--) { /* thousands: 12 345 678 */
        Py_ssize_t k = at;
        while (k < at + some && IS_DIGIT(k))
            k++;
        if (k < at + some)
            continue;
        Py_ssize_t good = 0;
        while (k + 3 < text.size && (text.at[k] == ' ' || text.at[k] == '\'') && IS_DIGIT(k + 1)
               && IS_DIGIT(k + 2) && IS_DIGIT(k + 3)) {
            k += 4;
            if (!IS_DIGIT(k))
                good = k;
        }
        if (good) {
            at = good;
            break;
        }
    }
    while (IS_DIGIT(at) || (at < text.size && (text.at[at] == '.' || text.at[at] == ',')))
        at++;
    Py_ssize_t word = at + (at < text.size && text.at[at] == ' '), done = 0;
    for (Py_ssize_t n = 0; !done && n < PyTuple_GET_SIZE(self->scales); n++) {
        PyObject *scale = PyTuple_GET_ITEM(self->scales, n);
        Py_ssize_t size = PyUnicode_GET_LENGTH(scale), k = 0;
        while (k < size && word + k < text.size && PyUnicode_READ_CHAR(scale, k) == text.at[word + k])
            k++;
        if (k < size)
            continue;
        k += word;
        if (k < text.size && text.at[k] == '.' && !(k + 1 < text.size && Py_UNICODE_ISALNUM(text.at[k + 1])))
            done = k + 1;
        else if (!(k < text.size && Py_UNICODE_ISALNUM(text.at[k])))
            done = k;
    }
    if (!done && word < text.size && PyUnicode_FindChar(self->signs, text.at[word], 0,
                                                        PyUnicode_GET_LENGTH(self->signs), 1) >= 0)
        done = word + 1;
    if (done)
        at = done;
    return at + (at < text.size && text.at[at] == '+');
#undef IS_DIGIT
}

/* Adds what a line calls as a whole; numbers in it stand as `<n>`. */
static int look_up(const Calls *self, PyObject *text, Span span, int digits, Buffer *out, Py_ssize_t line,
                   Pairs *pairs)
{
    if (!digits && span.size > self->longest_whole)
        return 0;
    PyObject *key = Py_NewRef(text);
    if (digits) {
        if (reserve(out, 3 * span.size + 1) < 0)
            goto fail;
        out->size = 0;
        for (Py_ssize_t i = 0; i < span.size;) {
            if (is_digit(span.at[i])) {
                i = number_end(self, span, i);
                for (const char *c = "<n>"; *c; c++)
                    out->at[out->size++] = (Py_UCS4)*c;
            } else
                out->at[out->size++] = span.at[i++];
        }
        if (out->size > self->longest_whole) {
            Py_DECREF(key);
            return 0;
        }
        Py_SETREF(key, string((Span){out->at, out->size}));
        if (key == NULL)
            return -1;
    }
    PyObject *found = PyDict_GetItemWithError(self->lines, key); /* borrowed: nothing is called below */
    if (found == NULL && PyErr_Occurred())
        goto fail;
    for (Py_ssize_t i = 0; found != NULL && i < PyTuple_GET_SIZE(found); i++) {
        uint32_t call = (uint32_t)PyLong_AsUnsignedLong(PyTuple_GET_ITEM(found, i));
        if (add_pairs(pairs, &call, 1, line) < 0)
            goto fail;
    }
    Py_DECREF(key);
    return 0;
fail:
    Py_DECREF(key);
    return -1;
}

static int has_year(Span key) /* [12]\d{3}|'\d\d */
{
    for (Py_ssize_t i = 0; i + 2 < key.size; i++) {
        Py_UCS4 c = key.at[i];
        if (c != '1' && c != '2' && c != '\'')
            continue;
        Py_ssize_t k = i + 1, end = i + (c == '\'' ? 3 : 4);
        while (k < end && k < key.size && is_digit(key.at[k]))
            k++;
        if (k == end)
            return 1;
    }
    return 0;
}

static int has_dot(Span key) /* [\w-]\.[^\W\d_] */
{
    for (Py_ssize_t i = 1; i + 1 < key.size; i++)
        if (key.at[i] == '.' && (is_word(key.at[i - 1]) || key.at[i - 1] == '-')
            && Py_UNICODE_ISALNUM(key.at[i + 1]) && !is_digit(key.at[i + 1]))
            return 1;
    return 0;
}

static int look_for_dates(const Calls *self, PyObject *key, Buffer *raw, Buffer *out, Py_ssize_t line,
                          Pairs *pairs)
{
    PyObject *view = PyObject_CallOneArg(self->dated, key);
    if (view == NULL)
        return -1;
    int done = 0;
    if (view != Py_None) {
        if (!PyUnicode_Check(view)) {
            PyErr_SetString(PyExc_TypeError, "a marked line is a text");
            done = -1;
        } else if (copy(raw, view) < 0 || add_class(self, pairs, DATE, line) < 0
                   || look_up(self, view, (Span){raw->at, raw->size}, 1, out, line, pairs) < 0)
            done = -1;
    }
    Py_DECREF(view);
    return done;
}

static int call_line(const Calls *self, PyObject *folded, PyObject *key, Buffer *raw, Buffer *out,
                     Py_ssize_t line, Pairs *pairs)
{
    if (copy(raw, folded) < 0)
        return -1;
    Span span = {raw->at, raw->size};
    int inside = 0, digits = 0; /* inside: whether the character before is one of a word */
    for (Py_ssize_t i = 0; i < span.size; i++) {
        Py_UCS4 c = span.at[i];
        uint32_t pair = (c & 255) << 8 | (i + 1 < span.size ? span.at[i + 1] & 255 : 0);
        if (has_pair(self->within, pair) && look_at(self, self->within, span, i, 0, line, pairs) < 0)
            return -1;
        int digit = is_digit(c), plain = digit ? c < 128 : c >= 'a' && c <= 'z';
        if (plain && !inside && has_pair(self->at_word, pair)
            && look_at(self, self->at_word, span, i, 0, line, pairs) < 0)
            return -1;
        inside = plain;
        digits |= digit;
    }
    Py_ssize_t size = PyUnicode_GET_LENGTH(key);
    if (size == 0)
        return 0;
    Py_UCS4 first = PyUnicode_READ_CHAR(key, 0); /* which is no decoration, as all before it is */
    while (span.size > size && span.at[0] != first) {
        span.at++;
        span.size--;
    }
    if (span.size < size) {
        PyErr_SetString(PyExc_ValueError, "a key is longer than its line");
        return -1;
    }
    span.size = size;
    if (look_at(self, self->at_start, span, 0, 0, line, pairs) < 0
        || look_at(self, self->at_end, span, span.size, 1, line, pairs) < 0
        || look_up(self, key, span, digits, out, line, pairs) < 0)
        return -1;
    if (span.size > self->longest)
        return 0;
    if (self->classes[DOT][1] && has_dot(span) && add_class(self, pairs, DOT, line) < 0)
        return -1;
    if (!digits)
        return 0;
    if (add_class(self, pairs, DIGIT, line) < 0
        || (span.at[0] >= '0' && span.at[0] <= '9' && add_class(self, pairs, NUMBER, line) < 0))
        return -1;
    if (self->dated == Py_None || !has_year(span))
        return 0;
    return look_for_dates(self, key, raw, out, line, pairs);
}

static int is_empty(const uint64_t set[2])
{
    return !(set[0] | set[1]);
}

static int holds_all(const uint64_t set[2], const uint64_t others[2])
{
    return !(others[0] & ~set[0]) && !(others[1] & ~set[1]);
}

/* Whether a character is in a set; an empty one means any, and sieves know printable ones of ASCII. */
static int may_be(const uint64_t set[2], Py_UCS4 c)
{
    return is_empty(set) || c < 32 || c > 126 || set[c >> 6] >> (c & 63) & 1;
}

static int by_number(const void *one, const void *other)
{
    uint32_t a = ((const Sieve *)one)->call, b = ((const Sieve *)other)->call;
    return (a > b) - (a < b);
}

/* Takes back those of the pairs from `kept` on, which are of one line, that its characters rule out. */
static int sift(const Calls *self, PyObject *folded, PyObject *key, Buffer *raw, Pairs *pairs, Py_ssize_t kept)
{
    if (kept == pairs->size || self->sieve_count == 0)
        return 0;
    if (copy(raw, folded) < 0)
        return -1;
    Py_ssize_t size = PyUnicode_GET_LENGTH(key);
    Py_UCS4 first[2] = {raw->size ? raw->at[0] : 0, size ? PyUnicode_READ_CHAR(key, 0) : 0};
    Py_UCS4 last[2] = {raw->size ? raw->at[raw->size - 1] : 0, size ? PyUnicode_READ_CHAR(key, size - 1) : 0};
    uint64_t held[2] = {0, 0};
    for (Py_ssize_t i = 0; i < raw->size; i++)
        if (raw->at[i] >= 32 && raw->at[i] <= 126)
            held[raw->at[i] >> 6] |= (uint64_t)1 << (raw->at[i] & 63);
    for (Py_ssize_t n = kept; n < pairs->size; n++) {
        Sieve wanted = {.call = (uint32_t)(pairs->at[n] >> 32)};
        const Sieve *one = bsearch(&wanted, self->sieves, (size_t)self->sieve_count, sizeof wanted, by_number);
        if (one == NULL || (may_be(one->first, first[one->bare != 0]) && may_be(one->last, last[one->bare != 0]) &&
                            holds_all(held, one->needs) && (is_empty(one->others) || holds_all(one->others, held))))
            pairs->at[kept++] = pairs->at[n];
    }
    pairs->size = kept;
    return 0;
}

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

/* Looks at a line if nothing is known of it yet: its size if so, 0 if not, or -1. Where it calls for
 * nothing, this is known from now on; else it is put to those that wait. */
static Py_ssize_t try_line(const Calls *self, PyObject *views[3], Py_ssize_t i, Py_ssize_t number,
                           PyObject *known, PyObject *waiting, Buffer room[2], Pairs *pairs)
{
    Py_ssize_t size = -1, before = pairs->size;
    PyObject *line = line_of(views[0], i), *folded = NULL, *key = NULL;
    int seen = line == NULL ? -1 : PyDict_Contains(known, line);
    if (seen == 0)
        seen = PySet_Contains(waiting, line);
    if (seen == 0) {
        folded = line_of(views[1], i), key = line_of(views[2], i);
        if (folded != NULL && key != NULL &&
            call_line(self, folded, key, &room[0], &room[1], number, pairs) >= 0 &&
            sift(self, folded, key, &room[0], pairs, before) >= 0 &&
            (pairs->size > before ? PySet_Add(waiting, line) : PyDict_SetItem(known, line, self->nothing)) >= 0)
            size = PyUnicode_GET_LENGTH(line) + self->each;
    }
    Py_XDECREF(line);
    Py_XDECREF(folded);
    Py_XDECREF(key);
    return seen == 1 ? 0 : size;
}

PyDoc_STRVAR(tried_doc, "tried(lines, folded, keys, content, known)\n--\n\n"
             "What to try on which of the lines of a page that nothing is known of: numbers of calls to\n"
             "indexes of lines; and what these lines count for. That a line calls for nothing is known\n"
             "from now on.");

static PyObject *Calls_tried(Calls *self, PyObject *args)
{
    PyObject *views[3], *content, *known, *result = NULL, *waiting;
    if (!PyArg_ParseTuple(args, "O!O!O!O!O!:tried", &PyList_Type, &views[0], &PyList_Type, &views[1],
                          &PyList_Type, &views[2], &PyList_Type, &content, &PyDict_Type, &known)
        || (waiting = PySet_New(NULL)) == NULL)
        return NULL;
    Pairs pairs = {NULL, 0, 0};
    Buffer room[2] = {{NULL, 0, 0}, {NULL, 0, 0}};
    Py_ssize_t grown = 0, size = 0;
    for (Py_ssize_t n = 0; n < PyList_GET_SIZE(content) && size >= 0; n++) {
        Py_ssize_t i = PyLong_AsSsize_t(PyList_GET_ITEM(content, n));
        if (i == -1 && PyErr_Occurred())
            size = -1;
        else
            size = try_line(self, views, i, n, known, waiting, room, &pairs);
        grown += size;
    }
    if (pairs.size && size >= 0)
        qsort(pairs.at, (size_t)pairs.size, sizeof *pairs.at, ascending);
    if (size >= 0)
        result = Py_BuildValue("(Nn)", by_call(&pairs, content), grown);
    Py_DECREF(waiting);
    PyMem_Free(pairs.at);
    PyMem_Free(room[0].at);
    PyMem_Free(room[1].at);
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
            else if (PyUnicode_GET_LENGTH(key) > self->longest_whole)
                self->longest_whole = PyUnicode_GET_LENGTH(key);
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
