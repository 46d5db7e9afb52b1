/* Words of lines: tokens.py, and model.Lines.of. */

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
        Word *at = PyMem_Realloc(words->at, (size_t)room * sizeof *at);
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
        kind = lines->classes[c < lines->points ? c : lines->points - 1] % CLASSES;
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
