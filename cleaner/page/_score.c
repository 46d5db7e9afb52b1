/* The compiled part of the page model: words of a page, sums of weights, features of lines, trees.
 *
 * It does what model.Lines, tokens.py, linear.py, features.py and trees.py do with numpy, and nothing
 * else: these are the reference, and step in where there is no compiler. `tests/page/test_compiled.py`
 * holds the two equal. All is integer arithmetic, but for quotients of doubles that are exact.
 *
 * Arrays come as buffers of plain numbers without gaps; those that are filled are made by the caller.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

#ifndef CORE_SOURCE
#define CORE_SOURCE "" /* digest of this file, see cleaner/core.py; without it nobody uses the result */
#endif

/* tokens.CLASSES */
enum {
    OTHER, LETTER, UPPER, DIGIT, SPACE, FINAL, COMMA, COLON, QUOTE, BAR, MONEY, MARK, DENSE, NEWLINE, SIGN,
    DASH, CLASSES
};

#define BASE 0x9E3779B97F4A7C15u

static inline uint64_t mixed(uint64_t value) /* tokens.mixed */
{
    value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93u;
    return (value ^ (value >> 32)) * 0xD6E8FEB86659FD93u;
}

static inline uint64_t marked(uint64_t code, uint64_t number) /* linear.mark */
{
    return mixed(code ^ number * BASE);
}

static inline int64_t bits(int64_t value) /* the exponent that frexp gives */
{
    int64_t out = 0;
    for (; value > 0; value >>= 1)
        out++;
    return out;
}

static inline int64_t at_most(int64_t value, int64_t most)
{
    return value < most ? value : most;
}

static inline int64_t at_least(int64_t value, int64_t least)
{
    return value > least ? value : least;
}

/* The arrays of a call: buffers of numbers of a known size, each of a known length. */
typedef struct {
    Py_buffer view[20];
    int count;
} Arrays;

static void release(Arrays *arrays)
{
    while (arrays->count)
        PyBuffer_Release(&arrays->view[--arrays->count]);
}

/* The numbers of an array of `size` bytes each; how many there are. NULL with an exception set. */
static void *array(Arrays *arrays, PyObject *object, Py_ssize_t size, int writable, Py_ssize_t *length)
{
    Py_buffer *view = &arrays->view[arrays->count];
    if (PyObject_GetBuffer(object, view, PyBUF_C_CONTIGUOUS | (writable ? PyBUF_WRITABLE : 0)) < 0)
        return NULL;
    arrays->count++;
    if (view->itemsize != size) {
        PyErr_Format(PyExc_TypeError, "numbers of %zd bytes are expected, not of %zd", size, view->itemsize);
        return NULL;
    }
    *length = view->len / size;
    return view->buf;
}

/* ---- tokens.tokens ---- */

typedef struct {
    uint64_t hash;
    int64_t line, length;
    uint8_t capital;
} Word;

typedef struct {
    Word *at;
    Py_ssize_t count, room;
} Words;

static Word *next_word(Words *words)
{
    if (words->count == words->room) {
        Py_ssize_t room = words->room ? 2 * words->room : 4096;
        Word *at = PyMem_Resize(words->at, Word, room);
        if (at == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        words->at = at;
        words->room = room;
    }
    return &words->at[words->count++];
}

typedef struct {
    int64_t *counts, *size, *words;
    uint8_t *first, *last;
    uint64_t *key;
    const uint8_t *classes;
    const uint32_t *lower;
    Py_ssize_t points;
} Lines;

static int read_line(Lines *lines, Py_ssize_t n, PyObject *text, Words *words)
{
    Py_ssize_t size = PyUnicode_GET_LENGTH(text), begin = -1;
    int form = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    int64_t *counts = lines->counts + n * CLASSES, found = 0;
    uint64_t key = 0, power = 1, hash = 0, step = 0;
    int kind = 0, capital = 0;
    for (Py_ssize_t i = 0; i <= size; i++) {
        Py_UCS4 c = i < size ? PyUnicode_READ(form, data, i) : '\n', low = c;
        int before = kind;
        kind = lines->classes[c < lines->points ? c : lines->points - 1];
        counts[kind]++;
        int inside = i < size && ((kind >= LETTER && kind <= DIGIT) || kind == MARK || kind == DENSE);
        if (begin >= 0 && (!inside || kind == DENSE || before == DENSE)) {
            Word *word = next_word(words);
            if (word == NULL)
                return -1;
            *word = (Word){mixed(hash), n, i - begin, (uint8_t)capital};
            found++;
            begin = -1;
        }
        if (i == size)
            break;
        if (kind == DIGIT)
            low = '0';
        else if (c < lines->points)
            low = lines->lower[c];
        if (inside) {
            if (begin < 0) {
                begin = i;
                hash = 0;
                step = 1;
                capital = kind == UPPER;
            }
            hash += low * step;
            step *= BASE;
        }
        key += low * power;
        power *= BASE;
        if (i == 0)
            lines->first[n] = (uint8_t)kind;
        lines->last[n] = (uint8_t)kind;
    }
    lines->size[n] = size;
    lines->words[n] = found;
    lines->key[n] = mixed(key);
    return 0;
}

/* Numbers the different hashes in the order in which they come; how many there are, or -1. */
static Py_ssize_t number_words(const Words *words, uint64_t *different, int64_t *which)
{
    int log = 6;
    while ((Py_ssize_t)1 << log < 2 * words->count)
        log++;
    uint32_t *table = PyMem_Calloc((size_t)1 << log, sizeof *table); /* place + 1 */
    if (table == NULL) {
        PyErr_NoMemory();
        return -1;
    }
    uint32_t count = 0, mask = ((uint32_t)1 << log) - 1;
    for (Py_ssize_t i = 0; i < words->count; i++) {
        uint64_t hash = words->at[i].hash;
        uint32_t slot = (uint32_t)(hash >> (64 - log));
        while (table[slot] && different[table[slot] - 1] != hash)
            slot = (slot + 1) & mask;
        if (!table[slot]) {
            different[count] = hash;
            table[slot] = ++count;
        }
        which[i] = table[slot] - 1;
    }
    PyMem_Free(table);
    return count;
}

static PyObject *block(size_t size, void *start)
{
    PyObject *out = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)size);
    if (out != NULL)
        *(char **)start = PyByteArray_AS_STRING(out);
    return out;
}

static PyObject *tokens(PyObject *module, PyObject *args)
{
    PyObject *texts, *classes, *lower, *out[12] = {NULL}, *result = NULL;
    Arrays arrays = {.count = 0};
    Words words = {NULL, 0, 0};
    Lines lines;
    Py_ssize_t length;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!OO", &PyList_Type, &texts, &classes, &lower))
        return NULL;
    if ((lines.classes = array(&arrays, classes, 1, 0, &lines.points)) == NULL ||
        (lines.lower = array(&arrays, lower, 4, 0, &length)) == NULL)
        goto done;
    if (length != lines.points || length < 1) {
        PyErr_SetString(PyExc_ValueError, "the tables are not of the same size");
        goto done;
    }
    size_t n = (size_t)PyList_GET_SIZE(texts);
    if ((out[0] = block(n * CLASSES * 8, &lines.counts)) == NULL ||
        (out[1] = block(n, &lines.first)) == NULL || (out[2] = block(n, &lines.last)) == NULL ||
        (out[3] = block(n * 8, &lines.size)) == NULL || (out[8] = block(n * 8, &lines.words)) == NULL ||
        (out[9] = block(n * 8, &lines.key)) == NULL)
        goto done;
    memset(lines.counts, 0, n * CLASSES * 8);
    for (size_t i = 0; i < n; i++) {
        PyObject *text = PyList_GET_ITEM(texts, i);
        if (!PyUnicode_Check(text) || !PyUnicode_GET_LENGTH(text)) {
            PyErr_SetString(PyExc_ValueError, "lines are strings with something in them");
            goto done;
        }
        if (read_line(&lines, (Py_ssize_t)i, text, &words) < 0)
            goto done;
    }
    size_t count = (size_t)words.count;
    int64_t *line, *size, *which;
    uint64_t *hashes, *different;
    uint8_t *capital;
    if ((out[4] = block(count * 8, &line)) == NULL || (out[5] = block(count * 8, &hashes)) == NULL ||
        (out[6] = block(count, &capital)) == NULL || (out[7] = block(count * 8, &size)) == NULL ||
        (out[10] = block(count * 8, &different)) == NULL || (out[11] = block(count * 8, &which)) == NULL)
        goto done;
    for (size_t i = 0; i < count; i++) {
        Word *word = &words.at[i];
        line[i] = word->line, hashes[i] = word->hash, capital[i] = word->capital, size[i] = word->length;
    }
    Py_ssize_t found = number_words(&words, different, which);
    if (found < 0 || PyByteArray_Resize(out[10], found * 8) < 0)
        goto done;
    result = PyTuple_New(12);
    for (int i = 0; result != NULL && i < 12; i++)
        PyTuple_SET_ITEM(result, i, Py_NewRef(out[i]));
done:
    for (int i = 0; i < 12; i++)
        Py_XDECREF(out[i]);
    PyMem_Free(words.at);
    release(&arrays);
    return result;
}

/* ---- model.Lines.of ---- */

/* The lines that are not blank, without white space around them; where they are; how much white space
 * stands before each; how many blank lines above. */
static PyObject *inked(PyObject *module, PyObject *args)
{
    PyObject *lines, *bare = NULL, *at = NULL, *indent = NULL, *blank = NULL;
    int64_t *numbers, *spaces, *blanks;
    Py_ssize_t count = 0;
    (void)module;
    if (!PyArg_ParseTuple(args, "O!", &PyList_Type, &lines))
        return NULL;
    Py_ssize_t n = PyList_GET_SIZE(lines);
    if ((bare = PyList_New(0)) == NULL || (at = block((size_t)n * 8, &numbers)) == NULL ||
        (indent = block((size_t)n * 8, &spaces)) == NULL ||
        (blank = block((size_t)n * 8, &blanks)) == NULL)
        goto failed;
    for (Py_ssize_t i = 0; i < n; i++) {
        PyObject *line = PyList_GET_ITEM(lines, i);
        if (!PyUnicode_Check(line)) {
            PyErr_SetString(PyExc_TypeError, "lines are strings");
            goto failed;
        }
        int form = PyUnicode_KIND(line);
        const void *data = PyUnicode_DATA(line);
        Py_ssize_t start = 0, end = PyUnicode_GET_LENGTH(line);
        while (start < end && Py_UNICODE_ISSPACE(PyUnicode_READ(form, data, start)))
            start++;
        while (end > start && Py_UNICODE_ISSPACE(PyUnicode_READ(form, data, end - 1)))
            end--;
        if (start == end)
            continue;
        PyObject *text = PyUnicode_Substring(line, start, end);
        if (text == NULL)
            goto failed;
        int added = PyList_Append(bare, text);
        Py_DECREF(text);
        if (added < 0)
            goto failed;
        numbers[count] = i;
        blanks[count] = i - (count ? numbers[count - 1] + 1 : 0);
        spaces[count++] = start;
    }
    if (PyByteArray_Resize(at, count * 8) < 0 || PyByteArray_Resize(indent, count * 8) < 0 ||
        PyByteArray_Resize(blank, count * 8) < 0)
        goto failed;
    return Py_BuildValue("NNNN", bare, at, indent, blank);
failed:
    Py_XDECREF(bare);
    Py_XDECREF(at);
    Py_XDECREF(indent);
    Py_XDECREF(blank);
    return NULL;
}

/* ---- linear.word_sums ---- */

enum { SCALES = 512 };

/* linear._scale of all counts up to a number: 256 by the root of a count, rounded down */
static void fill_scales(int64_t *scales)
{
    int64_t scale = 256;
    scales[0] = scale;
    for (int64_t count = 1; count < SCALES; count++) {
        while (scale * scale * count > 65536)
            scale--;
        scales[count] = scale;
    }
}

static int64_t scaled(const int64_t *scales, int64_t count)
{
    int64_t scale = scales[at_most(count, SCALES - 1)];
    while (count >= SCALES && scale * scale * count > 65536)
        scale--;
    return scale;
}

typedef struct {
    const int16_t *weights;
    int shift;
} Weights;

static inline int64_t weight(const Weights *weights, uint64_t code)
{
    return weights->weights[code >> weights->shift];
}

static PyObject *word_sums(PyObject *module, PyObject *args)
{
    PyObject *in[10], *out;
    int log;
    Arrays arrays = {.count = 0};
    Py_ssize_t n, count, length[6], room, result;
    Weights weights;
    PyObject *done = NULL;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOOOOOOOiO", in, in + 1, in + 2, in + 3, in + 4, in + 5, in + 6, in + 7,
                          in + 8, &log, &out))
        return NULL;
    const int64_t *counts, *size, *words, *indent, *blank;
    const uint8_t *first, *last;
    const uint64_t *hashes;
    int64_t *sums;
    if ((counts = array(&arrays, in[0], 8, 0, &length[0])) == NULL ||
        (first = array(&arrays, in[1], 1, 0, &length[1])) == NULL ||
        (last = array(&arrays, in[2], 1, 0, &length[2])) == NULL ||
        (size = array(&arrays, in[3], 8, 0, &length[3])) == NULL ||
        (hashes = array(&arrays, in[4], 8, 0, &count)) == NULL ||
        (words = array(&arrays, in[5], 8, 0, &n)) == NULL ||
        (indent = array(&arrays, in[6], 8, 0, &length[4])) == NULL ||
        (blank = array(&arrays, in[7], 8, 0, &length[5])) == NULL ||
        (weights.weights = array(&arrays, in[8], 2, 0, &room)) == NULL ||
        (sums = array(&arrays, out, 8, 1, &result)) == NULL)
        goto done;
    int64_t total = 0;
    for (Py_ssize_t i = 0; i < n; i++)
        total += words[i] >= 0 ? words[i] : count + 1;
    if (length[0] != n * CLASSES || length[1] != n || length[2] != n || length[3] != n ||
        length[4] != n || length[5] != n || result != n || total != count || log < 1 || log > 30 ||
        room < (Py_ssize_t)1 << log) {
        PyErr_SetString(PyExc_ValueError, "arrays do not fit each other");
        goto done;
    }
    weights.shift = 64 - log;
    int64_t scales[SCALES];
    fill_scales(scales);
    int64_t nine = scaled(scales, 9), shape = 0, before = -1, after;
    const uint64_t *word = hashes;
    memset(sums, 0, (size_t)n * 8);
    for (Py_ssize_t i = 0; i < n; i++) {
        int64_t w = words[i], sum = 0, above = 0, below = 0;
        for (int64_t k = 0; k < w; k++) {
            sum += weight(&weights, word[k]);
            if (k)
                sum += weight(&weights, mixed(word[k - 1] * 3 + word[k]));
            if (i + 1 < n)
                below += weight(&weights, marked(word[k], 3));
            if (i)
                above += weight(&weights, marked(word[k], 4));
        }
        if (w) {
            sum += weight(&weights, marked(word[0], 1)) + weight(&weights, marked(word[w - 1], 2));
            sums[i] += sum * scaled(scales, 2 * w + 1);
            if (i + 1 < n)
                sums[i + 1] += below * scaled(scales, w);
            if (i)
                sums[i - 1] += above * scaled(scales, w);
        }
        word += w;
        int64_t mass = bits(size[i] + 2 * counts[i * CLASSES + DENSE]);
        if (i == 0)
            shape = mass * 16 + last[0];
        int64_t next = -1;
        after = -1;
        if (i + 1 < n) {
            next = last[i + 1];
            after = bits(size[i + 1] + 2 * counts[(i + 1) * CLASSES + DENSE]) * 16 + next;
        }
        const int64_t facts[9] = {
            shape,
            mass * 16 + first[i],
            before * 512 + shape,
            after * 512 + shape,
            at_most(indent[i], 40) * 3 + at_most(blank[i], 2),
            at_most(w, 30),
            last[i] * 16 + next + 1,
            bits(i),
            bits(n - i),
        };
        sum = 0;
        for (uint64_t k = 0; k < 9; k++)
            sum += weight(&weights, marked((uint64_t)facts[k], 10 + k));
        sums[i] += sum * nine;
        before = shape;
        shape = after;
    }
    done = Py_NewRef(Py_None);
done:
    release(&arrays);
    return done;
}

/* The sum of the rows of weights that codes lead to. */
static PyObject *code_sums(PyObject *module, PyObject *args)
{
    PyObject *in[2], *out, *done = NULL;
    Arrays arrays = {.count = 0};
    Py_ssize_t count, cells, width;
    int log;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOiO", in, in + 1, &log, &out))
        return NULL;
    const uint64_t *codes;
    const int16_t *weights;
    int64_t *sums;
    if ((codes = array(&arrays, in[0], 8, 0, &count)) == NULL ||
        (weights = array(&arrays, in[1], 2, 0, &cells)) == NULL ||
        (sums = array(&arrays, out, 8, 1, &width)) == NULL)
        goto done;
    if (log < 1 || log > 30 || width < 1 || cells != width << log) {
        PyErr_SetString(PyExc_ValueError, "arrays do not fit each other");
        goto done;
    }
    memset(sums, 0, (size_t)width * 8);
    for (Py_ssize_t i = 0; i < count; i++) {
        const int16_t *row = weights + (Py_ssize_t)(codes[i] >> (64 - log)) * width;
        for (Py_ssize_t k = 0; k < width; k++)
            sums[k] += row[k];
    }
    done = Py_NewRef(Py_None);
done:
    release(&arrays);
    return done;
}

/* ---- trees.Trees.sums ---- */

#define DEPTH 6     /* of all trees */
#define AT_ONCE 128 /* lines, so that their answers stay in the cache */

static PyObject *trees(PyObject *module, PyObject *args)
{
    PyObject *in[5], *out, *done = NULL;
    Arrays arrays = {.count = 0};
    Py_ssize_t cells, questions, borders, asked, values, n, count;
    uint8_t *answers = NULL;
    (void)module;
    if (!PyArg_ParseTuple(args, "OOOOOO", in, in + 1, in + 2, in + 3, in + 4, &out))
        return NULL;
    const int32_t *columns, *border;
    const int64_t *column, *question;
    const int16_t *leaves;
    int64_t *sums;
    if ((columns = array(&arrays, in[0], 4, 0, &cells)) == NULL ||
        (column = array(&arrays, in[1], 8, 0, &questions)) == NULL ||
        (border = array(&arrays, in[2], 4, 0, &borders)) == NULL ||
        (question = array(&arrays, in[3], 8, 0, &asked)) == NULL ||
        (leaves = array(&arrays, in[4], 2, 0, &values)) == NULL ||
        (sums = array(&arrays, out, 8, 1, &n)) == NULL)
        goto done;
    count = asked / DEPTH;
    int fits = count * DEPTH == asked && count << DEPTH == values && borders == questions && n > 0 &&
               cells % n == 0;
    for (Py_ssize_t q = 0; fits && q < questions; q++)
        fits = column[q] >= 0 && column[q] < cells / n;
    for (Py_ssize_t q = 0; fits && q < asked; q++)
        fits = question[q] >= 0 && question[q] < questions;
    if (!fits) {
        PyErr_SetString(PyExc_ValueError, "arrays do not fit each other");
        goto done;
    }
    answers = PyMem_Malloc((size_t)questions * AT_ONCE);
    if (answers == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t at = 0; at < n; at += AT_ONCE) {
        Py_ssize_t width = n - at < AT_ONCE ? n - at : AT_ONCE;
        for (Py_ssize_t q = 0; q < questions; q++) {
            const int32_t *from = columns + column[q] * n + at, over = border[q];
            uint8_t *answer = answers + q * AT_ONCE;
            for (Py_ssize_t i = 0; i < width; i++)
                answer[i] = from[i] > over;
        }
        int32_t total[AT_ONCE] = {0};
        for (Py_ssize_t tree = 0; tree < count; tree++) {
            uint8_t leaf[AT_ONCE];
            const uint8_t *answer[DEPTH];
            for (Py_ssize_t level = 0; level < DEPTH; level++)
                answer[level] = answers + question[level * count + tree] * AT_ONCE;
            for (Py_ssize_t i = 0; i < AT_ONCE; i++)
                leaf[i] = (uint8_t)(answer[0][i] + 2 * answer[1][i] + 4 * answer[2][i] +
                                    8 * answer[3][i] + 16 * answer[4][i] + 32 * answer[5][i]);
            const int16_t *value = leaves + (tree << DEPTH);
            for (Py_ssize_t i = 0; i < width; i++)
                total[i] += value[leaf[i]];
        }
        for (Py_ssize_t i = 0; i < width; i++)
            sums[at + i] = total[i];
    }
    done = Py_NewRef(Py_None);
done:
    PyMem_Free(answers);
    release(&arrays);
    return done;
}

/* ---- features.features ---- */

/* What the features of a page are made of. All but the words' arrays have a number a line. */
typedef struct {
    Py_ssize_t n, words_count, different_count, kinds_count, known;
    const int64_t *counts, *size, *words, *indent, *blank, *logit, *kinds; /* counts: CLASSES a line */
    const uint8_t *first, *last;
    const uint64_t *key;
    const int64_t *line, *length, *which; /* of each word */
    const uint8_t *capital;
    const uint64_t *different;     /* words, their hashes */
    const uint8_t *in_slug;        /* whether it is one of the address */
    const uint64_t *table, *masks; /* function words and their languages */
    int32_t *row;                  /* the column that is written next */
} Features;

static inline int64_t floored(int64_t part, int64_t whole) /* part // whole; whole is above 0 */
{
    return part / whole - (part % whole < 0);
}

static inline int64_t share(int64_t part, int64_t whole) /* columns.share; part is not below 0 */
{
    whole = at_least(whole, 1);
    if (part < (int64_t)1 << 42) /* doubles divide these as exactly, and faster */
        return (int64_t)((double)(part * 1000) / (double)whole);
    return part * 1000 / whole;
}

/* One column: `value` says it for line i. */
#define ADD(value)                         \
    do {                                   \
        for (Py_ssize_t i = 0; i < n; i++) \
            f->row[i] = (int32_t)(value);  \
        f->row += n;                       \
    } while (0)

/* The column of the line `by` further down. */
#define BY(column, by, fill) (i + (by) >= 0 && i + (by) < n ? (int64_t)(column)[i + (by)] : (fill))

static void run_lengths(const int64_t *value, Py_ssize_t n, int64_t *length, int64_t *place)
{
    for (Py_ssize_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && value[end] == value[i]; end++)
            place[end] = end - i;
        for (Py_ssize_t k = i; k < end; k++)
            length[k] = end - i;
    }
}

/* How many lines have the same key, and how many of these come before. table: of 2**log zeros. */
static void same_keys(const uint64_t *key, Py_ssize_t n, uint32_t *table, int log, int64_t *count,
                      int64_t *before)
{
    uint32_t mask = ((uint32_t)1 << log) - 1; /* the table has the first line of a key + 1 */
    for (Py_ssize_t i = 0; i < n; i++) {
        uint32_t slot = (uint32_t)(key[i] >> (64 - log));
        while (table[slot] && key[table[slot] - 1] != key[i])
            slot = (slot + 1) & mask;
        if (!table[slot]) {
            table[slot] = (uint32_t)i + 1;
            count[i] = 0;
        }
        before[i] = count[table[slot] - 1]++;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        uint32_t slot = (uint32_t)(key[i] >> (64 - log));
        while (key[table[slot] - 1] != key[i])
            slot = (slot + 1) & mask;
        count[i] = count[table[slot] - 1];
    }
}

static void add_distances(Features *f, const uint8_t *flag) /* columns.distances: two columns */
{
    Py_ssize_t n = f->n, last = -1;
    for (Py_ssize_t i = 0; i < n; i++) {
        last = flag[i] ? i : last;
        f->row[i] = last >= 0 ? (int32_t)(i - last) : 9999;
    }
    f->row += n;
    last = -1;
    for (Py_ssize_t i = n - 1; i >= 0; i--) {
        last = flag[i] ? i : last;
        f->row[i] = last >= 0 ? (int32_t)(last - i) : 9999;
    }
    f->row += n;
}

/* words.stop_words; mask, times: room for the different words */
static void count_stop_words(const Features *f, uint64_t *mask, int64_t *times, int64_t *stop)
{
    int64_t by_language[64] = {0};
    memset(times, 0, (size_t)f->different_count * 8);
    memset(stop, 0, (size_t)f->n * 8);
    for (Py_ssize_t i = 0; i < f->words_count; i++)
        times[f->which[i]]++;
    for (Py_ssize_t i = 0; i < f->different_count; i++) {
        Py_ssize_t low = 0, width = f->known; /* the last place whose hash is not larger */
        while (width > 1) {
            Py_ssize_t half = width / 2;
            low += f->table[low + half] <= f->different[i] ? half : 0;
            width -= half;
        }
        mask[i] = f->table[low] == f->different[i] ? f->masks[low] : 0;
        for (int language = 0; language < 64 && mask[i] >> language; language++)
            by_language[language] += mask[i] >> language & 1 ? times[i] : 0;
    }
    int best = 0;
    for (int k = 1; k < 64; k++)
        if (by_language[k] > by_language[best])
            best = k;
    for (Py_ssize_t i = 0; i < f->words_count; i++)
        stop[f->line[i]] += mask[f->which[i]] >> best & 1;
}

/* words.shared; seen: room for four numbers for each different word; columns: seven */
static void count_shared(const Features *f, const uint8_t *prose, const uint8_t *likely, int32_t *seen,
                         int64_t *columns)
{
    Py_ssize_t n = f->n;
    int content = 0;
    memset(seen, 0, (size_t)f->different_count * 16);
    memset(columns, 0, (size_t)n * 56);
    for (Py_ssize_t i = 0; i < f->words_count; i++) {
        int32_t *word = seen + 4 * f->which[i]; /* the last line + 1, lines, of prose, likely ones */
        int64_t line = f->line[i];
        content |= f->length[i] >= 4;
        if (word[0] == line + 1)
            continue;
        word[0] = (int32_t)line + 1;
        word[1]++;
        word[2] += prose[line];
        word[3] += likely[line];
    }
    for (Py_ssize_t i = 0; i < f->words_count; i++) {
        const int32_t *word = seen + 4 * f->which[i];
        int64_t line = f->line[i], *cell = columns + line;
        cell[6 * n] += f->in_slug[f->which[i]];
        if (content && f->length[i] < 4)
            continue;
        int32_t in_prose = word[2] - prose[line], in_likely = word[3] - likely[line];
        cell[0]++;
        cell[n] += in_prose > 0;
        cell[2 * n] += in_prose > 2;
        cell[3 * n] += in_likely > 0;
        cell[4 * n] += word[1] == 1;
        cell[5 * n] += word[1] < 50 ? word[1] : 50;
    }
}

enum { LINES_OF, MASS, LOGIT, PROSE, EXPECTED, STOP, WORDS, SUMS }; /* sums over stretches of lines */

/* The sum over [i + start, i + end), as far as there are lines. */
static inline int64_t over(const int64_t *sums, Py_ssize_t n, Py_ssize_t i, Py_ssize_t start, Py_ssize_t end)
{
    start += i;
    end += i;
    return sums[end < 0 ? 0 : end > n ? n : end] - sums[start < 0 ? 0 : start > n ? n : start];
}

static int add_features(Features *f)
{
    const Py_ssize_t n = f->n;
    int log = 4;
    while ((Py_ssize_t)1 << log < 2 * n)
        log++;
    /* room: columns of lines; the sums; the table of keys; two numbers a word; flags */
    size_t table_size = ((size_t)1 << log) * 4;
    size_t cells = (size_t)n * 27 + (size_t)(n + 1) * SUMS + table_size / 8 +
                   (size_t)f->different_count * 2 + (size_t)n;
    int64_t *room = PyMem_Malloc(cells * 8), *next = room;
    if (room == NULL) {
        PyErr_NoMemory();
        return -1;
    }
#define COLUMN(name)      \
    int64_t *name = next; \
    next += n
    COLUMN(mass);
    COLUMN(letters);
    COLUMN(capital);
    COLUMN(stop);
    COLUMN(stop_share);
    COLUMN(prose_mass);
    COLUMN(chance);
    COLUMN(expected);
    COLUMN(length);
    COLUMN(place);
    COLUMN(shape);
    COLUMN(block);
    COLUMN(block_mass);
    COLUMN(block_prose);
    COLUMN(block_logit);
    COLUMN(is_short);
    COLUMN(count);
    COLUMN(before);
    COLUMN(gain);
#undef COLUMN
    int64_t *found = next;
    next += 7 * n;
    int64_t *sums = next;
    next += (n + 1) * SUMS;
    uint32_t *table = (uint32_t *)next;
    next += table_size / 8;
    uint64_t *mask = (uint64_t *)next;         /* of each word, with `times` behind it; */
    int32_t *seen = (int32_t *)next;           /* then this in place of both */
    int64_t *times = next + f->different_count;
    next += 2 * f->different_count;
    uint8_t *full = (uint8_t *)next, *prose = full + n, *likely = prose + n, *flag = likely + n;
    const int64_t *counts = f->counts, *size = f->size, *words = f->words, *indent = f->indent;
    const int64_t *blank = f->blank, *logit = f->logit;
    const uint8_t *first = f->first, *last = f->last;
#define COUNT(kind) counts[i * CLASSES + (kind)]

    int64_t total = 0, prose_total = 0, all_expected = 0, shorts = 0, money = 0, blanks = 0, deepest = 0;
    int64_t likely_lines = 0, by_indent[64] = {0};
    for (Py_ssize_t i = 0; i < n; i++) {
        capital[i] = 0;
        mass[i] = size[i] + 2 * COUNT(DENSE);
        letters[i] = COUNT(LETTER) + COUNT(UPPER) + COUNT(MARK) + COUNT(DENSE);
        full[i] = last[i] == FINAL || (last[i] == QUOTE && COUNT(FINAL) > 0);
        prose_mass[i] = (full[i] && mass[i] >= 50) || mass[i] >= 160 ? mass[i] : 0;
        prose[i] = prose_mass[i] > 0;
        is_short[i] = mass[i] < 40 && !full[i];
        likely[i] = logit[i] > 0;
        chance[i] = 512 + floored(512 * logit[i], 256 + (logit[i] < 0 ? -logit[i] : logit[i]));
        expected[i] = chance[i] * mass[i] / 1024;
        block[i] = (i ? block[i - 1] : 0) + (blank[i] > 0);
        shape[i] = (int64_t)mixed((uint64_t)(at_most(words[i], 9) * 16 * 16 * 64 + last[i] * 64 +
                                             at_most(indent[i], 63)));
        total += mass[i];
        prose_total += prose_mass[i];
        all_expected += expected[i];
        shorts += is_short[i];
        money += COUNT(MONEY) > 0;
        blanks += blank[i] > 0;
        deepest = at_least(deepest, indent[i]);
        likely_lines += chance[i] > 512;
        by_indent[at_most(indent[i], 63)] += prose_mass[i];
    }
    for (Py_ssize_t i = 0; i < f->words_count; i++)
        capital[f->line[i]] += f->capital[i];
    count_stop_words(f, mask, times, stop);
    for (Py_ssize_t i = 0; i < n; i++)
        stop_share[i] = share(stop[i], words[i]);

    /* ---- the line */
    ADD(mass[i]);
    ADD(words[i]);
    ADD(letters[i] * 10 / at_least(words[i], 1));
    ADD(share(letters[i], size[i]));
    ADD(share(COUNT(UPPER), letters[i]));
    ADD(share(capital[i], words[i]));
    ADD(share(COUNT(DIGIT), size[i]));
    ADD(share(COUNT(DENSE), size[i]));
    static const int kinds[] = {FINAL, COMMA, COLON, QUOTE, BAR, MONEY, SIGN, DASH, OTHER};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        ADD(COUNT(kinds[k]));
    ADD(first[i]);
    ADD(last[i]);
    ADD(full[i]);
    ADD(stop[i]);
    ADD(stop_share[i]);
    ADD(logit[i]);
    /* ---- position */
    ADD(i);
    ADD(n - i);
    ADD(share(i, n));
    int64_t sum = 0;
    for (Py_ssize_t i = 0; i < n; sum += mass[i++])
        f->row[i] = (int32_t)share(sum, total);
    f->row += n;
    sum = 0;
    for (Py_ssize_t i = 0; i < n; sum += prose_mass[i++])
        f->row[i] = (int32_t)share(sum, prose_total);
    f->row += n;
    /* ---- layout */
    run_lengths(block, n, length, place);
    for (Py_ssize_t i = 0, end; i < n; i = end) {
        int64_t m = 0, p = 0, l = 0;
        for (end = i; end < i + length[i]; end++)
            m += mass[end], p += prose_mass[end], l += logit[end];
        for (Py_ssize_t k = i; k < end; k++)
            block_mass[k] = m, block_prose[k] = p, block_logit[k] = l;
    }
    ADD(indent[i]);
    ADD(indent[i] - BY(indent, -1, 0));
    ADD(indent[i] - BY(indent, 1, 0));
    ADD(blank[i]);
    ADD(BY(blank, 1, 0));
    ADD(length[i]);
    ADD(place[i]);
    ADD(block_mass[i]);
    ADD(block_mass[i] / length[i]);
    ADD(share(block_prose[i], block_mass[i]));
    ADD(floored(block_logit[i], length[i]));
    run_lengths(indent, n, length, place);
    ADD(length[i]);
    ADD(place[i]);
    ADD(share(by_indent[at_most(indent[i], 63)], prose_total));
    /* ---- repetition */
    memset(table, 0, table_size);
    same_keys(f->key, n, table, log, count, before);
    ADD(count[i]);
    ADD(before[i]);
    memset(table, 0, table_size);
    same_keys((const uint64_t *)shape, n, table, log, count, before);
    ADD(count[i]);
    memset(count, 0, (size_t)n * 8);
    for (Py_ssize_t by = 1; by <= 12; by++) {
        for (Py_ssize_t i = 0; i + by < n; i++) {
            int alike = shape[i] == shape[i + by];
            count[i] += alike;
            count[i + by] += alike;
        }
        if (by == 4 || by == 12)
            ADD(count[i]);
    }
    run_lengths(is_short, n, length, place);
    ADD(is_short[i] ? length[i] : -length[i]);
    ADD(place[i]);
    /* ---- words of the line elsewhere */
    count_shared(f, prose, likely, seen, found);
    ADD(found[i]);
    for (Py_ssize_t k = 1; k <= 4; k++)
        ADD(share(found[k * n + i], found[i]));
    ADD(found[5 * n + i] * 10 / at_least(found[i], 1));
    const int64_t *hits = found + 6 * n;
    ADD(hits[i]);
    ADD(share(hits[i], words[i]));
    Py_ssize_t title = -1;
    int64_t most = 0, best_score = -1;
    for (Py_ssize_t i = 0; i < n; i++) {
        int64_t score = at_most(hits[i], 6) * 1000 + share(hits[i], words[i]);
        most = at_least(most, hits[i]);
        if (score > best_score) {
            best_score = score;
            title = i;
        }
    }
    ADD(most >= 2 ? i - title : -9999);
    /* ---- neighbours */
    static const Py_ssize_t beside[] = {-3, -2, -1, 1, 2, 3};
    for (size_t k = 0; k < sizeof beside / sizeof *beside; k++) {
        Py_ssize_t by = beside[k];
        ADD(BY(mass, by, -1));
        ADD(BY(logit, by, -4000));
        if (by == -3 || by == 3)
            continue;
        ADD(BY(words, by, -1));
        ADD(BY(last, by, -1));
        ADD(BY(first, by, -1));
        ADD(BY(stop_share, by, -1));
        ADD(indent[i] - BY(indent, by, 0));
    }
    /* ---- surroundings */
    const int64_t *columns[SUMS] = {NULL, mass, logit, prose_mass, expected, stop, words};
    const int64_t *of[SUMS];
    for (int k = 0; k < SUMS; k++) {
        int64_t *to = sums + k * (n + 1);
        of[k] = to;
        to[0] = 0;
        for (Py_ssize_t i = 0; i < n; i++)
            to[i + 1] = to[i] + (columns[k] ? columns[k][i] : 1);
    }
    static const Py_ssize_t wide[] = {1, 2, 4, 8, 16, 40};
    for (size_t k = 0; k < sizeof wide / sizeof *wide; k++) {
        Py_ssize_t r = wide[k];
#define NEAR(name) over(of[name], n, i, -r, r + 1)
        ADD(NEAR(MASS) / NEAR(LINES_OF));
        ADD(floored(NEAR(LOGIT), NEAR(LINES_OF)));
        if (r == 1)
            continue;
        ADD(share(NEAR(PROSE), NEAR(MASS)));
        ADD(share(NEAR(EXPECTED), NEAR(MASS)));
        ADD(share(NEAR(STOP), NEAR(WORDS)));
#undef NEAR
    }
    for (Py_ssize_t r = 5; r <= 20; r += 15) {
        static const int names[] = {PROSE, EXPECTED, MASS};
        for (size_t k = 0; k < 3; k++) {
            ADD(over(of[names[k]], n, i, -r, 0));
            ADD(over(of[names[k]], n, i, 1, r + 1));
        }
    }
    add_distances(f, prose);
    for (Py_ssize_t i = 0; i < n; i++)
        flag[i] = chance[i] > 512;
    add_distances(f, flag);
    for (Py_ssize_t i = 0; i < n; i++)
        flag[i] = chance[i] < 60;
    add_distances(f, flag);
    /* ---- the best stretch of the page */
    for (int k = 0; k < 4; k++) {
        for (Py_ssize_t i = 0; i < n; i++)
            gain[i] = k == 0   ? (chance[i] - 350) * mass[i]
                      : k == 1 ? (chance[i] - 600) * mass[i]
                      : k == 2 ? prose_mass[i] - 30
                               : chance[i] - 300;
        Py_ssize_t from = 0, start = 0, end = 0;
        int64_t here = 0, lowest = 0, best = 0;
        for (Py_ssize_t i = 0; i < n; i++) {
            here += gain[i];
            if (here < lowest) {
                lowest = here;
                from = i + 1;
            }
            if (here - lowest > best) {
                best = here - lowest;
                start = from;
                end = i + 1;
            }
        }
        int64_t inside = share(of[EXPECTED][end] - of[EXPECTED][start], all_expected);
        ADD(at_most(i - start, 0) + at_least(i - end + 1, 0));
        ADD(inside);
    }
    /* ---- the page */
    ADD(n);
    ADD(total);
    ADD(prose_total * 1000 / at_least(total, 1));
    ADD(all_expected * 1000 / at_least(total, 1));
    ADD(total / n);
    ADD(likely_lines);
    ADD(money * 1000 / n);
    ADD(shorts * 1000 / n);
    ADD(deepest);
    ADD(blanks * 1000 / n);
    for (Py_ssize_t k = 0; k < f->kinds_count; k++)
        ADD(f->kinds[k]);
#undef COUNT
    PyMem_Free(room);
    return 0;
}

#define BASE_COLUMNS 153 /* without those of the page's kinds */

static PyObject *features(PyObject *module, PyObject *args)
{
    enum { IN = 19 };
    PyObject *in[IN], *out, *done = NULL;
    Arrays arrays = {.count = 0};
    Py_ssize_t length[IN], cells;
    Features f;
    (void)module;
    if (!PyArg_ParseTuple(args, "(OOOOOOOOOOOO)OOOOOOOO", in, in + 1, in + 2, in + 3, in + 4, in + 5, in + 6,
                          in + 7, in + 8, in + 9, in + 10, in + 11, in + 12, in + 13, in + 14, in + 15,
                          in + 16, in + 17, in + 18, &out))
        return NULL;
    const uint64_t *hashes;
    const struct {
        void *to;
        Py_ssize_t size;
    } wanted[IN] = {
        {&f.counts, 8}, {&f.first, 1}, {&f.last, 1}, {&f.size, 8}, {&f.line, 8}, {&hashes, 8},
        {&f.capital, 1}, {&f.length, 8}, {&f.words, 8}, {&f.key, 8}, {&f.different, 8}, {&f.which, 8},
        {&f.indent, 8}, {&f.blank, 8}, {&f.logit, 8}, {&f.kinds, 8}, {&f.in_slug, 1}, {&f.table, 8},
        {&f.masks, 8},
    };
    for (int k = 0; k < IN; k++) {
        void *found = array(&arrays, in[k], wanted[k].size, 0, &length[k]);
        if (found == NULL)
            goto done;
        memcpy(wanted[k].to, &found, sizeof found);
    }
    if ((f.row = array(&arrays, out, 4, 1, &cells)) == NULL)
        goto done;
    f.n = length[8], f.words_count = length[4], f.different_count = length[10], f.kinds_count = length[15];
    f.known = length[17];
    int fits = f.n > 0 && f.n < (Py_ssize_t)1 << 30 && length[0] == f.n * CLASSES && f.known > 0 &&
               length[18] == f.known && length[16] == f.different_count &&
               cells == f.n * (BASE_COLUMNS + f.kinds_count);
    static const int of_lines[] = {1, 2, 3, 9, 12, 13, 14}, of_words[] = {5, 6, 7, 11};
    for (int k = 0; k < 7; k++)
        fits &= length[of_lines[k]] == f.n;
    for (int k = 0; k < 4; k++)
        fits &= length[of_words[k]] == f.words_count;
    for (Py_ssize_t i = 0; fits && i < f.words_count; i++)
        fits = f.line[i] >= 0 && f.line[i] < f.n && f.which[i] >= 0 && f.which[i] < f.different_count;
    for (Py_ssize_t i = 0; fits && i < f.n; i++)
        fits = f.indent[i] >= 0;
    if (!fits) {
        PyErr_SetString(PyExc_ValueError, "arrays do not fit each other");
        goto done;
    }
    if (add_features(&f) == 0)
        done = Py_NewRef(Py_None);
done:
    release(&arrays);
    return done;
}

static PyMethodDef methods[] = {
    {"tokens", tokens, METH_VARARGS, "The arrays of `tokens.Tokens` as bytes: lines, classes, lower."},
    {"inked", inked, METH_VARARGS, "See model.Lines.of."},
    {"code_sums", code_sums, METH_VARARGS, "See linear.kind_logits."},
    {"word_sums", word_sums, METH_VARARGS, "See linear.word_sums."},
    {"trees", trees, METH_VARARGS, "See trees.Trees.sums."},
    {"features", features, METH_VARARGS, "See features.features: the tokens, columns, the array to fill."},
    {NULL, NULL, 0, NULL},
};

static int add_source(PyObject *module)
{
    return PyModule_AddStringConstant(module, "SOURCE", CORE_SOURCE);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, add_source},
#ifdef Py_MOD_PER_INTERPRETER_GIL_SUPPORTED
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
    {0, NULL}, /* no Py_mod_gil: what it reads is not to change meanwhile, see cleaner/core.py */
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT,
    .m_name = "cleaner.page._score",
    .m_doc = "The compiled part of the page model, see cleaner/page/compiled.py.",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit__score(void)
{
    return PyModuleDef_Init(&module);
}
