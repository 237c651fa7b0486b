# `make run' itself, and nginx as it starts it (pytest).
#
#   make test-run                       all
#   make test-run T='-k stale'
.PHONY: test-run
test-run: install-run install-test $(B)/foyer web site build/venv/.tests ## Runs the tests of `make run' and of nginx
	@mkdir -p build/results
	cd tests/run && $(CURDIR)/$(PYTEST) \
	  --junitxml=$(CURDIR)/build/results/run.xml $(T)
