/* Sums of weights: linear.word_sums, linear.kind_logits. */

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
