// Tells the indexes what the client has open, on a thread of its own, so that neither the loop nor
// anything that people ask for stands in the way of what they type. One job at a time: it takes all
// changes that have come since the last one, applies them in order, and gives the index of each
// document its text and which bytes of it are new. Requests wait for the changes that came before
// them.
//
// A job also tells each index which of its directories other folders answer for, so that a document
// and its folder move in one step: after the requests that are with workers, before any that wait.
#ifndef TREELINE_LSP_SYNC_H
#define TREELINE_LSP_SYNC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Server Server;
typedef struct Sync Sync;

enum { SYNC_WAITING_MAX = 64 << 20 }; // bytes of changes that wait, over which no input is taken

// The loop's, all of them.
Sync *sync_open(Server *server);
void sync_close(Sync *sync); // ends the thread; no job may be under way
// Starts a job if there is something to tell, none is under way, and every folder is open or has failed.
// To be called again when any of that may have changed.
void sync_now(Sync *sync);
// Folders have come or gone: each index is to be told again what it hides, and documents may move.
void sync_folders_changed(Sync *sync);
bool sync_is_busy(const Sync *sync); // a job is under way
// Every folder is open or has failed, and the indexes have heard of `change` (Documents.change).
bool sync_is_settled(const Sync *sync, uint64_t change);

#endif
