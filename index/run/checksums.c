#include "run/checksums.h"
#include "base/log.h"
#include "run/bulk.h"
#include "run/state.h"

typedef struct {
  uint64_t id;
  SharedSegment *shared; // our reference
  Status status;
  Error error;
} Check;

typedef struct {
  Index *index;
  ARRAY(Check) checks;
} Verification;

static void collect(Verification *verification) {
  Index *index = verification->index;
  uv_mutex_lock(&index->mutex);
  for (size_t i = 0; i < index->catalog.segments.count; i++) {
    const CatalogSegment *segment = &index->catalog.segments.items[i];
    if (segment->verified) continue;
    Check check = {.id = segment->id, .shared = shared_segment_ref(segment->shared)};
    array_push(&verification->checks, check);
  }
  uv_mutex_unlock(&index->mutex);
}

static void verify(void *user, size_t i) {
  Verification *verification = user;
  Check *check = &verification->checks.items[i];
  if (atomic_load(&verification->index->closing)) return;
  check->status = segment_verify_checksums(shared_segment(check->shared), &check->error);
}

static void conclude(Index *index, const Check *check) {
  if (check->status == STATUS_OK) {
    CatalogSegment *segment = catalog_find(&index->catalog, check->id);
    if (segment) segment->verified = true;
    return;
  }
  log_write(LOG_WARNING, "segment %016llx will be built again: %s", (unsigned long long)check->id,
            check->error.message);
  catalog_drop(&index->catalog, check->id);
}

void checksums_verify(Index *index) {
  Verification verification = {.index = index};
  collect(&verification);
  if (verification.checks.count) {
    bulk_run(index, verification.checks.count, verify, &verification, false);
  }
  uv_mutex_lock(&index->mutex);
  for (size_t i = 0; i < verification.checks.count && !atomic_load(&index->closing); i++) {
    conclude(index, &verification.checks.items[i]);
  }
  uv_mutex_unlock(&index->mutex);
  for (size_t i = 0; i < verification.checks.count; i++) {
    shared_segment_unref(verification.checks.items[i].shared);
  }
  array_free(&verification.checks);
}
