# What happens when something breaks (pytest; each prints its figures).
#
#   make test-faults                  the short form, in `make test'
#   make faults                       the long form
#   make faults T='test_database.py -k frozen'
FAULTS_SHIM := build/faults/failing_malloc.so

$(FAULTS_SHIM): tests/faults/failing_malloc.c
	@mkdir -p $(@D)
	$(call brief,CC)$(CC) -std=gnu17 -O2 -Wall -Wextra -fPIC -shared -o $@ $<

FAULTS_RUN = cd tests/faults && ulimit -n hard && \
	FOYER=$(CURDIR)/$(B)/foyer SHIM=$(CURDIR)/$(FAULTS_SHIM) \
	$(CURDIR)/$(PYTEST) -s

.PHONY: faults test-faults
faults: install-run install-test $(B)/foyer $(FAULTS_SHIM) build/venv/.tests ## Breaks things under load, the long form (T='test_database.py -k frozen')
	@mkdir -p build/results
	$(FAULTS_RUN) --long --junitxml=$(CURDIR)/build/results/faults-long.xml $(T)

test-faults: install-run install-test $(B)/foyer $(FAULTS_SHIM) build/venv/.tests
	@mkdir -p build/results
	$(FAULTS_RUN) --junitxml=$(CURDIR)/build/results/faults.xml $(T)
