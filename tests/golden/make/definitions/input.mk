# Builds the library and its tests.
CC ?= cc
CFLAGS := -O2 -Wall
SOURCES = $(wildcard src/*.c)  # all of them
OBJECTS += $(SOURCES:.c=.o)
NOW != date +%s
export PREFIX = /usr/local
override LDFLAGS += -lm
MESSAGE ::= "quoted text"

.PHONY: all clean
.SUFFIXES:
.DEFAULT_GOAL := all

all: library tests

library tests: $(OBJECTS)
	$(CC) -o $@ $^   # a shell comment
	@echo "done"

%.o: %.c config.h
	$(CC) $(CFLAGS) -c $< -o $@

$(BUILD)/out: | dirs
	touch $@

build/list.txt:: generate.sh
	./generate.sh > $@

clean: ; rm -f $(OBJECTS)

define announce
@echo "making $(1)"
@date
endef

debug: CFLAGS += -g
debug: all

ifeq ($(OS),Windows)
EXT = .exe
install:
	copy
else
EXT =
endif
include config.mk
