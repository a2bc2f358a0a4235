# SPDX-License-Identifier: BSD-2-Clause
"""Reads the tables of abi/ into plain objects. Every error names file and line."""

from dataclasses import dataclass, field

WORD_BITS = 64


class TableError(Exception):
    """A table that does not follow its own rules."""


@dataclass
class Param:
    direction: str
    type: str
    name: str
    doc: str
    counted_by: str = ""


@dataclass
class Method:
    interface: str
    name: str
    label: str
    doc: str
    section: str
    condition: str = ""
    params: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    def inputs(self):
        return [p for p in self.params if p.direction == "in"]

    def outputs(self):
        return [p for p in self.params if p.direction == "out"]

    def present(self, smp):
        """Whether the method exists on one node (smp False) or with SMP."""
        return not self.condition or smp != self.condition.startswith("!")


@dataclass
class ObjectApi:
    methods: list = field(default_factory=list)
    results: list = field(default_factory=list)
    structs: dict = field(default_factory=dict)
    interfaces: dict = field(default_factory=dict)
    sections: list = field(default_factory=list)


@dataclass
class Syscall:
    name: str
    number: int
    conditions: list
    doc: str


@dataclass
class Field:
    name: str
    bits: int
    doc: str
    low_bit: int = 0

    @property
    def word(self):
        return self.low_bit // WORD_BITS

    @property
    def shift(self):
        return self.low_bit % WORD_BITS


@dataclass
class Block:
    name: str
    doc: str
    header: str
    fields: list = field(default_factory=list)
    words: int = 0


@dataclass
class Union:
    name: str
    tag_field: str
    doc: str
    header: str
    tags: list = field(default_factory=list)


@dataclass
class Option:
    header: str
    name: str
    value: str
    condition: str


def table_lines(path):
    """Yields (line number, words before ` -- `, text after it) of every line that says something."""
    with open(path, encoding="utf-8") as table:
        for number, line in enumerate(table, 1):
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            text, _, doc = line.strip().partition(" -- ")
            yield number, text.split(), doc.strip()


def fail(path, number, what):
    raise TableError(f"{path}:{number}: {what}")


def parse_param(path, number, words, doc):
    if len(words) != 3 or not doc:
        fail(path, number, "a parameter is `in|out TYPE NAME -- doc`")
    type_name, _, rest = words[1].partition("[")
    return Param(words[0], type_name, words[2], doc, rest.rstrip("]"))


def parse_object_api(path):
    """Reads abi/object-api.tbl."""
    api = ObjectApi()
    section = interface = method = None
    for number, words, doc in table_lines(path):
        key = words[0]
        if key == "section":
            section = words[1]
            api.sections.append(section)
        elif key == "struct":
            api.structs[words[1]] = words[2:]
        elif key == "result":
            result = Method(words[1], words[2], "", doc, "")
            pairs = zip(words[3::2], words[4::2])
            result.params = [Param("out", type_name, name, doc) for type_name, name in pairs]
            api.results.append(result)
        elif key == "interface":
            interface = words[1]
            api.interfaces[interface] = doc
        elif key == "method":
            if not section or not interface or len(words) != 3 or not doc:
                fail(path, number, "a method is `method NAME LABEL -- doc` inside an interface")
            method = Method(interface, words[1], words[2], doc, section)
            api.methods.append(method)
        elif method is None:
            fail(path, number, f"`{key}` outside a method")
        elif key == "when":
            method.condition = words[1]
        elif key in ("in", "out"):
            method.params.append(parse_param(path, number, words, doc))
        elif key == "err":
            method.errors.append((words[1:], doc or "a capability has the wrong type"))
        else:
            fail(path, number, f"unknown word `{key}`")
    return api


def parse_syscalls(path):
    """Reads abi/syscall.tbl."""
    calls = []
    for number, words, doc in table_lines(path):
        if len(words) != 3 or not doc:
            fail(path, number, "a system call is `NAME NUMBER CONDITION -- doc`")
        conditions = [] if words[2] == "-" else words[2].split("&")
        calls.append(Syscall(words[0], int(words[1]), conditions, doc))
    return calls


def place_fields(block):
    """Turns `from the top down` into bit positions, as the wire has them."""
    total = sum(f.bits for f in block.fields)
    if total % WORD_BITS:
        raise TableError(f"block {block.name}: {total} bits are not whole words")
    block.words = total // WORD_BITS
    top = total
    for item in block.fields:
        item.low_bit = top - item.bits
        if item.name and item.word != (top - 1) // WORD_BITS:
            raise TableError(f"block {block.name}: field {item.name} crosses a word")
        top = item.low_bit
    block.fields = [f for f in block.fields if f.name]


def parse_bitfields(path):
    """Reads abi/bitfield.tbl; returns (blocks, unions)."""
    blocks, unions = [], []
    header = ""
    for number, words, doc in table_lines(path):
        key = words[0]
        if key == "file":
            header = words[1]
        elif key == "block":
            blocks.append(Block(words[1], doc, header))
        elif key == "pad":
            blocks[-1].fields.append(Field("", int(words[1]), ""))
        elif key == "field":
            blocks[-1].fields.append(Field(words[1], int(words[2]), doc))
        elif key == "union":
            unions.append(Union(words[1], words[2], doc, header))
        elif key == "tag":
            unions[-1].tags.append((words[1], int(words[2])))
        else:
            fail(path, number, f"unknown word `{key}`")
    for block in blocks:
        place_fields(block)
    return blocks, unions


def parse_config(path):
    """Reads abi/config.tbl."""
    options = []
    header = ""
    for number, words, _ in table_lines(path):
        if words[0] == "file":
            header = words[1]
        elif words[0] == "off":
            options += [Option(header, name, "off", "") for name in words[1:]]
        elif len(words) in (2, 3):
            options.append(Option(header, words[0], words[1], words[2] if len(words) == 3 else ""))
        else:
            fail(path, number, "an option is `NAME VALUE [CONDITION]`")
    return options
