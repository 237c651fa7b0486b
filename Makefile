# Foyer: every target is named by `make help`.
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash
.SUFFIXES:
.DELETE_ON_ERROR:

include fcgi/build.mk
