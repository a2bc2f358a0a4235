# SPDX-License-Identifier: BSD-2-Clause
"""A panic of the kernel tells where it happened: a debugger sends it astray in the middle of an invocation."""

import os
import re
import socket
import subprocess
import time
import unittest

from axlib.gate import TOP
from axlib.images import assignments, configuration, image_of
from axlib.machine import Machine, Options

PREFIX = "aarch64-linux-gnu-"
SUITE = "ktest-objects"
# A function that every deletion comes through, and one of those above it, in each build.
WHERE, ABOVE = "finalise_slot", {"cte_delete", "cte_revoke", "decode_cnode", "invoke", "kernel_invocation"}
REGISTER_PC = 0x20
ASTRAY = 0x1000  # nothing is mapped there for the kernel
DEADLINE = 60


class Debugger:
    """The few packets of gdb's remote protocol that are needed."""

    def __init__(self, port):
        until = time.monotonic() + DEADLINE
        while True:
            try:
                self.socket = socket.create_connection(("127.0.0.1", port), DEADLINE)
                return
            except ConnectionRefusedError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def ask(self, packet):
        """Sends a packet; its answer."""
        self.socket.sendall(b"$%s#%02x" % (packet, sum(packet) & 0xFF))
        return self.answer()

    def answer(self):
        data = b""
        while not re.search(rb"\$[^#]*#..$", data):
            more = self.socket.recv(4096)
            if not more:
                raise AssertionError(f"the debugger's connection ended after {data!r}")
            data += more
        self.socket.sendall(b"+")
        return data[data.rindex(b"$") + 1:-3]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PanicTest(unittest.TestCase):
    def tool(self, name, *arguments):
        return subprocess.run([PREFIX + name, *arguments], cwd=TOP, capture_output=True, text=True, check=True).stdout

    def address_of(self, kernel, name):
        match = re.search(rf"^([0-9a-f]+) t {name}$", self.tool("nm", kernel), re.M | re.I)
        self.assertTrue(match, f"{kernel} has no {name}")
        return int(match[1], 16)

    def functions_at(self, kernel, address):
        """The function at a return address and those inlined there."""
        lines = self.tool("addr2line", "-f", "-i", "-e", kernel, hex(address - 4)).splitlines()
        return {name.split(".")[0] for name in lines[::2]}

    def panic(self, mode):
        """The console after the kernel was sent astray at WHERE, and the kernel."""
        variables = {"MODE": mode, "SMP": "1"}
        # What it prints must not stand between a test's name and its result.
        built = subprocess.run(["make", "-s", SUITE, *assignments(variables)], cwd=TOP, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, text=True)
        self.assertEqual(built.returncode, 0, built.stdout)
        config = configuration(variables, app=False)
        kernel = config["KERNEL_ELF"]
        options = Options(image=os.path.join(TOP, image_of(config, SUITE)), mem=int(config["MEM_MB"]),
                          gdb_port=free_port())
        machine = Machine(options)
        self.addCleanup(machine.stop)
        debugger = Debugger(options.gdb_port)
        self.addCleanup(debugger.socket.close)
        # QEMU takes single registers only from debuggers that have asked what registers there are.
        debugger.ask(b"qXfer:features:read:target.xml:0,ffb")
        self.assertEqual(debugger.ask(b"Z1,%x,4" % self.address_of(kernel, WHERE)), b"OK")
        self.assertEqual(debugger.ask(b"c")[:1], b"T")
        self.assertEqual(debugger.ask(b"P%x=%s" % (REGISTER_PC, ASTRAY.to_bytes(8, "little").hex().encode())), b"OK")
        debugger.socket.sendall(b"$c#63")
        machine.run(time.monotonic() + DEADLINE)
        return bytes(machine.text).decode(errors="replace"), kernel

    def check(self, mode):
        text, kernel = self.panic(mode)
        self.assertIn("unexpected synchronous exception, vector 4", text)
        self.assertRegex(text, rf"ELR {ASTRAY:#x}\b")
        match = re.search(r"^called from.*?((?: 0x[0-9a-f]+)+)\r?$", text, re.M)
        self.assertTrue(match, text[-2000:])
        callers = [self.functions_at(kernel, int(word, 16)) for word in match[1].split()]
        self.assertGreaterEqual(len(callers), 2, callers)
        self.assertTrue(callers[0] & ABOVE, callers)
        self.assertTrue(set().union(*callers[1:]) & ABOVE, callers)

    def test_release(self):
        self.check("release")

    def test_debug(self):
        self.check("debug")
