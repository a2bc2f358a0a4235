# SPDX-License-Identifier: BSD-2-Clause
"""docs/arceos-map.md: every name of ours in it is declared, and a row without one gives a reason."""

import re
import unittest
from pathlib import Path

from axlib import style

TOP = Path(__file__).resolve().parents[2]
MODULES = ("axhal", "axtask", "axsync", "axalloc", "axmm", "axruntime", "axipi", "axdma", "axlog")
REASONS = ("seL4: ", "C: ", "platform: ", "missing: ")
HEADER = ["ArceOS", "here", "how it differs"]


def rows(text):
    """(line, cells) of all rows of tables, their heads left out."""
    for number, line in enumerate(text.splitlines(), 1):
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if line.startswith("|") and cells != HEADER and not set("".join(cells)) <= set("-"):
            yield number, cells


def quoted(text):
    return re.findall(r"`([^`]*)`", text)


def declared(top):
    """Every identifier in the code of the public headers of arceos/."""
    names = set()
    for path in (top / "arceos").rglob("include/**/*.h"):
        names |= set(re.findall(r"\w+", style.code_of(path.read_text())))
    return names


def findings(text, names):
    """What is wrong with the document, a line each."""
    found = []
    for number, cells in rows(text):
        if len(cells) != 3 or not cells[0]:
            found.append(f"{number}: not three cells")
            continue
        ours = quoted(cells[1])
        if cells[1] == "–":
            if not cells[2].startswith(REASONS):
                found.append(f"{number}: no name of ours, and no reason")
        elif not ours or re.sub(r"`\w+`", "", cells[1]).strip(", "):
            found.append(f"{number}: the second cell is not a list of names")
        found += [f"{number}: {name} is in no header" for name in ours if name not in names]
    for name in re.findall(r"\b(?:ax|AX)_[\w]+(?!!)\b", re.sub(r"^\|[^|]*\|", "|", text, flags=re.M)):
        if name not in names:
            found.append(f"{name} is in no header")
    return found


class MapTest(unittest.TestCase):
    def test_names_are_declared(self):
        text = (TOP / "docs/arceos-map.md").read_text()
        self.assertEqual(findings(text, declared(TOP)), [])

    def test_every_module_has_a_table(self):
        text = (TOP / "docs/arceos-map.md").read_text()
        sections = re.split(r"^## ", text, flags=re.M)[1:]
        self.assertEqual([s.split()[0] for s in sections], list(MODULES))
        for section in sections:
            self.assertTrue(list(rows(section)), section.split()[0])

    def test_what_is_wrong_is_found(self):
        names = {"ax_a", "ax_b"}
        for row in ("| `x` | `ax_c` | |", "| `x` | – | |", "| `x` | – | because |", "| `x` | | |",
                    "| `x` | see it | |", "| `x` | `ax_a` and `ax_b` | |", "| `x` | – | C: `ax_c` |",
                    "| | `ax_a` | |", "| `x` | `ax_a` |"):
            self.assertTrue(findings(row + "\n", names), row)
        for row in ("| `ax_other!` | `ax_a`, `ax_b` | |", "| `x` | – | C: `ax_a` |", "|---|---|---|"):
            self.assertEqual(findings(row + "\n", names), [], row)
