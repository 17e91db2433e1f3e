// Which features this client is offered, and for which documents they answer: see docs/protocol.md,
// "Beside other servers". What is on at initialize stands in the server's capabilities, where every client
// looks; what is switched on later is registered, and unregistered again, where the client can. What
// is off, or left to another server, answers null: an offer that stands does no harm. But VS Code takes the
// call hierarchy from one server alone, whatever that answers: clients that can register it are offered it
// for the languages that it is answered for and no others. The loop's.
#ifndef TREELINE_LSP_OFFERS_H
#define TREELINE_LSP_OFFERS_H

#include "lsp/json_out.h"
#include "lsp/server.h"

// What the client can do with the features' answers.
void offers_read_client(Client *client, const cJSON *capabilities);
// The members of the server's capabilities that name features.
void offers_put_capabilities(Server *server, JsonOut *out);
// Registers and unregisters what has changed. From when the client may be asked.
void offers_changed(Server *server);
// A document of that language was opened.
void offers_opened(Server *server, Str language);
void offers_release(Server *server);
// False if the feature is off, or the document (empty: none) is another server's. The answer is null then.
bool offers_serve(const Server *server, Feature feature, Str uri);

#endif
