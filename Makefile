# Foyer: `make run' starts it, `make test' proves it, `make help' names every
# target.  Each part brings its own *.mk, found by wildcard; a target with a
# comment of two number signs stands in `make help'.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash
.SUFFIXES:
.DELETE_ON_ERROR:

# The suites of `make test', in their order: what fails fast comes first.  A
# suite that is named here and does not run counts as failed.  A suite of a
# new part adds itself in the part's own build.mk (SUITES += name).
SUITES := lint drift tools unit web fuzz run api sanitize faults e2e

include fcgi/build.mk
-include $(wildcard tools/*.mk) $(sort $(wildcard tests/*/build.mk \
	web/build.mk docker/build.mk))

.PHONY: help run build install-% test test-clean clean distclean

help: ## Names every target
	@awk -F ':[^#]*## ' '/^[a-z][a-z0-9 -]*:.*## / { \
	  printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# pdeathsig: all ends even when make itself is killed.
run: ## Installs, builds and starts everything; Ctrl-C ends it (DEMO=1, HTTPS_PORT=8443 …)
	@setpriv --pdeathsig TERM tools/run

build: $(B)/foyer web site ## Builds the program, the web application and the pages
web: # of web/build.mk

install-%: ## Installs the packages of tools/packages/% (run, test …)
	@tools/install $*

test: ## Runs every suite and counts (SUITES="unit api" for some)
	@MAKE="$(MAKE)" setpriv --pdeathsig TERM tools/test $(SUITES)

test-clean: ## Removes what the suites wrote
	rm -rf build/results build/pytest

clean: ## Removes what was built and what was installed into the checkout
	rm -rf build web/dist web/node_modules

distclean: clean ## Removes what `make run' keeps as well: the data
	@tools/remove-run
