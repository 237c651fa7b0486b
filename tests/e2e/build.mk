# The browser tests (Playwright with the distribution's Chromium).
#
#   make test-e2e                                  all
#   make test-e2e T='accounts/signin.spec.ts --project phone'
E2E_RUN = cd tests/e2e && export PATH="$(NODE_BIN):$$PATH" PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 &&

.PHONY: test-e2e lighthouse

tests/e2e/node_modules/.done: tests/e2e/package-lock.json tests/e2e/.npmrc $(NODE)
	$(E2E_RUN) npm ci --no-progress
	touch $@

test-e2e: install-run install-test $(B)/foyer web build/venv/.tests tests/e2e/node_modules/.done ## Runs the browser tests (T='shell/keyboard.spec.ts')
	@mkdir -p build/results
	$(E2E_RUN) npm run --silent typecheck
	$(E2E_RUN) ./alone.sh npx playwright test $(T)

tests/e2e/lighthouse/node_modules/.done: tests/e2e/lighthouse/package-lock.json $(NODE)
	$(E2E_RUN) cd lighthouse && npm ci --no-progress
	touch $@

lighthouse: install-run install-test $(B)/foyer web build/venv/.tests tests/e2e/lighthouse/node_modules/.done ## Prints what Lighthouse says of the first pages
	@$(E2E_RUN) node --disable-warning=ExperimentalWarning lighthouse/run.js
