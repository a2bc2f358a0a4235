# SPDX-License-Identifier: BSD-2-Clause
"""Every barrier, TLB and cache operation of the kernel is one that docs/kernel.md lists, with its reason.

At each place in the sources stands the name of its rule in a comment on the same line, such as /* T3 */; the
table of rules in the document tells how many places each file has for it. The lines of the functions that
only wrap one instruction are counted where they are used.
"""

import re
from collections import Counter

SOURCES = "kernel"
DOCUMENT = "docs/kernel.md"
# The wrappers themselves, and an architecture without barriers.
LEFT_OUT = ("kernel/arch/aarch64/include/arch/sysreg.h", "kernel/arch/hosttest/")
OPERATION = re.compile(
    r"\b(?:dsb|dmb|isb|tlbi|sev|ldar|stlr|ldaxr|stlxr)\b"
    r"|\b(?:dc (?:zva|[ci]?[civ]\w+)|ic i\w+|at s1\w+)\b"
    r"|\b(?:arm_isb|arm_dsb_\w+|arm_tlb_\w+|ARM_TLBI|arch_wake_cores)\("
    r"|\b__ATOMIC_(?:ACQUIRE|RELEASE|ACQ_REL|SEQ_CST|CONSUME)\b|\b__sync_")
# A function of these names being defined, or a macro.
DEFINITION = re.compile(r"^static inline|^#define")
COMMENT = re.compile(r"/\*(.*?)\*/|//(.*)")
NAME = re.compile(r"\b[A-Z]\d\b")
ROW = re.compile(r"^\| ([A-Z]\d) \|.*\|([^|]*)\|$", re.M)
PLACES = re.compile(r"`([\w./]+)` (\d+)")


def without_comments(text):
    """The text with every comment blanked, lines kept; comments on one line are returned beside it."""
    comments = {}

    def blank(match):
        line = text.count("\n", 0, match.start())
        comments.setdefault(line, []).append(match.group(0))
        return re.sub(r"[^\n]", " ", match.group(0))

    return re.sub(r"/\*.*?\*/|//[^\n]*", blank, text, flags=re.S), comments


def places(top):
    """(file, line, names) of every operation."""
    for path in sorted((top / SOURCES).rglob("*")):
        name = path.relative_to(top).as_posix()
        if path.suffix not in (".c", ".h", ".S") or name.startswith(LEFT_OUT):
            continue
        code, comments = without_comments(path.read_text())
        for number, line in enumerate(code.split("\n")):
            if OPERATION.search(line) and not DEFINITION.search(line):
                yield name, number + 1, NAME.findall(" ".join(comments.get(number, [])))


def listed(top):
    """Rule -> Counter of places in files, as the document has them."""
    rules = {}
    for name, cell in ROW.findall((top / DOCUMENT).read_text()):
        rules[name] = Counter({file: int(count) for file, count in PLACES.findall(cell)})
    return rules


def check(top):
    """What differs, as lines."""
    rules, found, wrong = listed(top), {}, []
    if not rules:
        return [f"{DOCUMENT}: no table of rules"]
    for file, line, names in places(top):
        if not names:
            wrong.append(f"{file}:{line}: no rule of {DOCUMENT} in a comment on this line, such as /* T1 */")
        for name in names:
            if name not in rules:
                wrong.append(f"{file}:{line}: {name} is no rule of {DOCUMENT}")
            found.setdefault(name, Counter())[file.rsplit("/", 1)[-1]] += 1
    for name, wanted in rules.items():
        have = found.get(name, Counter())
        for file in sorted(set(wanted) | set(have)):
            if wanted[file] != have[file]:
                wrong.append(f"{DOCUMENT}: {name} has {have[file]} places in {file}, not {wanted[file]}")
    return wrong
