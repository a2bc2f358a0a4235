# SPDX-License-Identifier: BSD-2-Clause
"""The generated binary interface: against a genuine seL4, and by itself."""

import os
import subprocess
import sys
import tempfile
import unittest

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
GEN_ABI = os.path.join(TOP, "tools", "gen_abi")
FLAGS = ["-std=gnu17", "-Wall", "-Wextra", "-Werror", "-Wmissing-prototypes",
         "-Wstrict-prototypes", "-Wundef", "-ffreestanding", "-fsyntax-only", "-x", "c"]
VARIANTS = {"smp0-release": ["--nodes", "1"], "smp0-debug": ["--nodes", "1", "--debug"],
            "smp1-release": ["--nodes", "8"], "smp1-debug": ["--nodes", "8", "--debug"]}


def headers(folder):
    return [os.path.relpath(os.path.join(root, name), folder)
            for root, _, names in os.walk(folder) for name in names if name.endswith(".h")]


class HeadersTest(unittest.TestCase):
    """Every header compiles alone, for its users and in every configuration."""

    def compile_all(self, cc, names, includes):
        for name in names:
            result = subprocess.run([cc] + FLAGS + [f"-I{i}" for i in includes] + ["-"],
                                    input=f"#include <{name}>\n", text=True,
                                    capture_output=True, check=False)
            self.assertEqual(result.returncode, 0, f"{name}: {result.stderr}")

    def test_headers_compile_alone(self):
        abi = os.path.join(TOP, "abi", "include")
        libsel4 = os.path.join(TOP, "libsel4", "include")
        for variant, options in VARIANTS.items():
            with self.subTest(variant), tempfile.TemporaryDirectory() as out:
                subprocess.run([GEN_ABI, "--out", out] + options, check=True)
                client = "interfaces/sel4_client.h"
                shared = [h for h in headers(abi) if h.startswith("sel4/")]
                shared += [h for h in headers(out) if h != client]
                self.compile_all("aarch64-linux-gnu-gcc", shared, [abi, out])
                self.compile_all("gcc", shared, [abi, out])
                self.compile_all("aarch64-linux-gnu-gcc", headers(libsel4) + [client],
                                 [libsel4, abi, out])


class GeneratorTest(unittest.TestCase):
    """tools/gen_abi and its tables."""

    def test_page_is_up_to_date(self):
        with tempfile.TemporaryDirectory() as folder:
            page = os.path.join(folder, "abi.md")
            subprocess.run([GEN_ABI, "--docs", page], check=True)
            with open(page, encoding="utf-8") as new, \
                    open(os.path.join(TOP, "docs", "abi.md"), encoding="utf-8") as old:
                self.assertEqual(old.read(), new.read(), "run tools/gen_abi --docs docs/abi.md")

    def test_unchanged_file_keeps_its_time(self):
        with tempfile.TemporaryDirectory() as out:
            subprocess.run([GEN_ABI, "--out", out], check=True)
            path = os.path.join(out, "sel4", "invocation.h")
            os.utime(path, (1, 1))
            subprocess.run([GEN_ABI, "--out", out], check=True)
            self.assertEqual(os.stat(path).st_mtime, 1)

    def test_broken_table_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("object-api.tbl", "syscall.tbl", "bitfield.tbl", "config.tbl"):
                with open(os.path.join(TOP, "abi", name), encoding="utf-8") as table:
                    text = table.read()
                with open(os.path.join(folder, name), "w", encoding="utf-8") as copy:
                    copy.write(text + ("block X\n  field half 7 -- x\n"
                                       if name == "bitfield.tbl" else ""))
            result = subprocess.run([GEN_ABI, "--tables", folder, "--out", folder + "/out"],
                                    capture_output=True, text=True, check=False)
            self.assertEqual(result.returncode, 1)
            self.assertIn("7 bits are not whole words", result.stderr)


class GenuineTest(unittest.TestCase):
    """Against the headers of SEL4_PREFIX; one node and SMP are two prefixes and two runs."""

    @unittest.skipUnless(os.environ.get("SEL4_PREFIX"), "needs SEL4_PREFIX")
    def test_same_interface_as_genuine(self):
        script = os.path.join(TOP, "tests", "abi", "compare_headers")
        result = subprocess.run([sys.executable, script, "--prefix", os.environ["SEL4_PREFIX"]],
                                capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)


if __name__ == "__main__":
    unittest.main()
