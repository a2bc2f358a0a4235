# SPDX-License-Identifier: BSD-2-Clause
"""Promela models of what cores do to each other: their directives, the functions that they model, and Spin.

A model, tests/models/NAME.pml, says in its comments

    @functions FILE: NAME...     the functions that it models
    @holds RUN [-DX...]          a run in which nothing may be wrong
    @fails RUN [-DX...]: WHAT    a run with a planted bug, in which Spin must find WHAT

and tests/models/NAME.digests has a digest of each of these functions.
"""

import hashlib
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from axlib import style

FOLDER = "tests/models"
ERRORS = ("assertion violated", "invalid end state")
# A search that was cut off proves nothing.
CUT_OFF = ("max search depth too small", "out of memory", "hit limit", "memory limit", "Search not completed",
           "VECTORSZ", "hash table full")
MEMORY_MB, DEPTH = 1900, 200000
PAN = ("-DNOREDUCE", "-DCOLLAPSE", "-DSAFETY")


@dataclass
class Run:
    """One search: `wanted` is "" if the model must hold, else what must be found."""

    name: str
    options: list
    wanted: str = ""


@dataclass
class Model:
    """A model's directives."""

    path: Path
    functions: list = field(default_factory=list)  # (file, name)
    runs: list = field(default_factory=list)


class Bad(Exception):
    """A model cannot be used; the text says why and where."""


def read(path):
    """The Model in a file; raises Bad."""
    model = Model(path)
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r"^ \* @(\w+) ([^:]*)(?:: (.*))?$", line)
        if not match:
            continue
        word, head, tail = match.groups()
        words = head.split()
        if word == "functions" and len(words) == 1 and tail:
            model.functions += [(words[0], name) for name in tail.split()]
        elif word == "holds" and words and not tail:
            model.runs.append(Run(words[0], words[1:]))
        elif word == "fails" and words and tail in ERRORS:
            model.runs.append(Run(words[0], words[1:], tail))
        else:
            raise Bad(f"{path.name}:{number}: not a directive: {line.strip()}")
    if not model.functions or not {bool(r.wanted) for r in model.runs} == {False, True}:
        raise Bad(f"{path.name}: @functions, @holds and @fails are all needed")
    return model


def all_paths(top):
    return sorted((top / FOLDER).glob("*.pml"))


# ---- the functions ----

def function_text(text, name, assembly):
    """The definition of a function in a source text, without comments; None if it is not there once."""
    if assembly:
        code = re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S)
        start = rf"^(?:slot {name}|{name}:)$"
        found = re.findall(rf"{start}.*?(?=^slot |^\s*\.size\s+{name}\b|\Z)", code, re.M | re.S)
    else:
        found = [body for body in c_functions(without_comments(text).splitlines(), name)]
    return found[0] if len(found) == 1 else None


def c_functions(lines, name):
    """Each definition of a function: from the line with its name to the brace that closes it."""
    head = re.compile(rf"^[A-Za-z_][^=]*\b{name}\(")
    for start, line in enumerate(lines):
        if not head.match(line):
            continue
        for number in range(start, len(lines)):
            if lines[number].rstrip().endswith(";"):
                break  # a declaration
            if lines[number].startswith("{"):
                end = next((n for n in range(number, len(lines)) if lines[n].startswith("}")), number)
                yield "\n".join(lines[start:end + 1])
                break


def without_comments(text):
    """C source text without comments; literals stay."""
    return style.CODE.sub(lambda m: " " if m.group().startswith("/") else m.group(), text)


def digest(top, file, name):
    """Digest of a function's text, white space and comments apart; raises Bad."""
    path = top / file
    if not path.is_file():
        raise Bad(f"{file}: no such file")
    text = function_text(path.read_text(), name, path.suffix == ".S")
    if text is None:
        raise Bad(f"{file}: no function {name}, or several")
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def digests_path(model):
    return model.path.with_suffix(".digests")


def recorded(model):
    """(file, name) -> digest, as recorded."""
    path = digests_path(model)
    lines = path.read_text().splitlines() if path.exists() else []
    return {(file, name): value for file, name, value in (line.split() for line in lines)}


def record(top, model):
    """Records the digests as they are now."""
    lines = [f"{file} {name} {digest(top, file, name)}" for file, name in sorted(set(model.functions))]
    digests_path(model).write_text("".join(line + "\n" for line in lines))


def changed(top, model):
    """What differs from the record, as lines."""
    found, was = [], recorded(model)
    for file, name in model.functions:
        try:
            now = digest(top, file, name)
        except Bad as bad:
            found.append(str(bad))
            continue
        if (file, name) not in was:
            found.append(f"{file}: {name} is not recorded")
        elif was[file, name] != now:
            found.append(f"{file}: {name} has changed")
    found += [f"{file}: {name} is recorded, but not modelled"
              for file, name in sorted(was.keys() - set(model.functions))]
    return found


# ---- Spin ----

def search(model, run, folder, execute):
    """Searches one run exhaustively in a scratch folder; execute(*command, cwd=) is (status, output).

    Returns what the search printed, and the table of all statements.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(model.path, folder)
    # `provided` clauses rule out partial-order reduction; COLLAPSE saves memory and loses nothing.
    outputs = []
    for command in (["spin", *run.options, "-a", model.path.name],
                    ["gcc", "-O1", "-w", *PAN, f"-DMEMLIM={MEMORY_MB}", "-o", "pan", "pan.c"],
                    ["./pan", "-d"],
                    ["./pan", f"-m{DEPTH}"]):
        status, output = execute(*command, cwd=folder)
        if (status and "-d" not in command) or "Error:" in output:
            lines = [l for l in output.splitlines() if "rror" in l] or output.splitlines() or [f"status {status}"]
            raise Bad(f"{command[0]}: {lines[0]}")
        outputs.append(output)
    return outputs[3], outputs[2]


def verdict(output):
    """What a search found: one of ERRORS, "" for nothing; raises Bad if it was not exhaustive."""
    for error in ERRORS:
        if re.search(rf"^pan:\d+: {error}", output, re.M):
            return error
    for cut in CUT_OFF:
        if cut in output:
            raise Bad(f"the search is not exhaustive: {cut}")
    if not re.search(r"errors: 0$", output, re.M):
        raise Bad("the search has no result")
    return ""


def states(output):
    """Number of states that were visited."""
    match = re.search(r"^\s*(\d+) states, stored", output, re.M)
    return int(match.group(1)) if match else 0


def lines_of(table, output):
    """The lines of a model that have statements, and those of them that were executed.

    `table` is what pan -d prints, `output` what a search did. The ends of endless processes do not count.
    """
    missed, process = set(), ""
    for line in output.splitlines():
        process = (re.findall(r"^unreached in (?:proctype )?(\w+)", line) or [process])[0]
        missed |= {(process, int(n)) for n in re.findall(r"^\t\S+:\d+, state (\d+), ", line)}
    every, executed = set(), set()
    for line in table.splitlines():
        process = (re.findall(r"^(?:proctype|init|never|claim) ?(\w*)", line) or [process])[0]
        match = re.match(r"^\tstate +(\d+) -\(tr .*\] \S+\.pml:(\d+) => (.*)", line)
        if match and match.group(3) != "-end-":
            every.add(int(match.group(2)))
            if (process, int(match.group(1))) not in missed:
                executed.add(int(match.group(2)))
    return every, executed


def replay(run, folder, name, execute):
    """Has the execution that leads to what was found written, step by step."""
    if list(folder.glob("*.trail")):
        execute("spin", *run.options, "-t", "-p", "-g", name, cwd=folder)
