# SPDX-License-Identifier: BSD-2-Clause
"""Benchmarks as tests: no row may need more instructions than the ones that are recorded in bench/baseline."""

import os

from axlib.gate import TOP, Failure, Unit

RECORDED = "bench/baseline"


class Baseline(Unit):
    """bench/<name>/run --check: one build of the kernel against its recorded rows."""

    def __init__(self, name, part):
        self.bench, self.part = name, part
        super().__init__(f"bench/{name}/{part}")

    def prepare(self):
        status, _ = self.command(TOP / "bench" / self.bench / "run", "--build", self.part)
        if status:
            raise Failure("does not build")

    def run(self):
        status, output = self.command(TOP / "bench" / self.bench / "run", "--check", self.part)
        if status == 0:
            return [self.passed()]
        return [self.failed(found(status, output))]


class Whole(Unit):
    """All of bench/switch: each number of cores, scheduler and way to run tasks; or a genuine kernel beside ours."""

    alone = True
    TIMEOUT = 3600

    def __init__(self, prefix):
        self.prefix = prefix
        super().__init__("bench/switch/all" + ("@genuine" if prefix else ""))

    def run(self):
        chosen = {"SEL4_PREFIX": self.prefix, "SMP": "", "TASK": "", "FEATURES": ""}
        status, output = self.command(TOP / "bench/switch/run", timeout=self.TIMEOUT, env={**os.environ, **chosen})
        return [self.failed(found(status, output)) if status else self.passed()]


def found(status, output):
    """What a benchmark that failed has found."""
    lines = [line for line in output.splitlines() if line.startswith(("above: ", "ax: "))]
    if not lines:
        raise Failure(f"exit status {status}")
    return f"{len(lines)} finding(s), first: {lines[0]}"


def units(context):
    files = sorted((TOP / RECORDED).glob("*.json"))
    return [Baseline(*path.stem.split("-", 1)) for path in files] + ([Whole(context.prefix)] if context.soak else [])
