// SPDX-License-Identifier: BSD-2-Clause
/* Call and ReplyRecv. */

#include "bench.h"

#define SERVER_PRIORITY 100u
#define CLIENT_PRIORITY 99u

struct ipc_row {
    const char *call;
    const char *reply;
    seL4_Word words;
    bool other_vspace;
    bool fpu;
};

static void measure_ipc(const struct ipc_row *row)
{
    measure();
    seL4_CPtr endpoint = world_object(seL4_EndpointObject, 0);
    seL4_Word info = seL4_MessageInfo_new(0, 0, 0, row->words).words[0];
    timed_function *function = row->fpu ? timed_svc_fp : timed_svc;
    struct agent *server = agent_new(SERVER_PRIORITY);
    struct agent *client = agent_new(CLIENT_PRIORITY);
    struct step *receive = agent_step(server, function, seL4_SysReplyRecv, endpoint, info);
    struct step *call = agent_step(client, function, seL4_SysCall, endpoint, info);

    server->fpu = client->fpu = row->fpu;
    if (row->other_vspace) {
        client->vspace = world_vspace();
    }
    run(client, MAX_SAMPLES);
    put_row(row->call, result(receive));
    put_row(row->reply, result(call));
}

void rows_ipc(void)
{
    static const struct ipc_row rows[] = {
        {"Call, 0 words, same address space", "ReplyRecv, 0 words, same address space", 0, false,
         false},
        {"Call, 0 words, other address space", "ReplyRecv, 0 words, other address space", 0, true,
         false},
        {"Call, 4 words, other address space", "ReplyRecv, 4 words, other address space", 4, true,
         false},
        {"Call, 10 words, other address space", "ReplyRecv, 10 words, other address space", 10,
         true, false},
        {"Call, 120 words, other address space", "ReplyRecv, 120 words, other address space", 120,
         true, false},
        {"Call, 0 words, FP state in use", "ReplyRecv, 0 words, FP state in use", 0, true, true},
    };

    for (unsigned i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        measure_ipc(&rows[i]);
    }
}
