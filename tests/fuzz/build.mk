# Fuzzing (libFuzzer, clang): tests/fuzz/NAME.c is a target, corpus/NAME what
# it is fed first, NAME.dict its words.
#
#   make test-fuzz                      the corpus, then 10 s each
#   make fuzz                           the corpus, then FUZZ_SECONDS each
#   make fuzz FUZZ_TARGETS=json         that one alone
#   build/fuzz/fuzz-json FILE           one input again
#   make fuzz-keep                      takes what was found new into corpus/
#   make fuzz-afl                       by AFL++, FUZZ_SECONDS each
#
# What broke something lies in build/fuzz/found/; once mended it goes into
# corpus/NAME under a name that says what it was.
FUZZ_SECONDS ?= 300
FUZZ_TARGETS ?= $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
FUZZ_BUILD = $(MAKE) --no-print-directory B=build/fuzz CC=clang \
	SANITIZE=fuzzer-no-link,address,undefined \
	$(FUZZ_TARGETS:%=build/fuzz/fuzz-%)

$(patsubst tests/fuzz/%.c,$(B)/fuzz-%,$(wildcard tests/fuzz/*.c)): \
$(B)/fuzz-%: $(B)/tests/fuzz/%.o $(B)/libfoyer.a
	$(call brief,LD)$(CC) $(FOYER_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(FOYER_LIBS)

.PHONY: fuzz fuzz-afl fuzz-keep test-fuzz
test-fuzz: install-run install-test ## Replays the kept corpus, then fuzzes for 10 s each
	@$(FUZZ_BUILD)
	@tests/fuzz/run 10 $(FUZZ_TARGETS)

fuzz: install-run install-test ## The same, for FUZZ_SECONDS=300 each
	@$(FUZZ_BUILD)
	@tests/fuzz/run $(FUZZ_SECONDS) $(FUZZ_TARGETS)

fuzz-keep: install-run install-test ## Takes the new short inputs of `make fuzz' into the corpus
	@$(FUZZ_BUILD)
	@tests/fuzz/keep $(FUZZ_TARGETS)

fuzz-afl: install-run install-test install-fuzz ## Fuzzes with AFL++, for FUZZ_SECONDS=300 each
	@AFL_QUIET=1 AFL_USE_ASAN=1 AFL_USE_UBSAN=1 $(MAKE) \
		--no-print-directory B=build/afl CC=afl-clang-fast \
		$(FUZZ_TARGETS:%=build/afl/fuzz-%)
	@tests/fuzz/run-afl $(FUZZ_SECONDS) $(FUZZ_TARGETS)

-include $(wildcard $(B)/tests/fuzz/*.d)
