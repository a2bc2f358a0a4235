# SPDX-License-Identifier: BSD-2-Clause
"""./ax trace: rings that wrap, what is made of events, and that the check of a trace notices what is wrong."""

import copy
import json
import struct
import sys
import tempfile
import unittest
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

from axlib import timeline, timeline_svg, trace, trace_check, trace_files, trace_json  # noqa: E402

MHZ = 10**6
SIZE = 8
KIND = {name: i for i, name in enumerate(trace.KINDS)}


def record(us, kind, ident=0, arg=0):
    """An event at a counter of 1 MHz."""
    return us, KIND[kind] << 56 | arg << 32 | ident


class FakeMemory(trace.Memory):
    """Guest memory as a dictionary of pieces."""

    def __init__(self, pieces):  # pylint: disable=super-init-not-called
        self.pieces = pieces

    def read(self, paddr, size):
        for base, data in self.pieces.items():
            if base <= paddr and paddr + size <= base + len(data):
                return bytes(data[paddr - base:paddr - base + size])
        raise trace.TraceError(f"nothing at {paddr:#x}")

    def written(self):
        for base, data in self.pieces.items():
            yield base - trace.RAM_BASE, bytes(data)


def ring(records, before=0):
    """A ring after `before` events that are gone and these."""
    data = bytearray(trace.RING_DATA + SIZE * 16)
    for i, r in enumerate(records, before):
        struct.pack_into("<QQ", data, trace.RING_DATA + i % SIZE * 16, *r)
    struct.pack_into("<Q", data, 0, before + len(records))
    return data


def machine(tasks, manager, names=((1, b"idle"), (2, b"main"), (3, b"worker")), before=0):
    """Memory with one core's rings and a header."""
    at, rings, table = 0x40100000, (0x40200000, 0x40300000), 0x40400000
    fields = [trace.MAGIC, at, MHZ, 1, SIZE, 4, len(names), table, *rings, *[0] * 14]
    return FakeMemory({at: trace.HEADER.pack(*fields), rings[0]: ring(tasks, before), rings[1]: ring(manager),
                       table: b"".join(trace.NAME.pack(*n) for n in names).ljust(4 * 32, b"\0")})


# main wakes worker, waits; worker runs, a timer interrupt comes, it waits too; the core is idle.
TASKS = [record(10, "switch", 2, 1), record(12, "wake", 3), record(15, "block", 2), record(16, "switch", 3, 1),
         record(30, "block", 3, 1), record(31, "switch", 1, 1)]
MANAGER = [record(20, "irq", 30), record(22, "wake", 2), record(24, "irq end", 30)]


class TraceTest(unittest.TestCase):
    def read(self, *args, **more):
        memory = machine(*args, **more)
        return [trace.read_header(memory, paddr) for paddr in memory.headers()]

    def build(self, tasks=None, manager=None):
        found, = self.read(TASKS if tasks is None else tasks, MANAGER if manager is None else manager)
        times = timeline.build(found)
        return found, times, trace_json.document([("x", found, times)])

    def test_header(self):
        found, = self.read(TASKS, MANAGER)
        self.assertEqual((found.cpus, found.frequency, found.lost), (1, MHZ, [0]))
        self.assertEqual(found.names, {1: "idle", 2: "main", 3: "worker"})
        self.assertEqual([e.kind for e in found.events[0]],
                         ["switch", "wake", "block", "switch", "irq", "wake", "irq end", "block", "switch"])
        self.assertEqual([e.ns for e in found.events[0]][:2], [10000, 12000])

    def test_a_copy_of_a_header_is_none(self):
        memory = machine(TASKS, MANAGER)
        memory.pieces[0x40600000] = memory.pieces[0x40100000]
        self.assertEqual(list(memory.headers()), [0x40100000])

    def test_full_ring(self):
        events = [record(i, "mark", i) for i in range(SIZE)]
        found, = self.read(events, [], before=SIZE * 3)
        self.assertEqual(found.lost, [SIZE * 3 + 1])
        self.assertEqual([e.ident for e in found.events[0]], list(range(1, SIZE)))

    def test_nothing(self):
        self.assertEqual(list(FakeMemory({0x40000000: bytes(8192)}).headers()), [])
        with self.assertRaises(trace.TraceError):
            trace.read_header(machine(TASKS, MANAGER), 0x40200000)

    def test_slices(self):
        _, times, _ = self.build()
        self.assertEqual([(s.what, s.start, s.end, s.why) for s in times.runs[0]],
                         [("main", 10000, 16000, "waits"), ("worker", 16000, 31000, "waits"),
                          ("idle", 31000, 31000, "")])
        self.assertEqual([(s.what, s.start, s.end) for s in times.busy[0]], [("timer", 20000, 24000)])

    def test_wakes(self):
        _, times, _ = self.build()
        (first, second) = times.wakes
        self.assertEqual((first.by, first.task, first.to.start), ("main", 3, 16000))
        self.assertEqual((second.by, second.task, second.to), ("timer", 2, None))

    def test_good_document(self):
        _, _, document = self.build()
        self.assertEqual(trace_check.check(document), [])
        self.assertEqual({e["ph"] for e in document["traceEvents"]}, {"M", "X", "i", "s", "f"})

    def test_why_a_slice_ended(self):
        tasks = [record(1, "switch", 2, 1), record(2, "switch", 3, 1), record(3, "preempt", 3),
                 record(4, "switch", 2, 2), record(5, "exit", 2, 7), record(6, "switch", 1, 1)]
        _, times, _ = self.build(tasks, [])
        self.assertEqual([s.why for s in times.runs[0]], ["yields", "preempted", "ended", ""])

    def test_lock_and_call(self):
        tasks = [record(1, "switch", 2, 1), record(2, "call", 0x2000, 1), record(9, "lock", 0xabc0, 3),
                 record(12, "return", 0x2000, 1), record(13, "call", 0x1001), record(14, "switch", 3, 1)]
        _, times, document = self.build(tasks, [])
        self.assertEqual([(s.what, s.start, s.end) for s in times.busy[0]],
                         [("root task: register interrupt", 2000, 12000), ("waits for the lock at 0xabc0", 6000, 9000)])
        self.assertEqual(trace_check.check(document), [])

    def test_lost_events_are_told(self):
        _, _, document = self.build([*TASKS, record(33, "switch", 2, 3)])
        self.assertIn("task 2 counts 3 switches, and has 2 slices", trace_check.check(document)[0])

    def test_the_check_notices(self):
        _, _, good = self.build()

        def changed(change):
            document = copy.deepcopy(good)
            change(document["traceEvents"], document)
            return trace_check.check(document)

        def slice_of(events, pid, name):
            return next(e for e in events if e["ph"] == "X" and e["pid"] == pid and e["name"] == name)

        for words, change in (
                ("overlap", lambda e, d: slice_of(e, 1, "main").update(dur=7)),
                ("overlap", lambda e, d: slice_of(e, 2, "worker").update(tid=2, ts=2)),
                ("slices of tasks", lambda e, d: e.remove(slice_of(e, 1, "worker"))),
                ("slices of tasks", lambda e, d: e.remove(slice_of(e, 2, "worker"))),
                ("dur", lambda e, d: slice_of(e, 1, "main").pop("dur")),
                ("dur", lambda e, d: slice_of(e, 1, "main").update(dur=-1)),
                ("ts", lambda e, d: e[-1].pop("ts")),
                ("one end", lambda e, d: e.pop()),
                ("back in time", lambda e, d: e[-1].update(ts=0)),
                ("begins to run", lambda e, d: e[-1].update(ts=17)),
                ("no traceEvents", lambda e, d: d.update(traceEvents=[])),
                ("lost", lambda e, d: d["otherData"]["x"].update(lost=[5]))):
            found = changed(change)
            self.assertTrue(found, words)
            if words != "overlap":
                self.assertTrue(any(words in line for line in found), (words, found))

    def svg(self, times):
        return ElementTree.fromstring(timeline_svg.picture(times, "x & y").encode())

    def test_picture(self):
        _, times, _ = self.build()
        texts = ["".join(e.itertext()) for e in self.svg(times).iter() if e.tag.endswith("text")]
        for wanted in ("x & y: 1 core, 21 µs, 3 switches, 2 wake-ups", "the whole run", "core 0", "main #2",
                       "worker #3"):
            self.assertIn(wanted, texts)
        self.assertIn("10 µs", texts)
        tips = [e.text for e in self.svg(times).iter() if e.tag.endswith("title")]
        self.assertEqual([t for t in tips if " wakes " in t], ["main wakes worker #3, which runs after 4 µs"])
        self.assertEqual(len([t for t in tips if t.startswith("worker #3, core 0: 15 µs")]), 2)

    def test_long_picture(self):
        """Of many slices a part is enlarged, and what cannot be seen is merged: the size stays bounded."""
        tasks = []
        for i in range(4000):
            tasks += [record(10 * i, "switch", 2 + i % 40, 2 * i + 1), record(10 * i + 5, "switch", 1, 2 * i + 2)]
        tasks += [record(40000 + i, "wake", 2) for i in range(3)] + [record(40010, "switch", 2, 8001)]
        events = [trace.Event(us * 1000, trace.KINDS[what >> 56], 0, what & 0xffffffff, what >> 32 & 0xffffff, False)
                  for us, what in tasks]
        names = {1: "idle", **{i: f"t{i}" for i in range(2, 42)}}
        times = timeline.build(trace.Trace(1, MHZ, names, events=[events], lost=[0]))
        text = timeline_svg.picture(times, "long")
        ElementTree.fromstring(text.encode())
        self.assertLess(len(text), 400_000)
        self.assertIn("of it, from", text)
        self.assertIn("and 16 more tasks", text)
        self.assertEqual(text.count(" wakes t2 #2"), 1)

    def test_files(self):
        """Of one system's trace there are two files, and lines for people."""
        with tempfile.TemporaryDirectory() as folder:
            recorder = trace_files.Recorder()
            recorder.memory = machine(TASKS, MANAGER)
            lines = recorder.write(f"{folder}/deep/x")
            self.assertEqual(trace_check.check(json.loads(Path(f"{folder}/deep/x.json").read_text())), [])
            ElementTree.parse(f"{folder}/deep/x.svg")
            self.assertRegex("\n".join(lines), r"core +switches +busy")
            self.assertIn("written to", lines[-1])
        self.assertIn("before it said anything", trace_files.Recorder().write("x")[0])
        recorder.memory = FakeMemory({0x40000000: bytes(8192)})
        self.assertIn("nothing was traced", recorder.write("x")[0])

    def test_the_header_is_the_one_in_c(self):
        """Numbers that both sides know, read out of the header."""
        text = (Path(__file__).resolve().parents[2] / "arceos/trace/include/ax/trace.h").read_text()
        self.assertIn(f'AX_TRACE_MAGIC "{trace.MAGIC.rstrip(bytes(1)).decode()}"', text)
        kinds = text[text.index("AX_TRACE_SWITCH = 1"):text.index("AX_TRACE_KINDS,")]
        names = [word.split(",")[0].split(" ")[0].removeprefix("AX_TRACE_").lower().replace("_", " ")
                 for word in kinds.split() if word.startswith("AX_TRACE_")]
        self.assertEqual(tuple(names), trace.KINDS[1:])


if __name__ == "__main__":
    unittest.main()
