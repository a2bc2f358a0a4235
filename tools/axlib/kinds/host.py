# SPDX-License-Identifier: BSD-2-Clause
"""Unit tests that run on this machine: cmocka programs and the tools' own."""

import os
import re

from axlib.gate import TOP, Failure, Unit

CASE = re.compile(r"^\s*cmocka_unit_test\w*\(\s*(\w+)", re.M)
TAP = re.compile(r"^(ok|not ok) \d+(?: - (\S+))?(.*)$", re.M)


class HostProgram(Unit):
    """One cmocka program; each of its cases is a result."""

    def __init__(self, source):
        self.folder = source.parent.relative_to(TOP / "tests/host").as_posix()
        self.program = source.stem
        self.source = source
        super().__init__(f"host/{self.folder}/{self.program}")

    def words(self):
        return [f"{self.name}/{case}" for case in CASE.findall(self.source.read_text())]

    def prepare(self):
        self.make("BUILD=build", "-f", "mk/host_test.mk", f"DIR=tests/host/{self.folder}",
                  f"build/host/{self.folder}/{self.program}")

    def run(self):
        env = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="TAP", ASAN_OPTIONS="detect_leaks=1:abort_on_error=0",
                   UBSAN_OPTIONS="print_stacktrace=1")
        status, output = self.command(f"build/host/{self.folder}/{self.program}", env=env, timeout=120)
        results = []
        for verdict, case, rest in TAP.findall(output):
            if verdict == "ok" and "# SKIP" in rest:
                results.append(self.skipped(rest.split("# SKIP", 1)[1].strip() or "skipped", f"/{case}"))
            elif verdict == "ok":
                results.append(self.passed(f"/{case}"))
            else:
                results.append(self.failed("assertion failed", f"/{case}"))
        if not results:
            raise Failure(f"exit status {status} without a result")
        if status and not any(r.outcome == "failed" for r in results):
            results.append(self.failed(f"exit status {status}"))
        return results


class ToolTests(Unit):
    """One Python file of tests/tools; each case is a result."""

    LINE = re.compile(r"^(\w+) \([\w.]+\)(?:\n.*)? \.\.\. (ok|FAIL|ERROR|skipped.*)$", re.M)

    def __init__(self, path, prefix):
        self.path = path
        self.prefix = prefix
        super().__init__(f"tools/{path.stem.removeprefix('test_')}")

    def words(self):
        return [f"{self.name}/{n}" for n in re.findall(r"^    def (test_\w+)", self.path.read_text(), re.M)]

    def run(self):
        env = dict(os.environ, PYTHONPATH=str(TOP / "tools"), PYTHONDONTWRITEBYTECODE="1")
        if self.prefix:
            env["SEL4_PREFIX"] = self.prefix
        status, output = self.command("/usr/bin/python3", "-m", "unittest", "-v", self.path, env=env, timeout=300)
        results = []
        for case, verdict in self.LINE.findall(output):
            if verdict == "ok":
                results.append(self.passed(f"/{case}"))
            elif verdict.startswith("skipped"):
                results.append(self.skipped(verdict[len("skipped"):].strip(" '\""), f"/{case}"))
            else:
                results.append(self.failed("see the log", f"/{case}"))
        if not results or (status and not any(r.outcome == "failed" for r in results)):
            results.append(self.failed(f"exit status {status}"))
        return results


def units(context):
    programs = [HostProgram(p) for p in sorted((TOP / "tests/host").rglob("test_*.c"))]
    return programs + [ToolTests(p, context.prefix) for p in sorted((TOP / "tests/tools").glob("test_*.py"))]
