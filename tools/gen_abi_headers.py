# SPDX-License-Identifier: BSD-2-Clause
"""Writes the headers that kernel and user share: labels, numbers, packed words, configuration."""

import json

from gen_abi_client import guard

# section: (enum, name of the count, which is the next section's first label)
LABEL_ENUMS = {
    "generic": ("invocation_label", "nInvocationLabels"),
    "sel4_arch": ("sel4_arch_invocation_label", "nSeL4ArchInvocationLabels"),
    "arch": ("arch_invocation_label", "nArchInvocationLabels"),
}

WORD = "seL4_Uint64"


def label_enum(section, methods, first):
    """One section's labels, from the count `first` of the section before on."""
    enum, count = LABEL_ENUMS[section]
    lines = ["/** What to do with the invoked capability: the label of the message. */",
             f"enum {enum} {{"]
    if not first:
        lines.append("    InvalidInvocation = 0, /**< no invocation */")
    elif methods[0].condition:
        raise ValueError(f"section {section}: the first label must exist in every configuration")
    for method in methods:
        value = f" = (int){first}" if first and method is methods[0] else ""
        text = [f"    {method.label}{value}, /**< {method.interface}_{method.name} */"]
        if method.condition:
            text = [guard(method.condition)] + text + ["#endif"]
        lines += text
    return lines + [f"    {count} /**< first value after these labels */", "};"]


def label_header(api):
    """All labels: three enumerations, each of which goes on where the one before ended."""
    lines = ["#pragma once", "", "/* Invocation labels (made from abi/object-api.tbl). */", "",
             "#include <sel4/config.h>"]
    first = ""
    for section in api.sections:
        methods = [m for m in api.methods if m.section == section]
        lines += [""] + label_enum(section, methods, first)
        first = LABEL_ENUMS[section][1]
    return "\n".join(lines) + "\n"


def syscall_header(calls):
    lines = ["#pragma once", "", "/* System call numbers (made from abi/syscall.tbl). */", "",
             "#include <sel4/config.h>", "#include <sel4/macros.h>", "",
             "/** Number of a system call, in x7. */", "typedef enum {"]
    for call in calls:
        text = [f"    seL4_Sys{call.name} = {call.number}, /**< {call.doc} */"]
        if call.conditions:
            condition = " && ".join(f"defined({c})" for c in call.conditions)
            text = [f"#if {condition}"] + text + ["#endif"]
        lines += text
    lines += ["    SEL4_FORCE_LONG_ENUM(seL4_Syscall_ID)", "} seL4_Syscall_ID;"]
    return "\n".join(lines) + "\n"


def mask(field):
    return f"{(1 << field.bits) - 1:#x}ull"


def field_access(block, type_name, prefix, field):
    """Getter and setter of one field, by value and through a pointer."""
    word = f"words[{field.word}]"
    shift = f" >> {field.shift}" if field.shift else ""
    up = f" << {field.shift}" if field.shift else ""
    place = f"({mask(field)}{up})" if up else mask(field)
    get = f"(%s{shift}) & {mask(field)}" if shift else f"%s & {mask(field)}"
    put = f"((v & {mask(field)}){up})" if up else f"(v & {mask(field)})"
    if field.bits == 64:
        get, put = "%s", "v"
    keep = "%s = " + put + ";" if field.bits == 64 else f"%s = (%s & ~{place}) | {put};"

    def assign(target):
        return keep.replace("%s", target)

    return [
        f"/** {field.doc} */",
        f"LIBSEL4_INLINE_FUNC {WORD} {prefix}_get_{field.name}({type_name} b)",
        "{", f"    return {get % ('b.' + word)};", "}", "",
        f"/** Returns b with another {field.name}; bits that do not fit are dropped. */",
        f"LIBSEL4_INLINE_FUNC {type_name} {prefix}_set_{field.name}({type_name} b, {WORD} v)",
        "{", f"    {assign('b.' + word)}", "    return b;", "}", "",
        f"/** As {prefix}_get_{field.name}. */",
        f"LIBSEL4_INLINE_FUNC {WORD} {prefix}_ptr_get_{field.name}(const {type_name} *b)",
        "{", f"    return {get % ('b->' + word)};", "}", "",
        f"/** Sets {field.name} in place. */",
        f"LIBSEL4_INLINE_FUNC void {prefix}_ptr_set_{field.name}({type_name} *b, {WORD} v)",
        "{", f"    {assign('b->' + word)}", "}", "",
    ]


def constructor(block, type_name, prefix, fields, tag):
    """NAME_new and NAME_ptr_new: every field an argument, in table order.

    A member of a union knows its own tag."""
    args = ", ".join(f"{WORD} {f.name}" for f in fields)
    names = ", ".join(f.name for f in fields)
    values = [f"    b.words[{f.word}] |= ({f.name} & {mask(f)}) << {f.shift};" for f in fields]
    if tag:
        values.append(f"    b.words[0] |= ({WORD}){tag};")
    return [f"/** Makes {block.doc}. Bits of an argument that do not fit are dropped. */",
            f"LIBSEL4_INLINE_FUNC {type_name} {prefix}_new({args or 'void'})", "{",
            f"    {type_name} b = {{{{0}}}};", ""] + values + ["    return b;", "}", "",
            f"/** As {prefix}_new, in place. */",
            f"LIBSEL4_INLINE_FUNC void {prefix}_ptr_new({type_name} *b"
            f"{', ' if args else ''}{args})", "{",
            f"    *b = {prefix}_new({names});", "}", ""]


def struct_type(name, words, doc):
    return [f"/** {doc} */", f"struct {name} {{", f"    {WORD} words[{words}];", "};",
            f"typedef struct {name} {name}_t;", ""]


def union_text(union, blocks):
    """A tagged union: one type, one enum of tags, constructor and accessors for every member."""
    members = [(tag, value, blocks[f"{union.name}_{tag}"]) for tag, value in union.tags]
    type_name = f"{union.name}_t"
    words = members[0][2].words
    if any(block.words != words for _, _, block in members):
        raise ValueError(f"union {union.name}: members differ in size")
    lines = struct_type(union.name, words, union.doc[0].upper() + union.doc[1:])
    lines += [f"/** Which member a {type_name} holds. */", f"enum {union.name}_tag {{"]
    lines += [f"    {union.name}_{tag} = {value}, /**< {block.doc} */"
              for tag, value, block in members]
    lines += ["};", f"typedef enum {union.name}_tag {union.name}_tag_t;", ""]

    tag_field = members[0][2].fields[-1]
    text = field_access(members[0][2], type_name, union.name, tag_field)
    lines += text[:6] + text[12:18]
    lines += [f"/** Tells whether the tag of b is `tag`. */",
              f"LIBSEL4_INLINE_FUNC int {union.name}_{tag_field.name}_equals({type_name} b, "
              f"{WORD} tag)", "{",
              f"    return {union.name}_get_{tag_field.name}(b) == tag;", "}", ""]
    for tag, _, block in members:
        prefix = f"{union.name}_{tag}"
        fields = [f for f in block.fields if f.name != union.tag_field]
        lines += constructor(block, type_name, prefix, fields, prefix)
        for field in fields:
            lines += field_access(block, type_name, prefix, field)
    return lines


def bitfield_header(header, blocks, unions):
    lines = ["#pragma once", "", "/* Packed words (made from abi/bitfield.tbl). */", "",
             "#include <sel4/simple_types.h>", "#include <sel4/macros.h>", ""]
    by_name = {b.name: b for b in blocks}
    inside = {f"{u.name}_{tag}" for u in unions for tag, _ in u.tags}
    for block in blocks:
        if block.header != header or block.name in inside:
            continue
        type_name = f"{block.name}_t"
        lines += struct_type(block.name, block.words, block.doc[0].upper() + block.doc[1:])
        lines += constructor(block, type_name, block.name, block.fields, "")
        for field in block.fields:
            lines += field_access(block, type_name, block.name, field)
    for union in unions:
        if union.header == header:
            lines += union_text(union, by_name)
    return "\n".join(lines).rstrip("\n") + "\n"


def config_values(header, options, variables, switches):
    """Yields (name, value) of one file; the value is None where the option is off."""
    for option in options:
        if option.header != header:
            continue
        wanted = option.condition
        on = not wanted or switches[wanted.lstrip("!")] != wanted.startswith("!")
        value = variables.get(option.value, option.value)
        yield option.name, value if on and value != "off" else None


def config_header(values):
    """gen_config.h: a macro for every option that is set, a comment for the others."""
    lines = ["#pragma once", ""]
    for name, value in values:
        if value is None:
            lines.append(f"/* disabled: CONFIG_{name} */")
        else:
            text = {"on": "1", "empty": "/* empty */"}.get(value, value)
            lines.append(f"#define CONFIG_{name}  {text}")
    return "\n".join(lines) + "\n"


def config_json(values):
    """gen_config.json, which build tools of other languages read."""
    plain = {None: False, "on": True, "empty": ""}
    return json.dumps({name: plain.get(value, value) for name, value in values}, indent=4) + "\n"
