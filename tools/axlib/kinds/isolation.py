# SPDX-License-Identifier: BSD-2-Clause
"""Two instances: what one does makes the other's timer no later, and its disk no slower, than LIMIT beyond a control
run, in which the first one spins harmlessly on its own core.

Measured by instruction count. QEMU then has one clock for all cores, which each instruction of any of them moves
on, and core 0 has the first turn after every deadline: so the measured instance is on core 0, and a run in which
the other core idles is quicker than the control run. The disk's own time is the host's; the measured instance
hides it by asking ahead, and offers turns while it computes, so that its speed is that of its own instructions.
"""

import re
from dataclasses import dataclass

from axlib import images
from axlib.gate import Unit
from axlib.machine import Options

SYSTEM = "tests/system/isolation.system"
LIMIT = 0.05
TURN_NS = Options.turn_us * 1000
TIMEOUT = 200
TIMER = re.compile(rb"timer: \d+ times, mean (\d+), least \d+, median (\d+), p99 (\d+), most \d+ ns")
DISK = re.compile(rb"disk: \d+ blocks, checksums ([0-9a-f]+) \1, (\d+) bytes a second")
END = rb"Jitter tests run OK!"
ENDED = b"upset ended with status"
# Of the measured instance's 3.1 seconds the timer takes the first, and the disk the others.
MIDDLE_MS = {"timer": 500, "disk": 1800}


@dataclass
class Way:
    """A way to misbehave: parameters of the first instance, and what it prints when it has done so."""
    name: str
    upset: str
    params: tuple = ("seconds=60",)
    proof: bytes = b""
    # While an instance is taken down, timers wait for the kernel's lock, which means several turns of QEMU's: whether
    # ten of the thousand do is chance, and p99 is told only.
    p99: bool = True


CONTROL = Way("control", "spin")
WAYS = (
    *(Way(f"fault-{part}", "fault", ("seconds=60", f"after={ms}"), rb"upset ended with status 134", p99=False)
      for part, ms in MIDDLE_MS.items()),
    Way("memory", "memory"),
    Way("masked", "masked"),
    # A device that raises its interrupt again as soon as it is acknowledged, for longer than is measured.
    Way("interrupts", "interrupts", ("seconds=4",), rb"\[upset\] \d{5,} interrupts in [34]\d\d\d ms"),
)


class Isolation(Unit):
    """The control run, and then one run for each way to misbehave."""

    def prepare(self):
        self.variables = {"SYSTEM": SYSTEM, "SMP": "2", "ICOUNT": "3"}
        self.config = images.configuration(self.variables)
        self.make("build", *images.assignments(self.variables))

    def measure(self, way):
        """The figures by name, times in ns and the disk in bytes a second; or why there are none."""
        disk = self.log_path.with_suffix(".disk.img")
        options = images.options(self.config, self.config["IMAGE"], [f"upset={way.upset}", *way.params], str(disk))

        def action(machine):
            deadline = images.deadline(TIMEOUT)
            if machine.expect(END, deadline) is None:
                return f"the measured instance did not end within {TIMEOUT} s, or the system did"
            if not way.proof and ENDED in machine.text:
                return "the other instance ended first"
            if way.proof and machine.expect(way.proof, deadline) is None:
                return "the other instance did not do what it was to"
            timer, speed = TIMER.search(machine.text), DISK.search(machine.text)
            if not timer or not speed:
                return "no figures"
            mean, median, p99 = (int(figure) for figure in timer.groups())
            return {"mean": mean, "median": median, "p99": p99, "disk": int(speed.group(2))}

        try:
            return images.boot(options, self.log_path, action)
        finally:
            disk.unlink(missing_ok=True)

    def run(self):
        control = self.measure(CONTROL)
        if isinstance(control, str):
            return [self.failed(f"control run: {control}")]
        return [self.compare(way, control) for way in WAYS]

    def compare(self, way, control):
        found = self.measure(way)
        if isinstance(found, str):
            return self.failed(found, f"/{way.name}")
        with self.log_path.open("a") as log:
            log.write(f"{way.name}: {found}, control: {control} (ns, bytes a second)\n")
        # A single timer cannot be measured more finely than a turn of QEMU's: p99 is one, the others are of a thousand.
        spare = {"mean": 0, "median": 0, **({"p99": TURN_NS} if way.p99 else {})}
        late = [f"{name} {found[name]} ns, control {control[name]} ns"
                for name, ns in spare.items() if found[name] > control[name] * (1 + LIMIT) + ns]
        if found["disk"] < control["disk"] * (1 - LIMIT):
            late.append(f"disk {found['disk']} bytes a second, control {control['disk']}")
        return self.failed("; ".join(late), f"/{way.name}") if late else self.passed(f"/{way.name}")


def units(_):
    return [Isolation("isolation")]
