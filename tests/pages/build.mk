# What docs/operations tells an operator to type (pytest): each command is run
# here, on a system of make run, or says where it is run (blocks.py).
#
#   make test-pages
#   make test-pages T='-k backup'
#   tests/pages/blocks.py cluster       the commands of one kind
SUITES += pages
.PHONY: test-pages
test-pages: install-run install-test install-pages $(B)/foyer web site build/venv/.tests ## Runs the commands of docs/operations
	@mkdir -p build/results
	cd tests/pages && $(CURDIR)/$(PYTEST) \
	  --junitxml=$(CURDIR)/build/results/pages.xml $(T)
