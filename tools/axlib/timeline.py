# SPDX-License-Identifier: BSD-2-Clause
"""What the cores and tasks of a trace did when: slices of time, and which wake-up led to which."""

from dataclasses import dataclass, field

from axlib.trace import Event

SOURCES = {0xffffff01: "other core", 0xffffff02: "console"}
TIMER = 30
SERVICES = {0x1000: "create task", 0x1001: "switch task", 0x1002: "exit task", 0x1003: "exit system",
            0x1004: "migrate task", 0x2000: "register interrupt", 0x2002: "shutdown"}
CALLEES = ("manager", "root task")
TRAPS = ("page read", "page write", "page execute", "breakpoint", "undefined instruction", "alignment",
         "unknown system call", "other")


@dataclass
class Slice:
    """Time of a core: a task ran, an interrupt was handled, a call was made. ns."""

    cpu: int
    start: int
    end: int
    what: str
    task: int = 0
    why: str = ""  # of a task's: how it ended
    turn: int = 0  # likewise: the task has been switched to so often, as it counts itself


@dataclass
class Wake:
    """A task was woken by what ran on a core, and ran then; `to` is None if it did not any more."""

    ns: int
    cpu: int
    task: int
    by: str
    to: Slice | None = None


@dataclass
class Timeline:
    """Everything in ns of the machine's counter."""

    cpus: int
    names: dict
    start: int = 0
    end: int = 0
    runs: list = field(default_factory=list)  # by cpu: slices of tasks, idle ones included
    busy: list = field(default_factory=list)  # by cpu: interrupts, calls, waits for locks
    marks: list = field(default_factory=list)  # events that take no time
    wakes: list = field(default_factory=list)

    def name(self, task):
        return self.names.get(task) or "task"

    def is_idle(self, task):
        return self.name(task) == "idle"

    def tasks(self):
        """task -> its slices in order of time."""
        found = {}
        for run in sorted((s for runs in self.runs for s in runs), key=lambda s: s.start):
            found.setdefault(run.task, []).append(run)
        return found


def source(ident):
    return SOURCES.get(ident, "timer" if ident == TIMER else f"interrupt {ident}")


def service(event):
    label = SERVICES.get(event.ident, f"service {event.ident:#x}")
    return f"{CALLEES[event.arg]}: {label}" if event.arg < len(CALLEES) else label


def describe(event, timeline):
    """An event that takes no time, in words."""
    task = f"{timeline.name(event.ident)} #{event.ident}"
    words = {
        "spawn": lambda: f"{task} made",
        "wake": lambda: f"{task} woken",
        "block": lambda: f"{task} waits" + (" until a deadline" if event.arg else ""),
        "preempt": lambda: f"{task} made to yield",
        "exit": lambda: f"{task} ends with {event.arg & 0xff}",
        "migrate": lambda: f"{task} from core {event.arg >> 8} to {event.arg & 0xff}",
        "fault": lambda: f"{task} faulted: {TRAPS[event.arg] if event.arg < len(TRAPS) else event.arg}",
        "call": lambda: f"call to {service(event)}",
        "kick": lambda: f"signal to core {event.ident}",
        "mark": lambda: f"mark {event.ident} {event.arg}",
    }
    return words.get(event.kind, lambda: event.kind)()


class Core:
    """Follows the events of one core."""

    ENDS = {"block": "waits", "preempt": "preempted", "exit": "ended", "migrate": "leaves the core"}

    def __init__(self, timeline, cpu):
        self.timeline, self.cpu = timeline, cpu
        self.current = None
        self.why = {}  # task -> how its slice is about to end
        self.open = {False: [], True: []}  # begun interrupts and calls, by who left the event
        self.runs, self.busy = [], []

    def follow(self, events, end):
        for event in events:
            self.event(event)
        self.close(end)

    def close(self, ns):
        if self.current:
            self.current.end = ns

    def event(self, e):
        if e.kind == "switch":
            self.switch(e)
        elif e.kind in ("irq", "call"):
            what = source(e.ident) if e.kind == "irq" else service(e)
            self.open[e.manager].append((e, what))
            if e.kind == "call":
                self.timeline.marks.append(e)
        elif e.kind in ("irq end", "return"):
            self.ended(e)
        elif e.kind == "lock":
            self.lock(e)
        else:
            if e.kind in self.ENDS:
                self.why[e.ident] = self.ENDS[e.kind]
            self.timeline.marks.append(e)
            if e.kind in ("wake", "spawn"):
                self.wake(e)

    def switch(self, e):
        if self.current:
            before = self.current
            idle = self.timeline.is_idle(before.task)
            before.end, before.why = e.ns, "" if idle else self.why.pop(before.task, "yields")
        self.why.pop(e.ident, None)
        self.current = Slice(self.cpu, e.ns, e.ns, self.timeline.name(e.ident), e.ident, turn=e.arg)
        self.runs.append(self.current)
        # A call that another task began has switched, and has no end here.
        self.open[False].clear()

    def ended(self, e):
        kind = "irq" if e.kind == "irq end" else "call"
        begun = self.open[e.manager]
        while begun:
            first, what = begun.pop()
            if (first.kind, first.ident) == (kind, e.ident):
                self.busy.append(Slice(self.cpu, first.ns, e.ns, what))
                return

    def lock(self, e):
        self.busy.append(Slice(self.cpu, e.ns - e.arg, e.ns, f"waits for the lock at {e.ident:#x}"))

    def wake(self, e):
        by = self.timeline.name(self.current.task) if self.current else "bring-up"
        if e.manager and self.open[True]:
            by = self.open[True][-1][1]
        self.timeline.wakes.append(Wake(e.ns, self.cpu, e.ident, by))


def in_ns(event, frequency):
    """A lock's waiting time is in ticks."""
    if event.kind != "lock":
        return event
    return Event(event.ns, event.kind, event.cpu, event.ident, event.arg * 10**9 // frequency, event.manager)


def join_wakes(timeline):
    """Gives each wake-up the slice in which its task ran first afterwards, before the next wake-up."""
    tasks = timeline.tasks()
    timeline.wakes.sort(key=lambda w: w.ns)
    position = {task: 0 for task in tasks}
    waiting = {}
    for wake in timeline.wakes:
        runs = tasks.get(wake.task, [])
        i = position.get(wake.task, 0)
        while i < len(runs) and runs[i].start < wake.ns:
            i += 1
        position[wake.task] = i
        if i < len(runs):
            earlier = waiting.get(wake.task)
            if earlier and earlier.to is runs[i]:
                earlier.to = None
            wake.to = runs[i]
            waiting[wake.task] = wake


def build(trace):
    """The Timeline of a Trace."""
    everything = [e.ns for events in trace.events for e in events]
    timeline = Timeline(trace.cpus, trace.names, min(everything, default=0), max(everything, default=0))
    for cpu, events in enumerate(trace.events):
        core = Core(timeline, cpu)
        core.follow([in_ns(e, trace.frequency) for e in events], timeline.end)
        timeline.runs.append(core.runs)
        timeline.busy.append(sorted(core.busy, key=lambda s: s.start))
    timeline.marks.sort(key=lambda e: e.ns)
    join_wakes(timeline)
    return timeline
