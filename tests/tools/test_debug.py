# SPDX-License-Identifier: BSD-2-Clause
"""./ax debug gives QEMU what ./ax run gives it, and gdb the symbols; with a QEMU and a gdb that only tell."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


@unittest.skipUnless(shutil.which("gdb-multiarch"), "needs gdb-multiarch, which ./ax debug installs")
class DebugTest(unittest.TestCase):
    def script(self, name, text):
        path = self.folder / name
        path.write_text("#!/bin/sh\n" + text)
        path.chmod(0o755)
        return str(path)

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        told = self.folder / "told"
        self.script("qemu-system-aarch64", f'echo "$@" >{told}.new && mv {told}.new {told}\nexec sleep 60\n')
        gdb = self.script("gdb", f'while ! [ -e {told} ]; do sleep 0.1; done\ncat {told} "$3"\n')
        self.env = {**os.environ, "PATH": f"{self.folder}:{os.environ['PATH']}", "GDB": gdb}

    def debug(self, *words):
        done = subprocess.run([TOP / "ax", "debug", *words], env=self.env, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_disk(self):
        text = self.debug("A=apps/blk", "VIRTIO=legacy")
        self.assertRegex(text, r"-drive file=\S+blk\.disk\.img,")
        self.assertIn("virtio-mmio.force-legacy=true", text)
        self.assertRegex(text, r"add-symbol-file \S+blk\.elf")

    def test_no_disk(self):
        text = self.debug("A=apps/helloworld")
        self.assertNotIn("-drive", text)
        self.assertRegex(text, r"-S -gdb tcp:127\.0\.0\.1:\d+")


if __name__ == "__main__":
    unittest.main()
