// Random numbers for property tests: xorshift64*, seeded from $TREELINE_SEED or the clock, the seed
// printed so that a failure can be repeated.
#ifndef TREELINE_TESTS_RANDOM_H
#define TREELINE_TESTS_RANDOM_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct {
  uint64_t state;
} Random;

static inline Random random_seeded(const char *test) {
  const char *given = getenv("TREELINE_SEED");
  uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) * 2654435761u;
  printf("%s: TREELINE_SEED=%llu\n", test, (unsigned long long)seed);
  return (Random){seed ? seed : 1};
}

static inline uint64_t random_next(Random *random) {
  random->state ^= random->state >> 12;
  random->state ^= random->state << 25;
  random->state ^= random->state >> 27;
  return random->state * 0x2545F4914F6CDD1Du;
}

// 0 .. limit-1; limit > 0.
static inline uint32_t random_below(Random *random, uint32_t limit) {
  return (uint32_t)((random_next(random) >> 32) % limit);
}

// How many rounds of what takes `usual` in an ordinary build: a third of them under a sanitizer, where
// each takes several times as long. Every run has rounds of its own; $TREELINE_ROUNDS multiplies.
static inline int random_rounds(int usual) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  usual = usual / 3 ? usual / 3 : 1;
#endif
  const char *given = getenv("TREELINE_ROUNDS");
  int times = given ? atoi(given) : 1;
  return times > 1 ? usual * times : usual;
}

#endif
