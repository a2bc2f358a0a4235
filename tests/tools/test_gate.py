# SPDX-License-Identifier: BSD-2-Clause
"""The test runner: what it counts, selects, keeps, and how planted bugs are read and applied."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from axlib import gate
from axlib.kinds import host, kernel, mutants


class FakeUnit(gate.Unit):
    def __init__(self, name, results=(), error=None, build_error=None):
        super().__init__(name)
        self.results, self.error, self.build_error = results, error, build_error

    def prepare(self):
        if self.build_error:
            raise gate.Failure(self.build_error)

    def run(self):
        if self.error:
            raise self.error
        return [gate.Result(f"{self.name}/{n}", o) for n, o in self.results]


class GateTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(dir=gate.TOP / "build")
        self.addCleanup(folder.cleanup)
        self.out = gate.OUT
        gate.OUT = Path(folder.name)
        self.addCleanup(setattr, gate, "OUT", self.out)

    def run_gate(self, *units, keep=lambda result: True):
        current = gate.Gate(units, keep)
        with contextlib.redirect_stdout(io.StringIO()) as shown:
            current.run()
        return current, shown.getvalue()

    def test_counts(self):
        current, shown = self.run_gate(FakeUnit("a", [("x", "passed"), ("y", "failed")]),
                                       FakeUnit("b", [("x", "passed"), ("z", "skipped")]))
        self.assertEqual(current.summary(), "2 passed, 1 failed, 1 skipped")
        self.assertIn("FAILED  a/y", shown)

    def test_no_skipped(self):
        self.assertEqual(self.run_gate(FakeUnit("a", [("x", "passed")]))[0].summary(), "1 passed, 0 failed")

    def test_a_unit_that_breaks_is_a_failure(self):
        for unit in (FakeUnit("a", error=gate.Failure("x")), FakeUnit("a", error=ValueError("y")),
                     FakeUnit("a", build_error="z")):
            self.assertEqual(self.run_gate(unit)[0].summary(), "0 passed, 1 failed")

    def test_only_some_count(self):
        current, _ = self.run_gate(FakeUnit("a", [("x", "passed"), ("y", "failed")]), keep=lambda r: r.name == "a/x")
        self.assertEqual(current.summary(), "1 passed, 0 failed")


class EndTest(unittest.TestCase):
    """A run whose reader has gone (`| head`), or that is told to stop, does not go on to its end."""

    def start(self, units, **pipes):
        script = f"""
import signal, sys, time
from axlib import gate
signal.signal(signal.SIGTERM, lambda number, _: gate.end_at_once(number))
class Sleeper(gate.Unit):
    def run(self):
        time.sleep(60)
        return [self.passed()]
class Quick(gate.Unit):
    def run(self):
        return [self.passed()]
print("on", flush=True)
gate.Gate([{units}]).run()
"""
        environment = {**os.environ, "PYTHONPATH": str(gate.TOP / "tools")}
        runner = subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, **pipes)
        self.addCleanup(runner.wait)
        self.addCleanup(runner.kill)
        self.assertEqual(runner.stdout.readline(), b"on\n")
        return runner

    def test_nobody_reads(self):
        runner = self.start("Sleeper('end-test-a'), Quick('end-test-b'), Sleeper('end-test-c')", stderr=subprocess.DEVNULL)
        runner.stdout.close()
        self.assertEqual(runner.wait(20), 128 + signal.SIGPIPE)

    def test_stopped_and_nobody_reads(self):
        runner = self.start("Sleeper('end-test-a')", stderr=subprocess.PIPE)
        runner.stdout.close()
        runner.stderr.close()
        runner.terminate()
        self.assertEqual(runner.wait(20), 128 + signal.SIGTERM)


class SuiteTest(unittest.TestCase):
    class Ended:
        def __init__(self, text, status):
            self.text, self.status = text, status

    def judge(self, text, status, run_status=None):
        suite = kernel.Suite.__new__(kernel.Suite)
        gate.Unit.__init__(suite, "kernel/x/release")
        return suite.judge(status if run_status is None else run_status, self.Ended(text, status), 60)

    def outcomes(self, *arguments):
        return [(r.name.removeprefix("kernel/x/release"), r.outcome) for r in self.judge(*arguments)]

    def test_lines(self):
        text = b"noise\r\nPASS CNODE0001 copy\r\nFAIL IPC0002 call: no reply\r\nSKIP IRQ0003 no device\r\n"
        self.assertEqual(self.outcomes(text, 1), [("/CNODE0001", "passed"), ("/IPC0002", "failed"), ("/IRQ0003", "skipped")])

    def test_silent_death(self):
        self.assertEqual(self.outcomes(b"PASS A0001 x\n", None, 1), [("/A0001", "passed"), ("", "failed")])

    def test_status_and_lines_must_agree(self):
        self.assertEqual(self.outcomes(b"PASS A0001 x\n", 1), [("/A0001", "passed"), ("", "failed")])
        self.assertEqual(self.outcomes(b"FAIL A0001 x\n", 0), [("/A0001", "failed"), ("", "failed")])

    def test_same_id_twice(self):
        self.assertEqual(self.outcomes(b"PASS A0001 x\nPASS A0001 x\n", 0)[1], ("/A0001", "failed"))

    def test_no_results(self):
        with self.assertRaises(gate.Failure):
            self.judge(b"", 0)


class CmockaTest(unittest.TestCase):
    def test_output(self):
        text = "[==========] x\n1..3\nok 1 - test_a\nnot ok 2 - test_b\n# broken\nok 3 - test_c # SKIP why\n"
        self.assertEqual(host.TAP.findall(text), [("ok", "test_a", ""), ("not ok", "test_b", ""),
                                                  ("ok", "test_c", " # SKIP why")])


class MutantTest(unittest.TestCase):
    TEXT = "# what\n@test app/x\n@file a.c\n@from\nold one\n@to\nnew\none\n@file b.c\n@append\nmore\n"

    def test_parse(self):
        mutant = mutants.parse(self.TEXT)
        self.assertEqual((mutant.test, mutant.soak), ("app/x", False))
        self.assertEqual([(c.file, c.old, c.new, c.append) for c in mutant.changes],
                         [("a.c", "old one\n", "new\none\n", False), ("b.c", "", "more\n", True)])

    def test_mistakes(self):
        for text in ("@test x\n", "@file a\n@from\nx\n@to\n", "@what x\n", "text\n"):
            with self.assertRaises(ValueError):
                mutants.parse(text)

    def test_apply(self):
        with tempfile.TemporaryDirectory() as name:
            top = Path(name)
            (top / "a.c").write_text("before old one after\n")
            (top / "b.c").write_text("b\n")
            for change in mutants.parse(self.TEXT).changes:
                mutants.apply(change, top)
            self.assertEqual((top / "a.c").read_text(), "before new\none after\n")
            self.assertEqual((top / "b.c").read_text(), "b\nmore\n")

    def test_text_must_occur_once(self):
        with tempfile.TemporaryDirectory() as name:
            for text in ("", "old one old one"):
                (Path(name) / "a.c").write_text(text)
                with self.assertRaises(gate.Failure):
                    mutants.apply(mutants.parse(self.TEXT).changes[0], Path(name))


if __name__ == "__main__":
    unittest.main()
