// Rejected: verifying the trailing checksum, which takes longer than reading all entries. A damaged index
// makes wrong answers about what has changed, and nothing worse.
#include "intake/git_index.h"

#include "base/codec.h"

enum {
  PATH_MAX_BYTES = 1 << 15,
  HEAD_BYTES = 12,
  STAT_BYTES = 40, // ctime, mtime, dev, ino, mode, uid, gid, size
  FLAG_ASSUMED = 0x8000,
  FLAG_EXTENDED = 0x4000,
  EXTENDED_SKIP = 0x4000,
  EXTENDED_INTENDED = 0x2000,
};

typedef struct {
  Reader reader;
  uint32_t version;
  size_t id_bytes;
  char path[PATH_MAX_BYTES]; // version 4: of the entry before
  size_t path_len;
} Index;

static unsigned u16_at(const char *p) {
  return (unsigned)(unsigned char)p[0] << 8 | (unsigned char)p[1];
}

static bool fail(Index *index) {
  index->reader.failed = true;
  return false;
}

// Up to a NUL, which is passed over.
static bool read_terminated(Index *index, Str *out) {
  Reader *r = &index->reader;
  const char *nul = r->failed ? NULL : memchr(r->at, '\0', reader_left(r));
  if (!nul) return fail(index);
  *out = reader_bytes(r, (size_t)(nul - r->at));
  reader_byte(r);
  return true;
}

// Version 4: how much of the path before is dropped, and what follows the rest.
static bool read_shortened_path(Index *index, Str *path) {
  uint8_t byte = reader_byte(&index->reader);
  uint64_t dropped = byte & 127;
  while (byte & 128 && !index->reader.failed && dropped < PATH_MAX_BYTES) {
    byte = reader_byte(&index->reader);
    dropped = ((dropped + 1) << 7) + (byte & 127);
  }
  Str rest;
  if (index->reader.failed || dropped > index->path_len) return fail(index);
  if (!read_terminated(index, &rest)) return false;
  size_t kept = index->path_len - (size_t)dropped;
  if (rest.len > sizeof index->path - kept) return fail(index);
  memcpy(index->path + kept, rest.ptr, rest.len);
  index->path_len = kept + rest.len;
  *path = str_make(index->path, index->path_len);
  return true;
}

// Versions 2 and 3: NULs fill the entry up to a multiple of eight bytes, at least one of them.
static bool read_padded_path(Index *index, const char *entry, Str *path) {
  if (!read_terminated(index, path)) return false;
  size_t used = (size_t)(index->reader.at - entry);
  reader_bytes(&index->reader, (8 - used % 8) % 8);
  return !index->reader.failed;
}

static bool read_entry(Index *index, GitIndexEntry *out) {
  const char *entry = index->reader.at;
  Str fixed = reader_bytes(&index->reader, STAT_BYTES + index->id_bytes + 2);
  if (index->reader.failed) return false;
  unsigned flags = u16_at(fixed.ptr + STAT_BYTES + index->id_bytes), extended = 0;
  if (flags & FLAG_EXTENDED) {
    Str more = reader_bytes(&index->reader, 2);
    if (index->reader.failed || index->version < 3) return fail(index);
    extended = u16_at(more.ptr);
  }
  *out = (GitIndexEntry){.mtime_s = be_get_u32(fixed.ptr + 8),
                         .mtime_ns = be_get_u32(fixed.ptr + 12),
                         .mode = be_get_u32(fixed.ptr + 24),
                         .size = be_get_u32(fixed.ptr + 36),
                         .id = (const uint8_t *)fixed.ptr + STAT_BYTES,
                         .stage = flags >> 12 & 3,
                         .assumed = flags & FLAG_ASSUMED || extended & EXTENDED_SKIP,
                         .intended = extended & EXTENDED_INTENDED};
  if (index->version == 4) return read_shortened_path(index, &out->path);
  return read_padded_path(index, entry, &out->path);
}

// An extension whose name begins with a small letter must be understood, and none is.
static Status read_extensions(Index *index, Str *cache_tree, Error *error) {
  Reader *r = &index->reader;
  while (reader_left(r) >= 8 + index->id_bytes) {
    Str head = reader_bytes(r, 8);
    if (ascii_is_lower(head.ptr[0])) {
      return error_set(error, STATUS_UNSUPPORTED, "git's index has the extension %.4s", head.ptr);
    }
    Str body = reader_bytes(r, be_get_u32(head.ptr + 4));
    if (memcmp(head.ptr, "TREE", 4) == 0) *cache_tree = body;
    if (r->failed) return error_set(error, STATUS_CORRUPT, "git's index: a broken extension");
  }
  return STATUS_OK;
}

uint32_t git_index_count(Str bytes) {
  if (bytes.len < HEAD_BYTES || memcmp(bytes.ptr, "DIRC", 4) != 0) return 0;
  size_t room = bytes.len / (STAT_BYTES + 20 + 2);
  uint32_t count = be_get_u32(bytes.ptr + 8);
  return count < room ? count : (uint32_t)room;
}

Status git_index_read(Str bytes, GitIndexReading *reading, Error *error) {
  Index index = {.reader = reader_make(bytes), .id_bytes = reading->sha256 ? 32 : 20};
  reading->cache_tree = STR("");
  Str head = reader_bytes(&index.reader, HEAD_BYTES);
  if (index.reader.failed || memcmp(head.ptr, "DIRC", 4) != 0) {
    return error_set(error, STATUS_CORRUPT, "not an index of git's");
  }
  index.version = be_get_u32(head.ptr + 4);
  if (index.version < 2 || index.version > 4) {
    return error_set(error, STATUS_UNSUPPORTED, "git's index has version %u", index.version);
  }
  for (uint32_t left = be_get_u32(head.ptr + 8); left > 0; left--) {
    GitIndexEntry entry;
    if (!read_entry(&index, &entry)) {
      return error_set(error, STATUS_CORRUPT, "git's index: %u entries are missing", left);
    }
    reading->fn(reading->user, &entry);
  }
  return read_extensions(&index, &reading->cache_tree, error);
}

// `name NUL entries SP subtrees LF [id]`, in decimal; -1 entries and no id where it is not valid.
bool git_cached_tree_next(Str *rest, bool sha256, GitCachedTree *out) {
  size_t nul = str_find_byte(*rest, 0, '\0'), space = str_find_byte(*rest, nul, ' ');
  size_t line = str_find_byte(*rest, space, '\n'), id_bytes = sha256 ? 32 : 20;
  if (line >= rest->len) return false;
  uint64_t entries, subtrees;
  Str count = str_slice(*rest, nul + 1, space);
  bool valid = str_to_u64(count, &entries);
  if (!valid && !str_equal(count, STR("-1"))) return false;
  if (!str_to_u64(str_slice(*rest, space + 1, line), &subtrees) || subtrees > rest->len)
    return false;
  if (valid && rest->len - line - 1 < id_bytes) return false;
  *out = (GitCachedTree){.name = str_slice(*rest, 0, nul), .subtrees = (uint32_t)subtrees};
  if (valid) out->id = (const uint8_t *)rest->ptr + line + 1;
  *rest = str_slice(*rest, line + 1 + (valid ? id_bytes : 0), rest->len);
  return true;
}
