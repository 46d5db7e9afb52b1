/* Kinds of blocks: segment/blocks.py. */

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
