# SPDX-License-Identifier: BSD-2-Clause
"""Traced runs: the JSON that ./ax trace writes is well formed and its times can be true. And without FEATURES=trace
nothing of it is in an image."""

import json
import re
import subprocess
from collections import Counter

from axlib import images, timeline, trace, trace_check, trace_json
from axlib.gate import TOP, Failure, Unit
from axlib.kinds.kernel import NoPrefix
from axlib.kinds.runs import variables_of

TIMEOUT = 120
# Where switches and wake-ups come through, with how often each reads the counter for its own ends (a task's time); and
# in how many functions events are at least.
HOT = {"ax_task_yield": 1, "ax_wake_locked": 0, "ax_wake": 0, "ax_block": 0, "ax_preempt": 0, "ax_hal_thread_switch": 0}
LEAST_PLACES = 8
SYMBOL = re.compile(r"^[0-9a-f]+ . (\S+)$", re.M)


class Expected:
    """What a traced application must show beside a good form: its last line, and least numbers."""

    def __init__(self, app, last, combination, tasks, cores, wakes):
        self.app, self.last, self.combination = app, last, combination
        self.tasks, self.cores, self.wakes = tasks, cores, wakes

    def missing(self, times):
        """What cannot be seen."""
        workers = [t for t, runs in times.tasks().items() if not times.is_idle(t) and runs]
        busy = [runs for runs in times.runs if any(times.name(s.task) not in ("idle", "gc") for s in runs)]
        joined = [w for w in times.wakes if w.to]
        lines = []
        for what, found, least in (("tasks", len(workers), self.tasks), ("cores with tasks", len(busy), self.cores),
                                   ("wake-ups that led to a run", len(joined), self.wakes)):
            if found < least:
                lines.append(f"{found} {what}, expected at least {least}")
        if not any(times.name(t) == "main" for t in workers):
            lines.append("there is no task main")
        return lines


EXPECTED = (
    # main, gc and ten tasks; each ended task wakes main or gc.
    Expected("apps/yield", rb"Task yielding tests run OK!", {}, 12, 1, 3),
    # main and sixteen tasks; most of them wait in the barrier.
    Expected("apps/parallel", rb"Parallel summation tests run OK!", {"smp": "4", "icount": "3"}, 17, 4, 16),
)


class Traced(Unit):
    """One traced run."""

    def __init__(self, expected, prefix=""):
        self.expected = expected
        self.variables = variables_of(expected.app, {**expected.combination, "features": "trace"}, prefix)
        suffix = ",".join(f"{k}={v}" for k, v in expected.combination.items())
        name = f"trace/{expected.app.rpartition('/')[2]}" + (f"/{suffix}" if suffix else "")
        super().__init__(name + ("@genuine" if prefix else ""))

    def prepare(self):
        self.config = images.configuration(self.variables)
        self.make("build", *images.assignments(self.variables))

    def follow(self, machine):
        """The traces once the application has ended; or why there are none."""
        if machine.expect(self.expected.last, images.deadline(TIMEOUT)) is None:
            return f"{self.expected.last.decode()} did not appear"
        if machine.run(images.deadline(TIMEOUT)) != 0:
            return "the system did not end with status 0"
        return trace.collect(trace.Memory(machine.process.pid))

    def run(self):
        disk = self.log_path.with_suffix(".disk.img")
        options = images.options(self.config, self.config["IMAGE"], disk=str(disk))
        options.extra += trace.backend_arguments(options.mem)
        try:
            found = images.boot(options, self.log_path, self.follow)
        except trace.TraceError as error:
            found = str(error)
        finally:
            disk.unlink(missing_ok=True)
        if isinstance(found, str):
            return [self.failed(found)]
        times = [timeline.build(t) for t in found]
        document = trace_json.document([(f"system {i}", t, times[i]) for i, t in enumerate(found)])
        self.log_path.with_suffix(".json").write_text(json.dumps(document))
        wrong = trace_check.check(json.loads(json.dumps(document))) + self.expected.missing(times[0])
        with self.log_path.open("a") as log:
            log.write("\n".join(wrong) + f"\nswitches {sum(map(len, times[0].runs))}, wake-ups {len(times[0].wakes)}\n")
        return [self.failed(f"{len(wrong)} finding(s), first: {wrong[0]}") if wrong else self.passed()]


class Off(Unit):
    """Without FEATURES=trace an image has no symbol of it, and its hot functions have no event."""

    def prepare(self):
        self.images = []
        for features in ("", "trace"):
            variables = {"A": "apps/yield", **({"FEATURES": features} if features else {})}
            config = images.configuration(variables)
            self.make("build", *images.assignments(variables))
            self.images.append(TOP / config["BUILD"] / config["VARIANT"] / f"{config['APP']}.elf")

    def lines(self, *command):
        done = subprocess.run([*command], capture_output=True, text=True, cwd=TOP)
        if done.returncode:
            raise Failure(done.stderr.strip() or f"{command[0]} failed")
        return done.stdout

    def readers(self, path):
        """How often each function reads the counter itself: each event does, right where it is left."""
        found, function = Counter(), ""
        for line in self.lines("aarch64-linux-gnu-objdump", "-d", "--no-show-raw-insn", str(path)).splitlines():
            name = re.match(r"[0-9a-f]+ <(\S+)>:$", line)
            function = name[1] if name else function
            if "cntpct_el0" in line:
                found[function.split(".")[0]] += 1
        return found

    def run(self):
        listings = [self.lines("aarch64-linux-gnu-nm", str(path)) for path in self.images]
        symbols = [{s for s in SYMBOL.findall(text) if s.startswith("ax_trace")} for text in listings]
        if symbols[0]:
            return [self.failed(f"without the feature there is {sorted(symbols[0])[0]}")]
        if not symbols[1]:
            return [self.failed("with the feature there is no symbol of it either")]
        off, on = map(self.readers, self.images)
        with self.log_path.open("a") as log:
            log.write(f"read the counter: {sorted(off)}, with the feature also {sorted(on - off)}\n")
        for function, own in HOT.items():
            if off[function] > own:
                return [self.failed(f"{function} has an event without the feature")]
        if len(on - off) < LEAST_PLACES:
            return [self.failed(f"with the feature only {len(on - off)} functions have events")]
        return [self.passed()]


class Command(Unit):
    """./ax trace as people use it: the application's output and status as with ./ax run, and two files."""

    VARIABLES = ("A=apps/helloworld,apps/yield", "SMP=2")
    STEM = "helloworld+yield"

    def prepare(self):
        self.make("build", *self.VARIABLES, "FEATURES=trace")

    def run(self):
        folder = TOP / "build/trace"
        for path in folder.glob(f"{self.STEM}*"):
            path.unlink()
        done = subprocess.run([TOP / "ax", "trace", *self.VARIABLES], capture_output=True, text=True, cwd=TOP,
                              stdin=subprocess.DEVNULL, timeout=TIMEOUT)
        self.log_path.write_text(done.stdout + done.stderr)
        if done.returncode:
            return [self.failed(f"status {done.returncode}")]
        for words, text in (("Hello, world!", done.stdout), ("Task yielding tests run OK!", done.stdout),
                            ("switches", done.stderr), ("written to", done.stderr)):
            if words not in text:
                return [self.failed(f"{words!r} is not there")]
        if "switches" in done.stdout:
            return [self.failed("the table is in the application's output")]
        found = sorted(path.name for path in folder.glob("*") if path.name.startswith(self.STEM))
        wanted = [f"{self.STEM}.0.svg", f"{self.STEM}.1.svg", f"{self.STEM}.json"]
        if found != wanted:
            return [self.failed(f"there are {found}, not {wanted}")]
        wrong = trace_check.check(json.loads((folder / f"{self.STEM}.json").read_text()))
        return [self.failed(wrong[0]) if wrong else self.passed()]


def units(context):
    result = [Off("trace/off"), Command("trace/command")]
    for expected in EXPECTED:
        result.append(Traced(expected))
        nodes = images.nodes_of(context.prefix) if context.prefix else ""
        if not nodes:
            result.append(NoPrefix(f"{result[-1].name}@genuine"))
        elif nodes == expected.combination.get("smp", "1"):
            wanted = {k: v for k, v in expected.combination.items() if k != "smp"}
            result.append(Traced(Expected(expected.app, expected.last, wanted, expected.tasks, expected.cores,
                                          expected.wakes), context.prefix))
    return result
