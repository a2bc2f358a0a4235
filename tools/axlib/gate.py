# SPDX-License-Identifier: BSD-2-Clause
"""Runs tests, two at a time, and tells what came out."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from axlib.machine import die_with_parent

TOP = Path(__file__).resolve().parent.parent.parent
OUT = TOP / "build" / "test"
JOBS = 2
SHOWN_LINES = 30
# make takes the same lock itself; here it covers mk/host_test.mk, too.
MAKE = ("flock", "build/.lock", "make", "-s", "-j2", "--no-print-directory", "AX_LOCKED=1")


@dataclass
class Result:
    """One test: outcome is passed, failed or skipped; why is empty for passed ones."""

    name: str
    outcome: str
    why: str = ""
    seconds: float = 0
    log: str = ""


class Unit:
    """What is run at once and gives one result or several.

    prepare() builds, one unit at a time; run() may run beside others and returns results. Both may
    raise Failure. Names of results begin with the unit's name.
    """

    soak = False
    # Units that change or measure the tree run when nothing else does.
    alone = False
    # Units whose result is the same each time are not repeated by a soak.
    once = False

    def __init__(self, name):
        self.name = name
        self.gate = None
        self.log_path = OUT / "log" / (re.sub(r"[^\w.=,@+-]", "_", name) + ".log")

    def key(self):
        """What a soak knows it by, whatever it was called with."""
        return self.name

    def prepare(self):
        """Build what run() needs."""

    def run(self):
        raise NotImplementedError

    def words(self):
        """Names of results that are known before the run, for selection."""
        return []

    def passed(self, name=""):
        return Result(self.name + name, "passed", log=str(self.log_path))

    def failed(self, why, name=""):
        return Result(self.name + name, "failed", why, log=str(self.log_path))

    def skipped(self, why, name=""):
        return Result(self.name + name, "skipped", why)

    def command(self, *arguments, timeout=600, env=None, cwd=TOP):
        """Run a program with its output in the unit's log; its exit status and output."""
        self.log_path.parent.mkdir(parents=True, exist_ok=True)
        try:
            done = subprocess.run([str(a) for a in arguments], cwd=cwd, env=env, timeout=timeout,
                                  stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  preexec_fn=die_with_parent)
            status, output = done.returncode, done.stdout
        except subprocess.TimeoutExpired as expired:
            status, output = 124, (expired.stdout or b"") + f"\nstopped after {timeout} s\n".encode()
        with open(self.log_path, "ab") as log:
            log.write(("$ " + " ".join(str(a) for a in arguments) + "\n").encode() + output)
        return status, output.decode(errors="replace")

    def make(self, *arguments, cwd=TOP):
        """Build something; the last lines of output are the reason of a failure."""
        status, output = self.command(*MAKE, *arguments, cwd=cwd)
        if status:
            errors = [l for l in output.splitlines() if "error" in l.lower() or "***" in l]
            raise Failure("does not build: " + (errors or ["no message"])[0])


class Failure(Exception):
    """A unit cannot go on; the text is the reason."""


class Function(Unit):
    """A test that is one Python function: returns None, or why it failed."""

    def __init__(self, name, function, alone=False):
        super().__init__(name)
        self.function = function
        self.alone = alone

    def run(self):
        why = self.function(self)
        return [self.failed(why) if why else self.passed()]


def end_at_once(number):
    """Ends the process as signal `number` would, whatever its threads do: their machines die with it."""
    try:
        print("\nax: stopped", file=sys.stderr, flush=True)
    except OSError:
        pass  # Nobody reads that any more.
    os._exit(128 + number)


class Gate:
    """Runs units and collects results."""

    def __init__(self, units, keep=lambda result: True, on_result=None):
        self.units = units
        self.keep = keep
        self.on_result = on_result
        self.results = []
        self.build_lock = threading.Lock()
        self.print_lock = threading.Lock()

    def execute(self, unit):
        began = time.monotonic()
        unit.gate = self
        unit.log_path.parent.mkdir(parents=True, exist_ok=True)
        unit.log_path.write_bytes(b"")
        try:
            with self.build_lock:
                began = time.monotonic()
                unit.prepare()
            results = unit.run()
        except Failure as failure:
            results = [unit.failed(str(failure))]
        except Exception as error:  # pylint: disable=broad-except
            with open(unit.log_path, "a") as log:
                traceback.print_exc(file=log)
            results = [unit.failed(f"the test itself broke: {error!r}")]
        seconds = time.monotonic() - began
        for result in results:
            result.seconds = result.seconds or seconds / max(1, len(results))
        return results

    def show(self, unit, results):
        with self.print_lock:
            kept = [r for r in results if self.keep(r)]
            self.results += kept
            for result in kept:
                word = {"passed": "PASSED", "failed": "FAILED", "skipped": "SKIPPED"}[result.outcome]
                why = f": {result.why}" if result.why else ""
                print(f"{word:8}{result.name}{why} ({result.seconds:.1f} s)", flush=True)
            if any(r.outcome == "failed" for r in kept):
                self.show_log(unit)
            if self.on_result:
                self.on_result(unit, kept)

    def show_log(self, unit):
        if not unit.log_path.exists():
            return
        lines = unit.log_path.read_text(errors="replace").splitlines()
        print(f"  --- the end of {unit.log_path.relative_to(TOP)}")
        for line in lines[-SHOWN_LINES:]:
            print(f"  | {line[:200]}")
        sys.stdout.flush()

    def run(self):
        together = [u for u in self.units if not u.alone]
        with ThreadPoolExecutor(JOBS) as pool:
            futures = {pool.submit(self.execute, unit): unit for unit in together}
            for future in as_completed(futures):
                self.show_or_end(futures[future], future.result())
        for unit in self.units:
            if unit.alone:
                self.show_or_end(unit, self.execute(unit))

    def show_or_end(self, unit, results):
        """Results that nobody reads any more (`./ax test | head`) are not worth hours of runs."""
        try:
            self.show(unit, results)
        except BrokenPipeError:
            end_at_once(signal.SIGPIPE)

    def count(self, outcome):
        return sum(r.outcome == outcome for r in self.results)

    def summary(self):
        """The line that ends every run."""
        line = f"{self.count('passed')} passed, {self.count('failed')} failed"
        if self.count("skipped"):
            line += f", {self.count('skipped')} skipped"
        return line

    def write_json(self, path, seconds):
        path.parent.mkdir(parents=True, exist_ok=True)
        data = {"summary": self.summary(), "seconds": round(seconds, 1),
                "results": [vars(r) for r in sorted(self.results, key=lambda r: r.name)]}
        path.write_text(json.dumps(data, indent=1) + "\n")
