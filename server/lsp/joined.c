#include "lsp/joined.h"

static const int64_t JOIN_NS = 2000000000; // files may change unnoticed

static bool is_same(const Request *a, const Request *b) {
  return a->method == b->method && a->told == b->told && str_equal(a->question, b->question);
}

static bool may_lead(const Request *leader, const Request *request) {
  return leader->question.len && !leader->stream && !leader->leader && !leader->finished
         && !atomic_load(&leader->stop) && request->came_ns - leader->came_ns < JOIN_NS
         && is_same(leader, request);
}

static void append(Request *leader, Request *request) {
  Request **at = &leader->joined;
  while (*at) at = &(*at)->joined_next;
  *at = request;
  request->leader = leader;
  request->joined_next = NULL;
}

bool joined_begin(Server *server, Request *request) {
  if (!request->question.len || request->stream) return false;
  Request *leader = server->open;
  while (leader && !may_lead(leader, request)) leader = leader->next;
  if (!leader) return false;
  append(leader, request);
  return true;
}

Request *joined_take(Request *leader) {
  Request *request = leader->joined;
  if (!request) return NULL;
  leader->joined = request->joined_next;
  request->leader = request->joined_next = NULL;
  return request;
}

void joined_promote(Request *leader) {
  Request *next = joined_take(leader), *request;
  while (next && (request = joined_take(leader))) append(next, request);
}

void joined_leave(Request *request) {
  Request *leader = request->leader;
  if (!leader) return;
  Request **at = &leader->joined;
  while (*at != request) at = &(*at)->joined_next;
  *at = request->joined_next;
  request->leader = request->joined_next = NULL;
  if (leader->answered && !leader->joined) atomic_store(&leader->stop, true);
}
