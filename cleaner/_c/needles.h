/* What calls for rules on a line, as the type `Calls` holds it: match/look.py (`Look.tables`). */

/* Needles that are looked for at one place: anywhere in a line, at its start, or at its end. They are
 * found by the hash of their first characters (five, or as many as there are; at the end: the last). */
#define GRAM 5
#define BUCKETS 4096

typedef struct {
    Py_ssize_t text, size;   /* in the pool of characters */
    Py_ssize_t calls, count; /* in the pool of calls */
    int left, right;         /* whether it stands at a word bound there */
    int start, end;          /* whether it stands at that end of the line without decoration */
    int next;                /* the next one with this hash, or -1 */
} Needle;

typedef struct {
    uint64_t starts[2][1024];  /* bits of their first four characters, or two of short ones, by a hash */
    int first[128];            /* whether one begins with a character of ASCII */
    uint64_t seen[GRAM][1024]; /* bits of 16 bits of the hashes, by the number of characters */
    int heads[GRAM][BUCKETS];
} Grams;

/* What is so of every line on which a call holds, as match/sieve.py packs it: sets of characters by bits. */
typedef struct {
    uint32_t call, bare;
    uint64_t first[2], last[2], needs[2], others[2];
} Sieve;

enum { NUMBER, DIGIT, DATE, DOT, CLASSES }; /* of lines */

/* of characters: needles within lines, or at word bounds, begin with it; it is one of a word; a digit */
enum { WITHIN = 1, AT_WORD = 2, PLAIN = 4, DIGITS = 8 };

typedef struct {
    PyObject_HEAD
    PyObject *lines;  /* whole lines -> calls */
    PyObject *dated;  /* gives a line with marks for its dates, None if it has none; or None */
    PyObject *scales; /* words that stand for thousands and millions */
    PyObject *signs;  /* characters that do */
    PyObject *nothing; /* what is known of a line that calls for nothing: () */
    Py_ssize_t each;  /* what a line counts for beside its characters */
    Py_UCS4 *pool;
    uint32_t *calls;
    Needle *needles;
    Sieve *sieves; /* by the number of their call */
    Py_ssize_t sieve_count;
    Py_ssize_t pool_size, calls_size, count;
    Grams *within, *at_word, *at_start, *at_end; /* at_word: at its left word bound only */
    Py_ssize_t classes[CLASSES][2]; /* in the pool of calls */
    Py_ssize_t longest;       /* characters of lines that are tried for their class */
    Py_ssize_t longest_whole; /* of whole lines that call */
    uint64_t whole[1024];     /* bits of 16 bits of the hashes of whole lines that call */
    unsigned char ascii[128]; /* what characters are */
} Calls;


typedef struct {
    uint64_t *at; /* call << 32 | line */
    Py_ssize_t size, room;
} Pairs;

static int add_pairs(Pairs *pairs, const uint32_t *calls, Py_ssize_t count, Py_ssize_t line)
{
    if (pairs->size + count > pairs->room) {
        Py_ssize_t room = 2 * (pairs->size + count) + 256;
        uint64_t *at = PyMem_Realloc(pairs->at, (size_t)room * sizeof *at);
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

static uint32_t gram(uint32_t hash, Py_UCS4 c) /* the hash of some characters and one more */
{
    return (hash ^ (uint32_t)c) * 0x9E3779B1u;
}

static int is_digit(Py_UCS4 c) /* \d */
{
    return c < 128 ? c >= '0' && c <= '9' : Py_UNICODE_ISDECIMAL(c);
}

static int is_plain(Py_UCS4 c) /* what an edge of a needle must not touch */
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* The low bytes of the four characters from i on, as far as there are so many. */
static inline uint32_t start_of(Text text, Py_ssize_t i)
{
    uint32_t start = 0;
    if (text.kind == PyUnicode_1BYTE_KIND && i + 4 <= text.size) {
        const Py_UCS1 *at = (const Py_UCS1 *)text.data + i;
        return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
    }
    for (Py_ssize_t k = 0; k < 4 && i + k < text.size; k++)
        start |= (char_at(text, i + k) & 255) << 8 * k;
    return start;
}

/* Whether a needle may begin with these characters. */
static inline int may_start(const Grams *grams, uint32_t start)
{
    uint32_t four = gram(0, start) >> 16, two = start & 0xFFFF;
    return (grams->starts[0][four >> 6] >> (four & 63) | grams->starts[1][two >> 6] >> (two & 63)) & 1;
}

/* Notes what a needle begins with. */
static void add_start(Grams *grams, Text needle)
{
    uint32_t start = start_of(needle, 0), four = gram(0, start) >> 16, two = start & 0xFFFF;
    if (needle.size >= 4)
        grams->starts[0][four >> 6] |= (uint64_t)1 << (four & 63);
    else
        for (uint32_t c = 0; c < (needle.size > 1 ? 1 : 256); c++) { /* with any character behind one */
            two = needle.size > 1 ? two : (two & 255) | c << 8;
            grams->starts[1][two >> 6] |= (uint64_t)1 << (two & 63);
        }
    Py_UCS4 first = char_at(needle, 0);
    if (first < 128)
        grams->first[first] = 1;
}

/* Whether a needle stands at an offset of a line. */
static int stands_at(const Calls *self, const Needle *needle, Text line, Py_ssize_t start)
{
    Py_ssize_t end = start + needle->size;
    if (start < 0 || end > line.size || (needle->start && start > 0) || (needle->end && end < line.size))
        return 0;
    for (Py_ssize_t i = 0; i < needle->size; i++)
        if (char_at(line, start + i) != self->pool[needle->text + i])
            return 0;
    return !(needle->left && start > 0 && is_plain(char_at(line, start - 1)))
           && !(needle->right && end < line.size && is_plain(char_at(line, end)));
}

/* Adds what the needles of one table call that stand at an offset of a line (backwards: end there). */
static int look_at(const Calls *self, const Grams *grams, Text line, Py_ssize_t offset, int backwards,
                   Py_ssize_t number, Pairs *pairs)
{
    Py_ssize_t room = backwards ? offset : line.size - offset, at = offset - backwards;
    uint32_t all = 0;
    for (int count = 1; count <= GRAM && count <= room; count++, at += backwards ? -1 : 1) {
        all = gram(all, char_at(line, at));
        uint32_t hash = all >> 16;
        if (!(grams->seen[count - 1][hash >> 6] >> (hash & 63) & 1))
            continue;
        for (int i = grams->heads[count - 1][hash & (BUCKETS - 1)]; i >= 0; i = self->needles[i].next) {
            const Needle *needle = &self->needles[i];
            if (stands_at(self, needle, line, backwards ? offset - needle->size : offset)
                && add_pairs(pairs, self->calls + needle->calls, needle->count, number) < 0)
                return -1;
        }
    }
    return 0;
}

/* 16 bits of a hash of some characters of a whole line: enough to look up few others. */
static uint32_t hash_whole(Text line)
{
    uint32_t hash = (uint32_t)line.size;
    for (Py_ssize_t i = 0; i < 4 && i < line.size; i++)
        hash = gram(gram(hash, char_at(line, i)), char_at(line, line.size - 1 - i));
    return hash >> 16;
}

static void add_whole(Calls *self, Text line)
{
    uint32_t hash = hash_whole(line);
    self->whole[hash >> 6] |= (uint64_t)1 << (hash & 63);
    if (line.size > self->longest_whole)
        self->longest_whole = line.size;
}

static int may_be_whole(const Calls *self, Text line)
{
    uint32_t hash = hash_whole(line);
    return self->whole[hash >> 6] >> (hash & 63) & 1;
}

/* Notes what characters of ASCII are, once all needles are there. */
static void mark_ascii(Calls *self)
{
    for (Py_UCS4 c = 0; c < 128; c++)
        self->ascii[c] = (unsigned char)((is_plain(c) ? PLAIN : 0) | (is_digit(c) ? DIGITS : 0)
                                         | (self->within->first[c] ? WITHIN : 0)
                                         | (self->at_word->first[c] && is_plain(c) ? AT_WORD : 0));
}

static int add_calls(Calls *self, PyObject *found, Py_ssize_t *start, Py_ssize_t *count)
{
    if (!PyTuple_Check(found)) {
        PyErr_SetString(PyExc_TypeError, "calls are tuples of numbers");
        return -1;
    }
    *start = self->calls_size;
    *count = PyTuple_GET_SIZE(found);
    uint32_t *calls = PyMem_Realloc(self->calls, (size_t)(self->calls_size + *count + 1) * sizeof *calls);
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
    Grams *grams = needle->start  ? self->at_start
                   : needle->end  ? self->at_end
                   : needle->left ? self->at_word
                                  : self->within;
    const Py_UCS4 *at = self->pool + needle->text;
    uint32_t hash = 0;
    for (int i = 0; i < count; i++)
        hash = gram(hash, backwards ? at[needle->size - 1 - i] : at[i]);
    hash >>= 16;
    add_start(grams, (Text){PyUnicode_4BYTE_KIND, at, needle->size});
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
    Py_UCS4 *pool = PyMem_Realloc(self->pool, (size_t)(self->pool_size + needle.size) * sizeof *pool);
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
