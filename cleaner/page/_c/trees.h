/* Sums of leaves: trees.Trees.sums. */

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
