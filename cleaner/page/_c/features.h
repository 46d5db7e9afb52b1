/* The features of lines: features.features. */

static int add_features(Features *f)
{
    const Py_ssize_t n = f->n;
    int log = 4;
    while ((Py_ssize_t)1 << log < 2 * n)
        log++;
    /* room: columns of lines, and those found; the sums; the table of keys; two numbers a word; flags */
    size_t table_size = ((size_t)1 << log) * 4;
    size_t cells = (size_t)n * (19 + 7) + (size_t)(n + 1) * SUMS + table_size / 8 +
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
