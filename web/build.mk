# The web application: web/dist, from web/ by Vite.
WEB_SRC := $(shell find web/src web/public web/tools -type f 2>/dev/null) \
	web/index.html web/vite.config.ts web/package.json
WEB_RUN = cd web && PATH="$(NODE_BIN):$$PATH"

.PHONY: web test-web

web: web/dist/index.html

web/node_modules/.done: web/package-lock.json web/.npmrc $(NODE)
	$(WEB_RUN) npm ci --no-progress
	touch $@

web/dist/index.html: web/node_modules/.done $(WEB_SRC)
	$(WEB_RUN) npm run --silent build
	touch $@

test-web: install-run web
	@PATH="$(NODE_BIN):$$PATH" web/tools/check
