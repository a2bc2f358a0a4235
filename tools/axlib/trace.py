# SPDX-License-Identifier: BSD-2-Clause
"""The event rings of a machine, read out of its memory while it still runs (arceos/trace/include/ax/trace.h).

QEMU gets its guest memory as a file without a name (memory-backend-memfd), which this process reads through
/proc: the system under test does nothing for it and says nothing about it.
"""

import os
import struct
from dataclasses import dataclass, field
from pathlib import Path

RAM_BASE = 0x40000000  # of QEMU's virt board
PAGE = 4096
MAGIC = b"ArceL4 trace v1\0"
CPUS = 8
HEADER = struct.Struct(f"<16sQQIIIIQ{CPUS * 2}Q")
RECORD = struct.Struct("<QQ")
NAME = struct.Struct("<Q24s")
RING_DATA = 64  # offset of the events in a ring
CHUNK = 1 << 20

KINDS = ("", "switch", "spawn", "block", "wake", "preempt", "exit", "migrate", "irq", "irq end", "fault", "call",
         "return", "kick", "lock", "mark")


class TraceError(Exception):
    """There is no trace, or it is not one that this can read."""


@dataclass
class Event:
    """One event. ns: since the counter was 0. manager: the core's manager left it, not a task."""

    ns: int
    kind: str
    cpu: int
    ident: int
    arg: int
    manager: bool


@dataclass
class Trace:
    """What one system left. lost[cpu]: events that were overwritten before they could be read."""

    cpus: int
    frequency: int
    names: dict = field(default_factory=dict)
    nameless: int = 0
    events: list = field(default_factory=list)  # by cpu: lists in order of time
    lost: list = field(default_factory=list)


def backend_arguments(megabytes):
    """QEMU's options for memory that Memory can read."""
    return ["-object", f"memory-backend-memfd,id=ram,size={megabytes}M,share=on", "-machine", "memory-backend=ram"]


class Memory:
    """The guest memory of a running QEMU that was started with backend_arguments(). It stays when QEMU has ended."""

    def __init__(self, pid):
        found = [link for link in Path(f"/proc/{pid}/fd").iterdir() if self.is_memory(link)]
        if not found:
            raise TraceError("QEMU has no memory that can be read from outside")
        self.fd = os.open(found[0], os.O_RDONLY)

    @staticmethod
    def is_memory(link):
        try:
            return os.readlink(link).startswith("/memfd:memory-backend-memfd")
        except OSError:
            return False

    def close(self):
        os.close(self.fd)

    def read(self, paddr, size):
        data = os.pread(self.fd, size, paddr - RAM_BASE) if paddr >= RAM_BASE else b""
        if len(data) != size:
            raise TraceError(f"there is no memory of {size} bytes at {paddr:#x}")
        return data

    def written(self):
        """(offset, bytes) of all that the machine has written to, in pieces of whole pages."""
        at, end = 0, os.fstat(self.fd).st_size
        while at < end:
            try:
                at = os.lseek(self.fd, at, os.SEEK_DATA)
            except OSError:
                return
            stop = os.lseek(self.fd, at, os.SEEK_HOLE)
            while at < stop:
                data = os.pread(self.fd, min(CHUNK, stop - at), at)
                if not data:
                    return
                yield at, data
                at += len(data)

    def headers(self):
        """Physical addresses of all trace headers."""
        for offset, data in self.written():
            at = data.find(MAGIC)
            while at >= 0:
                paddr = RAM_BASE + offset + at
                if (offset + at) % PAGE == 0 and self.read(paddr + 16, 8) == struct.pack("<Q", paddr):
                    yield paddr
                at = data.find(MAGIC, at + 1)


def oldest(count, size):
    """The oldest event that its writer does not touch any more, as ax_trace_read() has it."""
    return max(0, count - size + 1)


def read_ring(memory, ring, size):
    """Events of a ring as (ticks, what), and how many came before them."""
    count, = struct.unpack("<Q", memory.read(ring, 8))
    data = memory.read(ring + RING_DATA, size * RECORD.size)
    again, = struct.unpack("<Q", memory.read(ring, 8))
    first = min(max(oldest(count, size), oldest(again, size)), count)
    return [RECORD.unpack_from(data, i % size * RECORD.size) for i in range(first, count)], first


def read_header(memory, paddr):
    """One system's trace."""
    fields = HEADER.unpack(memory.read(paddr, HEADER.size))
    _, _, frequency, cpus, size, names_max, names_count, names = fields[:8]
    rings = fields[8:]
    if not 0 < cpus <= CPUS or frequency == 0 or size == 0:
        raise TraceError(f"the trace at {paddr:#x} is damaged")
    trace = Trace(cpus, frequency, nameless=max(0, names_count - names_max))
    kept = min(names_count, names_max)
    for ident, name in NAME.iter_unpack(memory.read(names, kept * NAME.size)):
        trace.names[ident] = name.split(b"\0")[0].decode(errors="replace")
    for cpu in range(cpus):
        both = [read_ring(memory, rings[2 * cpu + i], size) for i in range(2)]
        trace.lost.append(sum(first for _, first in both))
        events = [(*record, i) for i, (records, _) in enumerate(both) for record in records]
        trace.events.append(decode(sorted(events, key=lambda e: e[0]), cpu, frequency))
    return trace


def decode(records, cpu, frequency):
    events = []
    for ticks, what, manager in records:
        kind = what >> 56
        name = KINDS[kind] if 0 < kind < len(KINDS) else f"kind {kind}"
        events.append(Event(ticks * 10**9 // frequency, name, cpu, what & 0xffffffff, what >> 32 & 0xffffff,
                            bool(manager)))
    return events


def collect(memory):
    """The traces of all systems in a machine's memory, in order of address."""
    traces = [read_header(memory, paddr) for paddr in memory.headers()]
    if not traces:
        raise TraceError("nothing was traced: the system ended before it had memory, or it has no FEATURES=trace")
    return traces
