# SPDX-License-Identifier: BSD-2-Clause
"""What bench/kernel/run and bench/switch/run make of rows: limits, recorded figures. Nothing is measured here."""

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]


def load(name):
    loader = importlib.machinery.SourceFileLoader(f"bench_{name}_run", str(TOP / "bench" / name / "run"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


class KernelTest(unittest.TestCase):
    def setUp(self):
        self.run_module = load("kernel")
        shown = contextlib.redirect_stdout(io.StringIO())
        shown.__enter__()
        self.addCleanup(shown.__exit__, None, None, None)

    def test_limits(self):
        show = self.run_module.show
        self.assertEqual(show("t", {"Call, 0 words": 90}, {"Call, 0 words": 100}), [])
        self.assertEqual(show("t", {"Call, 0 words": 91}, {"Call, 0 words": 100}), ["Call, 0 words"])
        for name in ("Signal and Wait, a pair", "Switch: Signal(next), Wait(own)", "Yield, switching", "VM fault, round trip",
                     "Reply to an unknown system call", "User exception, round trip", "Interrupt to a waiting thread",
                     "IRQHandler Ack"):
            self.assertEqual(show("t", {name: 60}, {name: 100}), [], name)
            self.assertEqual(show("t", {name: 61}, {name: 100}), [name])
        self.assertEqual(show("t", {"Call, 0 words": 91}, {}), [])

    def test_smp_cost(self):
        cost = self.run_module.show_smp_cost
        self.assertEqual(cost({"a": 100, "b": 100}, {"a": 124, "b": 100}), [])
        self.assertEqual(len(cost({"a": 100, "b": 100}, {"a": 126, "b": 100})), 1)
        self.assertEqual(len(cost({"a": 100, "b": 100}, {"a": 120, "b": 120})), 1)

    def test_recorded(self):
        compare = self.run_module.compare
        self.assertEqual(compare({"a": 1000, "b": 10}, {"a": 1050, "b": 14}), [])
        self.assertEqual(len(compare({"a": 1000, "b": 10}, {"a": 1051, "b": 15})), 2)
        self.assertEqual(len(compare({"a": 1000}, {"b": 10})), 2)

    def test_entries(self):
        self.assertEqual(self.run_module.entries({"a": 1}, True, "seL4"),
                         [{"row": "a", "smp": True, "kernel": "seL4", "instructions": 1}])


def swap(results, row, value, **column):
    """The results with another value in that row, of all columns that are so; without the row if it is None."""
    chosen = [r for r in results if r["row"] == row and all(r[k] == v for k, v in column.items())]
    assert chosen
    kept = [r for r in results if r not in chosen]
    return kept + ([{**r, "instructions": value(r["instructions"])} for r in chosen] if value else [])


class SwitchTest(unittest.TestCase):
    def setUp(self):
        self.switch = load("switch")
        self.recorded = self.switch.all_recorded()

    def judged(self, results, before=None):
        """Status, and the lines that tell why."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            status = self.switch.judge(results, self.recorded if before is None else before, results)
        lines = said.getvalue().splitlines()
        return (status, [l for l in lines if l.startswith("above: ")],
                [l for l in lines if l.startswith("not compared: ")])

    def test_all_is_recorded(self):
        columns = self.switch.columns(self.recorded)
        for kernel in ("arcel4", "seL4"):
            for smp in (1, 4):
                for sched in ("fifo", "rr", "cfs"):
                    for task in self.switch.tasks():
                        rows = columns.get((kernel, smp, sched, task), {})
                        wanted = {"yield-2", "yield-16", "yield-1000", "kernel-yield-2", "semaphore-handoff",
                                  "mutex-contended", "condition-handoff", "wait-queue-same-core", "create-join",
                                  "memory-heap-bytes", "memory-kernel-bytes", "sleep-late", "wake-latency", "tick",
                                  "idle-to-running"}
                        wanted |= {"wait-queue-cross-core"} if smp > 1 else set()
                        wanted |= {"tick-preempting"} if sched != "fifo" else set()
                        self.assertEqual(set(rows), wanted, (kernel, smp, sched, task))

    def test_recorded_keeps_the_goals(self):
        self.assertEqual(self.judged(self.recorded)[:2], (0, []))

    def test_regression(self):
        one = {"kernel": "arcel4", "smp": 1, "sched": "fifo", "task": "managed"}
        four = {"kernel": "arcel4", "smp": 4, "sched": "cfs", "task": "thread"}
        genuine = {"kernel": "seL4", "smp": 1, "sched": "rr", "task": "user"}
        for column in (one, four, genuine):
            row = "sleep-late"
            slower = swap(self.recorded, row, lambda n: round(n * 1.04), **column)
            self.assertEqual(self.judged(slower)[:2], (0, []), column)
            slower = swap(self.recorded, row, lambda n: round(n * 1.06), **column)
            status, above, _ = self.judged(slower)
            self.assertEqual((status, len(above)), (3, 1), column)
            self.assertIn(row, above[0])

    def test_each_row_counts(self):
        """Each figure, of each kernel, unless it is named as one that is not compared."""
        bare, told = self.switch.BARE_YIELD, self.switch.NOT_COMPARED
        for kernel, smp, sched, task in self.switch.columns(self.recorded):
            column = {"kernel": kernel, "smp": smp, "sched": sched, "task": task}
            mine = [r for r in self.recorded if all(r[k] == v for k, v in column.items())]
            for row in (r["row"] for r in mine if r["row"] != bare and r["instructions"]):
                status, above, untold = self.judged(swap(mine, row, lambda n: n * 2, **column))
                if (row, kernel, smp, task) in told:
                    self.assertTrue(any(line.startswith(f"not compared: {row}, ") for line in untold), untold)
                else:
                    self.assertEqual(status, 3, (row, column))
                    self.assertTrue(any(line.startswith(f"above: {row}, ") for line in above), above)

    def test_missing_and_new(self):
        column = {"kernel": "arcel4", "smp": 4, "sched": "rr", "task": "user"}
        status, above, _ = self.judged(swap(self.recorded, "tick", None, **column))
        self.assertEqual((status, len(above)), (3, 1))
        self.assertIn("missing", above[0])
        new = self.recorded + [{"row": "new", **column, "instructions": 1}]
        status, above, _ = self.judged(new)
        self.assertEqual((status, len(above)), (3, 1))
        self.assertIn("not recorded", above[0])

    def test_column_that_is_not_recorded(self):
        two = [{**r, "smp": 2} for r in self.recorded if (r["smp"], r["kernel"]) == (4, "arcel4")]
        status, above, untold = self.judged(two)
        self.assertEqual((status, above, len(untold)), (0, [], 9))

    def test_another_genuine_kernel(self):
        column = {"kernel": "seL4", "smp": 1, "sched": "fifo", "task": "managed"}
        slower = swap(self.recorded, "sleep-late", lambda n: n * 2, **column)
        other = swap(slower, "kernel-yield-2", lambda n: n + 1, **column)
        self.assertEqual(self.judged(slower)[0], 3)
        status, above, untold = self.judged(other)
        self.assertEqual((status, above), (0, []))
        self.assertTrue(any("another kernel" in line for line in untold))

    def test_goals(self):
        for row, column, value in (
                ("yield-2", {"kernel": "seL4", "smp": 1, "sched": "fifo", "task": "user"}, 91),
                ("yield-2", {"kernel": "seL4", "smp": 1, "sched": "fifo", "task": "thread"}, 651),
                ("yield-2", {"kernel": "arcel4", "smp": 1, "sched": "fifo", "task": "thread"}, 521),
                ("yield-2", {"kernel": "seL4", "smp": 1, "sched": "fifo", "task": "managed"}, 4601),
                ("create-join", {"kernel": "seL4", "smp": 1, "sched": "fifo", "task": "user"}, 2501),
                ("semaphore-handoff", {"kernel": "arcel4", "smp": 1, "sched": "fifo", "task": "user"}, 201),
                ("memory-heap-bytes", {"kernel": "arcel4", "smp": 4, "sched": "rr", "task": "user"}, 513),
                ("memory-kernel-bytes", {"kernel": "arcel4", "smp": 4, "sched": "rr", "task": "thread"}, 8193)):
            # What is recorded is as high: the goal alone is above.
            high = swap(self.recorded, row, lambda _, v=value: v, **column)
            status, above, _ = self.judged(high, high)
            self.assertEqual(status, 3, (row, column))
            self.assertTrue(above[0].startswith("above: goal: "), above)
            reached = swap(self.recorded, row, lambda _, v=value: v - 1, **column)
            self.assertEqual([l for l in self.judged(reached, reached)[1] if f" {row}, " in l], [], (row, column))

    def test_goals_of_two_rows(self):
        column = {"kernel": "arcel4", "smp": 4, "sched": "rr", "task": "managed"}
        value = self.switch.columns(self.recorded)["arcel4", 4, "rr", "managed"]["yield-2"]
        high = swap(self.recorded, "yield-1000", lambda _: round(value * 1.11), **column)
        self.assertIn("a tenth above", self.judged(high, high)[1][0])
        cfs = {**column, "sched": "cfs"}
        high = swap(self.recorded, "yield-1000", lambda n: n * 2, **cfs)
        self.assertEqual(self.judged(high, high)[1], [])
        # Where managed is not measured, what is recorded of it counts.
        managed = self.switch.columns(self.recorded)["arcel4", 1, "fifo", "managed"]["create-join"]
        thread = [r for r in self.recorded if (r["kernel"], r["smp"], r["sched"], r["task"]) ==
                  ("arcel4", 1, "fifo", "thread")]
        high = swap(thread, "create-join", lambda _: managed // 3 + 1, task="thread")
        self.assertTrue(any("a third of managed" in line for line in self.judged(high)[1]))

    def test_record_keeps_the_others(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            self.switch.recorded_file = lambda task: self.switch.TOP / "bench" / "x" / f"{task}.json"
            self.switch.TOP = Path(folder)
            (Path(folder) / "bench/x").mkdir(parents=True)
            first = self.switch.entries({"yield-2": 1, "tick": 2}, ("seL4", 1, "rr", "user"))
            second = self.switch.entries({"yield-2": 3}, ("arcel4", 4, "cfs", "user"))
            self.switch.record(first)
            self.switch.record(second)
            self.assertEqual(json.loads((Path(folder) / "bench/x/user.json").read_text()), second + first)
            self.switch.record(self.switch.entries({"tick": 4}, ("seL4", 1, "rr", "user")))
            self.assertEqual(self.switch.recorded("user")[1:],
                             self.switch.entries({"tick": 4}, ("seL4", 1, "rr", "user")))


class DocumentTest(unittest.TestCase):
    """docs/switching.md has the figures that are recorded."""

    CAPTION = re.compile(r"^\*\*(One core|Four cores)")
    CELLS = {"fifo": ("sched", "fifo"), "rr": ("sched", "rr"), "cfs": ("sched", "cfs"), "genuine": ("kernel", "seL4")}

    def column(self, cell, smp):
        chosen = {"kernel": "arcel4", "smp": smp, "sched": "fifo"}
        for word in re.split(r"[, ]+", cell.lower()):
            key, value = self.CELLS.get(word, ("task", word))
            chosen[key] = value
        return tuple(chosen[k] for k in ("kernel", "smp", "sched", "task"))

    def test_figures(self):
        switch = load("switch")
        recorded, smp, header, seen = switch.columns(switch.all_recorded()), None, None, set()
        for line in (TOP / "docs/switching.md").read_text().splitlines():
            caption = self.CAPTION.match(line)
            smp = {"One core": 1, "Four cores": 4}[caption[1]] if caption else smp
            if line.startswith("| row |"):
                header = [self.column(c.strip(), smp) for c in line.strip("|").split("|")[1:]]
            elif header and line.startswith("|") and not line.startswith("|---"):
                row, *values = (c.strip() for c in line.strip("|").split("|"))
                for column, value in zip(header, values, strict=True):
                    found = recorded[column].get(row)
                    self.assertEqual(value, "" if found is None else str(found), (row, column))
                    seen.add((row, column))
            elif not line.startswith("|"):
                header = None
        for task in switch.tasks():
            for kernel in ("arcel4", "seL4"):
                for smp in (1, 4):
                    for row in recorded[kernel, smp, "fifo", task]:
                        self.assertIn((row, (kernel, smp, "fifo", task)), seen)


class CommandTest(unittest.TestCase):
    """bench/run: names and options."""

    def said(self, *words):
        done = subprocess.run([TOP / "bench/run", *words], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def test_help(self):
        self.assertEqual(self.said("--help")[0], 0)
        for name in ("switch", "kernel"):
            status, text = self.said(name, "--help")
            self.assertEqual(status, 0)
            self.assertIn("--record", text)

    def test_errors(self):
        status, text = self.said("nothing")
        self.assertEqual(status, 2)
        self.assertIn("there are: kernel switch", text)
        self.assertEqual(self.said("--record")[0], 2)
        status, text = self.said("switch", "--what")
        self.assertEqual(status, 1)
        self.assertIn("usage", text)
