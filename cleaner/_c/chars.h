/* Characters, spans of them, and sets: what the other parts look lines over with. */

typedef struct {
    const Py_UCS4 *at;
    Py_ssize_t size;
} Span;

typedef struct {
    Py_UCS4 *at;
    Py_ssize_t size, room;
} Buffer;

static int reserve(Buffer *buffer, Py_ssize_t room)
{
    if (room <= buffer->room)
        return 0;
    if (room < 2 * buffer->room)
        room = 2 * buffer->room;
    Py_UCS4 *at = PyMem_Realloc(buffer->at, (size_t)room * sizeof *at);
    if (at == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    buffer->at = at;
    buffer->room = room;
    return 0;
}

static int copy(Buffer *buffer, PyObject *text)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    if (reserve(buffer, size + 1) < 0 || PyUnicode_AsUCS4(text, buffer->at, size + 1, 0) == NULL)
        return -1;
    buffer->size = size;
    return 0;
}

/* The characters of a string, as it keeps them. */
typedef struct {
    int kind; /* bytes of each */
    const void *data;
    Py_ssize_t size;
} Text;

static inline Text text_of(PyObject *text)
{
    return (Text){PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)};
}

static inline Py_UCS4 char_at(Text text, Py_ssize_t i)
{
    return PyUnicode_READ(text.kind, text.data, i);
}

static PyObject *string(Span span)
{
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, span.at, span.size);
}

static PyObject *ascii_string(Span span) /* `string` for what is known to be ASCII, which is faster */
{
    PyObject *text = PyUnicode_New(span.size, 127);
    if (text != NULL && span.size) {
        Py_UCS1 *at = PyUnicode_1BYTE_DATA(text);
        for (Py_ssize_t i = 0; i < span.size; i++)
            at[i] = (Py_UCS1)span.at[i];
    }
    return text;
}

/* A few characters that are looked up often: those of ASCII as bits. */
typedef struct {
    uint64_t ascii[2];
    Py_UCS4 others[16];
    int count;
} Set;

static int fill(Set *set, PyObject *text)
{
    memset(set, 0, sizeof *set);
    for (Py_ssize_t i = 0; i < PyUnicode_GET_LENGTH(text); i++) {
        Py_UCS4 c = PyUnicode_READ_CHAR(text, i);
        if (c < 128)
            set->ascii[c >> 6] |= (uint64_t)1 << (c & 63);
        else if (set->count < 16)
            set->others[set->count++] = c;
        else {
            PyErr_SetString(PyExc_ValueError, "more than 16 characters beyond ASCII");
            return -1;
        }
    }
    return 0;
}

static int in_set(const Set *set, Py_UCS4 c)
{
    if (c < 128)
        return set->ascii[c >> 6] >> (c & 63) & 1;
    for (int i = 0; i < set->count; i++)
        if (set->others[i] == c)
            return 1;
    return 0;
}

static inline int one_of(Py_UCS4 c, const char *chars) /* a loop, which the compiler unrolls */
{
    while (*chars && c != (Py_UCS4)*chars)
        chars++;
    return *chars != 0;
}

static int is_word(Py_UCS4 c) /* \w */
{
    return c == '_' || Py_UNICODE_ISALNUM(c);
}

static Py_ssize_t count_char(Span span, Py_UCS4 c)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < span.size; i++)
        count += span.at[i] == c;
    return count;
}

static int all_in(Span span, const char *chars)
{
    for (Py_ssize_t i = 0; i < span.size; i++)
        if (!one_of(span.at[i], chars))
            return 0;
    return 1;
}

static int holds(Span span, const char *needle)
{
    Py_ssize_t size = (Py_ssize_t)strlen(needle);
    for (Py_ssize_t i = 0; i + size <= span.size; i++) {
        Py_ssize_t k = 0;
        while (k < size && span.at[i + k] == (Py_UCS4)needle[k])
            k++;
        if (k == size)
            return 1;
    }
    return 0;
}

static int begins(Span span, const char *with)
{
    Span head = {span.at, (Py_ssize_t)strlen(with)};
    return head.size <= span.size && holds(head, with);
}

static Py_ssize_t spaces(Span span, Py_ssize_t i) /* the end of the white space from i on */
{
    while (i < span.size && Py_UNICODE_ISSPACE(span.at[i]))
        i++;
    return i;
}

static int is_asian(Py_UCS4 c) /* scripts of South East Asia, which write no full stops */
{
    return (c >= 0x0E00 && c <= 0x0EFF) || (c >= 0x1000 && c <= 0x109F) ||
           (c >= 0x1780 && c <= 0x17FF);
}

static int is_unspaced(Py_UCS4 c) /* scripts without spaces between words */
{
    return c >= 0x0E00 && (is_asian(c) || (c >= 0x3040 && c <= 0x30FF) ||
                           (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
                           (c >= 0x20000 && c <= 0x3FFFF));
}

static Py_ssize_t count_words(Span span) /* fold.count_words */
{
    Py_ssize_t words = 0, between = 0, unspaced = 0;
    int inside = 0, inside_between = 0; /* between: words where characters without spaces are gaps */
    for (Py_ssize_t i = 0; i < span.size; i++) {
        Py_UCS4 c = span.at[i];
        int space = Py_UNICODE_ISSPACE(c), gap = !space && is_unspaced(c);
        words += !space && !inside;
        inside = !space;
        unspaced += gap;
        gap |= space;
        between += !gap && !inside_between;
        inside_between = !gap;
    }
    return unspaced && unspaced / 2 + between > words ? unspaced / 2 + between : words;
}
