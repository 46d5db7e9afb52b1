/* Columns of features: columns.py, words.py. */

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
