# The API tests (pytest): over the worker's socket and through nginx with TLS.
#
#   make test-api                       all
#   make test-api T='test_tasks.py -k move'
#   make test-api-asan                  with AddressSanitizer and UBSan
T ?=
.PHONY: test-api test-api-asan
test-api: install-run install-test $(B)/foyer build/venv/.tests ## Runs the API tests (T='test_tasks.py -k move')
	@mkdir -p build/results
	cd tests/api && FOYER=$(CURDIR)/$(B)/foyer $(CURDIR)/$(PYTEST) \
	  --junitxml=$(CURDIR)/build/results/api$(subst /,-,$(B:build%=%)).xml $(T)

test-api-asan: ## Runs them on a build with AddressSanitizer and UBSan
	$(MAKE) test-api B=build/asan SANITIZE=address,undefined
