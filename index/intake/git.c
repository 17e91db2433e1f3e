// git's configuration files and `.git` files, read as git-config(1) and gitrepository-layout(5)
// say. Rejected: asking the git program, which costs milliseconds a repository and may not be
// installed. Not read: conditional includes (includeIf), which depend on more of git than a walk
// should know.
#include "intake/git.h"
#include "base/os.h"

enum { CONFIG_MAX = 1 << 20, INCLUDE_DEPTH_MAX = 10, GIT_FILE_MAX = 1 << 16 };

// ---- the syntax ---------------------------------------------------------------------------------

GitConfig git_config_open(Str text) {
  if (str_starts_with(text, STR("\xEF\xBB\xBF"))) text = str_slice(text, 3, text.len);
  return (GitConfig){.rest = text};
}

void git_config_close(GitConfig *config) {
  buf_release(&config->section);
  buf_release(&config->name);
  buf_release(&config->value);
}

// The next byte, a line's end always as '\n'; -1 at the end.
static int next_byte(GitConfig *config) {
  if (config->rest.len == 0) return -1;
  if (str_starts_with(config->rest, STR("\r\n")))
    config->rest = str_slice(config->rest, 1, SIZE_MAX);
  unsigned char c = (unsigned char)config->rest.ptr[0];
  config->rest = str_slice(config->rest, 1, config->rest.len);
  return c;
}

static int peek_byte(const GitConfig *config) {
  return config->rest.len ? (unsigned char)config->rest.ptr[0] : -1;
}

static bool is_key_byte(int c) {
  return c == '-' || (c >= 0 && c < 0x80 && c != '_' && is_word_byte((char)c));
}

// Behind `[`: fills config->section with "section" or "section.subsection".
static bool read_section(GitConfig *config) {
  buf_clear(&config->section);
  int c = next_byte(config);
  for (; is_key_byte(c) || c == '.'; c = next_byte(config)) {
    buf_byte(&config->section, (uint8_t)ascii_lower((char)c));
  }
  if (c == ']') return true;
  while (c == ' ' || c == '\t') c = next_byte(config);
  if (c != '"') return false;
  buf_byte(&config->section, '.');
  while ((c = next_byte(config)) != '"') {
    if (c == '\\') c = next_byte(config);
    if (c < 0 || c == '\n') return false;
    buf_byte(&config->section, (uint8_t)c);
  }
  return next_byte(config) == ']';
}

static int escaped_byte(int c) {
  switch (c) {
  case 'n': return '\n';
  case 't': return '\t';
  case 'b': return '\b';
  case '"':
  case '\\': return c;
  default: return -1;
  }
}

// Behind `=`: the value up to the line's end. Space around it goes, unless quoted.
static bool read_value(GitConfig *config) {
  Buf *value = &config->value;
  size_t kept = 0; // length without the spaces at the end
  bool quoted = false;
  for (;;) {
    int c = next_byte(config);
    if (c < 0 || c == '\n') break;
    if (!quoted && (c == ';' || c == '#')) {
      while (c >= 0 && c != '\n') c = next_byte(config);
      break;
    }
    if (!quoted && ascii_is_space((char)c)) {
      if (value->len) buf_byte(value, (uint8_t)c);
      continue;
    }
    if (c == '"') {
      quoted = !quoted;
    } else {
      if (c == '\\') {
        c = next_byte(config);
        if (c == '\n') continue; // the value goes on in the next line
        c = escaped_byte(c);
        if (c < 0) return false;
      }
      buf_byte(value, (uint8_t)c);
    }
    kept = value->len;
  }
  value->len = kept;
  return !quoted;
}

// `first` is the key's first byte.
static bool read_variable(GitConfig *config, int first) {
  buf_clear(&config->name);
  buf_clear(&config->value);
  buf_str_put(&config->name, buf_str(&config->section));
  buf_byte(&config->name, '.');
  int c = first;
  buf_byte(&config->name, (uint8_t)ascii_lower((char)c));
  while (is_key_byte(peek_byte(config))) {
    buf_byte(&config->name, (uint8_t)ascii_lower((char)next_byte(config)));
  }
  do c = next_byte(config);
  while (c == ' ' || c == '\t');
  if (c == '=') return read_value(config);
  buf_str_put(&config->value, STR("true"));
  while (c >= 0 && c != '\n' && (c == ';' || c == '#')) {
    while (c >= 0 && c != '\n') c = next_byte(config);
  }
  return c < 0 || c == '\n';
}

bool git_config_next(GitConfig *config, Str *name, Str *value) {
  for (;;) {
    int c = next_byte(config);
    if (c < 0) return false;
    if (ascii_is_space((char)c)) continue;
    if (c == ';' || c == '#') {
      while (c >= 0 && c != '\n') c = next_byte(config);
    } else if (c == '[') {
      if (!read_section(config)) break;
    } else {
      if (!is_key_byte(c) || ascii_is_digit((char)c) || c == '-' || !config->section.len) break;
      if (!read_variable(config, c)) break;
      *name = buf_str(&config->name);
      *value = buf_str(&config->value);
      return true;
    }
  }
  config->rest = STR(""); // broken: git refuses the file, we keep what came before
  return false;
}

// ---- the files ----------------------------------------------------------------------------------

static Str expand_home(Arena *arena, Str path) {
  if (!str_starts_with(path, STR("~/"))) return arena_dup(arena, path);
  return arena_join_path(arena, os_home_dir(arena), str_slice(path, 2, path.len));
}

static bool is_true(Str value) {
  return str_equal_fold(value, STR("true")) || str_equal_fold(value, STR("yes"))
         || str_equal_fold(value, STR("on")) || str_equal(value, STR("1"));
}

static Str parent_directory(Str path) {
  Str name = str_base_name(path);
  return str_slice(path, 0, path.len - name.len);
}

static bool read_text(Str path, size_t max, Buf *out) {
  *out = (Buf){.max = max};
  return os_read_file(path.ptr, out, NULL, NULL) == STATUS_OK;
}

// `path` is NUL-terminated, as all strings of an arena.
static void apply_config(Str path, int depth, Arena *arena, GitSettings *settings) {
  Buf text;
  if (depth < INCLUDE_DEPTH_MAX && read_text(path, CONFIG_MAX, &text)) {
    GitConfig config = git_config_open(buf_str(&text));
    Str name, value;
    while (git_config_next(&config, &name, &value)) {
      if (str_equal(name, STR("core.excludesfile"))) {
        settings->excludes_file = expand_home(arena, value);
      } else if (str_equal(name, STR("core.ignorecase"))) {
        settings->ignore_case = is_true(value);
      } else if (str_equal(name, STR("extensions.objectformat"))) {
        settings->sha256 = str_equal_fold(value, STR("sha256"));
      } else if (str_equal(name, STR("include.path")) && value.len) {
        Str included = expand_home(arena, value);
        if (included.ptr[0] != '/') {
          Str folder = parent_directory(path);
          included = arena_printf(arena, "%.*s%.*s", STR_ARGS(folder), STR_ARGS(included));
        }
        apply_config(included, depth + 1, arena, settings);
      }
    }
    git_config_close(&config);
  }
  buf_release(&text);
}

GitSettings git_user_settings(Arena *arena) {
  GitSettings settings = {.excludes_file = STR("")};
  Str home = os_home_dir(arena), folder = os_environment("XDG_CONFIG_HOME");
  if (folder.len) {
    folder = arena_join_path(arena, folder, STR("git"));
  } else if (home.len) {
    folder = arena_join_path(arena, home, STR(".config/git"));
  }
  if (folder.len) settings.excludes_file = arena_join_path(arena, folder, STR("ignore"));
  Str system = os_environment("GIT_CONFIG_SYSTEM"), global = os_environment("GIT_CONFIG_GLOBAL");
  if (!is_true(os_environment("GIT_CONFIG_NOSYSTEM"))) {
    apply_config(system.len ? system : STR("/etc/gitconfig"), 0, arena, &settings);
  }
  if (global.len) {
    apply_config(global, 0, arena, &settings);
    return settings;
  }
  if (folder.len) apply_config(arena_join_path(arena, folder, STR("config")), 0, arena, &settings);
  if (home.len) apply_config(arena_join_path(arena, home, STR(".gitconfig")), 0, arena, &settings);
  return settings;
}

void git_repository_settings(Str common_dir, Arena *arena, GitSettings *settings) {
  apply_config(arena_join_path(arena, common_dir, STR("config")), 0, arena, settings);
}

// The path that a small file holds, relative ones from `folder`; false if there is none.
static bool read_path(Str folder, Str file, Str prefix, Arena *arena, Str *path) {
  Buf text;
  bool found = read_text(arena_join_path(arena, folder, file), GIT_FILE_MAX, &text);
  Str line = str_slice(buf_str(&text), 0, str_find_byte(buf_str(&text), 0, '\0'));
  while (line.len && strchr("\r\n", line.ptr[line.len - 1])) line.len--;
  found = found && line.len > prefix.len && str_starts_with(line, prefix);
  if (found) {
    line = str_trim(str_slice(line, prefix.len, line.len));
    bool absolute = line.len && line.ptr[0] == '/';
    *path = absolute ? arena_dup(arena, line) : arena_join_path(arena, folder, line);
  }
  buf_release(&text);
  return found;
}

bool git_directory(Str worktree, Arena *arena, Str *directory) {
  Str dot_git = arena_join_path(arena, worktree, STR(".git"));
  FileInfo info;
  if (os_stat(dot_git.ptr, &info, NULL) != STATUS_OK) return false;
  *directory = dot_git;
  return info.kind == FILE_DIRECTORY
         || read_path(worktree, STR(".git"), STR("gitdir: "), arena, directory);
}

bool git_common_dir(Str worktree, Arena *arena, Str *common_dir) {
  Str directory;
  if (!git_directory(worktree, arena, &directory)) return false;
  if (!read_path(directory, STR("commondir"), STR(""), arena, common_dir)) *common_dir = directory;
  return true;
}
