# SPDX-License-Identifier: BSD-2-Clause
"""A timeline as an SVG picture: the whole run, and below it the part with the most wake-ups, near enough to see them.

A row for each core shows who runs there, with interrupts, calls and waits for locks as a dark edge above it; a row for
each task shows on which core it runs. An arrow leads from what woke a task to where that task then runs.
"""

from bisect import bisect_left, bisect_right
from html import escape

LABEL, PLOT, RIGHT = 150, 1080, 20
WIDTH = LABEL + PLOT + RIGHT
CORE_ROW, TASK_ROW, GAP, EDGE = 30, 15, 4, 5
MOST_TASKS = 24  # rows of a panel
DETAIL = 40  # slices in the part that is shown enlarged
ENOUGH = 0.6  # of the most wake-ups that such a part has: the shortest with so many is shown
CHARACTER = 6.2  # pixels, about
NARROW = 0.7  # pixels; slices below it are merged, a column of this many pixels at a time:
COLUMN = 2
IDLE, BUSY, ARROW = "#e4e4e4", "#444444", "#c02020"
PALETTE = ("#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#edc948", "#76b7b2", "#ff9da7", "#9c755f",
           "#2f5d8a", "#c56a12", "#3b7a36", "#86548a", "#b89a1c", "#458f8a", "#d9606e", "#6e4c39",
           "#86acd3", "#f7b97a", "#92c98a", "#d2aece", "#f5df91", "#aad8d5", "#ffc7cd", "#c4a48f")
CORE_PALETTE = ("#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#edc948", "#76b7b2", "#ff9da7", "#9c755f")


def duration(ns):
    """A time in the unit that suits it."""
    for unit, size in (("s", 10**9), ("ms", 10**6), ("µs", 10**3)):
        if ns >= size:
            return f"{ns / size:.4g} {unit}"
    return f"{ns:.0f} ns"


def plural(count, thing):
    return f"{count} {thing}{'s' if count > 1 else ''}"


def step_of(span):
    """A round step (1, 2 or 5 times a power of ten, in ns) that makes five to twelve of a span."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if span <= 12 * step * factor:
                return step * factor
        step *= 10


class Panel:
    """A stretch of time with its rows."""

    def __init__(self, picture, title, start, end, arrows):
        self.picture, self.timeline = picture, picture.timeline
        self.title, self.start, self.end, self.arrows = title, start, max(end, start + 1), arrows

    def x(self, ns):
        return LABEL + PLOT * (ns - self.start) / (self.end - self.start)

    def inside(self, slices):
        return [s for s in slices if s.end >= self.start and s.start <= self.end]

    def rect(self, s, y, height, colour, tip=""):
        left, right = self.x(max(s.start, self.start)), self.x(min(s.end, self.end))
        title = f"<title>{escape(tip)}</title></rect>" if tip else "</rect>"
        self.picture.add(f'<rect x="{left:.1f}" y="{y}" width="{max(right - left, 0.5):.1f}" height="{height}" '
                         f'fill="{colour}">{title}')

    def tip(self, s):
        name = f"{s.what} #{s.task}" if s.task else s.what
        return (f"{name}, core {s.cpu}: {duration(s.end - s.start)}, from {duration(s.start - self.timeline.start)}"
                + (f", then {s.why}" if s.why else ""))

    def row(self, slices, y, height, colour):
        """Slices of a row; of those too narrow to be seen, what most of a column is."""
        columns = {}
        for s in self.inside(slices):
            if PLOT * (s.end - s.start) / (self.end - self.start) >= NARROW:
                self.rect(s, y, height, colour(s), self.tip(s))
            else:
                shares = columns.setdefault(int(self.x(s.start) - LABEL) // COLUMN, {})
                shares[colour(s)] = shares.get(colour(s), 0) + s.end - s.start + 1
        previous = None
        for column, shares in sorted(columns.items()):
            best = max(shares, key=shares.get)
            if previous and previous[1] == best and previous[0] + previous[2] == column:
                previous[2] += 1
            else:
                self.columns(previous, y, height)
                previous = [column, best, 1]
        self.columns(previous, y, height)

    def columns(self, run, y, height):
        if run:
            self.picture.add(f'<rect x="{LABEL + run[0] * COLUMN}" y="{y}" width="{run[2] * COLUMN}" height="{height}" '
                             f'fill="{run[1]}"/>')

    def label(self, y, text, colour=None):
        chip = f'<rect x="{LABEL - 15}" y="{y - 9}" width="9" height="9" fill="{colour}"/>' if colour else ""
        self.picture.add(f'{chip}<text x="{LABEL - 20}" y="{y}" text-anchor="end">{escape(text)}</text>')

    def axis(self, top, bottom):
        """Lines at round times since the panel's start."""
        step = step_of(self.end - self.start)
        for at in range(0, self.end - self.start + 1, step):
            x = self.x(self.start + at)
            self.picture.add(f'<path d="M{x:.1f} {top}V{bottom}" stroke="#d0d0d0" stroke-width="0.6"/>'
                             f'<text x="{x:.1f}" y="{bottom + 13}" text-anchor="middle">{duration(at)}</text>')

    def draw(self, y):
        """Draws it from y on; returns where it ends."""
        timeline, picture = self.timeline, self.picture
        picture.add(f'<text x="{LABEL}" y="{y + 14}" font-size="13" font-weight="bold">{escape(self.title)}</text>')
        top = y + 22
        tasks_top = top + timeline.cpus * (CORE_ROW + GAP) + 6
        tasks = timeline.tasks()
        shown, hidden = self.choose(tasks)
        bottom = tasks_top + len(shown) * (TASK_ROW + 1)
        self.axis(top, bottom)
        for cpu in range(timeline.cpus):
            row = top + cpu * (CORE_ROW + GAP)
            self.label(row + 20, f"core {cpu}")
            self.row(timeline.runs[cpu], row + EDGE, CORE_ROW - EDGE, picture.colour)
            self.row(timeline.busy[cpu], row, EDGE - 1, lambda s: BUSY)
        for i, task in enumerate(shown):
            row = tasks_top + i * (TASK_ROW + 1)
            self.label(row + 12, f"{timeline.name(task)[:16]} #{task}", picture.colours[task])
            self.row(tasks[task], row + 1, TASK_ROW - 2, lambda s: CORE_PALETTE[s.cpu % len(CORE_PALETTE)])
        if self.arrows:
            self.draw_arrows(top)
        if hidden:
            text = f"and {plural(hidden, 'more task')}"
            picture.add(f'<text x="10" y="{bottom + 13}" fill="#666">{text}</text>')
        return bottom + 26

    def choose(self, tasks):
        """Up to MOST_TASKS of those that run in the panel, by number; and how many more there are."""
        weight = {}
        for task, slices in tasks.items():
            part = [] if self.timeline.is_idle(task) else self.inside(slices)
            if part:
                weight[task] = len(part) / len(slices) + sum(s.end - s.start for s in part)
        return sorted(sorted(weight, key=lambda t: -weight[t])[:MOST_TASKS]), max(0, len(weight) - MOST_TASKS)

    def draw_arrows(self, top):
        for wake in self.timeline.wakes:
            if wake.to is None or wake.ns < self.start or wake.to.start > self.end:
                continue
            x1, x2 = self.x(wake.ns), self.x(wake.to.start)
            y1, y2 = (top + cpu * (CORE_ROW + GAP) + EDGE + (CORE_ROW - EDGE) / 2 for cpu in (wake.cpu, wake.to.cpu))
            bend = min(14, 4 + (x2 - x1) / 4) if wake.cpu == wake.to.cpu else 0
            tip = (f"{wake.by} wakes {self.timeline.name(wake.task)} #{wake.task}, "
                   f"which runs after {duration(wake.to.start - wake.ns)}")
            middle = f"{(x1 + x2) / 2:.1f} {(y1 + y2) / 2 - bend:.1f}"
            self.picture.add(f'<path d="M{x1:.1f} {y1:.1f}Q{middle} {x2:.1f} {y2:.1f}" fill="none" stroke="{ARROW}" '
                             f'marker-end="url(#a)"><title>{escape(tip)}</title></path>')


class Picture:
    """The whole drawing."""

    def __init__(self, timeline, label):
        self.timeline, self.label, self.parts = timeline, label, []
        tasks = sorted(t for t in timeline.tasks() if not timeline.is_idle(t))
        self.colours = {task: PALETTE[i % len(PALETTE)] for i, task in enumerate(tasks)}

    def add(self, text):
        self.parts.append(text)

    def colour(self, s):
        return IDLE if self.timeline.is_idle(s.task) else self.colours[s.task]

    def detail(self):
        """Start and end of a part of about DETAIL slices, with many wake-ups in a short time; None: all is one part."""
        starts = sorted(s.start for runs in self.timeline.runs for s in runs)
        joined = [w.ns for w in self.timeline.wakes if w.to]
        if len(starts) <= DETAIL:
            return None
        parts = [(starts[i], starts[i + DETAIL]) for i in range(0, len(starts) - DETAIL, DETAIL // 8)]
        counts = [bisect_right(joined, end) - bisect_left(joined, start) for start, end in parts]
        busy = [part for part, count in zip(parts, counts) if count >= ENOUGH * max(counts)]
        start, end = min(busy, key=lambda part: part[1] - part[0])
        margin = (end - start) // 50
        return max(start - margin, self.timeline.start), min(end + margin, self.timeline.end)

    def legend(self, y):
        entries = [(PALETTE[0], "a task, in the colour beside its name"), (IDLE, "idle"),
                   (BUSY, "edge above a core: interrupt, call, wait for a lock")]
        x = LABEL
        for colour, text in entries:
            self.add(f'<rect x="{x:.0f}" y="{y}" width="11" height="11" fill="{colour}" stroke="#888" '
                     f'stroke-width="0.4"/><text x="{x + 15:.0f}" y="{y + 10}">{escape(text)}</text>')
            x += 30 + CHARACTER * len(text)
        y += 19
        text = "from what woke a task to where it then runs. The rows of tasks have the colour of the core:"
        self.add(f'<path d="M{LABEL} {y + 6}h22" stroke="{ARROW}" marker-end="url(#a)" fill="none"/>'
                 f'<text x="{LABEL + 32}" y="{y + 10}">{text}</text>')
        for cpu in range(self.timeline.cpus):
            x = LABEL + 32 + CHARACTER * len(text) + 62 * cpu
            self.add(f'<rect x="{x}" y="{y}" width="11" height="11" fill="{CORE_PALETTE[cpu % len(CORE_PALETTE)]}"/>'
                     f'<text x="{x + 15}" y="{y + 10}">core {cpu}</text>')
        return y + 24

    def draw(self):
        timeline = self.timeline
        switches = sum(len(runs) for runs in timeline.runs)
        title = (f"{self.label}: {plural(timeline.cpus, 'core')}, {duration(timeline.end - timeline.start)}, "
                 f"{switches} switches, {len(timeline.wakes)} wake-ups")
        self.add(f'<text x="{LABEL}" y="22" font-size="16" font-weight="bold">{escape(title)}</text>')
        y = self.legend(32)
        detail = self.detail()
        y = Panel(self, "the whole run", timeline.start, timeline.end, detail is None).draw(y)
        if detail:
            name = f"{duration(detail[1] - detail[0])} of it, from {duration(detail[0] - timeline.start)} on"
            y = Panel(self, name, *detail, True).draw(y)
        head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" viewBox="0 0 {WIDTH} {y}" '
                'font-family="sans-serif" font-size="11">'
                '<defs><marker id="a" viewBox="0 0 6 6" refX="5.5" refY="3" markerWidth="6" markerHeight="6" '
                'orient="auto">'
                f'<path d="M0 0L6 3L0 6z" fill="{ARROW}"/></marker></defs>'
                '<rect width="100%" height="100%" fill="white"/>')
        return "\n".join([head, *self.parts, "</svg>", ""])


def picture(timeline, label):
    """The picture of one system as text."""
    return Picture(timeline, label).draw()
