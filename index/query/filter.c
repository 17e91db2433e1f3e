#include "query/filter.h"

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

static Str without_slash(Str s) {
  if (s.len > 1 && s.ptr[s.len - 1] == '/') s.len--;
  return s;
}

Status filter_make(FilterField field, Str value, Filter *out, Error *error) {
  Filter filter = {.field = field, .value = value, .fold = true};
  for (size_t i = 0; i < value.len; i++) filter.fold &= !ascii_is_upper(value.ptr[i]);
  if (field == FILTER_LANG) {
    Status status = read_languages(&filter, error);
    if (status != STATUS_OK) return status;
  }
  *out = filter;
  return STATUS_OK;
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

static bool contains(Str text, Str part, bool fold) {
  for (size_t i = 0; i + part.len <= text.len; i++) {
    if (equal(str_slice(text, i, i + part.len), part, fold)) return true;
  }
  return false;
}

static bool matches_file(const Filter *filter, Str path) {
  Str value = filter->value;
  if (!has_glob(value)) return contains(path, value, filter->fold);
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

static bool matches_ext(const Filter *filter, Str path) {
  Str extension = str_extension(path), rest = filter->value, one;
  while (str_next_field(&rest, ',', &one)) {
    if (str_starts_with(one, STR("."))) one = str_slice(one, 1, one.len);
    if (equal(extension, one, filter->fold)) return true;
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

bool filter_matches_record(const Filter *filter, const Facts *facts, const Document *record) {
  (void)facts;
  return filter_matches_path(filter, record->path, record->language);
}

bool filter_matches(const Filter *filter, const Facts *facts, const Segment *segment,
                    uint32_t document) {
  if (filter->field != FILTER_LANG) {
    return filter_matches_path(filter, segment_path(segment, document), 0);
  }
  Document record;
  return segment_document(segment, document, &record) == STATUS_OK
         && filter_matches_record(filter, facts, &record);
}

void filter_documents(const Filter *filter, const Facts *facts, const Segment *segment,
                      uint64_t *bits) {
  for (uint32_t d = 0; d < segment_documents(segment); d++) {
    if (filter_matches(filter, facts, segment, d)) bits[d / 64] |= (uint64_t)1 << (d % 64);
  }
}

void filter_print(const Filter *filter, Buf *out) {
  static const char *const names[] = {"file", "dir", "ext", "lang", "repo", "size", "changed"};
  bool quoted = filter->value.len == 0;
  for (size_t i = 0; i < filter->value.len; i++) {
    char c = filter->value.ptr[i];
    quoted |= ascii_is_space(c) || c == '(' || c == ')' || c == '"';
  }
  buf_printf(out, quoted ? "%s:\"" : "%s:", names[filter->field]);
  for (size_t i = 0; i < filter->value.len; i++) { // any byte, NUL too
    char c = filter->value.ptr[i];
    if (quoted && (c == '"' || c == '\\')) buf_byte(out, '\\');
    buf_byte(out, (uint8_t)c);
  }
  if (quoted) buf_byte(out, '"');
}
