# SPDX-License-Identifier: BSD-2-Clause
"""Where the parameters of an invocation stand in its message."""

from dataclasses import dataclass

from gen_abi_parse import WORD_BITS, TableError

# Bits that a parameter takes in a message. A seL4_Bool is one bit there and a byte in memory.
PLAIN_BITS = {
    "seL4_Bool": 1,
    "seL4_Uint8": 8,
    "seL4_Uint16": 16,
    "seL4_Uint32": 32,
    "seL4_Uint64": 64,
    "seL4_Time": 64,
    "seL4_Word": 64,
    "seL4_CapRights_t": 64,
    "seL4_ARM_VMAttributes": 64,
}

# Types that name a capability without being an interface of their own.
PLAIN_CAPS = {"seL4_CPtr"}


@dataclass
class Place:
    """One word's worth of a parameter: `bits` bits at `shift` of message word `word`."""
    param: object
    word: int
    shift: int
    bits: int
    member: str = ""


def is_cap(api, type_name):
    return type_name in PLAIN_CAPS or type_name in api.interfaces


def is_struct(api, type_name):
    return type_name in api.structs


def align_up(value, to):
    return (value + to - 1) // to * to


def place_params(api, params):
    """Places `params` (no capabilities) in order; returns a list of Place."""
    places = []
    used = 0
    for param in params:
        if is_struct(api, param.type):
            used = align_up(used, WORD_BITS)
            for member in api.structs[param.type]:
                places.append(Place(param, used // WORD_BITS, 0, WORD_BITS, member))
                used += WORD_BITS
            continue
        if param.type not in PLAIN_BITS:
            raise TableError(f"parameter {param.name}: unknown type {param.type}")
        bits = PLAIN_BITS[param.type]
        used = align_up(used, bits)
        places.append(Place(param, used // WORD_BITS, used % WORD_BITS, bits))
        used += bits
    return places


def message_words(places):
    return 1 + max((p.word for p in places), default=-1)
