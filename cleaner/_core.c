/* The compiled core: lines, block kinds, function words and needles of rules in one pass each.
 *
 * It does what segment/page.py (`cut`), segment/lines.py, segment/blocks.py, text/language.py and
 * match/engine.py (`Look`) do,
 * and nothing else: these are the reference, and step in where there is no compiler. Whatever is
 * seldom and long to say (front matter, fences, patterns of code, characters that are written in
 * parts) is left to them, through the functions given to `Lines`. `tests/core` holds the two equal.
 *
 * There is no state but that of the objects. An object is used under the interpreter's lock; what
 * is called back may let other threads in, so nothing of an object is kept across such a call.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#ifndef CORE_SOURCE
#define CORE_SOURCE "" /* digest of this file, see cleaner/core.py; without it nobody uses the result */
#endif

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
    Py_UCS4 *at = PyMem_Resize(buffer->at, Py_UCS4, room);
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

static PyObject *string(Span span)
{
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, span.at, span.size);
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

static int one_of(Py_UCS4 c, const char *chars)
{
    return c > 0 && c < 128 && strchr(chars, (int)c) != NULL;
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

/* ---- what a line tells by itself: segment/lines.py ---- */

/* the same bits as there */
enum {
    FENCE = 1, QUOTE = 2, BAR = 4, ROW = 8, COLUMNS = 16, CODE = 32, INDENTED = 64, BULLET = 128,
    HASH = 256, HEADLIKE = 512, SENTENCE = 1024, LONG = 2048, UNDERLINE = 4096, SOFT = 8192,
    ENTRY = 16384, PROSE = 32768
};

/* What a character folds to: another one, or STRING | place in `strings`, if it is none or several */
#define STRING 0x80000000u
#define TOGETHER 0xFFFFFFFEu /* only lines tell, since it joins its neighbours */
#define UNKNOWN 0xFFFFFFFFu

typedef struct {
    PyObject_HEAD
    PyObject *fold_char, *fold_line, *is_code, *block_kinds; /* functions */
    PyObject *strings;
    PyObject *kinds, *no_prose; /* names of kinds by number; those of blocks without prose */
    Set decoration, closers, symbols;
    Py_ssize_t each;
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

static int put(Buffer *out, Py_UCS4 c) /* runs of spaces become one */
{
    if (c == ' ' && out->size && out->at[out->size - 1] == ' ')
        return 0;
    if (out->size == out->room && reserve(out, out->size + 64) < 0)
        return -1;
    out->at[out->size++] = c;
    return 0;
}

static int fold(Lines *self, PyObject *line, const Buffer *raw, Buffer *out)
{
    out->size = 0;
    if (reserve(out, raw->size) < 0)
        return -1;
    for (Py_ssize_t i = 0; i < raw->size; i++) {
        Py_UCS4 c = raw->at[i];
        uint32_t found = c;
        if (c < 128) {
            if (c >= 'A' && c <= 'Z')
                found = c + 32;
            else if (c == '\t' || c == 0x0B || c == 0x0C || c == 0x1F)
                found = ' ';
        }
        else if (folds_to(self, c, &found) < 0)
            return -1;
        if (found < STRING) {
            if (put(out, found) < 0)
                return -1;
        }
        else if (found == TOGETHER) {
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
        else {
            PyObject *several = PyList_GET_ITEM(self->strings, found & ~STRING);
            for (Py_ssize_t k = 0; k < PyUnicode_GET_LENGTH(several); k++)
                if (put(out, PyUnicode_READ_CHAR(several, k)) < 0)
                    return -1;
        }
    }
    return 0;
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

/* Signs of code are lines that the pattern of lines.py matches. It is slow, and few of the lines that
 * hold a symbol of code match: here those are told apart that do not, by what each alternative wants. */

static const char *const KEYWORDS[] = {
    "def", "class", "async", "function", "func", "fn", "fun", "sub", "proc", "import", "from", "using",
    "package", "require", "export", "include", "use", "public", "private", "protected", "static",
    "final", "const", "let", "var", "val", "return", "throw", "yield", "await", "new", "delete", "if",
    "for", "while", "switch", "elif", "except", "with", "catch", "else", "try", "finally", "SELECT",
    "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "sudo", "pip", "pip3", "npm", "npx", "yarn", "git",
    "docker", "kubectl", "curl", "wget", "apt", "brew", "cargo", "conda", "make", "cd", "mkdir", "chmod",
    NULL,
};

static int may_begin_code(Span line)
{
    Py_UCS4 c = line.at[0], next = line.size > 1 ? line.at[1] : 0, last = line.at[line.size - 1];
    Py_ssize_t i;
    switch (c) { /* prompts, tags, comments, options, keys; what goes on may be an assignment */
    case '<':
        return 1;
    case '>': case '?': case ';':
        return next == '>' || next == ';';
    case '#':
        return one_of(next, "!ide");
    case '/':
        return one_of(next, "*/");
    case '-':
        return next == '-' || is_word(next);
    case '.':
        if (next == '.')
            return 1;
        break;
    case '$':
        i = Py_UNICODE_ISSPACE(next) ? 2 : 1;
        if (i < line.size && !Py_UNICODE_ISDECIMAL(line.at[i]))
            return 1;
        break;
    case '"':
        for (i = 1; i < line.size && (is_word(line.at[i]) || line.at[i] == '-'); i++)
            ;
        if (i < line.size && line.at[i] == '"')
            return 1;
        break;
    case '@':
        for (i = 1; i < line.size && (is_word(line.at[i]) || line.at[i] == '.'); i++)
            ;
        if (i == line.size || line.at[i] == '(')
            return 1;
        break;
    case '[': case '{': case '}': case ']': case ')':
        if (spaces(line, 1) == line.size)
            return 1;
        for (i = 0; i < line.size && one_of(line.at[i], "}]);,"); i++)
            ;
        if (spaces(line, i) == line.size)
            return 1;
        break;
    }
    if (c == 'C' && next == ':')
        return 1;
    for (i = 0; i < line.size && is_word(line.at[i]); i++)
        ;
    for (const char *const *word = KEYWORDS; i > 1 && *word != NULL; word++)
        if ((Py_ssize_t)strlen(*word) == i && begins(line, *word))
            return 1;
    /* a call: the name, and brackets to the end */
    for (i = 0; i < line.size && (is_word(line.at[i]) || one_of(line.at[i], ".$")); i++)
        ;
    if (i > 0 && i < line.size && line.at[i] == '(' && one_of(last, ");:,{"))
        return 1;
    /* something is assigned */
    for (i = 0; i < line.size && (is_word(line.at[i]) || one_of(line.at[i], ".$@[]\"'")); i++)
        ;
    Py_ssize_t sign = spaces(line, i);
    if (i == 0 || sign + 1 >= line.size)
        return 0;
    c = line.at[sign], next = line.at[sign + 1];
    return c == '=' || (one_of(c, ":+-") && next == '=') || (c == '-' && next == '>') ||
           (c == '<' && next == '-');
}

static int may_be_code(Span line)
{
    Py_ssize_t start = spaces(line, 0);
    if (line.at[start] == '(') /* see lines.py: "(Reuters)" */
        return 0;
    for (Py_ssize_t i = start; i < line.size; i++) { /* ends of statements, blocks and comments */
        Py_UCS4 c = line.at[i];
        if (c == ';' || c == '{' || (c == '/' && i > 0 && line.at[i - 1] == '*')) {
            Py_ssize_t end = spaces(line, i + 1);
            if (end == line.size || (line.at[end] == '/' && c != '/'))
                return 1;
        }
    }
    return may_begin_code((Span){line.at + start, line.size - start});
}

static Set ascii_of(Span span)
{
    Set set = {{0, 0}, {0}, 0};
    for (Py_ssize_t i = 0; i < span.size; i++)
        if (span.at[i] < 128)
            set.ascii[span.at[i] >> 6] |= (uint64_t)1 << (span.at[i] & 63);
    return set;
}

static int share_ascii(const Set *one, const Set *other)
{
    return (one->ascii[0] & other->ascii[0]) || (one->ascii[1] & other->ascii[1]);
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

static int is_prose(Span folded, int sentence)
{
    Py_ssize_t asian = 0;
    int ascii = 1;
    if (folded.size < 24)
        return 0;
    if (sentence && count_char(folded, ' ') >= 11)
        return 1;
    for (Py_ssize_t i = 0; i < folded.size; i++) {
        ascii &= folded.at[i] < 128;
        asian += is_asian(folded.at[i]);
    }
    return sentence ? !ascii && count_words(folded) >= 12 : asian >= 60;
}

static int is_entry(Span key, Py_UCS4 last)
{
    if (key.size == 0 || key.size > 40 || one_of(last, ":;,") || count_char(key, ' ') > 3 ||
        count_words(key) > 4)
        return 0;
    for (Py_ssize_t i = 0; i < key.size; i++)
        if (Py_UNICODE_ISDIGIT(key.at[i]))
            return 0;
    return 1;
}

/* Bits of what a line looks like, or -1. end: the folded line without closing marks. */
static int look(Lines *self, PyObject *line, Span raw, Span folded, Span key, Span end)
{
    Set chars = ascii_of(raw);
    int signs = (in_set(&chars, '`') && holds(raw, "```")) || (in_set(&chars, '~') && holds(raw, "~~~")) ? FENCE : 0;
    if (folded.size == 0)
        return signs;
    Py_UCS4 first = folded.at[0], last = folded.at[folded.size - 1];
    Py_UCS4 mark = end.size ? end.at[end.size - 1] : 0, before = end.size > 1 ? end.at[end.size - 2] : 0;
    int sentence = one_of(mark, ".!?") || (mark == ';' && before >= 0x3B1 && before <= 0x3C9);
    if (first == '>' && !begins(folded, ">>"))
        signs |= QUOTE;
    Py_ssize_t bars = count_char(folded, '|'), start = spaces(raw, 0), stop = raw.size;
    while (stop > start && Py_UNICODE_ISSPACE(raw.at[stop - 1]))
        stop--;
    if (bars) {
        signs |= BAR;
        if (bars >= 3 || (bars == 2 && first == '|' && last == '|') ||
            (count_char(folded, '-') && all_in(folded, "|-:+ =")))
            signs |= ROW | COLUMNS;
    }
    else if ((in_set(&chars, '\t') && count_char((Span){raw.at + start, stop - start}, '\t')) ||
             (first == '+' && all_in(folded, "+-= ")))
        signs |= ROW | COLUMNS;
    if (has_columns(raw))
        signs |= COLUMNS;
    int bullet = is_bullet(raw);
    Py_UCS4 opens = start < raw.size ? raw.at[start] : '-';
    /* letters further on are no bullets of lists, and digits of other scripts none either */
    if (bullet && (opens < 'k' || opens > 'z') && (opens < 128 || !Py_UNICODE_ISDECIMAL(opens)))
        signs |= BULLET;
    else if (!bullet && (raw.at[0] == '\t' || begins(raw, "    ")))
        signs |= INDENTED;
    if (raw.size < 400 && share_ascii(&chars, &self->symbols) && !is_plain_sentence(raw) && may_be_code(raw)) {
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
    else if (is_entry(key, last))
        signs |= ENTRY;
    if (one_of(last, ",;-"))
        signs |= SOFT;
    if (one_of(first, "=-") && folded.size >= 3 && count_char(folded, first) == folded.size)
        signs |= UNDERLINE;
    return is_prose(folded, sentence) ? signs | PROSE : signs;
}

/* (folded, key, signs) of a line; a new reference. The buffers are room to work in. */
static PyObject *describe(Lines *self, PyObject *line, Buffer *raw, Buffer *out)
{
    if (copy(raw, line) < 0 || fold(self, line, raw, out) < 0)
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
    int signs = look(self, line, (Span){raw->at, raw->size}, folded, key, end);
    if (signs < 0)
        return NULL;
    PyObject *view = string(folded);
    if (view == NULL)
        return NULL;
    PyObject *bare = key.size == folded.size ? Py_NewRef(view) : string(key);
    if (bare == NULL) {
        Py_DECREF(view);
        return NULL;
    }
    return Py_BuildValue("(NNi)", view, bare, signs);
}

/* ---- block kinds: segment/blocks.py ---- */

enum { BLANK, TEXT, HEADING, LIST, TABLE, SOURCE, VERSE, KINDS };

/* The lines of a page. `test` and `more` are room for one answer a line. */
typedef struct {
    const Lines *self;
    Py_ssize_t size;
    PyObject *lines, *folded; /* lists of strings */
    int *signs;
    unsigned char *kinds, *test, *more;
} Page;

static Py_ssize_t width(const Page *page, Py_ssize_t i)
{
    return PyUnicode_GET_LENGTH(PyList_GET_ITEM(page->folded, i));
}

static Py_UCS4 char_of(const Page *page, Py_ssize_t i, Py_ssize_t at)
{
    return PyUnicode_READ_CHAR(PyList_GET_ITEM(page->folded, i), at);
}

static Py_ssize_t bars(const Page *page, Py_ssize_t i)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t at = 0; at < width(page, i); at++)
        count += char_of(page, i, at) == '|';
    return count;
}

static Py_ssize_t words(const Page *page, Py_ssize_t i)
{
    Py_ssize_t count = 0;
    int inside = 0;
    for (Py_ssize_t at = 0; at < width(page, i); at++) {
        int space = Py_UNICODE_ISSPACE(char_of(page, i, at));
        count += !space && !inside;
        inside = !space;
    }
    return count;
}

/* The next run of lines for which a test holds, from *end on: whether there is one. */
static int run(const Page *page, const unsigned char *test, Py_ssize_t *start, Py_ssize_t *end)
{
    for (*start = *end; *start < page->size && !test[*start]; ++*start)
        ;
    for (*end = *start; *end < page->size && test[*end]; ++*end)
        ;
    return *start < *end;
}

static void name(Page *page, Py_ssize_t start, Py_ssize_t end, int kind)
{
    memset(page->kinds + start, kind, (size_t)(end - start));
}

static Py_ssize_t tally(const Page *page, Py_ssize_t start, Py_ssize_t end, int bit)
{
    Py_ssize_t count = 0;
    for (Py_ssize_t i = start; i < end; i++)
        count += (page->signs[i] & bit) != 0;
    return count;
}

/* Test which lines of text have a sign: whether there are any. */
static int mark(Page *page, int bit)
{
    int any = 0;
    for (Py_ssize_t i = 0; i < page->size; i++) {
        page->test[i] = page->signs[i] & bit && page->kinds[i] == TEXT;
        any |= page->test[i];
    }
    return any;
}

static void find_tables(Page *page)
{
    Py_ssize_t start, end = 0;
    mark(page, COLUMNS);
    while (run(page, page->test, &start, &end)) {
        int edged = bars(page, start) >= 3;
        for (Py_ssize_t i = start; i < end && edged; i++)
            edged = char_of(page, i, 0) == '|' && char_of(page, i, width(page, i) - 1) == '|';
        if (end - start >= 3 || tally(page, start, end, ROW) >= 2 || edged)
            name(page, start, end, TABLE);
    }
    for (Py_ssize_t i = 0; i < page->size; i++) /* one bar a row, but many rows */
        page->test[i] = page->signs[i] & BAR && page->kinds[i] == TEXT && bars(page, i) == 1;
    for (end = 0; run(page, page->test, &start, &end);)
        if (end - start >= 3)
            name(page, start, end, TABLE);
}

/* A test, with blank lines between two lines that pass it passing as well. */
static void bridge(const Page *page, const unsigned char *test, unsigned char *out)
{
    Py_ssize_t last = -1;
    int blank = 0; /* whether all since the last one are blank */
    memcpy(out, test, (size_t)page->size);
    for (Py_ssize_t i = 0; i < page->size; i++)
        if (test[i]) {
            if (last >= 0 && blank)
                memset(out + last + 1, 1, (size_t)(i - last - 1));
            last = i;
            blank = 1;
        }
        else
            blank &= page->kinds[i] == BLANK;
}

static int is_loose(const Page *page) /* fewer than two long lines at the margin */
{
    int count = 0;
    for (Py_ssize_t i = 0; i < page->size && count < 2; i++) {
        PyObject *line = PyList_GET_ITEM(page->lines, i);
        count += PyUnicode_GET_LENGTH(line) >= 60 && !one_of(PyUnicode_READ_CHAR(line, 0), " \t");
    }
    return count < 2;
}

static int may_join(const Page *page, Py_ssize_t start, Py_ssize_t end) /* short lines among code */
{
    for (Py_ssize_t i = start; i < end; i++)
        if (page->kinds[i] > TEXT || width(page, i) >= 60 || page->signs[i] & SENTENCE)
            return 0;
    return 1;
}

static void find_code(Page *page)
{
    Py_ssize_t start, end = 0, last = -1;
    int indented = mark(page, INDENTED), loose = !indented || is_loose(page);
    bridge(page, page->test, page->more);
    if (!mark(page, CODE) && !indented)
        return;
    while (run(page, page->more, &start, &end)) {
        int code = end - start > 1 && !loose && (start == 0 || page->kinds[start - 1] == BLANK) &&
                   (end == page->size || page->kinds[end] == BLANK);
        Py_ssize_t symbols = 0;
        for (Py_ssize_t i = start; i < end && !code; i++) {
            symbols += has_symbols(page->self, PyList_GET_ITEM(page->lines, i));
            code = page->test[i] || symbols * 2 > end - start;
        }
        if (code)
            name(page, start, end, SOURCE);
    }
    bridge(page, page->test, page->more);
    for (Py_ssize_t i = 0; i < page->size; i++)
        if (page->more[i] && page->kinds[i] <= TEXT)
            page->kinds[i] = SOURCE;
    for (Py_ssize_t i = 0; i < page->size; i++)
        if (page->kinds[i] == SOURCE) {
            if (last >= 0 && last < i - 1 && i - last <= 4 && may_join(page, last + 1, i))
                name(page, last + 1, i, SOURCE);
            last = i;
        }
}

static void find_verse(Page *page)
{
    Py_ssize_t start, end = 0;
    for (Py_ssize_t i = 0; i < page->size; i++)
        page->test[i] = page->kinds[i] == TEXT && width(page, i) >= 12 && width(page, i) <= 72;
    while (run(page, page->test, &start, &end)) {
        Py_ssize_t size = end - start, all = 0, soft = tally(page, start, end, SOFT);
        Py_ssize_t stops = tally(page, start, end, SENTENCE);
        if (size < 4 || soft * 3 < size || (double)(soft + stops) < 0.4 * (double)size ||
            (double)stops > 0.6 * (double)size)
            continue;
        for (Py_ssize_t i = start; i < end; i++)
            all += words(page, i);
        if (all >= 4 * size)
            name(page, start, end, VERSE);
    }
}

static void find_headings(Page *page)
{
    for (Py_ssize_t i = 0; i < page->size; i++) {
        int one = page->signs[i];
        if (one & HASH && page->kinds[i] == TEXT)
            page->kinds[i] = HEADING;
        Py_ssize_t above = i - 1;
        if (one & LONG && above > 0 && width(page, above) == 0)
            above--;
        if (!(one & (LONG | UNDERLINE)) || above < 0 || !(page->signs[above] & HEADLIKE) ||
            page->kinds[above] != TEXT)
            continue;
        if (one & UNDERLINE && above == i - 1)
            page->kinds[above] = HEADING;
        else if (one & LONG && (above == 0 || width(page, above - 1) == 0 ||
                                page->signs[above - 1] & SENTENCE))
            page->kinds[above] = HEADING;
    }
}

/* Kinds of all lines; 0 if that is left to blocks.py. */
static int find_kinds(Page *page)
{
    int every = 0;
    for (Py_ssize_t i = 0; i < page->size; i++) {
        page->kinds[i] = width(page, i) ? TEXT : BLANK;
        every |= page->signs[i];
    }
    if (page->size) {
        PyObject *line = PyList_GET_ITEM(page->lines, 0);
        Py_UCS4 first = PyUnicode_GET_LENGTH(line) >= 3 ? PyUnicode_READ_CHAR(line, 0) : 0;
        if (one_of(first, "-+") && PyUnicode_READ_CHAR(line, 1) == first &&
            PyUnicode_READ_CHAR(line, 2) == first)
            return 0; /* may be front matter */
    }
    if (every & (FENCE | QUOTE))
        return 0;
    if (every & (BAR | COLUMNS))
        find_tables(page);
    if (every & (CODE | INDENTED))
        find_code(page);
    for (Py_ssize_t i = 0; i < page->size; i++)
        if (page->signs[i] & BULLET && page->kinds[i] == TEXT)
            page->kinds[i] = LIST;
    if (every & SOFT)
        find_verse(page);
    find_headings(page);
    return 1;
}

/* ---- a page: segment/page.py ---- */

static int is_break(Py_UCS4 c)
{
    return c <= 0x1E ? (c >= 0x0A && c <= 0x0D) || c >= 0x1C : c == 0x85 || c == 0x2028 || c == 0x2029;
}

/* Add line and offset of each line of a text, and the length of the text. */
static int split(PyObject *text, PyObject *lines, PyObject *starts)
{
    int kind = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), i = 0;
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
        while (i < size && !is_break(PyUnicode_READ(kind, data, i)))
            i++;
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

/* Views of lines, from those known or new; how much that added to what is known, or -1. */
static Py_ssize_t views_of(Lines *self, PyObject *lines, PyObject *known, PyObject *views)
{
    Buffer raw = {0}, out = {0};
    Py_ssize_t grown = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(lines); i++) {
        PyObject *line = PyList_GET_ITEM(lines, i);
        PyObject *view = Py_XNewRef(PyDict_GetItemWithError(known, line));
        if (view == NULL) {
            if (!PyErr_Occurred())
                view = describe(self, line, &raw, &out);
            if (view == NULL || PyDict_SetItem(known, line, view) < 0)
                grown = -1;
            else
                grown += PyUnicode_GET_LENGTH(line) + self->each;
        }
        else if (!PyTuple_Check(view) || PyTuple_GET_SIZE(view) != 3 ||
                 !PyUnicode_Check(PyTuple_GET_ITEM(view, 0)) ||
                 !PyUnicode_Check(PyTuple_GET_ITEM(view, 1)) ||
                 !PyLong_Check(PyTuple_GET_ITEM(view, 2))) {
            PyErr_SetString(PyExc_TypeError, "what is known of a line is (str, str, int)");
            grown = -1;
        }
        if (grown >= 0 && PyList_Append(views, view) < 0)
            grown = -1;
        Py_XDECREF(view);
        if (grown < 0)
            break;
    }
    PyMem_Free(raw.at);
    PyMem_Free(out.at);
    return grown;
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

PyDoc_STRVAR(cut_doc, "cut(text, known)\n--\n\nWhat `cleaner.segment.page.cut` gives.");

static PyObject *Lines_cut(Lines *self, PyObject *args)
{
    PyObject *text, *known, *result = NULL;
    if (!PyArg_ParseTuple(args, "UO!:cut", &text, &PyDict_Type, &known))
        return NULL;
    PyObject *views = PyList_New(0), *lines = PyList_New(0), *starts = PyList_New(0);
    PyObject *folded = NULL, *keys = NULL, *signs = NULL, *rank = NULL, *content = PyList_New(0);
    PyObject *kinds = NULL, *prose = NULL;
    Page page = {.self = self};
    if (views == NULL || lines == NULL || starts == NULL || content == NULL ||
        split(text, lines, starts) < 0)
        goto done;
    Py_ssize_t grown = views_of(self, lines, known, views);
    if (grown < 0)
        goto done;
    page.size = PyList_GET_SIZE(views);
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
        PyObject *view = PyList_GET_ITEM(views, i), *one = PyTuple_GET_ITEM(view, 2);
        PyList_SET_ITEM(folded, i, Py_NewRef(PyTuple_GET_ITEM(view, 0)));
        PyList_SET_ITEM(keys, i, Py_NewRef(PyTuple_GET_ITEM(view, 1)));
        PyList_SET_ITEM(signs, i, Py_NewRef(one));
        page.signs[i] = (int)PyLong_AsLong(one);
        PyObject *before = PyLong_FromSsize_t(PyList_GET_SIZE(content));
        if (before == NULL)
            goto done;
        PyList_SET_ITEM(rank, i, before);
        if (width(&page, i)) {
            PyObject *number = PyLong_FromSsize_t(i);
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
    PyMem_Free(page.signs);
    PyMem_Free(page.kinds);
    Py_XDECREF(views);
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
    self->kinds = Py_BuildValue("(sssssss)", "", "prose", "heading", "list", "table", "code", "verse");
    if (self->strings == NULL || self->kinds == NULL || fill(&self->decoration, decoration) < 0 ||
        fill(&self->closers, closers) < 0 || fill(&self->symbols, symbols) < 0)
        Py_CLEAR(self);
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

/* ---- words and scripts: text/language.py ---- */

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

/* ---- calls: what to try on a line (match/engine.py, Look.tried) ---- */

/* Needles that are looked for at one place: anywhere in a line, at its start, or at its end. They are
 * found by the hash of their first characters (three, or as many as there are; at the end: the last). */
#define GRAM 3
#define BUCKETS 4096

typedef struct {
    Py_ssize_t text, size;   /* in the pool of characters */
    Py_ssize_t calls, count; /* in the pool of calls */
    int left, right;         /* whether it stands at a word bound there */
    int start, end;          /* whether it stands at that end of the line without decoration */
    int next;                /* the next one with this hash, or -1 */
} Needle;

typedef struct {
    uint64_t seen[GRAM][1024]; /* bits of 16 bits of the hashes, by the number of characters */
    int heads[GRAM][BUCKETS];
    int used[GRAM];
} Grams;

enum { NUMBER, DIGIT, DATE, DOT, CLASSES }; /* of lines */

typedef struct {
    PyObject_HEAD
    PyObject *lines;  /* whole lines -> calls */
    PyObject *dated;  /* a line with marks for its dates, None if it has none */
    PyObject *scales; /* words that stand for thousands and millions */
    PyObject *signs;  /* characters that do */
    Py_UCS4 *pool;
    uint32_t *calls;
    Needle *needles;
    Py_ssize_t pool_size, calls_size, count;
    Grams *within, *at_start, *at_end;
    Py_ssize_t classes[CLASSES][2]; /* in the pool of calls */
    Py_ssize_t longest;       /* characters of lines that are tried for their class */
} Calls;


typedef struct {
    uint64_t *at; /* call << 32 | line */
    Py_ssize_t size, room;
} Pairs;

static int add_pairs(Pairs *pairs, const uint32_t *calls, Py_ssize_t count, Py_ssize_t line)
{
    if (pairs->size + count > pairs->room) {
        Py_ssize_t room = 2 * (pairs->size + count) + 256;
        uint64_t *at = PyMem_Resize(pairs->at, uint64_t, room);
        if (at == NULL) {
            PyErr_NoMemory();
            return -1;
        }
        pairs->at = at;
        pairs->room = room;
    }
    for (Py_ssize_t i = 0; i < count; i++)
        pairs->at[pairs->size++] = (uint64_t)calls[i] << 32 | (uint64_t)line;
    return 0;
}

static int add_class(const Calls *self, Pairs *pairs, int which, Py_ssize_t line)
{
    return add_pairs(pairs, self->calls + self->classes[which][0], self->classes[which][1], line);
}

static uint32_t gram(const Py_UCS4 *at, int count, int step)
{
    uint32_t hash = (uint32_t)at[0] * 0x9E3779B1u;
    if (count > 1)
        hash = (hash ^ (uint32_t)at[step]) * 0x85EBCA77u;
    if (count > 2)
        hash = (hash ^ (uint32_t)at[2 * step]) * 0xC2B2AE3Du;
    return hash >> 16;
}

static int may_stand(const Grams *grams, const Py_UCS4 *at, Py_ssize_t room) /* `look_at` in short */
{
    for (int count = 1; count <= GRAM && count <= room; count++)
        if (grams->used[count - 1]) {
            uint32_t hash = gram(at, count, 1);
            if (grams->seen[count - 1][hash >> 6] >> (hash & 63) & 1)
                return 1;
        }
    return 0;
}

static int is_plain(Py_UCS4 c) /* what an edge of a needle must not touch */
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Adds what the needles of one table call that stand at an offset of a line (end: that end there). */
static int look_at(const Calls *self, const Grams *grams, Span line, Py_ssize_t offset, int backwards,
                   Py_ssize_t number, Pairs *pairs)
{
    Py_ssize_t room = backwards ? offset : line.size - offset;
    for (int count = 1; count <= GRAM && count <= room; count++) {
        if (!grams->used[count - 1])
            continue;
        uint32_t hash = backwards ? gram(line.at + offset - 1, count, -1) : gram(line.at + offset, count, 1);
        if (!(grams->seen[count - 1][hash >> 6] >> (hash & 63) & 1))
            continue;
        for (int i = grams->heads[count - 1][hash & (BUCKETS - 1)]; i >= 0; i = self->needles[i].next) {
            const Needle *needle = &self->needles[i];
            Py_ssize_t start = backwards ? offset - needle->size : offset, end = start + needle->size;
            if (start < 0 || end > line.size || (needle->start && start > 0)
                || memcmp(line.at + start, self->pool + needle->text, (size_t)needle->size * sizeof(Py_UCS4))
                || (needle->end && end < line.size)
                || (needle->left && start > 0 && is_plain(line.at[start - 1]))
                || (needle->right && end < line.size && is_plain(line.at[end])))
                continue;
            if (add_pairs(pairs, self->calls + needle->calls, needle->count, number) < 0)
                return -1;
        }
    }
    return 0;
}

/* The end of a number that begins with the digit at `i`: `phrases._NUMBER`. */
static Py_ssize_t number_end(const Calls *self, Span text, Py_ssize_t i)
{
#define IS_DIGIT(k) ((k) < text.size && Py_UNICODE_ISDECIMAL(text.at[k]))
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
    PyObject *key = Py_NewRef(text);
    if (digits) {
        if (reserve(out, 3 * span.size + 1) < 0)
            goto fail;
        out->size = 0;
        for (Py_ssize_t i = 0; i < span.size;) {
            if (Py_UNICODE_ISDECIMAL(span.at[i])) {
                i = number_end(self, span, i);
                for (const char *c = "<n>"; *c; c++)
                    out->at[out->size++] = (Py_UCS4)*c;
            } else
                out->at[out->size++] = span.at[i++];
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
        while (k < end && k < key.size && Py_UNICODE_ISDECIMAL(key.at[k]))
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
            && Py_UNICODE_ISALNUM(key.at[i + 1]) && !Py_UNICODE_ISDECIMAL(key.at[i + 1]))
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
    for (Py_ssize_t i = 0; i < span.size; i++)
        if (may_stand(self->within, span.at + i, span.size - i)
            && look_at(self, self->within, span, i, 0, line, pairs) < 0)
            return -1;
    if (copy(raw, key) < 0)
        return -1;
    span = (Span){raw->at, raw->size};
    if (span.size == 0)
        return 0;
    if (look_at(self, self->at_start, span, 0, 0, line, pairs) < 0
        || look_at(self, self->at_end, span, span.size, 1, line, pairs) < 0)
        return -1;
    int digits = 0, dates = 0;
    for (Py_ssize_t i = 0; !digits && i < span.size; i++)
        digits = Py_UNICODE_ISDECIMAL(span.at[i]);
    if (look_up(self, key, span, digits, out, line, pairs) < 0)
        return -1;
    if (span.size > self->longest)
        return 0;
    if (has_dot(span) && add_class(self, pairs, DOT, line) < 0)
        return -1;
    if (digits) {
        if (add_class(self, pairs, DIGIT, line) < 0)
            return -1;
        if (span.at[0] >= '0' && span.at[0] <= '9' && add_class(self, pairs, NUMBER, line) < 0)
            return -1;
        dates = has_year(span);
    }
    return dates ? look_for_dates(self, key, raw, out, line, pairs) : 0;
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

PyDoc_STRVAR(tried_doc, "tried(folded, keys, lines)\n--\n\n"
             "What to try on which of some lines of a page: numbers of calls to indexes of lines.");

static PyObject *Calls_tried(Calls *self, PyObject *args)
{
    PyObject *folded, *keys, *lines, *result = NULL;
    if (!PyArg_ParseTuple(args, "O!O!O!:tried", &PyList_Type, &folded, &PyList_Type, &keys, &PyList_Type,
                          &lines))
        return NULL;
    Pairs pairs = {NULL, 0, 0};
    Buffer raw = {NULL, 0, 0}, out = {NULL, 0, 0};
    for (Py_ssize_t n = 0; n < PyList_GET_SIZE(lines); n++) {
        Py_ssize_t i = PyLong_AsSsize_t(PyList_GET_ITEM(lines, n));
        if (i == -1 && PyErr_Occurred())
            goto done;
        if (i < 0 || i >= PyList_GET_SIZE(folded) || i >= PyList_GET_SIZE(keys)) {
            PyErr_SetString(PyExc_IndexError, "no such line");
            goto done;
        }
        PyObject *view = Py_NewRef(PyList_GET_ITEM(folded, i)), *key = Py_NewRef(PyList_GET_ITEM(keys, i));
        int failed = 1;
        if (!PyUnicode_Check(view) || !PyUnicode_Check(key))
            PyErr_SetString(PyExc_TypeError, "lines are texts");
        else
            failed = call_line(self, view, key, &raw, &out, n, &pairs) < 0;
        Py_DECREF(view);
        Py_DECREF(key);
        if (failed)
            goto done;
    }
    if (pairs.size)
        qsort(pairs.at, (size_t)pairs.size, sizeof *pairs.at, ascending);
    result = by_call(&pairs, lines);
done:
    PyMem_Free(pairs.at);
    PyMem_Free(raw.at);
    PyMem_Free(out.at);
    return result;
}

static int add_calls(Calls *self, PyObject *found, Py_ssize_t *start, Py_ssize_t *count)
{
    if (!PyTuple_Check(found)) {
        PyErr_SetString(PyExc_TypeError, "calls are tuples of numbers");
        return -1;
    }
    *start = self->calls_size;
    *count = PyTuple_GET_SIZE(found);
    uint32_t *calls = PyMem_Resize(self->calls, uint32_t, self->calls_size + *count + 1);
    if (calls == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->calls = calls;
    for (Py_ssize_t i = 0; i < *count; i++)
        self->calls[self->calls_size++] = (uint32_t)PyLong_AsUnsignedLong(PyTuple_GET_ITEM(found, i));
    return PyErr_Occurred() ? -1 : 0;
}

static void hang(Calls *self, Needle *needle)
{
    int backwards = needle->end && !needle->start;
    int count = needle->size < GRAM ? (int)needle->size : GRAM;
    Grams *grams = needle->start ? self->at_start : needle->end ? self->at_end : self->within;
    const Py_UCS4 *at = self->pool + needle->text;
    uint32_t hash = backwards ? gram(at + needle->size - 1, count, -1) : gram(at, count, 1);
    grams->used[count - 1] = 1;
    grams->seen[count - 1][hash >> 6] |= (uint64_t)1 << (hash & 63);
    int *head = &grams->heads[count - 1][hash & (BUCKETS - 1)];
    needle->next = *head;
    *head = (int)self->count;
}

/* needle: (text, left, right, calls), a line feed at an end of the text for that end of the line */
static int add_needle(Calls *self, PyObject *item)
{
    PyObject *text, *calls;
    Needle needle = {0};
    if (!PyTuple_Check(item)) {
        PyErr_SetString(PyExc_TypeError, "needles are tuples");
        return -1;
    }
    if (!PyArg_ParseTuple(item, "UppO:needle", &text, &needle.left, &needle.right, &calls))
        return -1;
    Py_ssize_t start = 0, end = PyUnicode_GET_LENGTH(text);
    needle.start = end > 0 && PyUnicode_READ_CHAR(text, 0) == '\n';
    start += needle.start;
    needle.end = end > start && PyUnicode_READ_CHAR(text, end - 1) == '\n';
    end -= needle.end;
    needle.text = self->pool_size;
    needle.size = end - start;
    if (needle.size == 0)
        return 0;
    Py_UCS4 *pool = PyMem_Resize(self->pool, Py_UCS4, self->pool_size + needle.size);
    if (pool == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    self->pool = pool;
    for (Py_ssize_t i = start; i < end; i++)
        self->pool[self->pool_size++] = PyUnicode_READ_CHAR(text, i);
    if (add_calls(self, calls, &needle.calls, &needle.count) < 0)
        return -1;
    hang(self, &needle);
    self->needles[self->count++] = needle;
    return 0;
}

static Grams *no_grams(void)
{
    Grams *grams = PyMem_Calloc(1, sizeof *grams);
    if (grams == NULL)
        PyErr_NoMemory();
    else
        memset(grams->heads, 0xFF, sizeof grams->heads); /* -1 */
    return grams;
}

static void Calls_dealloc(Calls *self)
{
    PyTypeObject *type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    PyMem_Free(self->pool);
    PyMem_Free(self->calls);
    PyMem_Free(self->needles);
    PyMem_Free(self->within);
    PyMem_Free(self->at_start);
    PyMem_Free(self->at_end);
    Py_XDECREF(self->lines);
    Py_XDECREF(self->dated);
    Py_XDECREF(self->scales);
    Py_XDECREF(self->signs);
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
    static char *names[] = {"lines", "needles", "classes", "longest", "dated", "scales", "signs", NULL};
    PyObject *lines, *needles, *classes, *dated, *scales, *signs;
    Py_ssize_t longest;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "O!O!O!nOO!U:Calls", names, &PyDict_Type, &lines,
                                     &PyTuple_Type, &needles, &PyTuple_Type, &classes, &longest, &dated,
                                     &PyTuple_Type, &scales, &signs))
        return NULL;
    if (PyTuple_GET_SIZE(classes) != CLASSES)
        return PyErr_Format(PyExc_ValueError, "there are %d classes", CLASSES);
    Calls *self = (Calls *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->lines = Py_NewRef(lines);
    self->dated = Py_NewRef(dated);
    self->scales = Py_NewRef(scales);
    self->signs = Py_NewRef(signs);
    self->longest = longest;
    self->needles = PyMem_New(Needle, PyTuple_GET_SIZE(needles) + 1);
    if (self->needles == NULL)
        PyErr_NoMemory();
    else if ((self->within = no_grams()) && (self->at_start = no_grams()) && (self->at_end = no_grams())) {
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
            if (!PyTuple_Check(found))
                PyErr_SetString(PyExc_TypeError, "calls are tuples of numbers");
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

/* ---- the module ---- */

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
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__core(void)
{
    return PyModuleDef_Init(&module);
}
