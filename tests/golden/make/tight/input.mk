CC?=gcc
AR:=ar
LD ?= ld
FLAGS+=-g
.PHONY: all
all: x
	echo
