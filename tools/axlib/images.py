# SPDX-License-Identifier: BSD-2-Clause
"""Configurations as tools/check_config knows them, and machines for them."""

import os
import subprocess
import time
from pathlib import Path

from axlib.gate import TOP, Failure
from axlib.machine import Machine, Options

# All that tools/check_config reads from the environment.
VARIABLES = ("A", "ARGS", "SMP", "LOG", "MODE", "MEM", "FEATURES", "TASK", "SEL4_PREFIX", "ICOUNT", "BLK", "NET",
             "GRAPHIC", "DISK", "DISK_IMG", "VIRTIO", "NET_DEV", "V", "ROOT", "EL", "CNODE_BITS", "BUILD", "SYSTEM")


def configuration(variables, app=True, top=TOP):
    """The checked configuration for these variables as a dictionary; raises Failure for a wrong one."""
    env = {k: v for k, v in os.environ.items() if k not in VARIABLES}
    env.update(variables)
    command = [str(top / "tools/check_config")] + ([] if app else ["--no-app"])
    done = subprocess.run(command, env=env, cwd=top, capture_output=True, text=True)
    if done.returncode:
        raise Failure(done.stderr.strip().removeprefix("ax: "))
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


def nodes_of(prefix):
    """How many nodes the genuine kernel installed there is built for, as a string."""
    return configuration({"SEL4_PREFIX": prefix}, app=False)["SMP"]


def assignments(variables):
    """The variables as arguments for make. BUILD stays make's own default."""
    return [f"{k}={v}" for k, v in variables.items()]


def options(config, image, params=(), disk=""):
    """The machine for a configuration; `disk` is the place for a fresh disk image, should it want one."""
    blk = config["DISK_IMG"] if config["BLK"] == "y" else ""
    if config["DISK_NEW"]:
        blk = disk
        make_disk(disk, config["DISK_NEW"])
    return Options(image=image, mem=int(config["MEM_MB"]), smp=int(config["SMP"]), el=int(config["EL"]),
                   icount=config["ICOUNT"], blk=blk, virtio=config["VIRTIO"],
                   params=[f"log={config['LOG']}", *config["PARAMS"].split(), *params])


def make_disk(path, size):
    """A disk image of zeros; size is a number of MiB and an M."""
    with open(path, "wb") as image:
        image.truncate(int(size.removesuffix("M")) << 20)


def boot(machine_options, log_path, action):
    """Start a machine, let action(machine) use it, end it. The console goes to the log."""
    with open(log_path, "ab") as log:
        log.write((" ".join(machine_options.command()) + "\n").encode())
        log.flush()
        machine = Machine(machine_options, log=log)
        try:
            return action(machine)
        finally:
            machine.stop()


def deadline(seconds):
    return time.monotonic() + seconds


def image_of(config, name):
    """Path of a bootable image of this configuration, relative to the tree."""
    return str(Path("build") / config["VARIANT"] / f"{name}.img.elf")
