# Linters, and the files that are derived and committed.
LINT_TOOLS := build/venv/.lint

$(LINT_TOOLS): tools/lint-requirements.txt build/venv/.done
	build/venv/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

.PHONY: format
format: $(LINT_TOOLS) ## Lays out the C by .clang-format
	@tools/format
