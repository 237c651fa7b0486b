# Linters, the files that are derived and committed, and the pages of the
# interface.
LINT_TOOLS := build/venv/.lint

$(LINT_TOOLS): tools/lint-requirements.txt build/venv/.done
	build/venv/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

.PHONY: format lint derive check-drift test-lint test-drift test-tools

format: $(LINT_TOOLS) ## Lays out the C by .clang-format
	@tools/format

lint: test-lint ## Runs every linter (ONLY=C for those whose name has it)

test-lint: install-run install-test $(LINT_TOOLS)
	@C_FLAGS="$(filter-out -g -O% $(HARDEN),$(FOYER_CFLAGS))" \
	  tools/lint "$(ONLY)"

derive: $(B)/foyer ## Writes docs/openapi.json, the web's types, docs/settings.md and the chart's README anew
	@FOYER=$(B)/foyer tools/derive

check-drift: test-drift ## Is what is derived and committed what the program says?

test-drift: install-run $(B)/foyer build/venv/.tests
	@FOYER=$(B)/foyer tools/derive --check

# The reference and the pages of errors, for nginx: SITE_ROOT of conf/.
.PHONY: site
site: build/site/index.html ## Builds the pages of the api host, build/site

build/site/index.html: tools/site tools/lib/markdown.py tools/lib/site.css \
		docs/api.md docs/openapi.json $(wildcard docs/errors/*.md) \
		web/src/styles/tokens.css web/public/favicon.svg
	@rm -rf $(@D)
	tools/site $(@D)
