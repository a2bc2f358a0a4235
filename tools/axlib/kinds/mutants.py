# SPDX-License-Identifier: BSD-2-Clause
"""Planted bugs: a changed copy of the tree in which the named test must fail."""

import json
import shutil
import subprocess
from dataclasses import dataclass, field

from axlib import style
from axlib.gate import TOP, Failure, Unit

COPIES = TOP / "build" / "mutants"


@dataclass
class Change:
    """One edit of one file."""

    file: str
    old: str = ""
    new: str = ""
    append: bool = False


@dataclass
class Mutant:
    """A file of tests/mutants."""

    test: str = ""
    soak: bool = False
    changes: list = field(default_factory=list)


def parse(text):
    """The Mutant that a file's text says; raises ValueError."""
    mutant, part = Mutant(), None
    for line in text.splitlines(keepends=True):
        word, _, rest = line.strip().partition(" ")
        if line.startswith("@"):
            if word == "@test":
                mutant.test = rest.strip()
            elif word == "@soak":
                mutant.soak = True
            elif word == "@file":
                mutant.changes.append(Change(rest.strip()))
            elif word in ("@from", "@to", "@append") and mutant.changes:
                mutant.changes[-1].append |= word == "@append"
            else:
                raise ValueError(f"{word} is no directive here")
            part = {"@from": "old", "@to": "new", "@append": "new"}.get(word)
        elif part:
            setattr(mutant.changes[-1], part, getattr(mutant.changes[-1], part) + line)
        elif line.strip() and not line.startswith("#"):
            raise ValueError(f"{line.strip()!r} stands before @from")
    if not mutant.test or not mutant.changes:
        raise ValueError("@test and @file are needed")
    return mutant


def apply(change, top):
    path = top / change.file
    if not path.is_file():
        raise Failure(f"{change.file}: no such file")
    text = path.read_text()
    if change.append:
        path.write_text(text + change.new)
        return
    old, new = change.old.rstrip("\n"), change.new.rstrip("\n")
    if not old or text.count(old) != 1:
        raise Failure(f"{change.file}: the text to replace occurs {text.count(old) if old else 0} times, not once")
    path.write_text(text.replace(old, new))


class Planted(Unit):
    """One mutant: passes when the named test fails."""

    # It runs a gate of its own, with two jobs.
    alone = True

    def __init__(self, path, mutant):
        super().__init__(f"mutant/{path.stem}")
        self.mutant = mutant

    def run(self):
        copy = COPIES / self.name.split("/")[1]
        shutil.rmtree(copy, ignore_errors=True)
        for path in style.files(TOP):
            target = copy / path.relative_to(TOP)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)
        self.copy_build(copy)
        sound = self.failures_before(copy)
        for change in self.mutant.changes:
            apply(change, copy)
        planted = self.failures_in(copy)
        shutil.rmtree(copy)
        noticed = planted.keys() - sound.keys()
        if any("does not build" in planted[name] for name in noticed):
            return [self.failed("the planted bug does not even build")]
        if not noticed:
            return [self.failed(f"{self.mutant.test} did not notice it")]
        return [self.passed()]

    def failures_before(self, copy):
        """What fails without the planted bug: known from this run, or from one in the copy."""
        known = [r for r in self.gate.results if self.mutant.test in r.name] if self.gate else []
        if known:
            return {r.name: r.why for r in known if r.outcome == "failed"}
        return self.failures_in(copy)

    def failures_in(self, copy):
        """Name and reason of each failure of the named test in a copy of the tree."""
        summary = copy / "build/test/summary.json"
        summary.unlink(missing_ok=True)
        self.command("tools/test", "test", "--quiet", self.mutant.test, cwd=copy, timeout=900)
        results = json.loads(summary.read_text())["results"] if summary.exists() else []
        if not results:
            raise Failure(f"{self.mutant.test} did not run")
        return {r["name"]: r["why"] for r in results if r["outcome"] == "failed"}

    @staticmethod
    def copy_build(copy):
        """Objects that did not change are not built again."""
        build = copy / "build"
        build.mkdir()
        skip = {"test", "soak", "mutants"}
        for path in sorted((TOP / "build").iterdir()):
            if path.name not in skip:
                subprocess.run(["cp", "-a", str(path), str(build)], check=True)


class Unreadable(Unit):
    """A mutant whose file is wrong."""

    def __init__(self, path, why):
        super().__init__(f"mutant/{path.stem}")
        self.why = why

    def run(self):
        return [self.failed(self.why)]


def units(context):
    result = []
    for path in sorted((TOP / "tests/mutants").glob("*.txt")):
        try:
            mutant = parse(path.read_text())
        except ValueError as error:
            result.append(Unreadable(path, f"{path.relative_to(TOP)}: {error}"))
            continue
        if context.soak or not mutant.soak:
            result.append(Planted(path, mutant))
    return result
