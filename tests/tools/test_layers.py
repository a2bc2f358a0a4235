# SPDX-License-Identifier: BSD-2-Clause
"""tools/check_layers on a small tree, with every kind of include that it must notice."""

import subprocess
import tempfile
import unittest
from pathlib import Path

from axlib import layers

TOP = Path(__file__).resolve().parents[2]
TABLE = """# comment
core      arceos/core       -     -
hal       arceos/hal        core  -
alloc     arceos/alloc      hal   tlsf
task      arceos/task       alloc -
sync      arceos/sync       task  -
abi       abi               -     -
kernel    kernel            abi   -
plat_sel4 arceos/plat/sel4  hal   -
"""


class LayersTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name).resolve()
        (self.top / "layers.txt").write_text(TABLE)
        for name in ("core", "hal", "alloc", "task", "sync"):
            self.put(f"arceos/{name}/include/ax/{name}.h", "#include <stdint.h>\n")
        self.put("abi/include/boot/entry.h", "")
        self.put("kernel/arch/aarch64/include/arch/irq.h", "#include <boot/entry.h>\n")
        self.put("arceos/plat/sel4/plat.h", "")

    def put(self, name, text):
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def found(self):
        return layers.check(self.top)

    def one(self, name, text, why):
        self.put(name, text)
        found = self.found()
        self.assertEqual(len(found), 1, found)
        self.assertIn(why, found[0])
        return found[0]

    def test_downward_is_allowed(self):
        self.put("arceos/task/a.c", "#include <ax/core.h>\n#include <ax/alloc.h>\n#include \"b.h\"\n#include <tlsf.h>\n")
        self.put("arceos/task/b.h", "#include <stddef.h>\n#include <string.h>\n")
        self.put("kernel/object/a.c", "#include <arch/irq.h>\n#include <sel4/gen_config.h>\n")
        self.assertEqual(self.found(), [])

    def test_upward(self):
        line = self.one("arceos/core/a.c", "\n/* two\nlines */\n#include <ax/task.h>\n", "task is above core")
        self.assertTrue(line.startswith("arceos/core/a.c:4: "), line)

    def test_upward_by_path(self):
        self.one("arceos/hal/a.c", '#include "../task/include/ax/task.h"\n', "task is above hal")

    def test_platform(self):
        self.one("arceos/task/a.c", '#include "../plat/sel4/plat.h"\n', "nobody includes it")

    def test_strangers(self):
        self.one("kernel/a.c", "#include <ax/core.h>\n", "core is not below kernel")

    def test_library_of_others(self):
        self.one("arceos/hal/a.c", "#include <tlsf.h>\n", "tlsf is not among its libraries")

    def test_library_headers_without_library(self):
        self.one("arceos/core/a.c", "#include <stdio.h>\n", "no component has this header")

    def test_sel4_is_not_for_all(self):
        self.one("arceos/task/a.c", "#include <sel4/sel4.h>\n", "abi is not below task")

    def test_unknown(self):
        self.one("arceos/task/a.c", "#include <ax/nothing.h>\n", "no component has this header")

    def test_comment_is_no_include(self):
        self.put("arceos/core/a.c", "/*\n#include <ax/task.h>\n*/\n")
        self.assertEqual(self.found(), [])

    def test_command_status(self):
        command = [str(TOP / "tools/check_layers"), str(self.top)]
        self.assertEqual(subprocess.run(command, capture_output=True).returncode, 0)
        self.put("arceos/core/a.c", "#include <ax/sync.h>\n")
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout.count("\n")), (1, 1))


if __name__ == "__main__":
    unittest.main()
