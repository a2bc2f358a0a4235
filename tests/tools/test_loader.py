# SPDX-License-Identifier: BSD-2-Clause
"""The loader on QEMU: what a kernel finds when it is entered, and what a person reads when none is.

The kernel here is tests/host/loader/contract: it prints the registers and the memory that it was
given, and switches the machine off.
"""

import os
import struct
import subprocess
import tempfile
import unittest

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
CONTRACT = os.path.join(TOP, "tests", "host", "loader", "contract")
CC = "aarch64-linux-gnu-gcc"
MIB = 1 << 20
RAM = 0x40000000
NEW = 0xFFFFFF8040000000  # link addresses of seL4 16.0.0 and of its successors' kind
OLD = 0xFFFF808000200000
ODD = 0xFFFF808000201000  # not a multiple of 2 MiB away from the physical address
MAGIC = 0x417263654C346231
FLAGS = ["-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror", "-ffreestanding", "-mgeneral-regs-only",
         "-mno-outline-atomics", "-fno-pic", "-fno-pie", "-fno-stack-protector",
         f"-I{TOP}/abi/include", f"-I{CONTRACT}"]


def run(*command):
    result = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise AssertionError(f"{' '.join(command)}\n{result.stdout}{result.stderr}")


def make_kernel(out, virtual, nodes=None, ram_end=None):
    """Builds the contract kernel."""
    flags = list(FLAGS)
    if nodes is not None:
        flags.append(f"-DCONTRACT_NODES={nodes}")
    if ram_end is not None:
        flags.append(f"-DCONTRACT_RAM_END={ram_end:#x}")
    run(CC, *flags, "-c", "-o", f"{out}.c.o", f"{CONTRACT}/contract.c")
    run(CC, *flags, "-D__ASSEMBLER__=1", "-c", "-o", f"{out}.s.o", f"{CONTRACT}/entry.S")
    run(CC, "-E", "-P", "-x", "assembler-with-cpp", f"-DCONTRACT_VIRTUAL={virtual:#x}",
        f"-DCONTRACT_PHYSICAL={RAM:#x}", "-o", f"{out}.lds", f"{CONTRACT}/contract.lds.S")
    run(CC, "-nostdlib", "-static", "-no-pie", "-Wl,--build-id=none,-z,noexecstack,-z,max-page-size=4096",
        "-T", f"{out}.lds", "-o", out, f"{out}.s.o", f"{out}.c.o")


def make_task(data, bss):
    """An ELF file of `data` bytes in the file and `bss` zeros, and what its memory must hold."""
    content = b"".join(struct.pack("<Q", i * 0x9E3779B97F4A7C15 & (1 << 64) - 1) for i in range(data // 8))
    virtual, offset = 0x400000, 0x1000
    header = struct.pack("<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 2, 183, 1, virtual, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 7, offset, virtual, virtual, data, data + bss, 0x1000)
    return (header + segment).ljust(offset, b"\0") + content, content.ljust(-(-(data + bss) // 4096) * 4096, b"\0")


def checksum(memory):
    """As contract.c computes it."""
    value, mask = 0, (1 << 64) - 1
    for (word,) in struct.iter_unpack("<Q", memory):
        value = ((value << 7 | value >> 57) & mask) ^ word
    return value


class LoaderTest(unittest.TestCase):
    """Each test builds an image and boots it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        # The build wants an application or a root task even where it is not the one to be booted.
        self.valid = self.write("valid.elf", make_task(4096, 0)[0])

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def boot(self, kernel, task, nodes=1, mem=128, smp=1, el=1, cpu="cortex-a57"):
        """Boots an image of the two files, and returns what it prints."""
        image = self.path("image.elf")
        run("make", "loader-image", f"ROOT={self.valid}", f"KERNEL={kernel}", f"TASK_ELF={task}",
            f"NODES={nodes}", f"OUT={image}")
        machine = "virt,virtualization=on" if el == 2 else "virt"
        command = ["qemu-system-aarch64", "-machine", machine, "-cpu", cpu, "-m", str(mem), "-smp", str(smp),
                   "-nodefaults", "-display", "none", "-serial", "stdio", "-kernel", image, "-append", "log=info"]
        result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
                                check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def facts(self, output):
        """The kernel's report: a dictionary of each core, and one of the machine."""
        cores, machine = [], {}
        for line in output.splitlines():
            name, value = line.split()
            if name == "core":
                cores.append({})
            (machine if name in ("dirty",) or machine else cores[-1])[name] = int(value, 16)
        return cores, machine

    def check(self, data=70000, bss=9000, virtual=NEW, note=None, cores=1, **options):
        """Boots with a task of that size and checks all that the contract promises."""
        end = RAM + options.get("mem", 128) * MIB
        kernel = self.path("kernel.elf")
        make_kernel(kernel, virtual, note, end)
        task, memory = make_task(data, bss)
        output = self.boot(kernel, self.write("task.elf", task), **options)
        found, machine = self.facts(output)
        self.assertEqual(len(found), cores, output)
        for number, core in enumerate(found):
            self.check_core(core, number, len(memory), cores)
        self.check_memory(machine, found[0], memory)
        return found[0]

    def check_core(self, core, number, size, cores):
        self.assertEqual(core["core"], number)
        self.assertEqual(core["x0"] % 4096, 0)
        self.assertEqual(core["x1"] - core["x0"], size)
        self.assertEqual(core["x2"], (core["x0"] - 0x400000) % (1 << 64))
        self.assertEqual(core["x3"], 0x400000)
        self.assertEqual(core["x4"] % 4096, 0)
        self.assertLess(RAM, core["x4"])
        self.assertLessEqual(core["x4"] + core["x5"], core["x0"])
        self.assertEqual((core["x6"], core["x7"]), (cores, MAGIC))
        self.assertEqual((core["level"], core["spsel"], core["daif"]), (4, 1, 0x3C0))
        self.assertEqual(core["sctlr"], 0x30D5181D)
        self.assertEqual(core["mair"], 0x0000AAFF440C0400)
        self.assertEqual(core["tcr"] & ~(7 << 32), 0x10B5103510)
        self.assertEqual(core["mpidr"] & 0xFF00FFFFFF, number)

    def check_memory(self, machine, core, memory):
        self.assertEqual(machine["dirty"], 0)
        self.assertEqual(machine["usersum"], checksum(memory))
        self.assertEqual(machine["dtbmagic"], 0xEDFE0DD0)
        self.assertEqual(machine["dtbtotal"], core["x5"])
        self.assertLess(core["x5"], 16384)
        # PAR_EL1: attribute byte on top, address, and bit 0 for a fault.
        self.assertEqual(machine["uartpar"] & 0xFF0000FFFFFFF001, 0x09000000)
        self.assertEqual(machine["userpar"] & 0xFF00FFFFFFFFF001, 0xFF << 56 | core["x0"])
        self.assertEqual(machine["ramfirst"] & 0xFF00FFFFFFFFF001, 0xFF << 56 | RAM)
        self.assertEqual(machine["ramlast"] & 1, 0)
        self.assertEqual(machine["ramafter"] & 1, 1)
        self.assertEqual(machine["null"] & 1, 1)
        self.assertEqual(machine["ttext"] & 1, 0)

    def test_smallest_machine(self):
        self.check()

    def test_el2(self):
        self.check(el=2)

    def test_link_addresses(self):
        for virtual in (OLD, ODD):
            with self.subTest(hex(virtual)):
                self.check(virtual=virtual, note=1)

    def test_memory_sizes(self):
        for mem in (129, 256, 2048, 8192):
            with self.subTest(mem):
                self.check(mem=mem)

    def test_wide_addresses(self):
        self.check(cpu="max", mem=2048)

    def test_cores_by_note(self):
        for smp, note, cores in ((8, 8, 8), (2, 8, 2), (4, 1, 1)):
            for el in (1, 2):
                with self.subTest(smp=smp, note=note, el=el):
                    self.check(note=note, smp=smp, cores=cores, el=el)

    def test_cores_by_build(self):
        for el in (1, 2):
            with self.subTest(el=el):
                self.check(nodes=4, smp=6, cores=4, el=el)

    def test_user_image_above_loader(self):
        self.assertGreater(self.check(data=1 * MIB, bss=63 * MIB, mem=256)["x0"], 0x44000000)

    def test_loader_moves(self):
        for el in (1, 2):
            with self.subTest(el=el):
                self.assertLess(self.check(data=1 * MIB, bss=90 * MIB, note=2, smp=2, cores=2, el=el)["x0"], 0x41000000)

    def refused(self, kernel, task, *texts, **options):
        output = self.boot(kernel, task, **options)
        for text in texts:
            self.assertIn(text, output)
        self.assertTrue(all(line.startswith("loader: ") for line in output.splitlines()), output)

    def test_refusals(self):
        kernel = self.path("kernel.elf")
        make_kernel(kernel, NEW)
        with open(kernel, "rb") as file:
            good_kernel = file.read()
        good, _ = make_task(4096, 0)
        task = self.write("task.elf", good)
        large = self.write("large.elf", make_task(4096, 200 * MIB)[0])
        self.refused(kernel, large, "needed 2", "present 131072 KiB", "image does not fit into memory")
        self.refused(kernel, self.write("long.elf", make_task(70 * MIB, 0)[0]), "passes the end of RAM")
        self.refused(kernel, self.write("cut.elf", good[:5000]), "root task: malformed ELF file: a segment is")
        self.refused(kernel, self.write("text.elf", b"#!/bin/sh\n" * 20), "root task: not an ELF file")
        self.refused(kernel, self.write("x86.elf", good[:18] + b"\x3e" + good[19:]), "root task: wrong ELF file")
        self.refused(task, task, "kernel: wrong ELF file")
        self.refused(self.write("k.elf", good_kernel[:64]), task, "kernel: malformed ELF file")
        self.refused(kernel, task, "4 cores wanted, 2 present", nodes=4, smp=2)

    def test_image_is_w_xor_x(self):
        kernel = self.path("kernel.elf")
        make_kernel(kernel, NEW)
        self.boot(kernel, self.write("task.elf", make_task(4096, 0)[0]))
        headers = subprocess.run(["aarch64-linux-gnu-readelf", "-lW", self.path("image.elf")], capture_output=True,
                                 text=True, check=True).stdout
        # Type, offset, two addresses, two sizes, flags (with spaces between them), alignment.
        loads = [line.split() for line in headers.splitlines() if line.split()[:1] == ["LOAD"]]
        self.assertEqual(["".join(fields[6:-1]) for fields in loads], ["RE", "RW", "R"])


if __name__ == "__main__":
    unittest.main()
