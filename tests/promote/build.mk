# tools/promote on a make-believe cluster, and tools/release on repositories
# of the tests' own (pytest).  They need neither a cluster nor a network.
#
#   make test-promote T='-k slow'
SUITES += promote
.PHONY: test-promote
test-promote: install-run install-test build/venv/.tests ## Runs the tests of the way of a version (T='-k slow')
	@mkdir -p build/results
	@$(PYTEST) -q -c tests/pytest.ini --junitxml=build/results/promote.xml \
	  $(if $(filter %.py,$(T)),,tests/promote) $(T)
