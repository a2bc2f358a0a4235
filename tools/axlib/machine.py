# SPDX-License-Identifier: BSD-2-Clause
"""One QEMU machine: its command line, its console, its end."""

import ctypes
import os
import re
import secrets
import selectors
import signal
import subprocess
import time
from dataclasses import dataclass, field

from axlib.sentinel import Sentinel

QEMU = "qemu-system-aarch64"
TIMEOUT_STATUS = 124


@dataclass
class Options:
    """What a machine has. Sizes in MiB; params go on the kernel command line."""

    image: str
    mem: int = 128
    smp: int = 1
    el: int = 1
    icount: str = "n"
    turn_us: int = 30  # with icount and several cores: a core's turn, in virtual microseconds
    params: list = field(default_factory=list)
    extra: list = field(default_factory=list)
    blk: str = ""
    virtio: str = "modern"
    net: str = ""
    graphic: bool = False
    gdb_port: int = 0
    token: str = field(default_factory=lambda: secrets.token_hex(8))

    def command(self):
        virt = "virt,virtualization=on" if self.el == 2 else "virt"
        append = [f"arcel4.token={self.token}", *self.params]
        if self.blk and self.icount != "n":
            # Time jumps while all cores are idle, and the disk answers in the host's time: no limit can be kept.
            append.append("disk-limit=0")
        command = [QEMU, "-machine", virt, "-cpu", "cortex-a57", "-m", str(self.mem), "-smp", str(self.smp)]
        command += ["-serial", "mon:stdio", "-display", "gtk" if self.graphic else "none"]
        command += ["-nodefaults", "-no-reboot", "-kernel", self.image, "-append", " ".join(append)]
        if self.icount != "n":
            command += ["-icount", f"shift={self.icount},sleep=off"]
            # With icount QEMU lets one core run until the next deadline of any of its timers, so a core
            # that spins for another wastes milliseconds. A timer of a network filter that does nothing
            # makes the turns short. Two hubs without a network have each other: QEMU would warn of one.
            if self.smp > 1:
                command += ["-netdev", "hubport,id=turns,hubid=0"]
                command += ["-netdev", "hubport,id=none,hubid=1,netdev=turns"]
                command += ["-object", f"filter-buffer,id=turn,netdev=turns,interval={self.turn_us}"]
        elif self.smp > len(os.sched_getaffinity(0)):
            # Cores that wait for each other must not take turns by the host's scheduler: a lock's holder
            # may stand still for its whole slice. One thread for all of them changes cores at every wfe.
            command += ["-accel", "tcg,thread=single"]
        if self.blk or self.net or self.graphic:
            command += ["-global", f"virtio-mmio.force-legacy={'true' if self.virtio == 'legacy' else 'false'}"]
        if self.blk:
            name = self.blk.replace(",", ",,")  # QEMU's own way to write a comma in a value
            command += ["-drive", f"file={name},if=none,format=raw,id=disk0"]
            command += ["-device", "virtio-blk-device,drive=disk0"]
        if self.net:
            command += ["-netdev", f"{self.net},id=net0", "-device", "virtio-net-device,netdev=net0"]
        if self.graphic:
            command += ["-device", "virtio-gpu-device"]
        if self.gdb_port:
            command += ["-S", "-gdb", f"tcp:127.0.0.1:{self.gdb_port}"]
        return command + self.extra


def die_with_parent():
    """In the child: a runner that is killed outright must not leave its QEMU behind."""
    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)


class Machine:
    """A running QEMU. status is set when the system told its exit status."""

    def __init__(self, options, on_output=None, log=None):
        self.options = options
        self.sentinel = Sentinel(options.token)
        self.on_output = on_output
        self.log = log
        self.text = bytearray()
        self.pending = bytearray()
        self.ended = False
        self.process = subprocess.Popen(
            options.command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, preexec_fn=die_with_parent, bufsize=0)
        os.set_blocking(self.process.stdin.fileno(), False)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.process.stdout, selectors.EVENT_READ, self._read)

    @property
    def status(self):
        return self.sentinel.status

    def send(self, data):
        """Queue console input; it is written as fast as the machine takes it."""
        if not self.pending:
            self.selector.register(self.process.stdin, selectors.EVENT_WRITE, self._write)
        self.pending += data

    def watch(self, fileobj, callback):
        """Call callback() in step() when fileobj can be read."""
        self.selector.register(fileobj, selectors.EVENT_READ, callback)

    def unwatch(self, fileobj):
        self.selector.unregister(fileobj)

    def _write(self):
        try:
            count = os.write(self.process.stdin.fileno(), self.pending[:4096])
        except BlockingIOError:
            return
        except BrokenPipeError:
            count = len(self.pending)
        del self.pending[:count]
        if not self.pending:
            self.selector.unregister(self.process.stdin)

    def _read(self):
        try:
            data = os.read(self.process.stdout.fileno(), 65536)
        except BlockingIOError:
            return
        if data:
            self._show(self.sentinel.feed(data))
            if self.status is None:
                return
        else:
            self._show(self.sentinel.close())
        self.ended = True

    def _show(self, data):
        if not data:
            return
        self.text += data
        if self.log:
            self.log.write(data)
            self.log.flush()
        if self.on_output:
            self.on_output(data)

    def step(self, timeout=None):
        """Wait for something to happen and handle it. False when the machine has ended."""
        if not self.ended:
            for key, _ in self.selector.select(timeout):
                key.data()
        return not self.ended

    def run(self, deadline=None):
        """Until the end: the system's status, 1 without one, TIMEOUT_STATUS at the deadline."""
        while not self.ended:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return TIMEOUT_STATUS
            self.step(left)
        return 1 if self.status is None else self.status

    def expect(self, pattern, deadline, start=0):
        """Wait until the console shows the pattern (bytes regex) after offset start.

        Returns the offset behind it, or None at the deadline or when the machine ended first.
        """
        regex = re.compile(pattern, re.M)
        while True:
            match = regex.search(self.text, start)
            if match:
                return match.end()
            left = deadline - time.monotonic()
            if self.ended or left <= 0:
                return None
            self.step(left)

    def cpu_seconds(self):
        """Processor time that QEMU has taken so far. It runs until stop()."""
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        """End this QEMU, and only this one. Returns its own exit status."""
        self.selector.close()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
        status = self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        return status
