# SPDX-License-Identifier: BSD-2-Clause
"""Whether a trace's JSON is what it should be: the form that viewers want, and times that can be true."""

EPSILON = 0.0005  # microseconds; times have three digits behind the point


def form(document):
    """What is wrong with the form of the events."""
    events = document.get("traceEvents")
    if not isinstance(events, list) or not events:
        return ["no traceEvents"]
    wrong = []
    for i, e in enumerate(events):
        needed = {"ph": str, "name": str, "pid": int, "tid": int, "ts": (int, float)}
        bad = [key for key, kind in needed.items() if not isinstance(e.get(key), kind)]
        if e.get("ph") not in ("M", "X", "i", "s", "f"):
            bad.append("ph")
        if e.get("ph") == "X" and not (isinstance(e.get("dur"), (int, float)) and e["dur"] >= 0):
            bad.append("dur")
        if e.get("ph") in ("s", "f") and not isinstance(e.get("id"), int):
            bad.append("id")
        if bad:
            wrong.append(f"event {i}: {', '.join(bad)}: {e}")
    return wrong


def overlaps(name, slices):
    """Slices of one track that overlap."""
    wrong, last = [], None
    for s in sorted(slices, key=lambda s: (s["ts"], s["ts"] + s["dur"])):
        if last and s["ts"] < last["ts"] + last["dur"] - EPSILON:
            wrong.append(f"{name}: {last['name']} until {last['ts'] + last['dur']:.3f}, {s['name']} from {s['ts']:.3f}")
        last = s
    return wrong


def tracks(document):
    """(pid, tid) -> slices in which tasks run; and the names of processes."""
    found, processes = {}, {}
    for e in document["traceEvents"]:
        if e["ph"] == "X" and e["cat"] == "run":
            found.setdefault((e["pid"], e["tid"]), []).append(e)
        elif e["ph"] == "M" and e["name"] == "process_name":
            processes[e["pid"]] = e["args"]["name"]
    return found, processes


def arrows(document, found):
    """Arrows without an end, that go back in time, or do not end where a slice begins."""
    begins, ends, wrong = {}, {}, []
    for e in document["traceEvents"]:
        if e["ph"] in ("s", "f"):
            side = begins if e["ph"] == "s" else ends
            if e["id"] in side:
                wrong.append(f"arrow {e['id']} has two of {e['ph']}")
            side[e["id"]] = e
    wrong += [f"arrow {i} has one end" for i in begins.keys() ^ ends.keys()]
    starts = {(*track, s["ts"]) for track, slices in found.items() for s in slices}
    for i in begins.keys() & ends.keys():
        end = ends[i]
        if end["ts"] < begins[i]["ts"]:
            wrong.append(f"arrow {i} goes back in time")
        if (end["pid"], end["tid"], end["ts"]) not in starts:
            wrong.append(f"arrow {i} does not end where a task begins to run")
    return wrong


def check(document):
    """Everything that is wrong, as lines; none for a good trace of systems that lost no event."""
    wrong = form(document)
    if wrong:
        return wrong
    found, processes = tracks(document)
    for (pid, tid), slices in found.items():
        wrong += overlaps(f"{processes.get(pid, pid)}, track {tid}", slices)
    wrong += arrows(document, found)
    for i, (label, system) in enumerate(document["otherData"].items()):
        cores, tasks = 1 + 2 * i, 2 + 2 * i
        by_core = sum(len(found.get((cores, 2 * cpu), [])) for cpu in range(system["cores"]))
        by_task = {tid: len(slices) for (pid, tid), slices in found.items() if pid == tasks}
        counted = {int(task): count for task, count in system["switches"].items()}
        if any(system["lost"]):
            wrong.append(f"{label}: events were lost: {system['lost']}")
        elif by_task != counted:
            differ = [t for t in counted.keys() | by_task.keys() if counted.get(t) != by_task.get(t)]
            wrong += [f"{label}: task {t} counts {counted.get(t)} switches, and has {by_task.get(t)} slices" for t in differ]
        if sum(by_task.values()) != by_core:
            wrong.append(f"{label}: {sum(by_task.values())} slices of tasks, {by_core} of cores")
    return wrong
