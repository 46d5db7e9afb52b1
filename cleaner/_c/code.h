/* Lines of code: what the pattern of segment/lines.py (`_CODE`) could match. */

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
