# SPDX-License-Identifier: BSD-2-Clause
"""Applications on QEMU: their expected output, scripted sessions, and boots of every kind of machine."""

import os
from dataclasses import replace
from pathlib import Path

from axlib import expect, images
from axlib.gate import TOP, Unit
from axlib.kinds.kernel import NoPrefix

VARIABLE = {"mem": "MEM", "log": "LOG", "mode": "MODE", "smp": "SMP", "el": "EL", "icount": "ICOUNT",
            "virtio": "VIRTIO", "task": "TASK"}
BOOT_APP = "apps/helloworld"
BOOT_MEM = {False: ("128M", "1G", "4G"), True: ("128M", "192M", "256M", "512M", "1G", "2G", "3G", "4G", "6G", "8G")}


# Images that this process has built.
built = set()

# MiB: machines above the first are only started when they fit into memory, and more is left free.
LARGE_MB, SPARE_MB = 2048, 1024


def available_mb():
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable:"))


def variables_of(app, combination, prefix=""):
    """make's variables for one combination of a matrix; TASK= of ./ax test holds where it says none."""
    result = {"SYSTEM" if app.endswith(".system") else "A": app}
    if os.environ.get("TASK"):
        result["TASK"] = os.environ["TASK"]
    if prefix:
        result["SEL4_PREFIX"] = prefix
    for key, value in combination.items():
        if key == "sched":
            result["FEATURES"] = f"sched-{value}"
        elif key == "features":
            result["FEATURES"] = value.replace("+", ",")
        else:
            result[VARIABLE[key]] = value
    return result


class Run(Unit):
    """One run of an application with an expected output."""

    def __init__(self, name, expectation, app, combination, prefix=""):
        self.expectation = expectation
        self.variables = variables_of(app, combination, prefix)
        self.genuine = bool(prefix)
        suffix = ",".join(f"{k}={v}" for k, v in combination.items())
        name = f"{name}/{suffix}" if suffix else name
        super().__init__(name + ("@genuine" if prefix else ""))
        self.once = expectation.once
        # Two of the largest at once are more than most machines have.
        self.alone = combination.get("mem") in ("6G", "8G")

    def key(self):
        return " ".join([self.name, *(self.variables.get(k, "") for k in ("TASK", "SEL4_PREFIX"))]).strip()

    def prepare(self):
        self.config = images.configuration(self.variables)
        features = [f for f in self.config["FEATURES"].split() if not f.startswith("sched-")]
        build = (self.config["IMAGE"], *features)
        if build not in built:
            self.make("build", *images.assignments(self.variables))
            built.add(build)

    def look_at(self, machine):
        """What is wrong with the output of a run that went as expected, or None."""

    def run(self):
        # A system that uses all its memory makes QEMU really take it.
        if int(self.config["MEM_MB"]) > LARGE_MB and available_mb() < int(self.config["MEM_MB"]) + SPARE_MB:
            return [self.skipped(f"this machine has only {available_mb()} MiB to spare")]
        disk = self.log_path.with_suffix(".disk.img")
        machine_options = images.options(self.config, self.config["IMAGE"], self.expectation.params, str(disk))
        machine_options.extra += self.expectation.qemu
        # On a genuine kernel of several cores a system call may wait for a turn of each other core's.
        if self.expectation.turn_us and not self.genuine:
            machine_options.turn_us = self.expectation.turn_us
        expectation = self.expectation.filled({"smp": self.config["SMP"], "log": self.config["LOG"]})
        end = images.deadline(expectation.timeout)
        why = images.boot(machine_options, self.log_path,
                          lambda m: expect.follow(expectation, m, end) or self.look_at(m))
        disk.unlink(missing_ok=True)
        return [self.failed(why) if why else self.passed()]


# What LOG=info tells of every start and end, in this order.
BANNER = [rb"^log_level = {log}$", rb"^smp = {smp}$"]
START = [rb"Primary CPU 0 started\.", rb"free memory \(READ \| WRITE \| FREE\)",
         rb"Initialize global memory allocator\.\.\.", rb"Initialize scheduling\.\.\.", rb"  use {sched} scheduler\.",
         rb"Initialize interrupt handlers\.\.\.", rb"Primary CPU 0 init OK\."]
END = [rb"Shutting down\.\.\."]
SCHEDULERS = {"fifo": b"FIFO", "rr": b"Round-robin", "cfs": b"Completely Fair"}


class MatrixRun(Run):
    """One of the run matrix: the banner and the log lines that it has to show are checked, too."""

    def __init__(self, name, expectation, app, combination, prefix=""):
        super().__init__(name, expectation, app, combination, prefix)
        self.combination = combination
        self.expectation = replace(expectation, params=expectation.params + expectation.run_matrix_params)
        # By instruction count one core does the same each time.
        self.once = self.once or combination["smp"] == "1"

    def look_at(self, machine):
        clean = expect.CleanText()
        clean.feed(machine.text)
        patterns = BANNER if self.combination["log"] == "warn" else BANNER + START + END
        values = {b"{log}": self.combination["log"].encode(), b"{smp}": self.combination["smp"].encode(),
                  b"{sched}": SCHEDULERS[self.combination["sched"]]}
        for name, value in values.items():
            patterns = [p.replace(name, value) for p in patterns]
        missing = expect.first_missing(bytes(clean.text), patterns)
        return f"{missing!r} is not where it should be in the output" if missing else None


def matrix_of(name, expectation, app, context):
    """The run matrix of ./ax soak: every application with every TASK=, cores, scheduler and log level."""
    if not context.soak or expectation.run_matrix is None:
        return []
    combinations = expectation.matrix_combinations(os.environ.get("TASK", ""))
    result = []
    if "ours" in expectation.kernels:
        result += [MatrixRun(f"matrix/{name}", expectation, app, c) for c in combinations]
    if "genuine" in expectation.kernels and context.prefix:
        nodes = images.nodes_of(context.prefix)
        # In parallel a genuine kernel's cores wait for each other's host threads.
        result += [MatrixRun(f"matrix-genuine/{name}", expectation, app, c, context.prefix) for c in combinations
                   if c["smp"] == nodes and c["icount"] != "n"]
    return result


class Broken(Unit):
    """An expectation that cannot be read."""

    def __init__(self, name, why):
        super().__init__(name)
        self.why = why

    def run(self):
        return [self.failed(self.why)]


def genuine_combinations(combinations, nodes):
    """A genuine kernel's memory and cores are fixed: what is for other cores, and those keys, fall away."""
    kept = []
    for combination in combinations:
        if combination.get("smp", "1") != nodes:
            continue
        combination = {k: v for k, v in combination.items() if k not in ("mem", "smp")}
        if combination not in kept:
            kept.append(combination)
    return kept


def read(name, path):
    try:
        return expect.parse(path.relative_to(TOP).as_posix(), path.read_text()), None
    except expect.ExpectError as error:
        return None, Broken(name, str(error))


def runs_of(name, expectation, app, context):
    result = []
    if expectation.soak and not context.soak:
        return result
    combinations = expectation.combinations(context.soak)
    if "ours" in expectation.kernels:
        result += [Run(name, expectation, app, c) for c in combinations]
    if "genuine" in expectation.kernels:
        if context.prefix:
            kept = genuine_combinations(combinations, images.nodes_of(context.prefix))
            result += [Run(name, expectation, app, c, context.prefix) for c in kept]
        else:
            result.append(NoPrefix(f"{name}@genuine"))
    return result


def boots(context):
    """The smallest application on every kind of machine."""
    if not (TOP / BOOT_APP).is_dir():
        return []
    expectation = expect.parse("boot", "Hello, world!\n")
    kinds = [(el, mem) for el in ("1", "2") for mem in BOOT_MEM[context.soak]]
    if not context.soak:
        kinds.append(("1", "8G"))
    return [Run("boot", expectation, BOOT_APP, {"el": el, "mem": mem}) for el, mem in kinds]


def units(context):
    result = []
    for path in sorted((TOP / "apps").glob("*/expect.txt")):
        app = path.parent.relative_to(TOP).as_posix()
        name = f"app/{path.parent.name}"
        expectation, broken = read(name, path)
        result += [broken] if broken else runs_of(name, expectation, app, context)
        result += [] if broken else matrix_of(path.parent.name, expectation, app, context)
    for path in sorted((TOP / "tests/system").glob("*.txt")):
        name = f"system/{path.stem}"
        expectation, broken = read(name, path)
        if expectation and not expectation.app:
            broken = Broken(name, f"{path.relative_to(TOP)}: no @app line")
        result += [broken] if broken else runs_of(name, expectation, expectation.app, context)
    return result + boots(context)
