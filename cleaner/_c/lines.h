/* What a line tells by itself: segment/lines.py. */

/* the same bits as there */
enum {
    FENCE = 1, QUOTE = 2, BAR = 4, ROW = 8, COLUMNS = 16, CODE = 32, INDENTED = 64, BULLET = 128,
    HASH = 256, HEADLIKE = 512, SENTENCE = 1024, LONG = 2048, UNDERLINE = 4096, SOFT = 8192,
    ENTRY = 16384, PROSE = 32768
};

#define SIGNS_KEPT 256

/* what a line holds, so that most tests of its characters need not be made */
enum { HOLDS_TICK = 1, HOLDS_TILDE = 2, HOLDS_TAB = 4, HOLDS_DIGIT = 8, HOLDS_SYMBOL = 16,
       HOLDS_GAP = 32 /* two spaces */, HOLDS_OTHER = 64 /* beyond ASCII */ };

/* What a character folds to: another one, or STRING | place in `strings`, if it is none or several */
#define STRING 0x80000000u
#define TOGETHER 0xFFFFFFFEu /* only lines tell, since it joins its neighbours */
#define UNKNOWN 0xFFFFFFFFu

typedef struct {
    PyObject_HEAD
    PyObject *fold_char, *fold_line, *is_code, *block_kinds; /* functions */
    PyObject *strings, *numbers;
    PyObject *signs[SIGNS_KEPT]; /* as numbers, by a hash of them */
    PyObject *kinds, *no_prose; /* names of kinds by number; those of blocks without prose */
    Set decoration, closers, symbols;
    Py_ssize_t each;
    unsigned char lower[128], holds[128]; /* of ASCII: what it folds to, and what a line with it holds */
    uint32_t *folds[0x1100]; /* by code point: tables of 256, made and filled as they are needed */
} Lines;

static int folds_to(Lines *self, Py_UCS4 c, uint32_t *found)
{
    uint32_t *table = self->folds[c >> 8];
    if (table != NULL && (*found = table[c & 0xFF]) != UNKNOWN)
        return 0;
    PyObject *result = PyObject_CallFunction(self->fold_char, "C", (int)c);
    if (result == NULL)
        return -1;
    if (result == Py_None)
        *found = TOGETHER;
    else if (!PyUnicode_Check(result)) {
        PyErr_SetString(PyExc_TypeError, "a character folds to a string or None");
        goto failed;
    }
    else if (PyUnicode_GET_LENGTH(result) == 1)
        *found = PyUnicode_READ_CHAR(result, 0);
    else {
        *found = STRING | (uint32_t)PyList_GET_SIZE(self->strings);
        if (PyList_Append(self->strings, result) < 0)
            goto failed;
    }
    table = self->folds[c >> 8];
    if (table == NULL) {
        table = self->folds[c >> 8] = PyMem_New(uint32_t, 256);
        if (table == NULL) {
            PyErr_NoMemory();
            goto failed;
        }
        memset(table, 0xFF, 256 * sizeof *table);
    }
    table[c & 0xFF] = *found;
    Py_DECREF(result);
    return 0;
failed:
    Py_DECREF(result);
    return -1;
}

/* Unpacks and folds a line of ASCII; returns what it holds, or -1. */
static int fold_ascii(const Lines *self, PyObject *line, Buffer *raw, Buffer *out)
{
    const Py_UCS1 *at = PyUnicode_1BYTE_DATA(line), *end = at + PyUnicode_GET_LENGTH(line);
    if (reserve(raw, end - at) < 0 || reserve(out, end - at) < 0)
        return -1;
    Py_UCS4 *copied = raw->at, *to = out->at, last = 0;
    int held = 0;
    for (; at < end; at++) {
        Py_UCS4 found = self->lower[*at];
        int gap = found == ' ' && last == ' '; /* runs of spaces become one */
        held |= self->holds[*at] | (gap ? HOLDS_GAP : 0);
        *copied++ = *at;
        *to = last = found;
        to += !gap;
    }
    raw->size = copied - raw->at;
    out->size = to - out->at;
    return held;
}

/* Adds a string to what is folded; runs of spaces become one. */
static int put(Buffer *out, PyObject *several)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(several);
    if (reserve(out, out->size + size) < 0)
        return -1;
    for (Py_ssize_t i = 0; i < size; i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(several, i);
        if (c != ' ' || out->size == 0 || out->at[out->size - 1] != ' ')
            out->at[out->size++] = c;
    }
    return 0;
}

/* Folds a line that has characters which fold together with their neighbours. */
static int fold_whole(Lines *self, PyObject *line, Buffer *out)
{
    PyObject *whole = PyObject_CallOneArg(self->fold_line, line);
    if (whole == NULL)
        return -1;
    int failed = 1;
    if (!PyUnicode_Check(whole))
        PyErr_SetString(PyExc_TypeError, "a line folds to a string");
    else
        failed = copy(out, whole) < 0;
    Py_DECREF(whole);
    return failed ? -1 : 0;
}

/* Unpacks and folds a line; returns what it holds, or -1. */
static int fold(Lines *self, PyObject *line, Buffer *raw, Buffer *out)
{
    if (PyUnicode_IS_ASCII(line))
        return fold_ascii(self, line, raw, out);
    if (copy(raw, line) < 0 || reserve(out, raw->size) < 0)
        return -1;
    int held = HOLDS_OTHER, together = 0;
    Py_UCS4 *to = out->at, last = 0, before = 0; /* last: of ASCII; before: of what is folded */
    for (Py_ssize_t i = 0; i < raw->size; i++) {
        Py_UCS4 c = raw->at[i];
        uint32_t found;
        if (c < 128) {
            found = self->lower[c];
            held |= self->holds[c] | (found == ' ' && last == ' ' ? HOLDS_GAP : 0);
            last = found;
        }
        else if (folds_to(self, c, &found) < 0)
            return -1;
        if (found < STRING) {
            *to = found;
            to += found != ' ' || before != ' ';
            before = found;
        }
        else if (found == TOGETHER)
            together = 1;
        else {
            out->size = to - out->at;
            if (put(out, PyList_GET_ITEM(self->strings, found & ~STRING)) < 0 ||
                reserve(out, out->size + raw->size - i) < 0)
                return -1;
            to = out->at + out->size;
            before = out->size ? to[-1] : 0;
        }
    }
    out->size = to - out->at;
    return together && fold_whole(self, line, out) < 0 ? -1 : held;
}

static int is_bullet(Span line)
{
    Py_ssize_t i = spaces(line, 0), start;
    if (i == line.size)
        return 0;
    Py_UCS4 c = line.at[i];
    if (one_of(c, "-*+") || c == 0x2022 || c == 0x2023 || c == 0x25AA || c == 0x25CF || c == 0x25E6 ||
        c == 0xB7 || c == 0x2013)
        i++;
    else { /* a number of up to three digits or a letter, with a mark: `1.`, `(a)` */
        i += c == '(';
        for (start = i; i < line.size && i < start + 3 && Py_UNICODE_ISDECIMAL(line.at[i]); i++)
            ;
        if (i == start && i < line.size && line.at[i] >= 'a' && line.at[i] <= 'z')
            i++;
        if (i == start || i == line.size || !one_of(line.at[i], ".)"))
            return 0;
        i++;
    }
    start = i;
    i = spaces(line, i);
    return i > start && i < line.size;
}

/* Whether two characters have three or more spaces between them. */
static int has_columns(Span line)
{
    for (Py_ssize_t i = 1; i + 3 < line.size; i++)
        if (line.at[i + 2] != ' ')
            i += 2;
        else if (line.at[i] == ' ' && line.at[i + 1] == ' ' && !Py_UNICODE_ISSPACE(line.at[i - 1])) {
            for (i += 3; i < line.size && line.at[i] == ' '; i++)
                ;
            if (i < line.size && !Py_UNICODE_ISSPACE(line.at[i]))
                return 1;
        }
    return 0;
}

static int has_symbols(const Lines *self, PyObject *line) /* characters that are frequent in code */
{
    int kind = PyUnicode_KIND(line);
    const void *data = PyUnicode_DATA(line);
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(line); i++)
        if (in_set(&self->symbols, PyUnicode_READ(kind, data, i)))
            return 1;
    return 0;
}

static int is_plain_sentence(Span line)
{
    return one_of(line.at[line.size - 1], ".!?") && line.at[0] >= 'A' && line.at[0] <= 'Z' &&
           line.size > 1 && Py_UNICODE_ISLOWER(line.at[1]) && !holds(line, "//");
}

static int is_prose(Span folded, int held, int sentence)
{
    Py_ssize_t asian = 0;
    int ascii = 1;
    if (folded.size < 24)
        return 0;
    if (sentence && count_char(folded, ' ') >= 11)
        return 1;
    if (!(held & HOLDS_OTHER))
        return 0;
    for (Py_ssize_t i = 0; i < folded.size; i++) {
        ascii &= folded.at[i] < 128;
        asian += is_asian(folded.at[i]);
    }
    return sentence ? !ascii && count_words(folded) >= 12 : asian >= 60;
}

static int is_entry(Span key, int held, Py_UCS4 last)
{
    if (key.size == 0 || key.size > 40 || one_of(last, ":;,") || count_char(key, ' ') > 3)
        return 0;
    if (held & HOLDS_OTHER && count_words(key) > 4) /* in ASCII only spaces part words */
        return 0;
    if (!(held & (HOLDS_DIGIT | HOLDS_OTHER)))
        return 1;
    for (Py_ssize_t i = 0; i < key.size; i++)
        if (Py_UNICODE_ISDIGIT(key.at[i]))
            return 0;
    return 1;
}

/* Bits of what a line looks like, or -1. held: what it holds; end: the folded line without closing
 * marks. */
static int look(Lines *self, PyObject *line, int held, Span raw, Span folded, Span key, Span end)
{
    int signs = (held & HOLDS_TICK && holds(raw, "```")) || (held & HOLDS_TILDE && holds(raw, "~~~")) ? FENCE : 0;
    if (folded.size == 0)
        return signs;
    Py_UCS4 first = folded.at[0], last = folded.at[folded.size - 1];
    Py_UCS4 mark = end.size ? end.at[end.size - 1] : 0, before = end.size > 1 ? end.at[end.size - 2] : 0;
    int sentence = one_of(mark, ".!?") || (mark == ';' && before >= 0x3B1 && before <= 0x3C9);
    if (first == '>' && !begins(folded, ">>"))
        signs |= QUOTE;
    /* the bar is a symbol; others fold to it */
    Py_ssize_t bars = held & (HOLDS_SYMBOL | HOLDS_OTHER) ? count_char(folded, '|') : 0, start = spaces(raw, 0), stop = raw.size;
    while (stop > start && Py_UNICODE_ISSPACE(raw.at[stop - 1]))
        stop--;
    if (bars) {
        signs |= BAR;
        if (bars >= 3 || (bars == 2 && first == '|' && last == '|') ||
            (count_char(folded, '-') && all_in(folded, "|-:+ =")))
            signs |= ROW | COLUMNS;
    }
    else if ((held & HOLDS_TAB && count_char((Span){raw.at + start, stop - start}, '\t')) ||
             (first == '+' && all_in(folded, "+-= ")))
        signs |= ROW | COLUMNS;
    if (held & HOLDS_GAP && has_columns(raw))
        signs |= COLUMNS;
    int bullet = is_bullet(raw);
    Py_UCS4 opens = start < raw.size ? raw.at[start] : '-';
    /* letters further on are no bullets of lists, and digits of other scripts none either */
    if (bullet && (opens < 'k' || opens > 'z') && (opens < 128 || !Py_UNICODE_ISDECIMAL(opens)))
        signs |= BULLET;
    else if (!bullet && (raw.at[0] == '\t' || begins(raw, "    ")))
        signs |= INDENTED;
    if (raw.size < 400 && held & HOLDS_SYMBOL && !is_plain_sentence(raw) && may_be_code(raw)) {
        PyObject *found = PyObject_CallOneArg(self->is_code, line);
        if (found == NULL)
            return -1;
        int code = PyObject_IsTrue(found);
        Py_DECREF(found);
        if (code < 0)
            return -1;
        signs |= code ? CODE : 0;
    }
    Py_ssize_t hashes = 0;
    while (hashes < folded.size && folded.at[hashes] == '#')
        hashes++;
    if (hashes && hashes < folded.size && folded.at[hashes] == ' ')
        signs |= HASH;
    else if (folded.size <= 100 && !one_of(last, ",;") && !(mark == '.' && before != '.'))
        signs |= HEADLIKE;
    if (sentence)
        signs |= folded.size >= 80 ? SENTENCE | LONG : SENTENCE;
    else if (is_entry(key, held, last))
        signs |= ENTRY;
    if (one_of(last, ",;-"))
        signs |= SOFT;
    if (one_of(first, "=-") && folded.size >= 3 && count_char(folded, first) == folded.size)
        signs |= UNDERLINE;
    return is_prose(folded, held, sentence) ? signs | PROSE : signs;
}

/* Signs as a number; a new reference. Few of the many there might be are met. */
static PyObject *signs_of(Lines *self, int signs)
{
    PyObject **kept = &self->signs[(uint32_t)signs * 0x9E3779B1u >> 24];
    if (*kept == NULL || PyLong_AsLong(*kept) != signs) {
        PyObject *number = PyLong_FromLong(signs);
        if (number == NULL)
            return NULL;
        Py_XSETREF(*kept, number);
    }
    return Py_NewRef(*kept);
}

/* (folded, key, signs) of a line; a new reference. The buffers are room to work in. */
static PyObject *describe(Lines *self, PyObject *line, Buffer *raw, Buffer *out)
{
    int held;
    if ((held = fold(self, line, raw, out)) < 0)
        return NULL;
    Span folded = {out->at, out->size};
    while (folded.size && Py_UNICODE_ISSPACE(folded.at[0]))
        folded.at++, folded.size--;
    while (folded.size && Py_UNICODE_ISSPACE(folded.at[folded.size - 1]))
        folded.size--;
    Span key = folded, end = folded;
    while (key.size && in_set(&self->decoration, key.at[0]))
        key.at++, key.size--;
    while (key.size && in_set(&self->decoration, key.at[key.size - 1]))
        key.size--;
    while (end.size && in_set(&self->closers, end.at[end.size - 1]))
        end.size--;
    int signs = look(self, line, held, (Span){raw->at, raw->size}, folded, key, end);
    if (signs < 0)
        return NULL;
    PyObject *view = PyTuple_New(3);
    if (view == NULL)
        return NULL;
    int ascii = !(held & HOLDS_OTHER);
    PyTuple_SET_ITEM(view, 0, ascii ? ascii_string(folded) : string(folded));
    if (key.size == folded.size)
        PyTuple_SET_ITEM(view, 1, Py_XNewRef(PyTuple_GET_ITEM(view, 0)));
    else
        PyTuple_SET_ITEM(view, 1, ascii ? ascii_string(key) : string(key));
    PyTuple_SET_ITEM(view, 2, signs_of(self, signs));
    for (int i = 0; i < 3; i++)
        if (PyTuple_GET_ITEM(view, i) == NULL) {
            Py_DECREF(view);
            return NULL;
        }
    PyObject_GC_UnTrack(view); /* strings and a number are in no cycle, and there are many views */
    return view;
}
