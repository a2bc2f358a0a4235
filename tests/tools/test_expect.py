# SPDX-License-Identifier: BSD-2-Clause
"""Expected output: the files, and how a machine is led through them."""

import time
import unittest

from axlib import expect
from axlib.machine import TIMEOUT_STATUS


class FakeMachine:
    """Says its pieces one per step; a piece (b"...", text) is only said after that input."""

    def __init__(self, *pieces, status=0):
        self.pieces, self.final = list(pieces), status
        self.text, self.sent = bytearray(), b""
        self.ended, self.status = False, None

    def send(self, data):
        self.sent += data

    def step(self, timeout=None):
        if not self.pieces:
            self.ended, self.status = True, self.final
        elif isinstance(self.pieces[0], tuple):
            if self.pieces[0][0] in self.sent:
                self.text += self.pieces.pop(0)[1]
            else:
                time.sleep(timeout or 0)
        else:
            self.text += self.pieces.pop(0)
        return not self.ended

    def run(self, deadline):
        while not self.ended:
            if time.monotonic() >= deadline:
                return TIMEOUT_STATUS
            self.step(deadline - time.monotonic())
        return 1 if self.status is None else self.status


def follow(text, machine, seconds=5):
    expectation = expect.parse("x", text)
    expectation.timeout = seconds
    return expect.follow(expectation, machine, time.monotonic() + seconds)


class ParseTest(unittest.TestCase):
    def test_directives(self):
        e = expect.parse("x", "@matrix sched=fifo,rr mem=128M\n@timeout 9\n@status 3\n@app apps/a\n@param a=b\n"
                              "@kernels ours\n# note\n\ntext\n")
        self.assertEqual((e.timeout, e.status, e.app, e.params, e.kernels), (9, 3, "apps/a", ["a=b"], ("ours",)))
        self.assertEqual(e.combinations(), [{"sched": "fifo", "mem": "128M"}, {"sched": "rr", "mem": "128M"}])
        self.assertEqual([(s.kind, s.value, s.line) for s in e.steps], [("text", b"text", 9)])

    def test_matrices_add_up(self):
        e = expect.parse("x", "@matrix sched=fifo smp=1\n@matrix-soak smp=4,8\n@matrix smp=4\n@matrix smp=1 sched=fifo\n")
        gate = [{"sched": "fifo", "smp": "1"}, {"smp": "4"}]
        self.assertEqual(e.combinations(), gate)
        self.assertEqual(e.combinations(soak=True), [gate[0], {"smp": "4"}, {"smp": "8"}])

    def test_run_matrix(self):
        self.assertIsNone(expect.parse("x", "a\n").run_matrix)
        e = expect.parse("x", "@run-matrix\n@once\n")
        self.assertTrue(e.once)
        # Three TASK=, two numbers of cores, three schedulers, three log levels; and four cores in parallel.
        self.assertEqual(len(e.matrix_combinations()), 3 * 2 * 3 * 3 + 3 * 3)
        self.assertEqual(len(e.matrix_combinations("user")), 2 * 3 * 3 + 3)
        e = expect.parse("x", "@run-matrix smp=1 log=warn task=user\n")
        self.assertEqual([c["sched"] for c in e.matrix_combinations()], ["fifo", "rr", "cfs"])
        e = expect.parse("x", "@run-matrix param=a=1 smp=4\n")
        self.assertEqual((e.run_matrix_params, len(e.matrix_combinations("thread"))), (["a=1"], 9 + 3))
        for wrong in ("smp=2", "mem=1G", "sched"):
            with self.assertRaises(expect.ExpectError):
                expect.parse("x", f"@run-matrix {wrong}\n")

    def test_first_missing(self):
        self.assertIsNone(expect.first_missing(b"one\ntwo\n", [rb"^one$", rb"^two$"]))
        self.assertEqual(expect.first_missing(b"one\ntwo\n", [rb"^two$", rb"^one$"]), "^one$")

    def test_values_of_the_run(self):
        e = expect.parse("x", "smp = {smp}\n~^\\d{2} of {smp}\n").filled({"smp": "4"})
        self.assertEqual([s.value for s in e.steps], [b"smp = 4", b"^\\d{2} of 4"])

    def test_logged_lines(self):
        e = expect.parse("x", "{info}tick\na\n")
        self.assertEqual([s.value for s in e.filled({"log": "debug"}).steps], [b"tick", b"a"])
        self.assertEqual([s.value for s in e.filled({"log": "warn"}).steps], [b"a"])

    def test_no_matrix_is_one_run(self):
        self.assertEqual(expect.parse("x", "a\n").combinations(), [{}])

    def test_steps(self):
        e = expect.parse("x", "~a+\n=~b\n> ps\n>> \\x1b[A\\t\n@end\n")
        self.assertEqual([(s.kind, s.value) for s in e.steps],
                         [("regex", b"a+"), ("text", b"~b"), ("send", b"ps\r"), ("send", b"\x1b[A\t"), ("end", b"")])

    def test_mistakes_name_file_and_line(self):
        for text in ("@matrix cpu=1", "@nothing", "@timeout x", "@kernels mine", "~(", "@forbid-re ["):
            with self.assertRaisesRegex(expect.ExpectError, "^x:2: ", msg=text):
                expect.parse("x", "ok\n" + text)


class FollowTest(unittest.TestCase):
    def test_in_order(self):
        self.assertIsNone(follow("one\n~t.o\n", FakeMachine(b"one\r\nt", b"wo\r\n")))

    def test_wrong_order(self):
        self.assertIn("line 2: 'one' did not appear before the end", follow("two\none\n", FakeMachine(b"one\ntwo\n")))

    def test_log_lines_behind_the_end(self):
        e = expect.parse("x", "one\n@end\n")
        out = b"one\n[  0.557722 1:9 axruntime:40] Shutting down...\n"
        for level, why in (("info", None), ("warn", "line 2: more output than expected")):
            got = expect.follow(e.filled({"log": level}), FakeMachine(out), time.monotonic() + 5)
            self.assertEqual(got if got is None else got[:len(why or "")], why)

    def test_any_order(self):
        text = "start\n*one\n*~t.o\nend\n"
        self.assertIsNone(follow(text, FakeMachine(b"start\none\ntwo\nend\n")))
        self.assertIsNone(follow(text, FakeMachine(b"start\ntwo\n", b"one\nend\n")))
        self.assertIn("line 2: 'one'", follow(text, FakeMachine(b"one\nstart\ntwo\nend\n")))
        self.assertIn("line 4: 'end'", follow(text, FakeMachine(b"start\ntwo\nend\none\n")))

    def test_colours_are_no_text(self):
        self.assertIsNone(follow("one two\n", FakeMachine(b"\x1b[3", b"1mone\x1b[0", b"m two\n")))

    def test_status(self):
        self.assertIsNone(follow("@status 3\na\n", FakeMachine(b"a", status=3)))
        self.assertEqual(follow("a\n", FakeMachine(b"a", status=3)), "exit status 3, expected 0")

    def test_silent_death(self):
        self.assertIn("did not report", follow("a\n", FakeMachine(b"a", status=None)))

    def test_forbidden(self):
        why = follow("@forbid panic\na\nb\n", FakeMachine(b"a", b"pan", b"ic", b" at x\n", b"b"))
        self.assertEqual(why, "forbidden output: panic at x")

    def test_forbidden_at_the_end(self):
        self.assertIn("forbidden", follow("@forbid-re ^p.*c$\na\n", FakeMachine(b"a\n", b"panic\n")))

    def test_conversation(self):
        machine = FakeMachine(b"$ ", (b"ps\r", b"tasks\n$ "), (b"exit\r", b"bye\n"))
        self.assertIsNone(follow("$ \n> ps\ntasks\n$ \n> exit\nbye\n", machine))
        self.assertEqual(machine.sent, b"ps\rexit\r")

    def test_deadline(self):
        why = follow("$ \n> ps\nnever\n", FakeMachine(b"$ ", (b"never", b"")), seconds=0.2)
        self.assertEqual(why, "line 3: 'never' did not appear within 0.2 s")

    def test_nothing_more(self):
        self.assertIsNone(follow("a\n@end\n", FakeMachine(b"a\r\n")))
        self.assertIn("more output", follow("a\n@end\n", FakeMachine(b"a\nb\n")))


if __name__ == "__main__":
    unittest.main()
