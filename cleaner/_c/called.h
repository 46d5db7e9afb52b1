/* What a line calls for: whole lines, needles, classes of lines, and the sieves behind them; match/look.py
 * (`Look._calls`). */

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
