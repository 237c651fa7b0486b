# Unit tests: tests/unit/NAME.c holds fcgi/NAME.c to its header (Criterion).
#
#   make test-unit                    all of them
#   make build/unit && build/unit --filter 'json/*'
#   make test-unit B=build/asan SANITIZE=address,undefined
#   make test-unit-everywhere         gcc and clang, sanitizers, DEBUG
#
# ThreadSanitizer is not among them: Criterion cannot place its memory where
# that leaves room.
#
# They are linked with the program's objects as a library, so that a test
# takes in only what it calls.
UNIT_OBJ := $(patsubst %.c,$(B)/%.o,$(wildcard tests/unit/*.c))
UNIT_RESULT ?= unit$(subst /,-,$(B:build%=%))

$(B)/libfoyer.a: $(FCGI_LIB_OBJ)
	@rm -f $@
	@ar rcs $@ $(FCGI_LIB_OBJ)

$(B)/unit: $(UNIT_OBJ) $(B)/libfoyer.a
	$(call brief,LD)$(CC) $(FOYER_LDFLAGS) -o $@ $(UNIT_OBJ) $(B)/libfoyer.a \
		$(FOYER_LIBS) -lcriterion

.PHONY: test-unit test-unit-everywhere
test-unit: install-run install-test $(B)/unit ## Runs the unit tests (B=build/asan SANITIZE=address,undefined)
	@mkdir -p build/results
	$(B)/unit --xml=build/results/$(UNIT_RESULT).xml

UNIT_HERE = $(MAKE) test-unit SANITIZE= DEBUG= CC=gcc
test-unit-everywhere: ## Runs them under both compilers, ASan, UBSan and DEBUG
	$(UNIT_HERE) B=build/gcc
	$(UNIT_HERE) B=build/clang CC=clang
	$(UNIT_HERE) B=build/debug DEBUG=1
	$(UNIT_HERE) B=build/asan SANITIZE=address,undefined
	$(UNIT_HERE) B=build/clang-asan CC=clang SANITIZE=address,undefined

-include $(UNIT_OBJ:.o=.d)
