# SPDX-License-Identifier: BSD-2-Clause
"""Kernel suites: root tasks that test the kernel below them and print a line for each ID."""

import re

from axlib import images
from axlib.gate import TOP, Failure, Unit
from axlib.machine import TIMEOUT_STATUS

LINE = re.compile(rb"^(PASS|FAIL|SKIP) ([A-Z][A-Z0-9_]*\d+)(.*)$", re.M)
ID = re.compile(r"\b[A-Z][A-Z_]*\d{4}\b")
# Seconds of the machine that a case may take on several cores: in parallel, by instruction count.
PARALLEL_LIMIT = 90
COUNTED_LIMIT = 5
# The shift of a genuine kernel for several nodes: in parallel on a host with fewer cores, the one that has the
# lock stands still while the others spin for it, and hardly anything happens.
GENUINE_SHIFT = "3"
SHARED = {"common", "include", "lib"}


def settings(suite):
    """What tests/kernel/<suite>/suite.mk says."""
    path = TOP / "tests/kernel" / suite / "suite.mk"
    text = path.read_text() if path.exists() else ""
    return dict(re.findall(r"^(\w+) *:?= *(.*?) *$", text, re.M))


class Suite(Unit):
    """One suite on one kernel."""

    def __init__(self, suite, mode, prefix="", smp="", long_run=None):
        self.suite = suite
        self.settings = settings(suite)
        self.variables = {"MODE": mode, "MEM": self.settings.get("mem", "") + "M" if "mem" in self.settings else ""}
        where = mode
        # A suite's icount: it is run by instruction count, with this shift.
        counted = {"ICOUNT": self.settings["icount"]} if "icount" in self.settings else {}
        if prefix:
            self.variables = {"MODE": mode, "SEL4_PREFIX": prefix}
            where = "genuine"
            nodes = images.nodes_of(prefix)
            if nodes != "1":
                counted = counted or {"ICOUNT": GENUINE_SHIFT}
                where += f"/smp{nodes}-icount{counted['ICOUNT']}"
        elif smp:
            cores, _, shift = smp.partition(":")
            self.variables |= {"SMP": cores} | ({"ICOUNT": shift} if shift else {})
            where += f"/smp{cores}" + (f"-icount{shift}" if shift else "")
        self.variables |= counted
        self.params = self.settings.get("params", "").split()
        self.timeout = float(self.settings.get("timeout", 120))
        if long_run is not None:
            self.params, where = list(long_run), where + "/" + ",".join(long_run)
            self.timeout = float(self.settings.get("soak_timeout", self.timeout))
        if self.variables.get("SMP", "1") != "1":
            # In parallel the machine's clock is the host's, and goes on while others use the host.
            limit = COUNTED_LIMIT if "ICOUNT" in self.variables else PARALLEL_LIMIT
            self.params.append(f"ktest.limit={limit}")
        super().__init__(f"kernel/{suite}/{where}")

    def words(self):
        found = set()
        for path in (TOP / "tests/kernel" / self.suite).rglob("*.c"):
            found.update(ID.findall(path.read_text(errors="replace")))
        return [f"{self.name}/{i}" for i in sorted(found)]

    def prepare(self):
        self.config = images.configuration(self.variables, app=False)
        self.make(f"ktest-{self.suite}", *images.assignments(self.variables))

    def run(self):
        machine_options = images.options(self.config, images.image_of(self.config, f"ktest-{self.suite}"),
                                         self.params)

        def action(machine):
            return machine.run(images.deadline(self.timeout)), machine

        status, machine = images.boot(machine_options, self.log_path, action)
        return self.judge(status, machine, self.timeout)

    def judge(self, status, machine, timeout):
        results, seen = [], set()
        for verdict, name, rest in LINE.findall(bytes(machine.text).replace(b"\r", b"")):
            name, rest = name.decode(), rest.decode(errors="replace").strip()
            if name in seen:
                results.append(self.failed("printed twice", f"/{name}"))
                continue
            seen.add(name)
            if verdict == b"PASS":
                results.append(self.passed(f"/{name}"))
            elif verdict == b"SKIP":
                results.append(self.skipped(rest, f"/{name}"))
            else:
                results.append(self.failed(rest, f"/{name}"))
        failures = any(r.outcome == "failed" for r in results)
        if machine.status is None:
            how = f"did not end within {timeout:g} s" if status == TIMEOUT_STATUS else "ended without an exit status"
            results.append(self.failed(how))
        elif not results:
            raise Failure(f"no results (exit status {status})")
        elif status and not failures:
            results.append(self.failed(f"exit status {status}"))
        elif failures and not status:
            results.append(self.failed("failures, but exit status 0"))
        return results


class NoPrefix(Unit):
    """Stands for a suite or run on a genuine kernel that was not given."""

    def run(self):
        return [self.skipped("needs SEL4_PREFIX=")]


def units(context):
    folder = TOP / "tests/kernel"
    names = sorted(p.name for p in folder.glob("*") if p.is_dir() and p.name not in SHARED and any(p.glob("*.[cS]")))
    result = []
    for name in names:
        if settings(name).get("soak") == "yes" and not context.soak:
            continue
        kernels = settings(name).get("kernels", "ours genuine").split()
        # A suite's smp: the numbers of cores that it runs on, - for the one-node build; soak_smp: those of the
        # long run.
        smp = settings(name).get("smp", "")
        counts = (settings(name).get("soak_smp", smp) if context.soak else smp).split() or ["-"]
        counts = [n.strip("-") for n in counts]
        if "ours" in kernels:
            result += [Suite(name, mode, smp=n) for mode in ("release", "debug") for n in counts]
        if "genuine" in kernels:
            result.append(Suite(name, "release", context.prefix) if context.prefix
                          else NoPrefix(f"kernel/{name}/genuine"))
        # Runs with other parameters, for the long run only: soak_params, separated by semicolons.
        for params in filter(None, settings(name).get("soak_params", "").split(";") if context.soak else []):
            if "ours" in kernels:
                result += [Suite(name, "release", smp=n, long_run=params.split()) for n in counts]
            if "genuine" in kernels and context.prefix:
                result.append(Suite(name, "release", context.prefix, long_run=params.split()))
    return result
