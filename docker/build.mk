# Images, with Docker or, where none runs, podman and buildah.  Their suites
# need an engine, root and minutes more: they are among those of `make test'
# with TEST_IMAGES=yes.
SUITES += $(if $(filter yes,$(TEST_IMAGES)),images compose acme)
ENGINE_ENV = . docker/engine.sh && ENGINE=$$engine

.PHONY: images test-images test-compose
images: ## Builds the images (BASE=debian:trixie-slim, PLATFORM=linux/arm64, ENGINE=podman)
	@tools/images $(IMAGES)

test-images: install-run build/venv/.tests $(if $(BUILT),,images) ## Runs the tests of the images (BUILT=yes: of those that are there)
	@mkdir -p build/results
	@$(ENGINE_ENV) $(PYTEST) -c tests/pytest.ini -s \
	  --junitxml=build/results/images.xml tests/images/test_images.py $(T)

test-compose: install-run build/venv/.tests images ## Runs the tests of docker/compose.yaml
	@mkdir -p build/results
	@$(ENGINE_ENV) $(PYTEST) -c tests/pytest.ini -s \
	  --junitxml=build/results/compose.xml tests/images/test_compose.py $(T)

# What the pipeline does with a version, each step out of what the one before
# left; tools/publish tells them.
.PHONY: publish-images publish-pull sbom scan sign publish-tag publish-chart
publish-images: ## A publication's first step (REGISTRY=HOST/OWNER); publish-pull, sbom, scan, sign, publish-tag, publish-chart follow
publish-images publish-pull sbom scan sign publish-tag publish-chart:
	@REGISTRY="$(REGISTRY)" tools/publish $(@:publish-%=%)
