# The life of a certificate, by an authority of the test's own: of compose
# (which needs an engine and the images) and of `make run'.
#
#   make test-acme
#   make test-acme ACME=machine         what needs no engine
ACME ?= machine compose

.PHONY: test-acme
test-acme: install-run install-acme build/venv/.tests $(if $(filter compose,$(ACME)),images) $(if $(filter machine,$(ACME)),$(B)/foyer web site) ## Runs the life of a certificate, by an authority of the test's own
	@mkdir -p build/results
	@$(if $(filter compose,$(ACME)),$(ENGINE_ENV)) $(PYTEST) -c tests/pytest.ini -s \
	  --junitxml=build/results/acme.xml $(ACME:%=tests/acme/test_acme_%.py) $(T)
