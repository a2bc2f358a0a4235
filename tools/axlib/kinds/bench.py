# SPDX-License-Identifier: BSD-2-Clause
"""Benchmarks as tests: no row may need more instructions than the ones that are recorded in bench/baseline."""

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
        lines = [line for line in output.splitlines() if line.startswith(("above: ", "ax: "))]
        if not lines:
            raise Failure(f"exit status {status}")
        return [self.failed(f"{len(lines)} finding(s), first: {lines[0]}")]


def units(_):
    files = sorted((TOP / RECORDED).glob("*.json"))
    return [Baseline(*path.stem.split("-", 1)) for path in files]
