/* Passes over whole texts: text/scans.py, and text/fold.py (`count_words`). */

static Py_ssize_t utf8_size(PyObject *text)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), more = 0;
    if (PyUnicode_IS_ASCII(text))
        return size;
    if (kind == PyUnicode_1BYTE_KIND)
        for (Py_ssize_t i = 0; i < size; i++)
            more += ((const Py_UCS1 *)data)[i] > 0x7F;
    else if (kind == PyUnicode_2BYTE_KIND)
        for (Py_ssize_t i = 0; i < size; i++)
            more += (((const Py_UCS2 *)data)[i] > 0x7F) + (((const Py_UCS2 *)data)[i] > 0x7FF);
    else
        for (Py_ssize_t i = 0; i < size; i++) {
            Py_UCS4 c = ((const Py_UCS4 *)data)[i];
            more += (c > 0x7F) + (c > 0x7FF) + (c > 0xFFFF);
        }
    return size + more;
}

static int is_text(PyObject *text)
{
    if (PyUnicode_Check(text))
        return 1;
    PyErr_Format(PyExc_TypeError, "a text is expected, not %s", Py_TYPE(text)->tp_name);
    return 0;
}

PyDoc_STRVAR(size_doc, "utf8_size(text)\n--\n\nBytes that a text takes in UTF-8, three for a surrogate.");

static PyObject *core_utf8_size(PyObject *module, PyObject *text)
{
    return is_text(text) ? PyLong_FromSsize_t(utf8_size(text)) : NULL;
}

PyDoc_STRVAR(runs_doc, "runs(text)\n--\n\nThe different runs of characters beyond ASCII, or None for a "
             "text with controls other than tabs and line feeds.");

/* The first character from `i` on that is no plain one of ASCII. */
static inline Py_ssize_t skip_plain(int kind, const void *data, Py_ssize_t i, Py_ssize_t size)
{
    Py_UCS4 c;
    while (i < size && (c = PyUnicode_READ(kind, data, i), c - 32 < 95 || c == '\n' || c == '\t'))
        i++;
    return i;
}

static PyObject *core_runs(PyObject *module, PyObject *text)
{
    if (!is_text(text))
        return NULL;
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), i = 0;
    PyObject *found = PySet_New(NULL);
    Py_UCS4 met[64] = {0}; /* some that stood alone, as most do */
    while (found != NULL) {
        i = kind == PyUnicode_1BYTE_KIND   ? skip_plain(PyUnicode_1BYTE_KIND, data, i, size)
            : kind == PyUnicode_2BYTE_KIND ? skip_plain(PyUnicode_2BYTE_KIND, data, i, size)
                                           : skip_plain(PyUnicode_4BYTE_KIND, data, i, size);
        if (i == size)
            break;
        Py_ssize_t start = i;
        while (i < size && PyUnicode_READ(kind, data, i) > 0x7F)
            i++;
        if (i == start) {
            Py_DECREF(found);
            Py_RETURN_NONE;
        }
        Py_UCS4 c = PyUnicode_READ(kind, data, start);
        if (i == start + 1 && met[c % 64] == c)
            continue;
        if (i == start + 1)
            met[c % 64] = c;
        PyObject *run = PyUnicode_Substring(text, start, i);
        if (run == NULL || PySet_Add(found, run) < 0)
            Py_CLEAR(found);
        Py_XDECREF(run);
    }
    return found;
}

/* The character at a place; behind the end one that is none. */
static Py_UCS4 peek(const Text *text, Py_ssize_t i)
{
    return i < text->size ? PyUnicode_READ(text->kind, text->data, i) : 0x110000;
}

static int digit_at(const Text *text, Py_ssize_t i)
{
    Py_UCS4 c = peek(text, i);
    return c < 0x80 ? c >= '0' && c <= '9' : Py_UNICODE_ISDECIMAL(c);
}

/* Two digits, and no third one. */
static int pair_at(const Text *text, Py_ssize_t i)
{
    return digit_at(text, i) && digit_at(text, i + 1) && !digit_at(text, i + 2);
}

static int letter_at(const Text *text, Py_ssize_t i)
{
    Py_UCS4 c = peek(text, i);
    return Py_UNICODE_ISALNUM(c) && !Py_UNICODE_ISDECIMAL(c);
}

/* The patterns of `_LATIN_YEARS`: what begins at `i`, which one it is, and where it ends, or -1. */
static Py_ssize_t year_at(const Text *text, Py_ssize_t i, int *pattern)
{
    Py_UCS4 c = peek(text, i), next = peek(text, i + 1);
    Py_ssize_t end;
    switch (c) {
    case '2':
        *pattern = 0;
        return next == '0' && digit_at(text, i + 2) && digit_at(text, i + 3) ? i + 4 : -1;
    case '1':
        *pattern = next == '9' ? 1 : 2;
        if (next != '9' && (next != '4' || peek(text, i + 2) < '2' || peek(text, i + 2) > '5'))
            return -1;
        return digit_at(text, i + 2) && digit_at(text, i + 3) ? i + 4 : -1;
    case '\'':
    case 0x2019:
        *pattern = c == '\'' ? 3 : 4;
        return pair_at(text, i + 1) ? i + 3 : -1;
    case '/':
    case '.':
        *pattern = c == '/' ? 5 : 6;
        end = i + 2 + digit_at(text, i + 2);
        return digit_at(text, i + 1) && peek(text, end) == c && pair_at(text, end + 1) ? end + 3 : -1;
    case '-':
        *pattern = 7;
        if (!letter_at(text, i + 1))
            return -1;
        for (end = i + 2; end < text->size && end <= i + 11; end++) {
            next = peek(text, end);
            if (next == '-' || Py_UNICODE_ISSPACE(next))
                break;
        }
        return next == '-' && end >= i + 4 && end <= i + 11 && pair_at(text, end + 1) ? end + 3 : -1;
    case ':':
        *pattern = 8;
        return i >= 7 && letter_at(text, i - 7) && peek(text, i - 6) == ' ' && digit_at(text, i - 5) &&
                       digit_at(text, i - 4) && peek(text, i - 3) == ' ' && digit_at(text, i - 2) &&
                       digit_at(text, i - 1) && digit_at(text, i + 1) && digit_at(text, i + 2)
                   ? i + 3
                   : -1;
    }
    return -1;
}

/* The first character from `i` on that a year may begin with. */
static inline Py_ssize_t skip_no_year(int kind, const void *data, Py_ssize_t i, Py_ssize_t size)
{
    static const char begins[128] = {['\''] = 1, ['-'] = 1, ['.'] = 1, ['/'] = 1, ['1'] = 1, ['2'] = 1, [':'] = 1};
    for (; i < size; i++) {
        Py_UCS4 c = PyUnicode_READ(kind, data, i);
        if (c < 128 ? begins[c] : c == 0x2019)
            break;
    }
    return i;
}

PyDoc_STRVAR(years_doc, "years(text)\n--\n\nSpans of what may be a year in a text of Latin script, sorted.");

static PyObject *core_years(PyObject *module, PyObject *argument)
{
    if (!is_text(argument))
        return NULL;
    Text text = text_of(argument);
    Py_ssize_t behind[9] = {0}; /* the end of the last match of each pattern: the next is not before */
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found != NULL; i++) {
        i = text.kind == PyUnicode_1BYTE_KIND   ? skip_no_year(PyUnicode_1BYTE_KIND, text.data, i, text.size)
            : text.kind == PyUnicode_2BYTE_KIND ? skip_no_year(PyUnicode_2BYTE_KIND, text.data, i, text.size)
                                                : skip_no_year(PyUnicode_4BYTE_KIND, text.data, i, text.size);
        if (i == text.size)
            break;
        int pattern = 0;
        Py_ssize_t end = year_at(&text, i, &pattern);
        if (end < 0 || i < behind[pattern])
            continue;
        behind[pattern] = end;
        PyObject *span = Py_BuildValue("(nn)", i, end);
        if (span == NULL || PyList_Append(found, span) < 0)
            Py_CLEAR(found);
        Py_XDECREF(span);
    }
    return found;
}

PyDoc_STRVAR(words_doc, "count_words(text)\n--\n\nWhat `cleaner.text.fold.count_words` gives.");

static PyObject *core_count_words(PyObject *module, PyObject *text)
{
    if (!is_text(text))
        return NULL;
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), words = 0;
    if (PyUnicode_IS_ASCII(text)) {
        const Py_UCS1 *at = PyUnicode_1BYTE_DATA(text);
        for (Py_ssize_t i = 0; i < size; i++)
            words += !Py_UNICODE_ISSPACE(at[i]) && (i == 0 || Py_UNICODE_ISSPACE(at[i - 1]));
        return PyLong_FromSsize_t(words);
    }
    Py_UCS4 *at = PyUnicode_AsUCS4Copy(text);
    if (at == NULL)
        return NULL;
    words = count_words((Span){at, size});
    PyMem_Free(at);
    return PyLong_FromSsize_t(words);
}

static PyMethodDef core_methods[] = {
    {"count_words", core_count_words, METH_O, words_doc},
    {"utf8_size", core_utf8_size, METH_O, size_doc},
    {"runs", core_runs, METH_O, runs_doc},
    {"years", core_years, METH_O, years_doc},
    {NULL, NULL, 0, NULL},
};
