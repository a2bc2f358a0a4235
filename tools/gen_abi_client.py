# SPDX-License-Identifier: BSD-2-Clause
"""Writes interfaces/sel4_client.h: one function for every invocation."""

import textwrap

from gen_abi_pack import PLAIN_BITS, is_cap, is_struct, message_words, place_params
from gen_abi_parse import WORD_BITS

# Message words that travel in registers.
REGISTERS = 4

HEADER = """\
#pragma once

/*
 * One function for every object invocation (made from abi/object-api.tbl). Each
 * calls the kernel with the calling thread's IPC buffer: four message words
 * travel in registers, more words and all capabilities in the buffer. An error
 * leaves the first four words of the answer, which explain it, in the buffer.
 */

#include <sel4/config.h>
#include <sel4/types.h>
#include <sel4/sel4_arch/constants.h>
#include <sel4/invocation.h>
#include <sel4/functions.h>
#include <sel4/arch/syscalls.h>
"""

INVOKE = """\
/** Common part of every stub: calls `cap` with and for the message's first four words. */
LIBSEL4_INLINE_FUNC seL4_Error libsel4_invoke(seL4_CPtr cap, seL4_MessageInfo_t tag,
                                              seL4_Word *mr0, seL4_Word *mr1, seL4_Word *mr2,
                                              seL4_Word *mr3)
{
    seL4_MessageInfo_t answer = seL4_CallWithMRs(cap, tag, mr0, mr1, mr2, mr3);
    seL4_Error error = (seL4_Error)seL4_MessageInfo_get_label(answer);

    if (__builtin_expect(error != seL4_NoError, 0)) {
        seL4_SetMR(0, *mr0);
        seL4_SetMR(1, *mr1);
        seL4_SetMR(2, *mr2);
        seL4_SetMR(3, *mr3);
    }
    return error;
}
"""


def guard(condition):
    """The preprocessor line for a `when` condition."""
    if condition.startswith("!"):
        return f"#if !defined({condition[1:]})"
    return f"#if defined({condition})"


def wrap(text, indent):
    return textwrap.wrap(text, 98, initial_indent=indent, subsequent_indent=" * " + " " * 4)


def comment(api, method):
    lines = ["/**"] + wrap(method.doc, " * ")
    lines += wrap(f"@param _service {api.interfaces[method.interface]}", " * ")
    for param in method.params:
        if param.direction == "in" or is_struct(api, param.type):
            lines += wrap(f"@param {param.name} {param.doc}", " * ")
    for param in method.outputs():
        if not is_struct(api, param.type):
            lines += wrap(f"@return {param.name}: {param.doc}", " * ")
    for names, doc in method.errors:
        for name in names:
            lines += wrap(f"@retval seL4_{name} {doc}", " * ")
    return lines + [" */"]


def result_fields(api, method):
    return [p for p in method.outputs() if not is_struct(api, p.type)]


def result_struct(api, method):
    """The struct of error and plain outputs, where there is more to return than an error."""
    fields = result_fields(api, method)
    if not fields:
        return []
    name = f"{method.interface}_{method.name}"
    lines = [f"/** What {name} returns; the outputs are valid if error is seL4_NoError. */"]
    lines += [f"struct {name} {{", "    int error;"]
    lines += [f"    {p.type} {p.name};" for p in fields]
    return lines + ["};", f"typedef struct {name} {name}_t;", ""]


def signature(api, method, return_type):
    params = [f"{method.interface} _service"]
    for param in method.inputs() + method.outputs():
        if is_struct(api, param.type):
            params.append(f"{param.type} *{param.name}")
        elif param.direction == "in":
            params.append(f"{param.type} {param.name}")
    start = f"LIBSEL4_INLINE {return_type} {method.interface}_{method.name}("
    return textwrap.wrap(start + ", ".join(params) + ")", 98, subsequent_indent=" " * 8)


def value_in(place):
    """C expression of what one Place contributes to its word."""
    param = place.param
    if place.member:
        return f"{param.name}->{place.member}"
    if param.type == "seL4_CapRights_t":
        return f"{param.name}.words[0]"
    if place.bits == WORD_BITS:
        return f"(seL4_Word){param.name}" if param.type != "seL4_Word" else param.name
    text = f"((seL4_Word){param.name} & {(1 << place.bits) - 1:#x})"
    return f"{text} << {place.shift}" if place.shift else text


def words_in(places):
    """One C expression for each message word."""
    words = [[] for _ in range(message_words(places))]
    for place in places:
        words[place.word].append(value_in(place))
    return [" | ".join(f"({v})" if len(w) > 1 and "<<" in v else v for v in w) for w in words]


def counted_param(params):
    return next((p for p in params if p.counted_by), None)


def store_inputs(api, method, places):
    """Lines that declare mr0 to mr3, lines that fill the buffer, and the number of words.

    Of a counted struct only `count` words are stored."""
    words = words_in(places)
    lines = []
    for i in range(REGISTERS):
        text = f"seL4_Word mr{i} = {words[i] if i < len(words) else 0};"
        lines += textwrap.wrap(text, 98, initial_indent="    ", subsequent_indent=" " * 8)
    counted = counted_param(method.inputs())
    body = []
    if counted:
        first = next(p.word for p in places if p.param is counted)
        size = len(api.structs[counted.type])
        skip = REGISTERS - first
        body += [
            f"    for (seL4_Word i = {skip}; i < {counted.counted_by} && i < {size}; i++) {{",
            f"        seL4_SetMR((int)i + {first}, ((const seL4_Word *){counted.name})[i]);",
            "    }",
        ]
    else:
        for i, word in enumerate(words[REGISTERS:], REGISTERS):
            body.append(f"    seL4_SetMR({i}, {word});")
    return lines, body, len(words)


def value_out(place):
    source = f"mr{place.word}" if place.word < REGISTERS else f"seL4_GetMR({place.word})"
    if place.shift:
        source = f"({source} >> {place.shift})"
    if place.bits < WORD_BITS:
        source = f"{source} & {(1 << place.bits) - 1:#x}"
    plain = place.member or place.param.type == "seL4_Word"
    return source if plain else f"({place.param.type})({source})"


def load_outputs(api, method, places):
    """Lines that take the outputs out of mr0 to mr3 and the buffer."""
    counted = counted_param(method.outputs())
    lines = []
    if counted:
        members = api.structs[counted.type]
        for i in range(REGISTERS):
            lines += [f"    if ({counted.counted_by} > {i}) {{",
                      f"        {counted.name}->{members[i]} = mr{i};", "    }"]
        return lines + [
            f"    for (seL4_Word i = {REGISTERS}; i < {counted.counted_by} && "
            f"i < {len(members)}; i++) {{",
            f"        ((seL4_Word *){counted.name})[i] = seL4_GetMR((int)i);",
            "    }",
        ]
    for place in places:
        name = place.param.name
        target = f"{name}->{place.member}" if place.member else f"result.{name}"
        lines.append(f"    {target} = {value_out(place)};")
    return lines


def stub(api, method):
    caps = [p for p in method.inputs() if is_cap(api, p.type)]
    plain = [p for p in method.inputs() if not is_cap(api, p.type)]
    returns_struct = bool(result_fields(api, method))
    return_type = f"{method.interface}_{method.name}_t" if returns_struct else "seL4_Error"

    declare, store, count = store_inputs(api, method, place_params(api, plain))
    lines = comment(api, method) + signature(api, method, return_type) + ["{"] + declare
    if returns_struct:
        zeros = ", ".join("0" for _ in range(1 + len(result_fields(api, method))))
        lines.append(f"    {return_type} result = {{{zeros}}};")
    lines.append("")
    lines += [f"    seL4_SetCap({i}, {cap.name});" for i, cap in enumerate(caps)]
    lines += store

    tag = f"seL4_MessageInfo_new({method.label}, 0, {len(caps)}, {count})"
    call = f"libsel4_invoke(_service, {tag}, &mr0, &mr1, &mr2, &mr3)"
    outputs = load_outputs(api, method, place_params(api, method.outputs()))
    if not outputs:
        return lines + textwrap.wrap(f"return {call};", 98, initial_indent="    ",
                                     subsequent_indent=" " * 8) + ["}", ""]
    error = "result.error" if returns_struct else "error"
    declaration = error if returns_struct else "seL4_Error error"
    lines += textwrap.wrap(f"{declaration} = {call};", 98, initial_indent="    ",
                           subsequent_indent=" " * 8)
    lines += [f"    if ({error} != seL4_NoError) {{",
              f"        return {'result' if returns_struct else 'error'};", "    }"]
    return lines + outputs + [f"    return {'result' if returns_struct else 'error'};", "}", ""]


def size_checks(api):
    """What the generator believes about types, checked by the compiler."""
    lines = []
    for name, bits in PLAIN_BITS.items():
        lines.append(f"_Static_assert(sizeof({name}) == {max(bits, 8) // 8}, \"size of {name}\");")
    for name, members in api.structs.items():
        lines.append(f"_Static_assert(sizeof({name}) == {len(members) * 8}, \"size of {name}\");")
        for i, member in enumerate(members):
            lines.append(f"_Static_assert(__builtin_offsetof({name}, {member}) == {i * 8}, "
                         f"\"place of {member}\");")
    return lines


def client_header(api):
    lines = [HEADER]
    lines += ["#ifndef __cplusplus"] + size_checks(api) + ["#endif", ""]
    for method in api.methods + api.results:
        lines += result_struct(api, method)
    lines.append(INVOKE)
    for method in api.methods:
        text = stub(api, method)
        if method.condition:
            text = [guard(method.condition)] + text[:-1] + ["#endif", ""]
        lines += text
    return "\n".join(lines).rstrip("\n") + "\n"
