# A test that cannot run: cmake -DREASON=... -P missing.cmake says why, and fails.
message(FATAL_ERROR "${REASON}")
