# What Foyer costs, beside others (pytest, and scripts that print).
#
#   make test-load                    do the bench's parts work?  No clocks.
#   make bench                        all of it, about 10 minutes
#   make bench LOAD='--seconds 1 --rounds 1 --stacks foyer,go'
#   build/venv/bin/python tests/load/notes.py      the notes' part of it alone
#   build/venv/bin/python tests/load/people.py     people's part of it alone
#   make bench-count                  instructions of a worker for one request
LOAD ?=
L := build/load
SUITES += load

# As a peer's author would pin them.
$(L)/venv/.done: tests/load/peers/flask/requirements.txt build/venv/.done
	@mkdir -p $(L)
	build/venv/bin/pip install --quiet --disable-pip-version-check -r $<
	@mkdir -p $(@D) && touch $@

# Node looks for packages beside a program's source, so that goes there too.
NODE_PEERS := $(wildcard tests/load/peers/*.sql tests/load/peers/*/*.js) \
	tests/load/peers/tasks.js tests/load/peers/package-lock.json
$(L)/node/.done: $(NODE_PEERS) $(NODE)
	@mkdir -p $(@D)
	cp -r tests/load/peers/. $(@D)
	cd $(@D) && PATH=$(NODE_BIN):$$PATH npm ci --no-progress --silent
	touch $@

$(L)/pace: tests/load/pace.c
	@mkdir -p $(@D)
	$(call brief,CC)$(CC) -std=gnu17 -O2 -Wall -Wextra -o $@ $< -lssl -lcrypto

$(L)/burst: tests/load/burst.c
	@mkdir -p $(@D)
	$(call brief,CC)$(CC) -std=gnu17 -O2 -Wall -Wextra -o $@ $<

# One that cannot be built is left out of the bench, which says why.
$(L)/go-peer: tests/load/peers/go/main.go tests/load/peers/go/go.mod
	@mkdir -p $(@D)
	@rm -f $@.why
	@cd tests/load/peers/go && go build -o $(CURDIR)/$@ . 2>$(CURDIR)/$@.why \
	  || { tail -n 3 $(CURDIR)/$@.why; true; }

$(L)/axum-peer: tests/load/peers/axum/src/main.rs tests/load/peers/axum/Cargo.toml tests/load/peers/axum/Cargo.lock
	@mkdir -p $(@D)
	@rm -f $@.why
	@cd tests/load/peers/axum && CARGO_TARGET_DIR=$(CURDIR)/$(L)/axum \
	  cargo build --locked --quiet --release 2>$(CURDIR)/$@.why && \
	  cp $(CURDIR)/$(L)/axum/release/peer $(CURDIR)/$@ \
	  || { tail -n 3 $(CURDIR)/$@.why; true; }

# Toolchains only for the bench, and only where there is none at all.
LOAD_TOOLS := $(if $(shell command -v go),,install-go) \
	$(if $(shell command -v cargo),,install-rust)
LOAD_PARTS := $(B)/foyer build/venv/.tests $(L)/venv/.done $(L)/node/.done $(L)/pace $(L)/burst
LOAD_ENV = ulimit -n hard; cd tests/load && FOYER=$(CURDIR)/$(B)/foyer \
	PATH=$(NODE_BIN):$$PATH

.PHONY: bench bench-count test-load
bench: install-run install-test install-load $(LOAD_TOOLS) $(LOAD_PARTS) $(L)/go-peer $(L)/axum-peer ## Measures us and our peers, and writes docs/performance.md (LOAD='--rounds 5')
	$(LOAD_ENV) $(CURDIR)/build/venv/bin/python bench.py $(LOAD)
	$(LOAD_ENV) $(CURDIR)/build/venv/bin/python notes.py
	$(LOAD_ENV) $(CURDIR)/build/venv/bin/python people.py

bench-count: install-run install-test install-bench-count $(B)/foyer build/venv/.tests ## Counts a worker's instructions for one request
	$(LOAD_ENV) $(CURDIR)/build/venv/bin/python count.py $(LOAD)

test-load: install-run install-test install-load $(LOAD_PARTS) ## Runs the tests of the bench's parts
	@mkdir -p build/results
	$(LOAD_ENV) $(CURDIR)/$(PYTEST) -q \
	  --junitxml=$(CURDIR)/build/results/load.xml $(T)
