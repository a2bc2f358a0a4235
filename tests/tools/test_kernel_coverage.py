# SPDX-License-Identifier: BSD-2-Clause
"""Every error of every invocation has a case (tests/kernel/coverage.txt)."""

import os
import re
import sys
import unittest
from pathlib import Path

TOP = Path(os.path.realpath(__file__)).parents[2]
sys.path.insert(0, str(TOP / "tools"))

import gen_abi_parse  # noqa: E402

ALL = "*"
NEVER = "never:"


def methods():
    """{label: Method} of every invocation, of both builds."""
    return {m.label: m for m in gen_abi_parse.parse_object_api(TOP / "abi/object-api.tbl").methods}


def wanted(method):
    """The errors that need a case: the documented ones, and a message that is too short."""
    documented = {name for names, _ in method.errors for name in names}
    return documented | ({"TruncatedMessage"} if method.inputs() else set())


def cases():
    """{ID: (text of the case, text of its file)}."""
    found = {}
    for path in (TOP / "tests/kernel").rglob("*.c"):
        text = path.read_text()
        starts = list(re.finditer(r"^CASE\((\w+),", text, re.M))
        for start, end in zip(starts, [s.start() for s in starts[1:]] + [len(text)]):
            found[start[1]] = (text[start.start():end], text)
    return found


def table(text):
    """{(label, error): [IDs]}, an empty list where it says never; raises ValueError."""
    result = {}
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if len(words) < 3 or (words[2] == NEVER and len(words) < 4):
            raise ValueError(f"line {number}: a label, an error, and cases or `never:` and why")
        if (words[0], words[1]) in result:
            raise ValueError(f"line {number}: {words[0]} {words[1]} stands there twice")
        result[words[0], words[1]] = [] if words[2] == NEVER else words[2:]
    return result


def gaps(covered, api, known):
    """What is wrong, as lines."""
    found = []
    for label, method in api.items():
        for error in wanted(method):
            # The suites on one node have no case of the SMP build's own labels.
            general = method.present(False) and (ALL, error) in covered
            if not general and (label, error) not in covered:
                found.append(f"{label} {error}: no case")
    for (label, error), names in covered.items():
        if label != ALL and label not in api:
            found.append(f"{label}: no such label")
        elif label != ALL and error not in wanted(api[label]):
            found.append(f"{label} {error}: not among its errors")
        for name in names:
            if name not in known:
                found.append(f"{label} {error}: there is no case {name}")
                continue
            body, source = known[name]
            if f"seL4_{error}" not in body:
                found.append(f"{label} {error}: {name} does not look for seL4_{error}")
            if label in api:
                stub = f"{api[label].interface}_{api[label].name}"
                if not re.search(rf"\b({label}|{stub})\b", source):
                    found.append(f"{label} {error}: the file of {name} does not use {label}")
    return found


class KernelCoverageTest(unittest.TestCase):
    """Invocations and their errors against the cases of the kernel suites."""

    def setUp(self):
        self.covered = table((TOP / "tests/kernel/coverage.txt").read_text())

    def test_every_error_of_every_invocation_has_a_case(self):
        self.assertEqual(gaps(self.covered, methods(), cases()), [])

    def test_a_gap_is_noticed(self):
        del self.covered["TCBConfigure", "RevokeFirst"]
        self.assertEqual(gaps(self.covered, methods(), cases()), ["TCBConfigure RevokeFirst: no case"])

    def test_a_general_line_does_not_cover_labels_of_the_smp_build(self):
        del self.covered["TCBSetAffinity", "InvalidCapability"]
        self.assertEqual(gaps(self.covered, methods(), cases()), ["TCBSetAffinity InvalidCapability: no case"])

    def test_a_case_that_does_not_show_the_error_is_noticed(self):
        self.covered["CNodeMove", "DeleteFirst"] = ["CNODE0100", "CNODE9999"]
        found = gaps(self.covered, methods(), cases())
        self.assertEqual(found, ["CNodeMove DeleteFirst: CNODE0100 does not look for seL4_DeleteFirst",
                                 "CNodeMove DeleteFirst: there is no case CNODE9999"])

    def test_malformed_lines_are_refused(self):
        for text in ("CNodeMove DeleteFirst", "CNodeMove DeleteFirst never:",
                     "CNodeMove DeleteFirst A0001\nCNodeMove DeleteFirst A0002"):
            with self.subTest(text), self.assertRaises(ValueError):
                table(text)


if __name__ == "__main__":
    unittest.main()
