# SPDX-License-Identifier: BSD-2-Clause
"""The house numbers, each with something that breaks it."""

import tempfile
import unittest
from pathlib import Path

from axlib import style

HEAD = f"// {style.SPDX}\n"


class StyleTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name).resolve()

    def found(self, text, name="a.c"):
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return style.check(self.top)

    def one(self, what, text, name="a.c"):
        found = self.found(text, name)
        self.assertEqual(len(found), 1, found)
        self.assertIn(what, found[0])

    def function(self, lines):
        return "int f(void)\n{\n" + "    x();\n" * (lines - 2) + "}\n"

    def test_good(self):
        self.assertEqual(self.found(HEAD + "int x;\n" + self.function(45)), [])
        self.assertEqual(self.found(HEAD + "#pragma once\nextern int x;\n", "a.h"), [])

    def test_licence(self):
        self.one("SPDX", "int x;\n")
        (self.top / "a.c").unlink()
        self.one("SPDX", "#!/bin/sh\necho\n", "script")

    def test_licence_below_the_interpreter(self):
        self.assertEqual(self.found(f"#!/bin/sh\n# {style.SPDX}\n", "script"), [])

    def test_file_length(self):
        found = self.found(HEAD + "int x;\n" * 600)
        self.assertTrue(any("601 lines (at most 600)" in f for f in found), found)

    def test_median(self):
        self.one("median", HEAD + "int x;\n" * 300)

    def test_function_length(self):
        found = self.found(HEAD + self.function(81))
        self.assertTrue(any("a.c:3: a function of 81 lines" in f for f in found), found)

    def test_usual_function_length(self):
        self.one("of the functions", HEAD + self.function(46) + self.function(10) * 8)
        self.assertEqual(self.found(HEAD + self.function(46) + self.function(10) * 9), [])

    def test_documentation(self):
        head = HEAD + "#pragma once\n\n"
        self.one("no comment says what this is: int f(void);", head + "int f(void);\n", "include/a.h")
        self.one("a.h:7", head + "/* F. */\nint f(void);\n\nint g(void);\nint h(void); /* H. */\n", "include/a.h")
        good = "/*\n * F and g.\n */\nint f(void);\nint g(void);\n\nstruct s;\nextern int x; /* X. */\n"
        self.assertEqual(self.found(head + good, "include/a.h"), [])

    def test_extern(self):
        self.one("extern in a .c file", HEAD + "extern int x;\n")
        self.assertEqual(self.found(HEAD + "// extern int x;\nconst char *s = \"extern\";\n"), [])

    def test_conditionals(self):
        text = HEAD + "int x;\n" * 200 + "#if A\n#endif\n" * 2
        self.one("2 #if in", text)
        (self.top / "a.c").unlink()
        self.assertEqual(self.found(text, "arch/a.c"), [])

    def test_columns_tabs_blanks_marks(self):
        self.one("101 columns", HEAD + "int " + "x" * 96 + ";\n")
        self.one("a tab", HEAD + "\tint x;\n")
        self.one("blanks at the end", HEAD + "int x; \n")
        self.one("mark", HEAD + "/* TO" + "DO */\n")

    def test_header_guard(self):
        self.one("pragma once", HEAD + "int x;\n", "a.h")


if __name__ == "__main__":
    unittest.main()
