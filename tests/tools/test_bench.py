# SPDX-License-Identifier: BSD-2-Clause
"""What bench/kernel/run makes of rows: limits, recorded figures. Nothing is measured here."""

import contextlib
import importlib.machinery
import importlib.util
import io
import unittest
from pathlib import Path

RUN = Path(__file__).resolve().parents[2] / "bench/kernel/run"


def load():
    loader = importlib.machinery.SourceFileLoader("bench_kernel_run", str(RUN))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


class BenchTest(unittest.TestCase):
    def setUp(self):
        self.run_module = load()
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
