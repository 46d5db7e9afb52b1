/* What to try on a line, and the type `Calls`: match/look.py (`Look.tried`). */

/* The end of a number that begins with the digit at `i`: `phrases._NUMBER`. */
static Py_ssize_t number_end(const Calls *self, Text text, Py_ssize_t i)
{
#define IS_DIGIT(k) ((k) < text.size && is_digit(char_at(text, k)))
    Py_ssize_t at = i + 1;
    for (Py_ssize_t some = 2; some >= 0; some--) { /* thousands: 12 345 678 */
        Py_ssize_t k = at;
        while (k < at + some && IS_DIGIT(k))
            k++;
        if (k < at + some)
            continue;
        Py_ssize_t good = 0;
        while (k + 3 < text.size && (char_at(text, k) == ' ' || char_at(text, k) == '\'') && IS_DIGIT(k + 1)
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
    while (IS_DIGIT(at) || (at < text.size && (char_at(text, at) == '.' || char_at(text, at) == ',')))
        at++;
    Py_ssize_t word = at + (at < text.size && char_at(text, at) == ' '), done = 0;
    for (Py_ssize_t n = 0; !done && n < PyTuple_GET_SIZE(self->scales); n++) {
        PyObject *scale = PyTuple_GET_ITEM(self->scales, n);
        Py_ssize_t size = PyUnicode_GET_LENGTH(scale), k = 0;
        while (k < size && word + k < text.size && PyUnicode_READ_CHAR(scale, k) == char_at(text, word + k))
            k++;
        if (k < size)
            continue;
        k += word;
        if (k < text.size && char_at(text, k) == '.' && !(k + 1 < text.size && Py_UNICODE_ISALNUM(char_at(text, k + 1))))
            done = k + 1;
        else if (!(k < text.size && Py_UNICODE_ISALNUM(char_at(text, k))))
            done = k;
    }
    if (!done && word < text.size && PyUnicode_FindChar(self->signs, char_at(text, word), 0,
                                                        PyUnicode_GET_LENGTH(self->signs), 1) >= 0)
        done = word + 1;
    if (done)
        at = done;
    return at + (at < text.size && char_at(text, at) == '+');
#undef IS_DIGIT
}

/* Writes a text with its numbers as `<n>`; no more than a little of one that is longer than all whole
 * lines. */
static int without_numbers(const Calls *self, Text text, Buffer *out)
{
    if (reserve(out, self->longest_whole + 4) < 0)
        return -1;
    out->size = 0;
    for (Py_ssize_t i = 0; i < text.size && out->size <= self->longest_whole;) {
        Py_UCS4 c = char_at(text, i);
        if (!is_digit(c)) {
            out->at[out->size++] = c;
            i++;
            continue;
        }
        for (const char *mark = "<n>"; *mark; mark++)
            out->at[out->size++] = (Py_UCS4)*mark;
        i = number_end(self, text, i);
    }
    return 0;
}

/* Adds what a line calls as a whole; numbers in it stand as `<n>`. */
static int look_up(const Calls *self, PyObject *text, Text chars, int digits, Buffer *out, Py_ssize_t line,
                   Pairs *pairs)
{
    PyObject *key = NULL;
    if (digits) {
        if (without_numbers(self, chars, out) < 0)
            return -1;
        chars = (Text){PyUnicode_4BYTE_KIND, out->at, out->size};
    }
    if (chars.size > self->longest_whole || !may_be_whole(self, chars))
        return 0;
    key = digits ? string((Span){out->at, out->size}) : Py_NewRef(text);
    if (key == NULL)
        return -1;
    PyObject *found = PyDict_GetItemWithError(self->lines, key); /* borrowed: nothing is called below */
    int done = found == NULL && PyErr_Occurred() ? -1 : 0;
    for (Py_ssize_t i = 0; !done && found != NULL && i < PyTuple_GET_SIZE(found); i++) {
        uint32_t call = (uint32_t)PyLong_AsUnsignedLong(PyTuple_GET_ITEM(found, i));
        done = add_pairs(pairs, &call, 1, line);
    }
    Py_DECREF(key);
    return done;
}

static int has_year(Text key) /* [12]\d{3}|'\d\d */
{
    for (Py_ssize_t i = 0; i + 2 < key.size; i++) {
        Py_UCS4 c = char_at(key, i);
        if (c != '1' && c != '2' && c != '\'')
            continue;
        Py_ssize_t k = i + 1, end = i + (c == '\'' ? 3 : 4);
        while (k < end && k < key.size && is_digit(char_at(key, k)))
            k++;
        if (k == end)
            return 1;
    }
    return 0;
}

static int has_dot(Text key) /* [\w-]\.[^\W\d_] */
{
    for (Py_ssize_t i = 1; i + 1 < key.size; i++)
        if (char_at(key, i) == '.' && (is_word(char_at(key, i - 1)) || char_at(key, i - 1) == '-')
            && Py_UNICODE_ISALNUM(char_at(key, i + 1)) && !is_digit(char_at(key, i + 1)))
            return 1;
    return 0;
}

static int look_for_dates(const Calls *self, PyObject *key, Buffer *out, Py_ssize_t line, Pairs *pairs)
{
    PyObject *view = PyObject_CallOneArg(self->dated, key);
    if (view == NULL)
        return -1;
    int done = 0;
    if (view != Py_None) {
        if (!PyUnicode_Check(view)) {
            PyErr_SetString(PyExc_TypeError, "a marked line is a text");
            done = -1;
        } else if (add_class(self, pairs, DATE, line) < 0
                   || look_up(self, view, text_of(view), 1, out, line, pairs) < 0)
            done = -1;
    }
    Py_DECREF(view);
    return done;
}

/* Adds what the needles in a line call for: bits of what the line holds, or -1. */
static inline int look_within(const Calls *self, Text text, Py_ssize_t line, Pairs *pairs)
{
    int held = 0, inside = 0; /* inside: PLAIN if the character before is one of a word */
    for (Py_ssize_t i = 0; i < text.size; i++) {
        Py_UCS4 c = char_at(text, i);
        int flags = c < 128 ? self->ascii[c] : WITHIN | (is_digit(c) ? DIGITS : 0);
        held |= flags;
        if (flags & (inside ? WITHIN : WITHIN | AT_WORD)) {
            uint32_t start = start_of(text, i);
            if (flags & WITHIN && may_start(self->within, start)
                && look_at(self, self->within, text, i, 0, line, pairs) < 0)
                return -1;
            if (!inside && flags & AT_WORD && may_start(self->at_word, start)
                && look_at(self, self->at_word, text, i, 0, line, pairs) < 0)
                return -1;
        }
        inside = flags & PLAIN;
    }
    return held;
}

/* Adds what a line calls for, but for its dates: 1 if there may be some, 0 if not, or -1. */
static int call_line(const Calls *self, PyObject *folded, PyObject *key, Buffer *out, Py_ssize_t line,
                     Pairs *pairs)
{
    Text text = text_of(folded), bytes = {PyUnicode_1BYTE_KIND, text.data, text.size};
    int held = text.kind == PyUnicode_1BYTE_KIND ? look_within(self, bytes, line, pairs)
                                                 : look_within(self, text, line, pairs);
    Py_ssize_t size = PyUnicode_GET_LENGTH(key), start = 0;
    if (held < 0 || size == 0)
        return held < 0 ? -1 : 0;
    Py_UCS4 first = PyUnicode_READ_CHAR(key, 0); /* which is no decoration, as all before it is */
    while (start + size < text.size && char_at(text, start) != first)
        start++;
    if (start + size > text.size) {
        PyErr_SetString(PyExc_ValueError, "a key is longer than its line");
        return -1;
    }
    text = (Text){text.kind, (const char *)text.data + start * text.kind, size};
    int digits = held & DIGITS;
    if (look_at(self, self->at_start, text, 0, 0, line, pairs) < 0
        || look_at(self, self->at_end, text, size, 1, line, pairs) < 0
        || look_up(self, key, text, digits, out, line, pairs) < 0)
        return -1;
    if (size > self->longest)
        return 0;
    if (self->classes[DOT][1] && has_dot(text) && add_class(self, pairs, DOT, line) < 0)
        return -1;
    if (!digits)
        return 0;
    if (add_class(self, pairs, DIGIT, line) < 0
        || (first >= '0' && first <= '9' && add_class(self, pairs, NUMBER, line) < 0))
        return -1;
    return self->dated != Py_None && has_year(text);
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
static void sift(const Calls *self, PyObject *folded, PyObject *key, Pairs *pairs, Py_ssize_t kept)
{
    if (kept == pairs->size || self->sieve_count == 0)
        return;
    Text views[2] = {text_of(folded), text_of(key)};
    Py_UCS4 first[2], last[2];
    for (int bare = 0; bare < 2; bare++) {
        first[bare] = views[bare].size ? char_at(views[bare], 0) : 0;
        last[bare] = views[bare].size ? char_at(views[bare], views[bare].size - 1) : 0;
    }
    uint64_t held[2] = {0, 0};
    for (Py_ssize_t i = 0; i < views[0].size; i++) {
        Py_UCS4 c = char_at(views[0], i);
        if (c >= 32 && c <= 126)
            held[c >> 6] |= (uint64_t)1 << (c & 63);
    }
    for (Py_ssize_t n = kept; n < pairs->size; n++) {
        Sieve wanted = {.call = (uint32_t)(pairs->at[n] >> 32)};
        const Sieve *one = bsearch(&wanted, self->sieves, (size_t)self->sieve_count, sizeof wanted, by_number);
        if (one == NULL || (may_be(one->first, first[one->bare != 0]) && may_be(one->last, last[one->bare != 0]) &&
                            holds_all(held, one->needs) && (is_empty(one->others) || holds_all(one->others, held))))
            pairs->at[kept++] = pairs->at[n];
    }
    pairs->size = kept;
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

/* Puts what is known of a line, which is known of already, so that this needs no memory; an error that
 * is on its way stays. */
static void put_known(PyObject *known, PyObject *line, PyObject *value)
{
    PyObject *type, *error, *trace;
    PyErr_Fetch(&type, &error, &trace);
    if (PyDict_SetItem(known, line, value) < 0)
        PyErr_Clear();
    PyErr_Restore(type, error, trace);
}

/* Looks at a line if nothing is known of it yet: its size if so, 0 if not, or -1. What calls for nothing
 * is known as `nothing` from now on, and what has to be tried as `waiting`, a list of this call: other
 * threads that come upon it look for themselves. As long as no Python is called none can. */
static Py_ssize_t try_line(const Calls *self, PyObject *views[3], Py_ssize_t i, Py_ssize_t number,
                           PyObject *known, PyObject *waiting, Buffer *room, Pairs *pairs, int *tells)
{
    PyObject *line = line_of(views[0], i), *folded = line_of(views[1], i), *key = line_of(views[2], i);
    Py_ssize_t size = -1, before = pairs->size, entries = PyDict_GET_SIZE(known);
    PyObject *found = NULL; /* borrowed */
    if (line != NULL && folded != NULL && key != NULL)
        found = PyDict_SetDefault(known, line, self->nothing);
    if (found != NULL && entries == PyDict_GET_SIZE(known) && (found == waiting || !PyList_Check(found))) {
        *tells = found == waiting || PyObject_IsTrue(found);
        size = 0;
    }
    else if (found != NULL) {
        int done = call_line(self, folded, key, room, number, pairs);
        if (done == 0)
            sift(self, folded, key, pairs, before);
        *tells = pairs->size > before;
        if (done || *tells || entries == PyDict_GET_SIZE(known))
            put_known(known, line, done || *tells ? waiting : self->nothing);
        if (done > 0) {
            done = look_for_dates(self, key, room, number, pairs);
            if (done == 0)
                sift(self, folded, key, pairs, before);
            *tells = pairs->size > before;
            if (done == 0 && !*tells)
                put_known(known, line, self->nothing);
        }
        if (done == 0)
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
