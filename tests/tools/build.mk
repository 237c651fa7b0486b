# The tools' own tests (pytest): what a linter must refuse is planted, and it
# must be refused; what the program says of itself is held to be true.
#
#   make test-tools                       all
#   make test-tools T=test_check_sql.py
.PHONY: test-tools
test-tools: install-run install-test $(B)/foyer $(B)/libfoyer.a build/venv/.tests ## Runs the tests of tools/ and of what the program says of itself
	@mkdir -p build/results
	@cd tests/tools && FOYER=$(CURDIR)/$(B)/foyer BUILD=$(CURDIR)/$(B) \
	  CC="$(CC)" C_FLAGS="$(FOYER_CFLAGS)" LD_FLAGS="$(FOYER_LDFLAGS)" \
	  LIBS="$(FOYER_LIBS)" $(CURDIR)/$(PYTEST) -q \
	  --junitxml=$(CURDIR)/build/results/tools.xml $(T)
