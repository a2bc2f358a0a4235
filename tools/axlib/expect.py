# SPDX-License-Identifier: BSD-2-Clause
"""Expected output of a run, as tests/README.md describes the files."""

import itertools
import re
import time
from dataclasses import dataclass, field, replace

from axlib.machine import TIMEOUT_STATUS

# A line of the log, colours taken out: "[  0.557722 1:9 axruntime:40] Shutting down..."
LOG_LINE = re.compile(rb"^\[ *\d+\.\d{6} [^\]]*\] .*\n?", re.M)
MATRIX_KEYS = ("sched", "mem", "log", "mode", "smp", "el", "icount", "features", "virtio", "task")


# What every application of the run matrix is run with, in all combinations.
RUN_MATRIX = {"task": ("managed", "thread", "user"), "smp": ("1", "4"), "sched": ("fifo", "rr", "cfs"),
              "log": ("warn", "info", "debug"), "icount": ("3", "n")}


# How long a machine whose output was a forbidden one may go on.
LAST_WORDS_S = 1

# What begins with this is told from LOG=info on.
LOGGED = b"{info}"


class ExpectError(Exception):
    """A mistake in the file: its name, line and what is wrong."""


@dataclass
class Step:
    """One thing that must happen next: kind is text, regex, send or end. The order of steps that
    follow each other and are marked `any_order` does not matter."""

    kind: str
    value: bytes
    line: int
    any_order: bool = False

    def pattern(self):
        return re.compile(re.escape(self.value) if self.kind == "text" else self.value, re.M)


@dataclass
class Expectation:
    """A whole file."""

    name: str
    steps: list = field(default_factory=list)
    forbidden: list = field(default_factory=list)
    matrices: list = field(default_factory=list)  # pairs: only in a soak?, {key: values}
    params: list = field(default_factory=list)
    qemu: list = field(default_factory=list)
    turn_us: int = 0
    cpu_seconds: float = 0
    kernels: tuple = ("ours", "genuine")
    app: str = ""
    timeout: float = 60
    status: int = 0
    soak: bool = False
    once: bool = False  # a soak does not repeat it
    run_matrix: dict = None  # keys of the run matrix that it is limited to; None: it is not in it
    run_matrix_params: list = field(default_factory=list)
    chatty: bool = False  # the log level is one that tells of every end

    def combinations(self, soak=False):
        """Each combination of every matrix as a dictionary, once; one empty one without a matrix."""
        result = []
        for only_soak, matrix in self.matrices or [(False, {})]:
            if only_soak and not soak:
                continue
            for values in itertools.product(*matrix.values()):
                combination = dict(zip(matrix, values))
                if combination not in result:
                    result.append(combination)
        return result

    def matrix_combinations(self, task=""):
        """The run matrix, of one TASK= if it is given: counted in instructions, and several cores in parallel too."""
        limited = {key: self.run_matrix.get(key, values) for key, values in RUN_MATRIX.items()}
        if task:
            limited["task"] = [t for t in limited["task"] if t == task]
        every = [dict(zip(limited, values)) for values in itertools.product(*limited.values())]
        return [c for c in every
                if c["icount"] != "n" or (c["smp"] != "1" and c["log"] == limited["log"][0])]

    def filled(self, values):
        """The same with the values of a run in the place of {their names}."""
        def fill(text):
            for name, value in values.items():
                text = text.replace(b"{%s}" % name.encode(), value.encode())
            return text

        chatty = values.get("log") in ("info", "debug", "trace")
        steps = [s for s in self.steps if chatty or not s.value.startswith(LOGGED)]
        steps = [replace(s, value=fill(s.value.removeprefix(LOGGED))) for s in steps]
        return replace(self, steps=steps, chatty=chatty)


def first_missing(text, patterns):
    """The first of the regular expressions that does not match behind the one before; None: all do."""
    where = 0
    for pattern in patterns:
        match = re.compile(pattern, re.M).search(text, where)
        if not match:
            return pattern.decode()
        where = match.end()
    return None


def unescape(text):
    """C's escapes as bytes."""
    simple = {"n": b"\n", "r": b"\r", "t": b"\t", "e": b"\x1b", "\\": b"\\"}
    out = b""
    for plain, code in re.findall(r"([^\\]+)|\\(x[0-9a-fA-F]{2}|.)", text, re.S):
        if plain:
            out += plain.encode()
        elif code[0] == "x" and len(code) == 3:
            out += bytes([int(code[1:], 16)])
        else:
            out += simple.get(code, code.encode())
    return out


def parse(name, text):
    """The Expectation that a file's text says."""
    result = Expectation(name)

    def fail(number, what):
        raise ExpectError(f"{name}:{number}: {what}")

    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("@"):
            word, _, rest = line[1:].partition(" ")
            try:
                directive(result, word, rest.strip(), number)
            except (ValueError, re.error) as error:
                fail(number, f"@{word} {rest}: {error}")
        elif line.startswith(">>"):
            result.steps.append(Step("send", unescape(line[2:].removeprefix(" ")), number))
        elif line.startswith(">"):
            result.steps.append(Step("send", unescape(line[1:].removeprefix(" ")) + b"\r", number))
        else:
            any_order = line.startswith("*")
            line = line.removeprefix("*")
            if line.startswith("~"):
                try:
                    re.compile(line[1:])
                except re.error as error:
                    fail(number, str(error))
                step = Step("regex", line[1:].encode(), number, any_order)
            else:
                step = Step("text", line.removeprefix("=").encode(), number, any_order)
            result.steps.append(step)
    return result


def directive(result, word, rest, number):
    if word in ("matrix", "matrix-soak"):
        matrix = {}
        for part in rest.split():
            key, _, values = part.partition("=")
            if key not in MATRIX_KEYS or not values:
                raise ValueError(f"{part} is not one of {', '.join(MATRIX_KEYS)} with values")
            matrix[key] = values.split(",")
        result.matrices.append((word == "matrix-soak", matrix))
    elif word == "timeout":
        result.timeout = float(rest)
    elif word == "status":
        result.status = int(rest)
    elif word == "app":
        result.app = rest
    elif word == "kernels":
        result.kernels = tuple(rest.split())
        if not set(result.kernels) <= {"ours", "genuine"}:
            raise ValueError("kernels are ours and genuine")
    elif word == "run-matrix":
        result.run_matrix = {}
        for part in rest.split():
            key, _, values = part.partition("=")
            if key == "param":
                result.run_matrix_params.append(values)
                continue
            if key not in RUN_MATRIX or not set(values.split(",")) <= set(RUN_MATRIX[key]):
                raise ValueError(f"{part} is not one of {', '.join(RUN_MATRIX)} with values of its own")
            result.run_matrix[key] = values.split(",")
    elif word == "soak":
        result.soak = True
    elif word == "once":
        result.once = True
    elif word == "param":
        result.params.append(rest)
    elif word == "qemu":
        result.qemu += rest.split()
    elif word == "turn-us":
        result.turn_us = int(rest)
    elif word == "cpu-seconds":
        result.cpu_seconds = float(rest)
    elif word == "forbid":
        result.forbidden.append(re.compile(re.escape(rest.encode())))
    elif word == "forbid-re":
        result.forbidden.append(re.compile(rest.encode(), re.M))
    elif word == "end":
        result.steps.append(Step("end", b"", number))
    else:
        raise ValueError("no such directive")


class CleanText:
    """Console output without colours, cursor movements and carriage returns, as it grows."""

    ESCAPE = re.compile(rb"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[@-Z\\-_]|\r")
    PARTIAL = re.compile(rb"\x1b(\[[0-9;?]*[ -/]*)?\Z")

    def __init__(self):
        self.text = bytearray()
        self.held = b""

    def feed(self, data):
        data = self.held + bytes(data)
        partial = self.PARTIAL.search(data)
        cut = partial.start() if partial else len(data)
        self.text += self.ESCAPE.sub(b"", data[:cut])
        self.held = data[cut:]


def follow(expectation, machine, deadline):
    """Lead a started machine through the steps. Returns None, or why it failed."""
    clean = CleanText()
    seen = 0
    where = 0

    def grow():
        nonlocal seen
        clean.feed(machine.text[seen:])
        seen = len(machine.text)

    def forbidden():
        for pattern in expectation.forbidden:
            match = pattern.search(clean.text)
            if match:
                # The rest of a panic tells why.
                machine.run(min(deadline, time.monotonic() + LAST_WORDS_S))
                grow()
                line = bytes(clean.text[match.start():]).partition(b"\n")[0]
                return f"forbidden output: {line.decode(errors='replace')}"
        return None

    group = (0, 0)  # where steps in any order may begin to match, and how far the furthest one came
    for step in expectation.steps:
        if not step.any_order:
            where = max(where, group[1])
            group = (where, where)
        if step.kind == "send":
            machine.send(step.value)
            continue
        if step.kind == "end":
            machine.run(deadline)
            grow()
            rest = LOG_LINE.sub(b"", bytes(clean.text[where:])) if expectation.chatty else bytes(clean.text[where:])
            rest = rest.strip()
            if rest:
                return f"line {step.line}: more output than expected: {rest[:80].decode(errors='replace')}"
            continue
        regex = step.pattern()
        while True:
            grow()
            why = forbidden()
            if why:
                return why
            match = regex.search(clean.text, group[0])
            if match and step.any_order:
                group = (group[0], max(group[1], match.end()))
                break
            if match:
                where = match.end()
                group = (where, where)
                break
            wanted = f"line {step.line}: {step.value.decode(errors='replace')!r}"
            if machine.ended:
                return f"{wanted} did not appear before the end ({ending(machine)})"
            if time.monotonic() >= deadline:
                return f"{wanted} did not appear within {expectation.timeout:g} s"
            machine.step(deadline - time.monotonic())
    status = machine.run(deadline)
    grow()
    why = forbidden()
    if why:
        return why
    if status == TIMEOUT_STATUS and machine.status is None:
        return f"the system did not end within {expectation.timeout:g} s"
    if machine.status is None:
        return "QEMU ended and the system did not report an exit status"
    if status != expectation.status:
        return f"exit status {status}, expected {expectation.status}"
    used = machine.cpu_seconds() if expectation.cpu_seconds else 0
    if used > expectation.cpu_seconds:
        return f"QEMU computed for {used:g} s, expected at most {expectation.cpu_seconds:g} s"
    return None


def ending(machine):
    if machine.status is None:
        return "QEMU ended without an exit status"
    return f"exit status {machine.status}"
