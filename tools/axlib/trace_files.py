# SPDX-License-Identifier: BSD-2-Clause
"""./ax trace: what a machine's cores did, as a file for Perfetto, as a picture and as a table."""

import json
from pathlib import Path

from axlib import timeline, timeline_svg, trace, trace_json


def table(label, recorded, times):
    """A few lines for people."""
    lines = [f"{label}: {(times.end - times.start) / 1e6:.3f} ms",
             f"  {'core':>4} {'switches':>9} {'busy':>6} {'interrupts':>10} {'waits for locks':>15} {'events':>8} "
             f"{'lost':>8}"]
    for cpu in range(recorded.cpus):
        runs = times.runs[cpu]
        whole = sum(s.end - s.start for s in runs) or 1
        busy = sum(s.end - s.start for s in runs if not times.is_idle(s.task))
        locks = sum(s.what.startswith("waits") for s in times.busy[cpu])
        interrupts = sum(e.kind == "irq" for e in recorded.events[cpu])
        lines.append(f"  {cpu:4} {len(runs):9} {100 * busy / whole:5.1f}% {interrupts:10} {locks:15} "
                     f"{len(recorded.events[cpu]):8} {recorded.lost[cpu]:8}")
    return lines


class Recorder:
    """Holds on to the memory of a machine from its first output on, so that its trace outlives it."""

    def __init__(self):
        self.memory = None

    def attach(self, pid):
        """Whenever the machine has said something; the first time that it has memory counts."""
        if self.memory is None:
            try:
                self.memory = trace.Memory(pid)
            except (trace.TraceError, OSError):
                pass  # QEMU has told of an error before it had any

    def write(self, stem):
        """Writes <stem>.json of what the machine left, and <stem>.svg; returns lines to be shown.

        Of several systems each has a picture of its own, <stem>.0.svg and so on.
        """
        try:
            if self.memory is None:
                raise trace.TraceError("the machine ended before it said anything")
            return write(trace.collect(self.memory), Path(stem))
        except (trace.TraceError, OSError) as error:
            return [f"ax: trace: {error}"]


def write(traces, stem):
    several = len(traces) > 1
    systems = [(f"{stem.name} {i}" if several else stem.name, t, timeline.build(t)) for i, t in enumerate(traces)]
    stem.parent.mkdir(parents=True, exist_ok=True)
    stem.with_name(stem.name + ".json").write_text(json.dumps(trace_json.document(systems)) + "\n")
    lines = [line for system in systems for line in table(*system)]
    pictures = []
    for i, (label, _, times) in enumerate(systems):
        pictures.append(stem.with_name(f"{stem.name}.{i}.svg" if several else f"{stem.name}.svg"))
        pictures[-1].write_text(timeline_svg.picture(times, label))
    return lines + [f"written to {stem}.json (for ui.perfetto.dev) and {', '.join(map(str, pictures))}"]
