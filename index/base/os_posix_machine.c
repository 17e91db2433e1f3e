// os.h on POSIX systems: processors, memory, clocks, signals and terminals. Files are os_posix.c's.
#define _GNU_SOURCE
#include "base/os.h"

#include <limits.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static bool read_small(const char *path, char *text, size_t size) {
  FILE *file = fopen(path, "r");
  if (!file) return false;
  size_t got = fread(text, 1, size - 1, file);
  fclose(file);
  text[got] = '\0';
  return got > 0;
}

// The process's own cgroup (version 2), then version 1's usual places.
static bool read_cgroup(const char *v2_name, const char *v1_path, char *text, size_t size) {
  char groups[4096], path[PATH_MAX];
  if (read_small("/proc/self/cgroup", groups, sizeof groups)) {
    char *own = strstr(groups, "0::/");
    if (own) {
      own += 3;
      own[strcspn(own, "\n")] = '\0';
      snprintf(path, sizeof path, "/sys/fs/cgroup%s/%s", strcmp(own, "/") ? own : "", v2_name);
      if (read_small(path, text, size)) return true;
    }
  }
  snprintf(path, sizeof path, "/sys/fs/cgroup/%s", v2_name);
  return read_small(path, text, size) || read_small(v1_path, text, size);
}

unsigned os_cpu_count(void) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) count = CPU_COUNT(&set);
#endif
  char text[128];
  long quota, period;
  if (read_cgroup("cpu.max", "/nonexistent", text, sizeof text)
      && sscanf(text, "%ld %ld", &quota, &period) == 2 && quota > 0 && period > 0) {
    long allowed = (quota + period - 1) / period;
    if (allowed < count) count = allowed;
  }
  return count > 0 ? (unsigned)count : 1;
}

uint64_t os_memory_limit(void) {
  uint64_t limit = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
  char text[128];
  if (read_cgroup("memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes", text, sizeof text)) {
    unsigned long long value;
    if (sscanf(text, "%llu", &value) == 1 && value > 0 && value < limit) limit = value;
  }
  return limit;
}

void os_lower_priority(void) {
#if defined(__linux__)
  // On Linux a nice value belongs to the thread.
  if (setpriority(PRIO_PROCESS, 0, 10) != 0) return;
#endif
}

static int64_t clock_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t os_wall_ns(void) { return clock_ns(CLOCK_REALTIME); }
int64_t os_monotonic_ns(void) { return clock_ns(CLOCK_MONOTONIC); }
int64_t os_process_id(void) { return getpid(); }
int64_t os_cpu_ns(void) { return clock_ns(CLOCK_PROCESS_CPUTIME_ID); }
int64_t os_thread_cpu_ns(void) { return clock_ns(CLOCK_THREAD_CPUTIME_ID); }

OsMemory os_memory_use(void) {
  OsMemory use = {0};
  FILE *file = fopen("/proc/self/status", "r");
  if (!file) return use;
  char line[256];
  unsigned long kib;
  while (fgets(line, sizeof line, file)) {
    if (sscanf(line, "VmRSS: %lu", &kib) == 1) use.resident = (uint64_t)kib * 1024;
    if (sscanf(line, "RssAnon: %lu", &kib) == 1) use.anonymous = (uint64_t)kib * 1024;
    if (sscanf(line, "VmHWM: %lu", &kib) == 1) use.peak_resident = (uint64_t)kib * 1024;
  }
  fclose(file);
  return use;
}

void os_keep_memory_low(void) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 1 << 20); // fixed: by itself it would grow to 32 MB
  mallopt(M_TRIM_THRESHOLD, 4 << 20);
  unsigned cpus = os_cpu_count(); // each arena keeps what its busiest moment took
  mallopt(M_ARENA_MAX, cpus < 2 ? 2 : cpus < 8 ? (int)cpus : 8);
#endif
}

void os_give_back_memory(void) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

bool os_watches_trees(void) {
#if defined(__APPLE__)
  return true;
#else
  return false;
#endif
}

uint64_t os_watch_queue(void) {
  char text[32];
  unsigned long long size;
  if (!read_small("/proc/sys/fs/inotify/max_queued_events", text, sizeof text)) return 0;
  return sscanf(text, "%llu", &size) == 1 ? size : 0;
}

void os_ignore_broken_pipes(void) { signal(SIGPIPE, SIG_IGN); }

bool os_is_terminal(int descriptor) { return isatty(descriptor) == 1; }

unsigned os_terminal_columns(int descriptor) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}
