# SPDX-License-Identifier: BSD-2-Clause
"""tools/check_barriers on a small tree: what it must notice, and what it must not take for an operation."""

import tempfile
import unittest
from pathlib import Path

from axlib import barriers

TOP = Path(__file__).resolve().parents[2]
DOCUMENT = """| rule | what | places |
|---|---|---|
| T1 | after a store | `a.c` 2, `b.S` 1 |
| L1 | the lock | `a.c` 1 |
"""
C = """/* dsb ish, arm_isb() */
static inline void arm_tlb_page(int asid)
{
    arm_dsb_ishst(); /* T1 */
    __asm__ volatile("dsb ish" ::: "memory"); // T1
    __atomic_store_n(&word, 1, __ATOMIC_RELEASE); /* why, L1 */
    __atomic_store_n(&word, 1, __ATOMIC_RELAXED);
}
"""
ASSEMBLY = """    dmb     ish /* T1 */
    wfe
    eret
"""


class BarriersTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = Path(folder.name)
        self.put("docs/kernel.md", DOCUMENT)
        self.put("kernel/a.c", C)
        self.put("kernel/arch/b.S", ASSEMBLY)

    def put(self, name, text):
        path = self.top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def test_complete(self):
        self.assertEqual(barriers.check(self.top), [])

    def test_operations_without_a_rule(self):
        for line in ("arm_isb();", "arm_tlb_page(3);", '__asm__("isb");', '__asm__("dc civac, %0");', '__asm__("dc zva, %0");',
                     '__asm__("ic iallu");', '__asm__("tlbi vmalle1is");', '__asm__("at s1e0r, %0");', "ARM_TLBI(vae1, 0);",
                     "FOR_EACH(\"dc cvau\", a, b);", "__atomic_load_n(&w, __ATOMIC_ACQUIRE);", "arch_wake_cores();"):
            self.put("kernel/c.c", f"void f(void)\n{{\n    {line}\n}}\n")
            found = barriers.check(self.top)
            self.assertEqual(len(found), 1, line)
            self.assertIn("kernel/c.c:3: no rule", found[0])

    def test_assembly_without_a_rule(self):
        for line in ("stlr xzr, [x2]", "ldar x1, [x2]", "isb", "dsb sy"):
            self.put("kernel/c.S", f"    {line}\n")
            self.assertEqual(len(barriers.check(self.top)), 1, line)

    def test_unknown_rule(self):
        self.put("kernel/c.c", "    arm_isb(); /* Z9 */\n")
        self.assertEqual(barriers.check(self.top), ["kernel/c.c:1: Z9 is no rule of docs/kernel.md"])

    def test_one_more_and_one_less(self):
        self.put("kernel/a.c", C + "    arm_isb(); /* T1 */\n")
        self.assertEqual(barriers.check(self.top), ["docs/kernel.md: T1 has 3 places in a.c, not 2"])
        self.put("kernel/a.c", C)
        self.put("kernel/arch/b.S", "")
        self.assertEqual(barriers.check(self.top), ["docs/kernel.md: T1 has 0 places in b.S, not 1"])

    def test_no_table(self):
        self.put("docs/kernel.md", "nothing\n")
        self.assertEqual(barriers.check(self.top), ["docs/kernel.md: no table of rules"])

    def test_this_tree_has_some(self):
        self.assertGreater(len(list(barriers.places(TOP))), 50)
