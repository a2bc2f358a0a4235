# SPDX-License-Identifier: BSD-2-Clause
"""Builds and runs images that print rows "ROW <count> <name>"; what ./ax was called with holds for them."""

import os
import re
import subprocess
import time

from axlib.gate import TOP
from axlib.machine import Machine, Options

ROW = re.compile(rb"^ROW (\d+) (.*?)\r?$", re.M)


class Failed(Exception):
    """A build or a run failed."""


def configuration(variables, app=True):
    """What tools/check_config makes of these variables, and of the environment for all others."""
    command = [TOP / "tools/check_config", *([] if app else ["--no-app"])]
    done = subprocess.run(command, env={**os.environ, **variables}, cwd=TOP, capture_output=True, text=True)
    if done.returncode:
        raise Failed(done.stderr.strip().removeprefix("ax: "))
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


def make(target, variables):
    command = ["make", "-s", "-j2", "--no-print-directory", target, *(f"{k}={v}" for k, v in variables.items())]
    if subprocess.run(command, cwd=TOP, env={**os.environ, **variables}).returncode:
        raise Failed("the benchmark could not be built")


def measure(image, config, cores, timeout, params=()):
    """Runs an image by instruction count, for at most `timeout` seconds. The rows: name -> count."""
    machine = Machine(Options(image=str(TOP / image), mem=int(config["MEM_MB"]), smp=cores, icount="0",
                              params=list(params)))
    try:
        status = machine.run(time.monotonic() + timeout)
        text = bytes(machine.text)
    finally:
        machine.stop()
    rows = {name.decode(): int(count) for count, name in ROW.findall(text)}
    if status or not rows:
        tail = text.decode(errors="replace").strip().splitlines()[-3:]
        raise Failed("\n".join([f"the benchmark did not end well (status {status}):", *tail]))
    return rows
