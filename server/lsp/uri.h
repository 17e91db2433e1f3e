// file: URIs and paths. Paths are absolute UTF-8 with '/'; on a drive they are "C:/dir/file", on a
// server "//host/share/file". Pure functions; results live in the caller's arena or buffer.
#ifndef TREELINE_LSP_URI_H
#define TREELINE_LSP_URI_H

#include "base/arena.h"
#include "base/buf.h"

// False if `uri` is no file: URI, or names no file (a NUL in it, no path).
bool uri_to_path(Str uri, Arena *arena, Str *path);
// Appends file:// and the path, percent-encoded as VS Code does ("file:///c%3A/dir").
void uri_put(Buf *out, Str path);
// The same for `root`/`relative`, without joining them first.
void uri_put_joined(Buf *out, Str root, Str relative);

#endif
