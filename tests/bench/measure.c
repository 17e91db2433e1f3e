// Runs a program and says what it took, as one line of JSON in a file:
//
//   bench_measure FILE PROGRAM [ARGUMENT...]
//
// {"code":0,"wall_ms":1.2,"user_ms":0.5,"sys_ms":0.4,"peak_kb":1234}. Exits as the program does.
// Its output goes where ours goes. In C because shells' time cannot resolve a millisecond nor tell
// peak memory.
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double milliseconds(struct timeval t) {
  return (double)t.tv_sec * 1e3 + (double)t.tv_usec / 1e3;
}

static double now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int run(char **argv, double *wall_ms) {
  double began = now_ms();
  pid_t child = fork();
  if (child < 0) return 127;
  if (child == 0) {
    execvp(argv[0], argv);
    perror(argv[0]);
    _exit(127);
  }
  int state = 0;
  if (waitpid(child, &state, 0) < 0) return 127;
  *wall_ms = now_ms() - began;
  return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: bench_measure FILE PROGRAM [ARGUMENT...]\n");
    return 2;
  }
  double wall_ms = 0;
  int code = run(argv + 2, &wall_ms);
  struct rusage use;
  getrusage(RUSAGE_CHILDREN, &use);
  FILE *file = fopen(argv[1], "w");
  if (!file) {
    perror(argv[1]);
    return 2;
  }
  fprintf(file, "{\"code\":%d,\"wall_ms\":%.3f,\"user_ms\":%.3f,\"sys_ms\":%.3f,\"peak_kb\":%ld}\n",
          code, wall_ms, milliseconds(use.ru_utime), milliseconds(use.ru_stime), use.ru_maxrss);
  return fclose(file) == 0 ? code : 2;
}
