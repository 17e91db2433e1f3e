// Problem: what is staged differs from the last commit's tree, which is compressed, often as a difference
// to another object. Approach: the few trees that are asked for are read, nothing is kept but the maps
// of packs. Repositories come from anywhere, and a few kilobytes of them may ask for terabytes: so a
// stream is given no more input than what it says of its size can need, and all that comes out of
// streams is counted against one bound. Rejected: the index that spans packs (multi-pack-index); each
// pack has its own beside it.
#include "intake/git_object.h"

#include "base/array.h"
#include "base/codec.h"
#include "base/inflate.h"
#include "base/os.h"

enum {
  OBJECT_MAX = 16 << 20, // bytes; a tree of 400,000 entries
  PACKS_MAX = 4096,
  REFS_MAX = 64 << 20, // bytes of packed-refs
  CHAIN_MAX = 256,     // differences to differences; git makes 50, 250 at most
  PLACES_MAX = 16,     // object directories, alternates of alternates included
  PACKED_OFFSET_DELTA = 6,
  PACKED_NAME_DELTA = 7,
  INDEX_HEAD = 8 + 256 * 4, // of a pack's index: magic, version, counts by first byte
};

typedef struct {
  OsMap index, pack;
  uint32_t count;
} Pack;

struct GitObjects {
  Arena arena;
  size_t id_bytes;
  Str places[PLACES_MAX]; // object directories
  size_t place_count;
  ARRAY(Pack) packs;
  bool in_memory; // packs are borrowed bytes
  uint64_t left;  // of what reading may cost
};

// ---- opening ------------------------------------------------------------------------------------

static bool index_is_sound(const GitObjects *objects, Pack *pack) {
  Str index = pack->index.bytes;
  if (index.len < INDEX_HEAD || memcmp(index.ptr, "\377tOc\0\0\0\2", 8) != 0) return false;
  pack->count = be_get_u32(index.ptr + INDEX_HEAD - 4);
  if (index.len - INDEX_HEAD < (uint64_t)pack->count * (objects->id_bytes + 8)) return false;
  for (int i = 1; i < 256; i++) {
    if (be_get_u32(index.ptr + 8 + 4 * i) < be_get_u32(index.ptr + 4 + 4 * i)) return false;
  }
  return true;
}

static void add_pack(GitObjects *objects, Str directory, Str name) {
  if (objects->packs.count == PACKS_MAX) return;
  Str path = arena_join_path(&objects->arena, directory, name);
  Pack pack = {.count = 0};
  if (os_map(path.ptr, &pack.index, NULL) != STATUS_OK) return;
  Str stem = str_slice(path, 0, path.len - 3);
  Str other = arena_printf(&objects->arena, "%.*spack", STR_ARGS(stem));
  if (!index_is_sound(objects, &pack) || os_map(other.ptr, &pack.pack, NULL) != STATUS_OK) {
    os_unmap(&pack.index);
    return;
  }
  array_push(&objects->packs, pack);
}

static void add_packs(GitObjects *objects, Str place) {
  Str directory = arena_join_path(&objects->arena, place, STR("pack"));
  OsDir *dir;
  DirEntry entry;
  if (os_dir_open(directory.ptr, &dir, NULL) != STATUS_OK) return;
  while (os_dir_next(dir, &entry)) {
    if (str_ends_with(entry.name, STR(".idx"))) add_pack(objects, directory, entry.name);
  }
  os_dir_close(dir);
}

static void add_place(GitObjects *objects, Str place);

// The object directories that `info/alternates` names, a line each.
static void add_alternates(GitObjects *objects, Str place) {
  Buf text = {.max = 1 << 16};
  Str path = arena_join_path(&objects->arena, place, STR("info/alternates"));
  if (os_read_file(path.ptr, &text, NULL, NULL) == STATUS_OK) {
    Str rest = buf_str(&text), line;
    while (str_next_field(&rest, '\n', &line)) {
      if (line.len == 0 || line.ptr[0] == '#') continue;
      bool absolute = line.ptr[0] == '/';
      add_place(objects, absolute ? arena_dup(&objects->arena, line)
                                  : arena_join_path(&objects->arena, place, line));
    }
  }
  buf_release(&text);
}

static void add_place(GitObjects *objects, Str place) {
  if (objects->place_count == PLACES_MAX) return;
  objects->places[objects->place_count++] = place;
  add_packs(objects, place);
  add_alternates(objects, place);
}

GitObjects *git_objects_open(Str common_dir, bool sha256) {
  GitObjects *objects = xcalloc(1, sizeof *objects);
  objects->id_bytes = sha256 ? 32 : 20;
  objects->left = GIT_OBJECTS_COST;
  add_place(objects, arena_join_path(&objects->arena, common_dir, STR("objects")));
  return objects;
}

GitObjects *git_objects_of_pack(Str index, Str pack, bool sha256) {
  GitObjects *objects = xcalloc(1, sizeof *objects);
  objects->id_bytes = sha256 ? 32 : 20;
  objects->left = GIT_OBJECTS_COST;
  objects->in_memory = true;
  Pack one = {.index.bytes = index, .pack.bytes = pack};
  if (!index_is_sound(objects, &one)) {
    git_objects_close(objects);
    return NULL;
  }
  array_push(&objects->packs, one);
  return objects;
}

void git_objects_bound(GitObjects *objects, uint64_t bytes) { objects->left = bytes; }

uint64_t git_objects_left(const GitObjects *objects) { return objects->left; }

void git_objects_close(GitObjects *objects) {
  if (!objects) return;
  for (size_t i = 0; i < objects->packs.count && !objects->in_memory; i++) {
    os_unmap(&objects->packs.items[i].index);
    os_unmap(&objects->packs.items[i].pack);
  }
  array_free(&objects->packs);
  arena_release(&objects->arena);
  free(objects);
}

// ---- packed objects -----------------------------------------------------------------------------

static bool find_in_pack(const GitObjects *objects, const Pack *pack, const uint8_t *id,
                         uint64_t *offset) {
  const char *counts = pack->index.bytes.ptr + 8, *ids = counts + 256 * 4;
  uint32_t low = id[0] ? be_get_u32(counts + 4 * (id[0] - 1)) : 0,
           high = be_get_u32(counts + 4 * id[0]);
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    int order = memcmp(ids + (size_t)middle * objects->id_bytes, id, objects->id_bytes);
    if (order == 0) {
      size_t offsets = INDEX_HEAD + (size_t)pack->count * (objects->id_bytes + 4);
      uint32_t value = be_get_u32(pack->index.bytes.ptr + offsets + 4 * (size_t)middle);
      *offset = value;
      if (!(value >> 31)) return true;
      size_t wide = offsets + 4 * (size_t)pack->count + 8 * (size_t)(value & 0x7FFFFFFF);
      if (wide + 8 > pack->index.bytes.len) return false;
      const char *at = pack->index.bytes.ptr + wide;
      *offset = (uint64_t)be_get_u32(at) << 32 | be_get_u32(at + 4);
      return true;
    }
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return false;
}

static Status broken(Error *error) {
  return error_set(error, STATUS_CORRUPT, "a broken object of git's");
}

// Counts what is about to come out of a stream or a difference.
static Status spend(GitObjects *objects, uint64_t bytes, Error *error) {
  enum { EACH = 4096 }; // of an object, however small
  if (bytes > OBJECT_MAX || bytes + EACH > objects->left) {
    return error_set(error, STATUS_LIMIT, "git's objects are too large to be read");
  }
  objects->left -= bytes + EACH;
  return STATUS_OK;
}

// A stream that says that it holds `size` bytes. What cannot be squeezed is stored with a few bytes a
// block.
static Status inflate_sized(GitObjects *objects, Str bytes, uint64_t size, Buf *out, Error *error) {
  Status status = spend(objects, size, error);
  if (status != STATUS_OK) return status;
  size_t input = (size_t)size + (size_t)size / 4 + 4096;
  out->max = (size_t)size + 1; // a byte more is seen
  status = inflate_zlib(str_slice(bytes, 0, input), out, error);
  return status == STATUS_OK && out->len != size ? broken(error) : status;
}

// A number of a difference: seven bits a byte, the lowest first.
static uint64_t take_size(Reader *r) {
  uint64_t value = 0;
  for (unsigned shift = 0; shift < 63; shift += 7) {
    uint8_t byte = reader_byte(r);
    value |= (uint64_t)(byte & 127) << shift;
    if (!(byte & 128)) return value;
  }
  r->failed = true;
  return 0;
}

// The bits of `byte` say which bytes of a little-endian number follow.
static uint32_t take_sparse(Reader *r, unsigned byte, unsigned count) {
  uint32_t value = 0;
  for (unsigned i = 0; i < count; i++) {
    if (byte >> i & 1) value |= (uint32_t)reader_byte(r) << (8 * i);
  }
  return value;
}

// Copies of parts of the base, and new bytes.
static Status apply_difference(GitObjects *objects, Str base, Str difference, Buf *out,
                               Error *error) {
  Reader r = reader_make(difference);
  uint64_t base_size = take_size(&r), size = take_size(&r);
  if (r.failed || base_size != base.len) return broken(error);
  Status status = spend(objects, size, error);
  if (status != STATUS_OK) return status;
  buf_clear(out);
  while (reader_left(&r) && !r.failed) {
    uint8_t op = reader_byte(&r);
    if (op & 128) {
      uint32_t from = take_sparse(&r, op & 15u, 4), length = take_sparse(&r, op >> 4 & 7u, 3);
      if (length == 0) length = 0x10000;
      if (r.failed || from > base.len || length > base.len - from) return broken(error);
      buf_put(out, base.ptr + from, length);
    } else {
      Str bytes = reader_bytes(&r, op);
      if (op == 0 || r.failed) return broken(error);
      buf_str_put(out, bytes);
    }
    if (out->len > size || out->failed) return broken(error);
  }
  return out->len == size && !r.failed ? STATUS_OK : broken(error);
}

typedef struct {
  GitObjects *objects;
  const Pack *pack;
  Error *error;
} PackReading;

static Status read_any(GitObjects *objects, const uint8_t *id, unsigned *type, Buf *out, int chain,
                       Error *error);

// The object at `offset` of the pack; of a difference, the type is its base's.
static Status read_packed(const PackReading *p, uint64_t offset, unsigned *type, Buf *out,
                          int chain) {
  Str pack = p->pack->pack.bytes;
  if (offset >= pack.len || chain > CHAIN_MAX) return broken(p->error);
  Reader r = reader_make(str_slice(pack, (size_t)offset, pack.len));
  uint8_t byte = reader_byte(&r);
  unsigned kind = byte >> 4 & 7u;
  uint64_t size = byte & 15;
  for (unsigned shift = 4; byte & 128 && !r.failed && shift < 60; shift += 7) {
    byte = reader_byte(&r);
    size |= (uint64_t)(byte & 127) << shift;
  }
  if (r.failed || byte & 128) return broken(p->error);
  Buf base = {.max = OBJECT_MAX}, difference = {.max = OBJECT_MAX};
  Status status = STATUS_OK;
  if (kind == PACKED_OFFSET_DELTA) {
    byte = reader_byte(&r);
    uint64_t back = byte & 127;
    while (byte & 128 && !r.failed && back < pack.len) {
      byte = reader_byte(&r);
      back = ((back + 1) << 7) + (byte & 127);
    }
    status = r.failed || back == 0 || back > offset
                 ? broken(p->error)
                 : read_packed(p, offset - back, type, &base, chain + 1);
  } else if (kind == PACKED_NAME_DELTA) {
    Str id = reader_bytes(&r, p->objects->id_bytes);
    status = r.failed
                 ? broken(p->error)
                 : read_any(p->objects, (const uint8_t *)id.ptr, type, &base, chain + 1, p->error);
  }
  Str rest = str_make(r.at, reader_left(&r));
  if (status != STATUS_OK) {
  } else if (kind >= PACKED_OFFSET_DELTA) {
    status = inflate_sized(p->objects, rest, size, &difference, p->error);
    if (status == STATUS_OK) {
      status = apply_difference(p->objects, buf_str(&base), buf_str(&difference), out, p->error);
    }
  } else {
    *type = kind;
    buf_clear(out);
    status = inflate_sized(p->objects, rest, size, out, p->error);
    out->max = OBJECT_MAX;
  }
  buf_release(&base);
  buf_release(&difference);
  return status;
}

// ---- objects ------------------------------------------------------------------------------------

// `type SP size NUL`, then the object.
static Status open_loose(GitObjects *objects, Str bytes, unsigned *type, Buf *out, Error *error) {
  static const char *const names[] = {"commit ", "tree ", "blob ", "tag "};
  uint64_t room = objects->left < OBJECT_MAX ? objects->left : OBJECT_MAX;
  Buf whole = {.max = (size_t)room + 1};
  Status status = inflate_zlib(bytes, &whole, error);
  if (status == STATUS_OK) status = spend(objects, whole.len, error);
  size_t nul = str_find_byte(buf_str(&whole), 0, '\0');
  if (status == STATUS_OK && nul == whole.len) status = broken(error);
  for (unsigned i = 0; i < COUNT_OF(names) && status == STATUS_OK; i++) {
    if (!str_starts_with(buf_str(&whole), str_from_c(names[i]))) continue;
    *type = i + 1;
    buf_clear(out);
    buf_str_put(out, str_slice(buf_str(&whole), nul + 1, whole.len));
  }
  buf_release(&whole);
  return status;
}

static Status read_loose(GitObjects *objects, const uint8_t *id, unsigned *type, Buf *out,
                         Error *error) {
  Buf path = {0}, bytes = {.max = OBJECT_MAX};
  Status status = error_set(error, STATUS_NOT_FOUND, "git has no such object");
  for (size_t i = 0; i < objects->place_count && status == STATUS_NOT_FOUND; i++) {
    buf_clear(&path);
    buf_printf(&path, "%.*s/%02x/", STR_ARGS(objects->places[i]), id[0]);
    for (size_t k = 1; k < objects->id_bytes; k++) buf_printf(&path, "%02x", id[k]);
    buf_byte(&path, '\0');
    status = os_read_file(path.data, &bytes, NULL, error);
  }
  *type = 0;
  if (status == STATUS_OK) status = open_loose(objects, buf_str(&bytes), type, out, error);
  buf_release(&path);
  buf_release(&bytes);
  return status;
}

static Status read_any(GitObjects *objects, const uint8_t *id, unsigned *type, Buf *out, int chain,
                       Error *error) {
  for (size_t i = 0; i < objects->packs.count; i++) {
    PackReading reading = {objects, &objects->packs.items[i], error};
    uint64_t offset;
    if (find_in_pack(objects, reading.pack, id, &offset)) {
      return read_packed(&reading, offset, type, out, chain);
    }
  }
  return read_loose(objects, id, type, out, error);
}

Status git_object_read(GitObjects *objects, const uint8_t *id, GitObjectType type, Buf *out,
                       Error *error) {
  unsigned found = 0;
  out->max = OBJECT_MAX;
  buf_clear(out);
  Status status = read_any(objects, id, &found, out, 0, error);
  if (status != STATUS_OK || found == type) return status;
  return error_set(error, STATUS_NOT_FOUND, "an object of git's has another type");
}

// ---- commits and trees --------------------------------------------------------------------------

static bool read_hex(Str text, bool sha256, uint8_t id[GIT_ID_MAX]) {
  size_t bytes = sha256 ? 32 : 20;
  if (text.len < 2 * bytes) return false;
  for (size_t i = 0; i < 2 * bytes; i++) {
    char c = ascii_lower(text.ptr[i]);
    if (!ascii_is_digit(c) && !(c >= 'a' && c <= 'f')) return false;
    unsigned value = (unsigned)(ascii_is_digit(c) ? c - '0' : c - 'a' + 10);
    id[i / 2] = (uint8_t)(i % 2 ? id[i / 2] | value : value << 4);
  }
  return true;
}

// The first line of a small file.
static bool read_line(Str directory, Str name, Arena *arena, Str *line) {
  Buf text = {.max = 1 << 16};
  bool there =
      os_read_file(arena_join_path(arena, directory, name).ptr, &text, NULL, NULL) == STATUS_OK;
  if (there)
    *line = arena_dup(arena, str_slice(buf_str(&text), 0, str_find_byte(buf_str(&text), 0, '\n')));
  buf_release(&text);
  return there;
}

// `id SP name` a line.
static bool find_packed_ref(Str common_dir, Str name, Arena *arena, Str *line) {
  Buf text = {.max = REFS_MAX};
  Str path = arena_join_path(arena, common_dir, STR("packed-refs")), one;
  bool found = false;
  if (os_read_file(path.ptr, &text, NULL, NULL) == STATUS_OK) {
    Str rest = buf_str(&text);
    while (!found && str_next_field(&rest, '\n', &one)) {
      size_t space = str_find_byte(one, 0, ' ');
      found = str_equal(str_slice(one, space + 1, one.len), name);
      if (found) *line = arena_dup(arena, str_slice(one, 0, space));
    }
  }
  buf_release(&text);
  return found;
}

Status git_head_commit(Str git_dir, Str common_dir, bool sha256, uint8_t id[GIT_ID_MAX],
                       Error *error) {
  enum { LINKS = 5 }; // names of names
  Arena arena = {0};
  Str line = STR("");
  bool found = read_line(git_dir, STR("HEAD"), &arena, &line);
  for (int i = 0; i < LINKS && found && str_starts_with(line, STR("ref: ")); i++) {
    Str name = str_trim(str_slice(line, 5, line.len));
    found = str_starts_with(name, STR("refs/")) && str_find(name, STR("..")) == SIZE_MAX;
    if (!found) break;
    found = read_line(git_dir, name, &arena, &line) || read_line(common_dir, name, &arena, &line)
            || find_packed_ref(common_dir, name, &arena, &line);
  }
  found = found && read_hex(line, sha256, id);
  arena_release(&arena);
  return found ? STATUS_OK : error_set(error, STATUS_NOT_FOUND, "HEAD names no commit");
}

Status git_commit_tree(Str commit, bool sha256, uint8_t id[GIT_ID_MAX], Error *error) {
  bool right = str_starts_with(commit, STR("tree "))
               && read_hex(str_slice(commit, 5, commit.len), sha256, id);
  return right ? STATUS_OK : broken(error);
}

bool git_tree_next(Str *rest, bool sha256, GitTreeEntry *out) {
  size_t space = str_find_byte(*rest, 0, ' '), nul = str_find_byte(*rest, space, '\0');
  size_t id_bytes = sha256 ? 32 : 20;
  if (nul == rest->len || rest->len - nul - 1 < id_bytes || space > 7) return false;
  out->mode = 0;
  for (size_t i = 0; i < space; i++) out->mode = out->mode * 8 + (uint32_t)(rest->ptr[i] - '0') % 8;
  out->name = str_slice(*rest, space + 1, nul);
  out->id = (const uint8_t *)rest->ptr + nul + 1;
  *rest = str_slice(*rest, nul + 1 + id_bytes, rest->len);
  return true;
}
