# `make run' itself, and nginx as it starts it.
.PHONY: test-run
test-run: install-run build/venv/.tests $(B)/foyer web
	$(PYTEST) tests/run --junitxml=build/results/run.xml
