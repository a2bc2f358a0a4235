# SPDX-License-Identifier: BSD-2-Clause
"""The house numbers: sizes, marks and forms that every source keeps."""

import re
import statistics
import subprocess
from pathlib import Path

SPDX = "SPDX-License-Identifier: BSD-2-Clause"
MAX_LINES, MEDIAN_LINES = 600, 250
MAX_FUNCTION, USUAL_FUNCTION, USUAL_SHARE = 80, 45, 0.9
MAX_COLUMNS = 100
IF_PER_1000 = 6
MARKS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
DECLARATION = re.compile(r"(?!_Static_assert|SEL4_\w+\(|(struct|union|enum) \w+;|\w+:$)[A-Za-z_]")
CODE = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)


def files(top):
    """Every file of the tree but build output: those that git knows or would add."""
    listed = subprocess.run(["git", "-C", str(top), "ls-files", "-co", "--exclude-standard", "-z"],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if listed.returncode == 0:
        names = {n for n in listed.stdout.decode().split("\0") if n}
    else:
        names = {p.relative_to(top).as_posix() for p in top.rglob("*") if p.is_file()}
        names = {n for n in names if not n.startswith((".git/", "build/"))}
    return [top / n for n in sorted(names) if (top / n).is_file()]


def is_script(path):
    return path.suffix in ("", ".py", ".mk") and path.name not in ("LICENSE",) and (
        path.suffix in (".py", ".mk") or path.read_bytes()[:2] == b"#!" or path.name == "Makefile")


def code_of(text):
    """The text with comments and literals blanked, lines kept."""
    return CODE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def undocumented(text):
    """(line, text) of each declaration of a header that no comment stands above, nor behind.

    A comment reaches as far as the next empty line, so one may stand above a group. Mere names (struct x;) and
    assertions need none.
    """
    covered = inside = False
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if inside:
            inside = "*/" not in stripped
        elif depth == 0 and not stripped:
            covered = False
        elif depth == 0 and (stripped.startswith("/*") or stripped.startswith("//")):
            covered = SPDX not in stripped and "clang-format" not in stripped
            inside = stripped.startswith("/*") and "*/" not in stripped
        else:
            if depth == 0 and not covered and "/*" not in line and DECLARATION.match(line):
                yield number, stripped
            if depth > 0 or not stripped.startswith("#"):
                depth += line.count("{") - line.count("}")


def functions(code):
    """(line, length) of each function body: from its brace at the line's start to the closing one."""
    start = None
    for number, line in enumerate(code.splitlines(), 1):
        if line.startswith("{"):
            start = number
        elif line.startswith("}") and start is not None:
            if line.rstrip() == "}":
                yield start, number - start + 1
            start = None


class Style:
    """Collects what is wrong in a tree."""

    def __init__(self, top):
        self.top = top
        self.found = []
        self.line_counts = []
        self.function_lengths = []
        self.ifs = self.if_lines = 0

    def report(self, path, number, what):
        self.found.append(f"{path.relative_to(self.top)}:{number}: {what}")

    def check(self):
        for path in files(self.top):
            if path.suffix in (".c", ".h", ".S"):
                self.check_source(path)
            elif is_script(path):
                self.check_common(path, path.read_text(errors="replace"))
        self.totals()
        return self.found

    def check_common(self, path, text):
        lines = text.splitlines()
        head = lines[1:3] if lines and lines[0].startswith("#!") else lines[:1]
        if not any(SPDX in line for line in head):
            self.report(path, 1, f"the first line is not the SPDX line ({SPDX})")
        for number, line in enumerate(lines, 1):
            if line != line.rstrip():
                self.report(path, number, "blanks at the end of the line")
            if MARKS.search(line) and path.name not in ("style.py", "test_style.py"):
                self.report(path, number, f"mark: {MARKS.search(line).group()}")

    def check_source(self, path):
        text = path.read_text(errors="replace")
        self.check_common(path, text)
        lines = text.splitlines()
        for number, line in enumerate(lines, 1):
            if len(line) > MAX_COLUMNS:
                self.report(path, number, f"{len(line)} columns (at most {MAX_COLUMNS})")
            if "\t" in line:
                self.report(path, number, "a tab")
        if len(lines) > MAX_LINES:
            self.report(path, 1, f"{len(lines)} lines (at most {MAX_LINES})")
        code = code_of(text)
        overlay = "third_party" in path.relative_to(self.top).parts
        if path.suffix == ".h" and "#pragma once" not in code and not overlay:
            self.report(path, 1, "no #pragma once")
        if path.suffix != ".c" and path.suffix != ".h":
            return
        parts = path.relative_to(self.top).parts
        if path.suffix == ".h" and "include" in parts and not {"tests", "third_party", "hosttest"} & set(parts):
            for number, declaration in undocumented(text):
                self.report(path, number, f"no comment says what this is: {declaration}")
        if path.suffix == ".c":
            self.line_counts.append(len(lines))
            for match in re.finditer(r"^\s*extern\b", code, re.M):
                self.report(path, code.count("\n", 0, match.start()) + 1, "extern in a .c file")
        for number, length in functions(code):
            self.function_lengths.append(length)
            if length > MAX_FUNCTION:
                self.report(path, number, f"a function of {length} lines (at most {MAX_FUNCTION})")
        if not {"arch", "plat"} & set(path.relative_to(self.top).parts):
            self.if_lines += len(lines)
            self.ifs += len(re.findall(r"^[ \t]*#[ \t]*if", code, re.M))

    def totals(self):
        if self.line_counts and statistics.median(self.line_counts) > MEDIAN_LINES:
            self.found.append(f"median of .c files: {statistics.median(self.line_counts)} lines "
                              f"(at most {MEDIAN_LINES})")
        if self.function_lengths:
            usual = sum(n <= USUAL_FUNCTION for n in self.function_lengths) / len(self.function_lengths)
            if usual < USUAL_SHARE:
                self.found.append(f"only {usual:.0%} of the functions have at most {USUAL_FUNCTION} lines "
                                  f"(at least {USUAL_SHARE:.0%})")
        if self.if_lines and self.ifs * 1000 > self.if_lines * IF_PER_1000:
            self.found.append(f"{self.ifs} #if in {self.if_lines} lines outside arch/ and plat/ "
                              f"(at most {IF_PER_1000} in 1000)")


def check(top):
    """All violations below a folder, a line each."""
    return Style(Path(top).resolve()).check()
