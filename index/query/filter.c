// Problem: a filter alone is asked of every document, and 80,000 paths must take a millisecond, not
// ten. Approach: where a part of the path is sought, all paths of a segment are scanned as one text;
// languages and extensions are compared without decoding the record.
#include "query/filter.h"

#include "base/scan.h"
#include "intake/language.h"

static bool has_glob(Str s) {
  for (size_t i = 0; i < s.len; i++) {
    if (s.ptr[i] == '*' || s.ptr[i] == '?' || s.ptr[i] == '[') return true;
  }
  return false;
}

static Status read_languages(Filter *filter, Error *error) {
  Str rest = filter->value, name;
  while (str_next_field(&rest, ',', &name)) {
    LanguageId language;
    if (!language_from_name(name, &language)) {
      return error_set(error, STATUS_INVALID, "lang:%.*s: no language is called %.*s",
                       STR_ARGS(filter->value), STR_ARGS(name));
    }
    filter->languages[language / 32] |= 1u << (language % 32);
  }
  return STATUS_OK;
}

// ---- numbers ------------------------------------------------------------------------------------

// Digits at the head of *rest, with up to three behind a point, in thousandths. false: none, or too many.
static bool read_number(Str *rest, uint64_t *thousandths) {
  size_t at = 0;
  uint64_t value = 0;
  for (; at < rest->len && ascii_is_digit(rest->ptr[at]) && value < UINT64_MAX / 1000000; at++) {
    value = value * 10 + (uint64_t)(rest->ptr[at] - '0');
  }
  if (at == 0 || (at < rest->len && ascii_is_digit(rest->ptr[at]))) return false;
  value *= 1000;
  if (at + 1 < rest->len && rest->ptr[at] == '.' && ascii_is_digit(rest->ptr[at + 1])) {
    at++;
    for (uint64_t worth = 100; at < rest->len && ascii_is_digit(rest->ptr[at]); at++, worth /= 10) {
      value += worth * (uint64_t)(rest->ptr[at] - '0');
    }
  }
  *rest = str_slice(*rest, at, rest->len);
  *thousandths = value;
  return true;
}

// `10`, `10k`, `1.5M`, `2GiB`: bytes, in units of 1024.
static bool read_bytes(Str text, uint64_t *bytes) {
  static const char units[] = "bkmgt";
  uint64_t value, factor = 1;
  if (!read_number(&text, &value)) return false;
  const char *unit = text.len ? strchr(units, ascii_lower(text.ptr[0])) : units;
  if (!unit || (text.len && !text.ptr[0])) return false;
  for (; unit > units; unit--) factor *= 1024;
  Str tail = str_slice(text, 1, text.len);
  if (tail.len && !str_equal_fold(tail, STR("b")) && !str_equal_fold(tail, STR("ib"))) return false;
  if (value / 1000 > UINT64_MAX / 2048 / factor) return false;
  *bytes = value / 1000 * factor + value % 1000 * factor / 1000;
  return true;
}

static Status read_sizes(Filter *filter, Error *error) {
  Str value = filter->value, low = STR(""), high = STR("");
  size_t dots = str_find(value, STR(".."));
  uint64_t bytes = 0;
  filter->most = UINT64_MAX;
  bool right = true;
  if (dots != SIZE_MAX) {
    low = str_slice(value, 0, dots);
    high = str_slice(value, dots + 2, value.len);
    right = low.len + high.len > 0;
    if (low.len) right &= read_bytes(low, &filter->least);
    if (high.len) right &= read_bytes(high, &filter->most);
  } else if (str_starts_with(value, STR("<")) || str_starts_with(value, STR(">"))) {
    bool less = value.ptr[0] == '<', equal = value.len > 1 && value.ptr[1] == '=';
    right = read_bytes(str_slice(value, equal ? 2 : 1, value.len), &bytes);
    if (less && !equal && bytes == 0) right = false; // smaller than nothing
    if (less)
      filter->most = bytes - !equal;
    else
      filter->least = bytes + !equal;
  } else {
    right = read_bytes(value, &filter->least);
    filter->most = filter->least;
  }
  if (right && filter->least <= filter->most) return STATUS_OK;
  return error_set(
      error, STATUS_INVALID,
      "size:%.*s: a size is <10k, >=1.5M, 4k..64k or a number of bytes (units: k, M, G)",
      STR_ARGS(value));
}

static Status read_age(Filter *filter, Error *error) {
  static const struct {
    char unit;
    int64_t seconds;
  } units[] = {{'s', 1},     {'m', 60},        {'h', 3600},
               {'d', 86400}, {'w', 7 * 86400}, {'y', 366 * 86400}};
  static const int64_t YEARS_MAX = 200;
  Str rest = filter->value;
  uint64_t value;
  if (str_equal_fold(rest, STR("git")) || str_equal_fold(rest, STR("yes"))) {
    filter->by_git = true;
    return STATUS_OK;
  }
  if (read_number(&rest, &value) && rest.len == 1) {
    for (size_t i = 0; i < COUNT_OF(units); i++) {
      if (ascii_lower(rest.ptr[0]) != units[i].unit) continue;
      int64_t most = YEARS_MAX * 366 * 86400 / units[i].seconds * 1000;
      int64_t count = value < (uint64_t)most ? (int64_t)value : most;
      filter->since_ns = os_wall_ns() - count * units[i].seconds * 1000000;
      return STATUS_OK;
    }
  }
  return error_set(
      error, STATUS_INVALID,
      "changed:%.*s: takes git, or how long ago: 30m, 2h, 7d (units: s, m, h, d, w, y)",
      STR_ARGS(filter->value));
}

static Str without_slash(Str s) {
  if (s.len > 1 && s.ptr[s.len - 1] == '/') s.len--;
  return s;
}

Status filter_make(FilterField field, Str value, Filter *out, Error *error) {
  Filter filter = {.field = field, .value = value, .fold = true};
  for (size_t i = 0; i < value.len; i++) filter.fold &= !ascii_is_upper(value.ptr[i]);
  Status status = STATUS_OK;
  if (field == FILTER_LANG) status = read_languages(&filter, error);
  if (field == FILTER_SIZE) status = read_sizes(&filter, error);
  if (field == FILTER_CHANGED) status = read_age(&filter, error);
  if (status == STATUS_OK) *out = filter;
  return status;
}

// ---- globs --------------------------------------------------------------------------------------

// The set that starts at glob.ptr[at] == '['; *end is behind it. false: no set, the bracket is
// itself.
static bool glob_set(Str glob, size_t at, unsigned char byte, bool *in, size_t *end) {
  size_t i = at + 1;
  bool negated = i < glob.len && (glob.ptr[i] == '!' || glob.ptr[i] == '^');
  if (negated) i++;
  bool found = false;
  for (size_t first = i; i < glob.len && (glob.ptr[i] != ']' || i == first); i++) {
    unsigned char low = (unsigned char)glob.ptr[i], high = low;
    if (i + 2 < glob.len && glob.ptr[i + 1] == '-' && glob.ptr[i + 2] != ']') {
      high = (unsigned char)glob.ptr[i + 2];
      i += 2;
    }
    found |= byte >= low && byte <= high;
  }
  if (i >= glob.len) return false;
  *in = found != negated;
  *end = i + 1;
  return true;
}

// Whether the glob's element at `g` matches `byte`; *next is the element behind it.
static bool glob_one(Str glob, size_t g, char byte, bool fold, size_t *next) {
  char c = fold ? ascii_lower(glob.ptr[g]) : glob.ptr[g];
  if (fold) byte = ascii_lower(byte);
  bool in;
  *next = g + 1;
  if (c == '?') return byte != '/';
  if (c == '[' && glob_set(glob, g, (unsigned char)byte, &in, next)) return in && byte != '/';
  return c == byte;
}

// Where matching goes on after a mismatch: the last star, which then takes one byte more.
typedef struct {
  size_t glob, text; // SIZE_MAX: no star yet
} Star;

bool filter_glob(Str glob, Str text, bool fold) {
  size_t g = 0, t = 0, next;
  Star one = {SIZE_MAX, 0}, two = {SIZE_MAX, 0};
  while (t < text.len || g < glob.len) {
    if (g < glob.len && glob.ptr[g] == '*') {
      bool twice = g + 1 < glob.len && glob.ptr[g + 1] == '*';
      g += twice ? 2 : 1;
      if (twice)
        two = (Star){g, t}, one.glob = SIZE_MAX;
      else
        one = (Star){g, t};
      continue;
    }
    if (g < glob.len && t < text.len && glob_one(glob, g, text.ptr[t], fold, &next)) {
      g = next;
      t++;
      continue;
    }
    if (one.glob != SIZE_MAX && one.text < text.len && text.ptr[one.text] != '/') {
      g = one.glob;
      t = ++one.text;
    } else if (two.glob != SIZE_MAX && two.text < text.len) {
      g = two.glob;
      t = ++two.text;
      one.glob = SIZE_MAX;
    } else {
      return false;
    }
  }
  return true;
}

// ---- matching -----------------------------------------------------------------------------------

static bool equal(Str a, Str b, bool fold) { return fold ? str_equal_fold(a, b) : str_equal(a, b); }

// A pattern of a star and text alone, as in *.c: the text.
static bool is_suffix(Str glob, Str *suffix) {
  *suffix = str_slice(glob, 1, glob.len);
  return glob.len > 1 && glob.ptr[0] == '*' && !has_glob(*suffix)
         && str_find_byte(*suffix, 0, '/') == suffix->len;
}

static bool ends_with(Str text, Str end, bool fold) {
  return text.len >= end.len && equal(str_slice(text, text.len - end.len, text.len), end, fold);
}

static bool matches_file(const Filter *filter, Str path) {
  Str value = filter->value, suffix;
  if (value.len == 0) return true;
  if (!has_glob(value)) {
    ScanNeedle needle = scan_needle_make(value, filter->fold);
    return scan_find(&needle, path, 0) != SIZE_MAX;
  }
  if (is_suffix(value, &suffix)) return ends_with(path, suffix, filter->fold);
  bool whole = str_find_byte(value, 0, '/') < value.len;
  return filter_glob(value, whole ? path : str_base_name(path), filter->fold);
}

// Some run of whole directories of the path equals the value, or matches it as a glob.
static bool matches_dir(const Filter *filter, Str path) {
  Str value = without_slash(filter->value), base = str_base_name(path);
  Str dirs = str_slice(path, 0, path.len - base.len); // with the slash at its end
  bool rooted = value.len && value.ptr[0] == '/', glob = has_glob(value);
  if (rooted) value = str_slice(value, 1, value.len);
  if (value.len == 0) return true;
  for (size_t from = 0; from < dirs.len; from = str_find_byte(dirs, from, '/') + 1) {
    if (rooted && from > 0) return false;
    for (size_t to = str_find_byte(dirs, from, '/'); to < dirs.len;
         to = str_find_byte(dirs, to + 1, '/')) {
      Str run = str_slice(dirs, from, to);
      if (glob ? filter_glob(value, run, filter->fold) : equal(run, value, filter->fold))
        return true;
      if (!glob && run.len > value.len) break;
    }
  }
  return false;
}

// Whether that is the path's extension. An extension has no dot and no slash.
static bool has_extension(Str path, Str extension, bool fold) {
  if (path.len < extension.len + 2) return false;
  size_t dot = path.len - extension.len - 1;
  return path.ptr[dot] == '.' && path.ptr[dot - 1] != '/' && ends_with(path, extension, fold);
}

// The next of the extensions that are separated by commas, without its dot.
static bool next_extension(Str *rest, Str *extension) {
  while (str_next_field(rest, ',', extension)) {
    if (str_starts_with(*extension, STR("."))) {
      *extension = str_slice(*extension, 1, extension->len);
    }
    size_t length = extension->len;
    if (str_find_byte(*extension, 0, '.') == length && str_find_byte(*extension, 0, '/') == length)
      return true;
  }
  return false;
}

static bool matches_ext(const Filter *filter, Str path) {
  Str rest = filter->value, one;
  while (next_extension(&rest, &one)) {
    if (one.len ? has_extension(path, one, filter->fold) : str_extension(path).len == 0)
      return true;
  }
  return false;
}

bool filter_matches_path(const Filter *filter, Str path, uint8_t language) {
  switch (filter->field) {
  case FILTER_FILE: return matches_file(filter, path);
  case FILTER_DIR: return matches_dir(filter, path);
  case FILTER_EXT: return matches_ext(filter, path);
  case FILTER_LANG: return filter->languages[language / 32] >> (language % 32) & 1;
  case FILTER_REPO:
  case FILTER_SIZE:
  case FILTER_CHANGED: break;
  }
  return false;
}

// By the name of the outermost repository, or by a run of directories of where another lies.
static bool matches_repo(const Filter *filter, const Facts *facts, Str path) {
  Str directory, value = without_slash(filter->value);
  if (!facts || !facts_repo(facts, path, &directory)) return false;
  Str name = directory.len ? directory : facts_root_name(facts);
  char inside[4096];
  if (name.len + 2 > sizeof inside) return false;
  memcpy(inside, name.ptr, name.len);
  inside[name.len] = '/';
  Filter run = {.field = FILTER_DIR, .value = value, .fold = filter->fold};
  return matches_dir(&run, str_make(inside, name.len + 1));
}

static bool matches_size(const Filter *filter, const Document *record) {
  uint64_t size = record->flags & DOCUMENT_CHUNK ? record->stamp.size : record->chunk_size;
  return size >= filter->least && size <= filter->most;
}

// An open document has no time on disk: it is being edited now.
static bool matches_changed(const Filter *filter, const Facts *facts, const Document *record) {
  if (filter->by_git) return facts && facts_changed(facts, record->path, &record->stamp);
  return record->stamp.mtime_ns == 0 || record->stamp.mtime_ns >= filter->since_ns;
}

bool filter_matches_record(const Filter *filter, const Facts *facts, const Document *record) {
  switch (filter->field) {
  case FILTER_REPO: return matches_repo(filter, facts, record->path);
  case FILTER_SIZE: return matches_size(filter, record);
  case FILTER_CHANGED: return matches_changed(filter, facts, record);
  case FILTER_FILE:
  case FILTER_DIR:
  case FILTER_EXT:
  case FILTER_LANG: break;
  }
  return filter_matches_path(filter, record->path, record->language);
}

bool filter_matches(const Filter *filter, const Facts *facts, const Segment *segment,
                    uint32_t document) {
  Document record;
  switch (filter->field) {
  case FILTER_LANG:
    return filter_matches_path(filter, STR(""), segment_language(segment, document));
  case FILTER_FILE:
  case FILTER_DIR:
  case FILTER_EXT: return filter_matches_path(filter, segment_path(segment, document), 0);
  case FILTER_REPO: return matches_repo(filter, facts, segment_path(segment, document));
  case FILTER_SIZE:
  case FILTER_CHANGED: break;
  }
  return segment_document(segment, document, &record) == STATUS_OK
         && filter_matches_record(filter, facts, &record);
}

// ---- all documents of a segment -----------------------------------------------------------------

static void set_bit(uint64_t *bits, uint32_t document) {
  bits[document / 64] |= (uint64_t)1 << (document % 64);
}

// Whether the value, found at `at` of a path, stands there as whole directories.
static bool is_directory_there(Str path, size_t at, size_t length, bool rooted) {
  if (rooted ? at > 0 : at > 0 && path.ptr[at - 1] != '/') return false;
  return at + length < path.len && path.ptr[at + length] == '/';
}

// The documents with the needle in their path; of a directory's name, as whole directories.
static void find_in_paths(const Filter *filter, Str needle_text, bool rooted,
                          const Segment *segment, uint64_t *bits) {
  ScanNeedle needle = scan_needle_make(needle_text, filter->fold);
  Str paths = segment_paths(segment), path = segment_path(segment, 0);
  uint32_t document = 0;
  size_t at = 0, start = 0; // of the path of `document`
  while ((at = scan_find(&needle, paths, at)) != SIZE_MAX) {
    while (at >= start + path.len) {
      start += path.len;
      if (++document >= segment_documents(segment)) return;
      path = segment_path(segment, document);
    }
    bool inside = at + needle_text.len <= start + path.len;
    if (inside && filter->field == FILTER_DIR) {
      inside = is_directory_there(path, at - start, needle_text.len, rooted);
    }
    if (inside) set_bit(bits, document);
    at = inside ? start + path.len : at + 1;
  }
}

// Whether the paths lie behind one another as segment_paths says: a damaged image may say otherwise.
static bool paths_are_whole(const Segment *segment) {
  Str paths = segment_paths(segment);
  size_t at = 0;
  for (uint32_t d = 0; d < segment_documents(segment); d++) {
    Str path = segment_path(segment, d);
    if (path.len && path.ptr != paths.ptr + at) return false;
    at += path.len;
  }
  return at <= paths.len;
}

// A directory by its name, or a part of a path: what can be found in all paths at once.
static bool is_sought_in_paths(const Filter *filter, Str *needle, bool *rooted) {
  *needle = filter->field == FILTER_DIR ? without_slash(filter->value) : filter->value;
  *rooted = filter->field == FILTER_DIR && needle->len && needle->ptr[0] == '/';
  if (*rooted) *needle = str_slice(*needle, 1, needle->len);
  bool known = filter->field == FILTER_DIR || filter->field == FILTER_FILE;
  return known && needle->len && !has_glob(*needle);
}

// Paths that end so, in one go. As many extensions as there is room for, or *.c.
static bool find_endings(const Filter *filter, const Segment *segment, uint64_t *bits) {
  enum { ENDINGS = 8 };
  Str rest = filter->value, endings[ENDINGS];
  size_t count = 0;
  bool is_file = filter->field == FILTER_FILE;
  if (is_file) {
    if (!is_suffix(filter->value, &endings[0])) return false;
    count = 1;
  } else if (filter->field == FILTER_EXT) {
    while (count < ENDINGS && next_extension(&rest, &endings[count])) {
      if (endings[count++].len == 0) return false; // no extension at all counts, too
    }
    if (rest.len || count == 0 || count == ENDINGS) return false;
  }
  for (uint32_t d = 0; d < segment_documents(segment) && count; d++) {
    Str path = segment_path(segment, d);
    for (size_t i = 0; i < count; i++) {
      Str end = endings[i];
      if (path.len < end.len || path.len == 0
          || ascii_lower(path.ptr[path.len - 1]) != ascii_lower(end.ptr[end.len - 1]))
        continue;
      if (is_file ? ends_with(path, end, filter->fold) : has_extension(path, end, filter->fold))
        set_bit(bits, d);
    }
  }
  return count > 0;
}

void filter_documents(const Filter *filter, const Facts *facts, const Segment *segment,
                      uint64_t *bits) {
  Str needle;
  bool rooted;
  if (is_sought_in_paths(filter, &needle, &rooted) && paths_are_whole(segment)) {
    find_in_paths(filter, needle, rooted, segment, bits);
  } else if (!find_endings(filter, segment, bits)) {
    for (uint32_t d = 0; d < segment_documents(segment); d++) {
      if (filter_matches(filter, facts, segment, d)) set_bit(bits, d);
    }
  }
}

bool filter_is_path(FilterField field) {
  return field == FILTER_FILE || field == FILTER_DIR || field == FILTER_REPO;
}

void filter_print(const Filter *filter, Buf *out) {
  static const char *const names[] = {"file", "dir", "ext", "lang", "repo", "size", "changed"};
  bool quoted = filter->value.len == 0;
  for (size_t i = 0; i < filter->value.len; i++) {
    char c = filter->value.ptr[i];
    quoted |= ascii_is_space(c) || c == '(' || c == ')' || c == '"';
    quoted |= c == ',' && filter_is_path(filter->field);
  }
  buf_printf(out, quoted ? "%s:\"" : "%s:", names[filter->field]);
  for (size_t i = 0; i < filter->value.len; i++) { // any byte, NUL too
    char c = filter->value.ptr[i];
    if (quoted && (c == '"' || c == '\\')) buf_byte(out, '\\');
    buf_byte(out, (uint8_t)c);
  }
  if (quoted) buf_byte(out, '"');
}
