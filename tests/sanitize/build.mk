# The unit and the API tests once more, on a build with AddressSanitizer and
# UndefinedBehaviorSanitizer (gcc's), any report of which fails a test.
SANITIZED = $(MAKE) --no-print-directory B=build/asan SANITIZE=address,undefined

.PHONY: test-sanitize
test-sanitize: install-run install-test ## Runs the unit and API tests under ASan and UBSan
	@status=0; \
	$(SANITIZED) test-unit UNIT_RESULT=sanitize-unit || status=1; \
	$(SANITIZED) test-api || status=1; \
	mv build/results/api-asan.xml build/results/sanitize-api.xml || status=1; \
	exit $$status
