# SPDX-License-Identifier: BSD-2-Clause
"""Rules about the sources and the build."""

import shutil
import struct
import subprocess

from axlib import images, layers, style
from axlib.gate import MAKE, TOP, Failure, Function, Unit

CLANG_FORMAT = "clang-format-14"
BATCH = 40
PT_LOAD, PF_X, PF_W = 1, 1, 2


def script(*arguments):
    """A test that a program finds nothing."""
    def function(unit):
        status, output = unit.command(*arguments)
        lines = output.splitlines()
        return None if status == 0 else f"{len(lines)} finding(s), first: {lines[0] if lines else status}"
    return function


def formatting(unit):
    paths = [p.relative_to(TOP).as_posix() for p in style.files(TOP) if p.suffix in (".c", ".h")]
    wrong = []
    for start in range(0, len(paths), BATCH):
        batch = paths[start:start + BATCH]
        status, output = unit.command(CLANG_FORMAT, "--dry-run", "-Werror", "--ferror-limit=1", *batch)
        errors = [l for l in output.splitlines() if "error:" in l]
        if status and not errors:
            raise Failure(f"{CLANG_FORMAT} ended with status {status}")
        wrong += errors
    return f"{len(wrong)} file(s), first: {wrong[0]}" if wrong else None


class Headers(Unit):
    """Every header compiles alone, in release and debug configuration."""

    def __init__(self, mode):
        self.mode = mode
        super().__init__(f"check/headers-{mode}")

    def run(self):
        return [self.passed()]

    def prepare(self):
        status, output = self.command(*MAKE, "-k", "check-headers", f"MODE={self.mode}")
        if status:
            errors = [l for l in output.splitlines() if "error:" in l]
            raise Failure(f"{len(errors)} error(s), first: {(errors or ['?'])[0]}")


class NoFp(Unit):
    """No FP instruction in code that runs without FP state."""

    def prepare(self):
        status, output = self.command(*MAKE, "list-no-fp")
        self.objects = [w for w in output.split() if w.endswith(".o")] if status == 0 else []
        if not self.objects:
            raise Failure("the objects do not build")

    def run(self):
        done = subprocess.run([str(TOP / "tools/check_no_fp")], input="\n".join(self.objects), text=True, cwd=TOP,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.log_path.write_text(done.stdout)
        return [self.failed(done.stdout.splitlines()[0]) if done.returncode else self.passed()]


def segments(path):
    """(type, flags) of the program headers of a 64-bit little-endian ELF file."""
    data = path.read_bytes()
    offset, = struct.unpack_from("<Q", data, 32)
    size, count = struct.unpack_from("<HH", data, 54)
    return [struct.unpack_from("<II", data, offset + i * size) for i in range(count)]


class WxorX(Unit):
    """No segment of any image is both writable and executable."""

    def prepare(self):
        apps = sorted(p.parent.name for p in (TOP / "apps").glob("*/*.c"))
        if not apps:
            raise Failure("no application to build")
        self.config = images.configuration({"A": f"apps/{apps[0]}"})
        self.make("build", f"A=apps/{apps[0]}")
        image = TOP / self.config["IMAGE"]
        stem = image.name.removesuffix(".img.elf")
        self.paths = [image, image.with_name(f"{stem}.root.elf"), image.with_name(f"{stem}.elf"),
                      TOP / self.config["KERNEL_ELF"]]

    def run(self):
        bad = [p.relative_to(TOP).as_posix() for p in self.paths
               if any(kind == PT_LOAD and flags & PF_W and flags & PF_X for kind, flags in segments(p))]
        return [self.failed(f"writable and executable: {', '.join(bad)}") if bad else self.passed()]


def built_steps(unit, *variables):
    status, output = unit.command("make", "--no-print-directory", "-j2", "build", *variables)
    if status:
        raise Failure("does not build")
    return [l.strip() for l in output.splitlines() if l.startswith("  ")]


def incremental(unit):
    """A second build does nothing; a run-time value changes nothing; a touched source, only its own."""
    apps = sorted(p.parent for p in (TOP / "apps").glob("*/*.c"))
    if not apps:
        raise Failure("no application to build")
    app = apps[0].relative_to(TOP).as_posix()
    built_steps(unit, f"A={app}")
    again = built_steps(unit, f"A={app}")
    if again:
        return f"built again though nothing changed: {again[0]}"
    again = built_steps(unit, f"A={app}", "LOG=trace", "MEM=1G")
    if again:
        return f"LOG= or MEM= built something: {again[0]}"
    source = sorted((TOP / app).glob("*.c"))[0]
    source.touch()
    steps = built_steps(unit, f"A={app}")
    compiled = [s.split()[-1] for s in steps if s.startswith("CC")]
    if compiled != [source.relative_to(TOP).as_posix()]:
        return f"touching {source.name} compiled {compiled}"
    return None


def planted_include(unit):
    """The layers check notices an upward include and one of a platform, planted in a copy."""
    copy = TOP / "build/test/planted"
    shutil.rmtree(copy, ignore_errors=True)
    for component in layers.read_table(TOP / "layers.txt").values():
        if (TOP / component.folder).is_dir() and not (copy / component.folder).exists():
            shutil.copytree(TOP / component.folder, copy / component.folder)
    shutil.copy(TOP / "layers.txt", copy)
    before = set(layers.check(copy))
    victim = next(iter(sorted((copy / "arceos/core").glob("*.c"))), None)
    upper = next(iter(sorted((copy / "arceos/hal/include/ax").rglob("*.h"))), None)
    platform = next(iter(sorted((copy / "arceos/plat").rglob("*.h"))), None)
    if not victim or not upper:
        raise Failure("no file to plant an include in")
    planted = [f'#include <{upper.relative_to(copy / "arceos/hal/include").as_posix()}>']
    if platform:
        planted.append(f'#include "../{platform.relative_to(copy / "arceos").as_posix()}"')
    victim.write_text("\n".join([victim.read_text(), *planted]) + "\n")
    found = set(layers.check(copy)) - before
    unit.log_path.write_text("\n".join(sorted(found)) + "\n")
    shutil.rmtree(copy)
    return None if len(found) == len(planted) else f"{len(planted)} planted, {len(found)} noticed"


def units(_):
    result = [
        Function("check/layers", script("tools/check_layers")),
        Function("check/layers-planted", planted_include),
        Function("check/style", script("tools/check_style")),
        Function("check/format", formatting),
        Function("check/barriers", script("tools/check_barriers")),
        Headers("release"),
        Headers("debug"),
        NoFp("check/no-fp"),
        WxorX("check/w-xor-x"),
        Function("check/incremental", incremental, alone=True),
    ]
    return result
