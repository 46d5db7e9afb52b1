/* Arrays as buffers, and the arithmetic that all parts share. */

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

static PyObject *block(size_t size, void *start)
{
    PyObject *out = PyByteArray_FromStringAndSize(NULL, (Py_ssize_t)size);
    if (out != NULL)
        *(char **)start = PyByteArray_AS_STRING(out);
    return out;
}
