#include "base/histogram.h"
#include "support/cmocka_all.h"
#include "support/random.h"

#include <uv.h>

static void an_empty_one_answers_zero(void **state) {
  (void)state;
  static Histogram histogram;
  assert_int_equal(histogram_count(&histogram), 0);
  assert_int_equal(histogram_quantile(&histogram, 0.5), 0);
  assert_int_equal(histogram_quantile(&histogram, 1.0), 0);
}

static void small_values_are_exact(void **state) {
  (void)state;
  for (int64_t value = 0; value < 32; value++) {
    Histogram histogram = {0};
    histogram_record(&histogram, value);
    assert_int_equal(histogram_count(&histogram), 1);
    assert_int_equal(histogram_quantile(&histogram, 0.0), value);
    assert_int_equal(histogram_quantile(&histogram, 1.0), value);
  }
}

static void every_value_is_told_to_a_sixteenth(void **state) {
  (void)state;
  for (int64_t value = 1; value < (int64_t)1 << HISTOGRAM_OCTAVES; value += value / 7 + 1) {
    Histogram histogram = {0};
    histogram_record(&histogram, value);
    int64_t told = histogram_quantile(&histogram, 0.5);
    assert_true(told >= value);
    assert_true(told - value <= value / 16);
  }
}

static void values_beyond_the_ends_count_at_the_ends(void **state) {
  (void)state;
  Histogram histogram = {0};
  histogram_record(&histogram, -5);
  histogram_record(&histogram, INT64_MIN);
  assert_int_equal(histogram_quantile(&histogram, 1.0), 0);
  histogram_record(&histogram, INT64_MAX);
  histogram_record(&histogram, (int64_t)1 << HISTOGRAM_OCTAVES);
  assert_int_equal(histogram_count(&histogram), 4);
  assert_int_equal(histogram_quantile(&histogram, 1.0), ((int64_t)1 << HISTOGRAM_OCTAVES) - 1);
}

static int order(const void *a, const void *b) {
  const int64_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static void quantiles_are_those_of_the_sorted_values(void **state) {
  (void)state;
  enum { VALUES = 5000 };
  static Histogram histogram;
  static int64_t values[VALUES];
  Random random = random_seeded("histogram");
  for (int i = 0; i < VALUES; i++) {
    values[i] = (int64_t)(random_next(&random) >> (24 + random_below(&random, 36)));
    histogram_record(&histogram, values[i]);
  }
  qsort(values, VALUES, sizeof *values, order);
  static const double quantiles[] = {0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0};
  for (size_t i = 0; i < sizeof quantiles / sizeof *quantiles; i++) {
    int64_t exact = values[(size_t)(quantiles[i] * VALUES + 0.999999) - 1];
    int64_t told = histogram_quantile(&histogram, quantiles[i]);
    assert_true(told >= exact);
    assert_true(told - exact <= exact / 16);
  }
}

typedef struct {
  Histogram *histogram;
  int64_t value;
} Recorder;

enum { RECORDS = 20000 };

static void record_many(void *user) {
  const Recorder *recorder = user;
  for (int i = 0; i < RECORDS; i++) histogram_record(recorder->histogram, recorder->value);
}

static void many_threads_lose_nothing(void **state) {
  (void)state;
  static Histogram histogram;
  Recorder recorders[] = {{&histogram, 10}, {&histogram, 1000}, {&histogram, 100000}};
  uv_thread_t threads[3];
  for (int i = 0; i < 3; i++) uv_thread_create(&threads[i], record_many, &recorders[i]);
  for (int i = 0; i < 1000; i++) assert_true(histogram_quantile(&histogram, 0.99) <= 106496);
  for (int i = 0; i < 3; i++) uv_thread_join(&threads[i]);
  assert_int_equal(histogram_count(&histogram), 3 * RECORDS);
  assert_int_equal(histogram_quantile(&histogram, 0.3), 10);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_empty_one_answers_zero),
      cmocka_unit_test(small_values_are_exact),
      cmocka_unit_test(every_value_is_told_to_a_sixteenth),
      cmocka_unit_test(values_beyond_the_ends_count_at_the_ends),
      cmocka_unit_test(quantiles_are_those_of_the_sorted_values),
      cmocka_unit_test(many_threads_lose_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
