# SPDX-License-Identifier: BSD-2-Clause
"""The table layers.txt and the includes of the sources, compared."""

import re
from dataclasses import dataclass, field
from pathlib import Path

FREESTANDING = {"float.h", "iso646.h", "limits.h", "stdalign.h", "stdarg.h", "stdatomic.h", "stdbool.h",
                "stddef.h", "stdint.h", "stdnoreturn.h"}
# What a third-party library brings, and the overlay that code with such a library may use.
LIBRARY_HEADERS = {"libfdt": {"fdt.h", "libfdt.h", "libfdt_env.h"}, "tlsf": {"tlsf.h"}}
OVERLAY = {"assert.h", "stdio.h", "stdlib.h", "string.h"}
# Made by tools/gen_abi: part of abi.
GENERATED = re.compile(r"^(sel4/|interfaces/|kernel/gen_config\.h$|api/)")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
COMMENT = re.compile(r"/\*.*?\*/", re.S)


@dataclass
class Component:
    """A row of the table."""

    name: str
    folder: str
    allowed: list
    libraries: list
    closure: set = field(default_factory=set)


def read_table(path):
    """Components by name, each with all that it may include."""
    table = {}
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, folder, allowed, libraries = line.split()
        split = [[w for w in text.split(",") if w != "-"] for text in (allowed, libraries)]
        table[name] = Component(name, folder, *split)
    for component in table.values():
        todo = list(component.allowed)
        while todo:
            name = todo.pop()
            if name not in component.closure:
                component.closure.add(name)
                todo += table[name].allowed
    return table


class Tree:
    """A checkout and who owns what in it."""

    def __init__(self, top):
        self.top = top
        self.table = read_table(top / "layers.txt")
        self.roots = [(c, root) for c in self.table.values() for root in self.include_roots(c)]

    def include_roots(self, component):
        folder = self.top / component.folder
        roots = [folder / "include", *folder.glob("arch/*/include"), *folder.glob("plat/*/include")]
        if component.name == "apps" or component.name == "ktests":
            roots += folder.glob("*/include")
        return [root for root in roots if root.is_dir()]

    def owner(self, path):
        """The component whose folder holds this file: the one with the longest name."""
        relative = path.relative_to(self.top).as_posix()
        inside = [c for c in self.table.values() if relative.startswith(c.folder + "/")]
        return max(inside, key=lambda c: len(c.folder), default=None)

    def sources(self):
        for component in self.table.values():
            for path in sorted((self.top / component.folder).rglob("*")):
                if path.suffix in (".c", ".h", ".S") and self.owner(path) is component:
                    yield component, path

    def violations(self):
        """One line for each include that the table does not allow."""
        for component, path in self.sources():
            text = COMMENT.sub(lambda m: "\n" * m.group().count("\n"), path.read_text(errors="replace"))
            for match in INCLUDE.finditer(text):
                why = self.judge(component, path, *match.groups())
                if why:
                    number = text.count("\n", 0, match.start()) + 1
                    yield f"{path.relative_to(self.top)}:{number}: {component.name} includes {match.group(2)}: {why}"

    def judge(self, component, path, sign, name):
        """Why this include is wrong, or None."""
        if sign == '"':
            local = (path.parent / name).resolve()
            if local.is_file() and local.is_relative_to(self.top):
                return self.judge_owners(component, [self.owner(local)])
        owners = [c for c, root in self.roots if (root / name).is_file()]
        if GENERATED.match(name) and component.name != "libsel4":
            owners.append(self.table["abi"])
        if owners:
            return self.judge_owners(component, owners)
        if GENERATED.match(name) or name in FREESTANDING:
            return None
        libraries = set(component.libraries)
        for below in component.closure:
            libraries.update(self.table[below].libraries)
        for library, headers in LIBRARY_HEADERS.items():
            if name in headers:
                return None if library in libraries else f"{library} is not among its libraries"
        if name in OVERLAY and libraries:
            return None
        relative = path.relative_to(self.top / component.folder).parts
        if component.name == "plat_host" or "host" in relative or "hosttest" in relative:
            # The host's own headers, for code that runs in a process.
            return None if sign == "<" else "no such file"
        return "no component has this header"

    def judge_owners(self, component, owners):
        allowed = component.closure | {component.name}
        names = {c.name for c in owners if c}
        if names & allowed:
            return None
        if not names:
            return "not part of any component"
        name = sorted(names)[0]
        if name.startswith("plat_"):
            return f"{self.table[name].folder} is chosen at link time, nobody includes it"
        above = component.name in self.table[name].closure
        return f"{name} is {'above' if above else 'not below'} {component.name}"


def check(top):
    """All violations below a folder."""
    return list(Tree(Path(top).resolve()).violations())
