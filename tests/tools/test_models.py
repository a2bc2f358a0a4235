# SPDX-License-Identifier: BSD-2-Clause
"""What is read of a model, when a modelled function counts as changed, and what Spin's output means."""

import tempfile
import unittest
from pathlib import Path

from axlib import gate, models
from axlib.kinds import models as kind

SOURCE = """/* f(x) is not here. */
static int g(int x);

static int f(int x,
             int y) /* two */
{
    return x + y; // sum
}

static int g(int x)
{
    return f(x, x);
}
"""
ASSEMBLY = """slot one
    ldr x0, [x0] // first
    ret

slot two
    ret
    .size two, . - two
three:
    nop
    .size three, . - three
"""
MODEL = """/*
 * @functions a.c: f g
 * @functions b.S: two three
 * @holds right
 * @fails wrong -DBUG: invalid end state
 */
bool ended;
active proctype p()
{
#ifdef BUG
    ended
#else
    ended = true
#endif
}
"""
NEVER = """if :: true -> ended = true :: ended ->
ended = false fi"""
TABLE = """proctype p
\tstate   1 -(tr   3)-> state   2  [id   0 tp   2] [----G] m.pml:9 => x = 1
\tstate   2 -(tr   4)-> state   3  [id   1 tp   2] [----G] m.pml:10 => x = 2
\tstate   3 -(tr   5)-> state   0  [id   2 tp 3500] [--e-L] m.pml:11 => -end-
proctype q
\tstate   1 -(tr   3)-> state   2  [id   3 tp   2] [----G] m.pml:10 => x = 2
\tstate   2 -(tr   3)-> state   0  [id   3 tp   2] [----G] m.pml:12 => x = 3
"""
UNREACHED = """unreached in proctype p
\tm.pml:10, state 2, "x = 2"
\tm.pml:11, state 3, "-end-"
\t(2 of 3 states)
unreached in proctype q
\tm.pml:12, state 2, "x = 3"
"""


class ModelsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.put("a.c", SOURCE)
        self.put("b.S", ASSEMBLY)
        self.put("tests/models/m.pml", MODEL)
        self.model = models.read(self.top / "tests/models/m.pml")

    def put(self, name, text):
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def test_directives(self):
        self.assertEqual(self.model.functions, [("a.c", "f"), ("a.c", "g"), ("b.S", "two"), ("b.S", "three")])
        self.assertEqual(self.model.runs, [models.Run("right", []),
                                           models.Run("wrong", ["-DBUG"], "invalid end state")])

    def test_bad_directives(self):
        for old, new in ((" * @holds right\n", ""), (" * @fails wrong -DBUG: invalid end state\n", ""),
                         ("invalid end state", "something"), ("@holds", "@hold"), ("a.c: f g", "a.c")):
            self.put("tests/models/n.pml", MODEL.replace(old, new))
            with self.assertRaises(models.Bad, msg=new):
                models.read(self.top / "tests/models/n.pml")

    def test_function_text(self):
        self.assertTrue(models.function_text(SOURCE, "f", False).endswith("return x + y;  \n}"))
        self.assertIn("return f(x, x);", models.function_text(SOURCE, "g", False))
        self.assertNotIn("return x", models.function_text(SOURCE, "g", False))
        self.assertIsNone(models.function_text(SOURCE, "h", False))
        self.assertIsNone(models.function_text(SOURCE + SOURCE, "f", False))
        self.assertEqual(models.function_text(ASSEMBLY, "one", True).split(), "slot one ldr x0, [x0] ret".split())
        self.assertEqual(models.function_text(ASSEMBLY, "two", True).split(), ["slot", "two", "ret"])
        self.assertEqual(models.function_text(ASSEMBLY, "three", True).split(), ["three:", "nop"])

    def test_unrecorded(self):
        self.assertEqual(len(models.changed(self.top, self.model)), 4)

    def test_what_counts_as_a_change(self):
        models.record(self.top, self.model)
        self.assertEqual(models.changed(self.top, self.model), [])
        self.put("a.c", SOURCE.replace("// sum", "").replace("/* two */", "/* 2 */").replace("x,\n", "x, \n\n"))
        self.assertEqual(models.changed(self.top, self.model), [])
        self.put("a.c", SOURCE.replace("x + y", "y + x"))
        self.assertEqual(models.changed(self.top, self.model), ["a.c: f has changed"])
        self.put("a.c", SOURCE.replace("static int g", "static int h"))
        self.assertEqual(models.changed(self.top, self.model), ["a.c: no function g, or several"])
        self.put("a.c", SOURCE)
        self.put("b.S", ASSEMBLY.replace("nop", "isb"))
        self.assertEqual(models.changed(self.top, self.model), ["b.S: three has changed"])

    def test_recorded_for_nothing(self):
        models.record(self.top, self.model)
        self.model.functions.pop(0)
        self.assertEqual(models.changed(self.top, self.model), ["a.c: f is recorded, but not modelled"])

    def test_verdicts(self):
        self.assertEqual(models.verdict("State-vector 20 byte, depth reached 5, errors: 0\n"), "")
        self.assertEqual(models.verdict("pan:1: invalid end state (at depth 3)\n... errors: 1\n"), "invalid end state")
        self.assertEqual(models.verdict("pan:1: assertion violated x (at depth 3)\n"), "assertion violated")
        for output in ("", "error: max search depth too small\nerrors: 0\n", "pan: out of memory\nerrors: 0\n"):
            with self.assertRaises(models.Bad, msg=output):
                models.verdict(output)

    def test_executed_lines(self):
        self.assertEqual(models.lines_of(TABLE, UNREACHED), ({9, 10, 12}, {9, 10}))

    def results(self):
        unit = kind.Searched(self.model.path)
        unit.log_path = self.top / "log"
        return {r.name.removeprefix("models/m/"): r.outcome for r in unit.run()}

    def test_searches(self):
        top = gate.TOP
        self.addCleanup(setattr, kind, "TOP", top)
        kind.TOP = self.top
        models.record(self.top, self.model)
        self.assertEqual(self.results(), dict.fromkeys(("functions", "right", "wrong", "executed"), "passed"))
        self.put("tests/models/m.pml", MODEL.replace("#ifdef BUG", "#if 1"))
        self.assertEqual(self.results(), {"functions": "passed", "right": "failed", "wrong": "passed"})
        self.put("tests/models/m.pml", MODEL.replace("#ifdef BUG", "#if 0"))
        self.assertEqual(self.results(), {"functions": "passed", "right": "passed", "wrong": "failed"})
        self.put("tests/models/m.pml", MODEL.replace("ended = true", NEVER))
        self.assertEqual(self.results()["executed"], "failed")


if __name__ == "__main__":
    unittest.main()
