# SPDX-License-Identifier: BSD-2-Clause
"""A timeline as JSON in the Trace Event Format, which Perfetto (ui.perfetto.dev) and chrome://tracing open.

Process 1 has two tracks for each core: the tasks that ran, and its interrupts, calls and waits for locks. Process 2 has
a track for each task. Further systems of the same machine follow as processes 3 and 4, and so on.
"""

from axlib.timeline import describe

COLOURS = {"idle": "grey"}


class Writer:
    """Collects the events of one system."""

    def __init__(self, timeline, label, first_pid, origin):
        self.timeline = timeline
        self.origin = origin  # the time that is 0 in the file
        self.cores, self.tasks = first_pid, first_pid + 1
        self.label = label
        self.events = []
        self.flows = 0

    def us(self, ns):
        return (ns - self.origin) / 1000

    def meta(self, key, pid, tid, **args):
        self.events.append({"ph": "M", "name": key, "pid": pid, "tid": tid, "ts": 0, "args": args})

    def complete(self, s, pid, tid, cat, **args):
        begin = self.us(s.start)
        event = {"ph": "X", "name": s.what, "cat": cat, "pid": pid, "tid": tid, "ts": begin,
                 "dur": round(self.us(s.end) - begin, 3), "args": args}
        if s.what in COLOURS:
            event["cname"] = COLOURS[s.what]
        self.events.append(event)

    @staticmethod
    def core_track(cpu):
        return 2 * cpu

    def head(self):
        for pid, name in ((self.cores, "cores"), (self.tasks, "tasks")):
            self.meta("process_name", pid, 0, name=f"{self.label}: {name}")
            self.meta("process_sort_index", pid, 0, sort_index=pid)
        for cpu in range(self.timeline.cpus):
            for offset, name in ((0, f"core {cpu}"), (1, f"core {cpu}: interrupts, calls, locks")):
                tid = self.core_track(cpu) + offset
                self.meta("thread_name", self.cores, tid, name=name)
                self.meta("thread_sort_index", self.cores, tid, sort_index=tid)
        for task in sorted(self.timeline.tasks()):
            self.meta("thread_name", self.tasks, task, name=f"{self.timeline.name(task)} #{task}")
            self.meta("thread_sort_index", self.tasks, task, sort_index=task)

    def slices(self):
        for cpu, runs in enumerate(self.timeline.runs):
            for s in runs:
                self.complete(s, self.cores, self.core_track(cpu), "run", task=s.task, then=s.why)
                self.complete(s, self.tasks, s.task, "run", core=cpu, then=s.why)
            for s in self.timeline.busy[cpu]:
                self.complete(s, self.cores, self.core_track(cpu) + 1, "busy")

    def marks(self):
        for e in self.timeline.marks:
            self.events.append({"ph": "i", "s": "t", "name": describe(e, self.timeline), "cat": e.kind,
                                "pid": self.cores, "tid": self.core_track(e.cpu) + e.manager, "ts": self.us(e.ns)})

    def arrows(self):
        for wake in self.timeline.wakes:
            if wake.to is None:
                continue
            self.flows += 1
            common = {"name": "wake", "cat": "wake", "pid": self.cores, "id": self.cores * 10**9 + self.flows}
            self.events.append({**common, "ph": "s", "tid": self.core_track(wake.cpu), "ts": self.us(wake.ns),
                                "args": {"by": wake.by, "task": wake.task}})
            self.events.append({**common, "ph": "f", "bp": "e", "tid": self.core_track(wake.to.cpu),
                                "ts": self.us(wake.to.start)})

    def write(self):
        self.head()
        self.slices()
        self.marks()
        self.arrows()
        return self.events


def document(systems):
    """The whole file's object for (label, Trace, Timeline) of each system."""
    events, other = [], {}
    origin = min(timeline.start for _, _, timeline in systems)
    for i, (label, trace, timeline) in enumerate(systems):
        events += Writer(timeline, label, 1 + 2 * i, origin).write()
        # How often each task was switched to, as the system counts it.
        switches = {str(task): max(s.turn for s in runs) for task, runs in timeline.tasks().items()}
        other[label] = {"cores": trace.cpus, "lost": trace.lost, "switches": switches, "began at ns": timeline.start}
    return {"traceEvents": events, "displayTimeUnit": "ns", "otherData": other}
