# SPDX-License-Identifier: BSD-2-Clause
"""An installed prefix: its files, what they say, and a root task from elsewhere that is built with them and boots.

tests/tools/foreign has that task, which uses nothing of this tree but the prefix, and the list of installed files.
With SEL4_PREFIX= the same task is built and booted with genuine seL4's installation as well.
"""

import json
import os
import re
import shutil
import subprocess
import unittest
from pathlib import Path

from axlib.gate import TOP
from axlib.images import assignments, configuration, deadline, image_of
from axlib.machine import Machine, Options

FOREIGN = TOP / "tests/tools/foreign"
CC = "aarch64-linux-gnu-gcc"
FLAGS = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-ffreestanding", "-nostdlib", "-static", "-no-pie", "-fno-pic",
         "-fno-stack-protector", "-mgeneral-regs-only", "-ftls-model=local-exec",
         "-Wl,--build-id=none,-z,noexecstack,-z,max-page-size=4096,--no-warn-rwx-segments"]
DIALECTS = {"c": ("gnu99", "c99", "gnu11", "c17", "c2x"), "c++": ("gnu++98", "c++98", "c++11", "c++20")}
CHECKS = """
#include <sel4/sel4.h>
#include <assert.h>
#ifndef WRONG
SEL4_COMPILE_ASSERT(words_are_wide, sizeof(seL4_Word) == 8)
#else
SEL4_COMPILE_ASSERT(words_are_small, sizeof(seL4_Word) == 4)
#endif
void check(seL4_BootInfo *info);
void check(seL4_BootInfo *info)
{
    seL4_DebugAssert(info != seL4_Null);
#ifndef NDEBUG
    seL4_Assert(info->numNodes > 0);
    seL4_CompileTimeAssert(sizeof(seL4_Word) == 8)
    if (info->nodeID >= info->numNodes) {
        seL4_Fail("no such node");
    }
#endif
    (void)info;
}
"""
MEMORY = 256  # MiB
SECONDS = 60


def run(*command):
    """What it prints; it must not stand between a test's name and its result."""
    done = subprocess.run([str(c) for c in command], cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}\n{done.stdout}")
    return done.stdout


def nodes_of(prefix):
    header = (Path(prefix) / "libsel4/include/kernel/gen_config.h").read_text()
    return int(re.search(r"#define CONFIG_MAX_NUM_NODES\s+(\d+)", header)[1])


class InstallTest(unittest.TestCase):
    def setUp(self):
        # Always the same place: what is built for a prefix lies in a folder that is named after its path.
        self.folder = TOP / "build/install" / self.id().rsplit(".", 1)[1]
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.addCleanup(shutil.rmtree, self.folder)

    def install(self, mode, smp, cnode_bits=13):
        prefix = self.folder / "prefix"
        run("make", "-s", "install", f"PREFIX={prefix}", f"MODE={mode}", f"SMP={smp}", f"MEM={MEMORY}M",
            f"CNODE_BITS={cnode_bits}")
        return prefix

    def check_files(self, prefix, mode, smp):
        found = sorted(str(p.relative_to(prefix)) for p in prefix.rglob("*") if p.is_file())
        self.assertEqual(found, (FOREIGN / "manifest.txt").read_text().splitlines())
        self.assertEqual(nodes_of(prefix), smp)
        options = json.loads((prefix / "libsel4/include/kernel/gen_config.json").read_text())
        self.assertEqual((options["MAX_NUM_NODES"], options["DEBUG_BUILD"]), (str(smp), mode == "debug"))
        platform = json.loads((prefix / "support/platform_gen.json").read_text())
        self.assertEqual(platform["memory"], [{"start": 0x40000000, "end": 0x40000000 + (MEMORY << 20)}])
        self.assertIn(f"  start: {0x40000000:#x}\n", (prefix / "support/platform_gen.yaml").read_text())
        self.assertEqual((prefix / "support/kernel.dtb").read_bytes()[:4], b"\xd0\x0d\xfe\xed")

    def boot(self, prefix, mode, icount):
        """Builds the foreign task with the prefix and boots it on the prefix's kernel."""
        nodes = nodes_of(prefix)
        task = self.folder / "foreign.elf"
        run(CC, *FLAGS, "-isystem", prefix / "libsel4/include", "-T", FOREIGN / "task.lds", "-o", task, FOREIGN / "task.c",
            *sorted((prefix / "libsel4/src").glob("*.c")))
        variables = {"SEL4_PREFIX": str(prefix), "ROOT": str(task), "MODE": mode, "SMP": str(nodes)}
        config = configuration(variables)
        run("make", "-s", "build", *assignments(variables))
        machine = Machine(Options(image=str(TOP / config["IMAGE"]), mem=int(config["MEM_MB"]), smp=nodes, icount=icount))
        self.addCleanup(machine.stop)
        end = machine.expect(rb"^foreign: .*\n", deadline(SECONDS))
        self.assertIsNotNone(end, machine.text[-1000:].decode(errors="replace"))
        self.assertIn(f"foreign: 42 from core {nodes - 1}", machine.text.decode(errors="replace"))

    def check(self, mode, smp):
        prefix = self.install(mode, smp)
        self.check_files(prefix, mode, smp)
        self.boot(prefix, mode, "n" if smp == 1 else "3")

    def test_release_one_node(self):
        self.check("release", 1)

    def test_debug_one_node(self):
        self.check("debug", 1)

    def test_release_four_nodes(self):
        self.check("release", 4)

    def test_debug_four_nodes(self):
        self.check("debug", 4)

    def test_installing_again_leaves_nothing_old(self):
        prefix = self.install("release", 1)
        old = prefix / "libsel4/include/sel4/gone.h"
        old.write_text("")
        self.check_files(self.install("release", 4), "release", 4)
        self.assertFalse(old.exists())

    def test_headers_in_every_dialect(self):
        """A program that includes sel4/sel4.h alone gets the checks, in old and new C and C++, without a warning."""
        prefix = self.install("release", 1)
        source = self.folder / "checks.c"
        source.write_text(CHECKS)
        for language, standards in DIALECTS.items():
            for standard in standards:
                for release in (["-DNDEBUG"], []):
                    run(CC, "-x", language, f"-std={standard}", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", *release,
                        "-I", prefix / "libsel4/include", source)
                with self.assertRaisesRegex(AssertionError, "words_are_small"):
                    run(CC, "-x", language, f"-std={standard}", "-fsyntax-only", "-DWRONG", "-I", prefix / "libsel4/include",
                        source)

    def test_an_option_is_no_folder(self):
        """Nothing is installed to a folder named --force, nor --help."""
        for words, status, text in ((["--force"], 2, "^ax: install: .*folder"), ([], 2, "^ax: install: .*folder"),
                                    (["a", "b"], 2, "^ax: install: .*folder"), (["--help"], 0, "^$")):
            done = subprocess.run([str(TOP / "ax"), "install", *words], cwd=self.folder, capture_output=True, text=True)
            self.assertEqual(done.returncode, status)
            self.assertRegex(done.stderr, text)
        self.assertEqual(list(self.folder.iterdir()), [])

    def boot_suite(self, cnode_bits):
        """The boot suite is built with the prefix's headers and passes on its kernel."""
        prefix = self.install("release", 1, cnode_bits)
        header = (prefix / "libsel4/include/kernel/gen_config.h").read_text()
        self.assertRegex(header, rf"#define CONFIG_ROOT_CNODE_SIZE_BITS\s+{cnode_bits}\b")
        variables = {"SEL4_PREFIX": str(prefix), "MODE": "release"}
        config = configuration(variables, app=False)
        run("make", "-s", "ktest-boot", *assignments(variables))
        machine = Machine(Options(image=str(TOP / image_of(config, "ktest-boot")), mem=int(config["MEM_MB"])))
        self.addCleanup(machine.stop)
        self.assertEqual(machine.run(deadline(SECONDS)), 0, machine.text[-1000:].decode(errors="replace"))

    def test_suite_with_root_cnode_of_12_bits(self):
        self.boot_suite(12)

    def test_suite_with_root_cnode_of_13_bits(self):
        self.boot_suite(13)

    @unittest.skipUnless(os.environ.get("SEL4_PREFIX"), "needs SEL4_PREFIX=")
    def test_genuine(self):
        self.boot(Path(os.environ["SEL4_PREFIX"]), "release", "n")


if __name__ == "__main__":
    unittest.main()
