# The chart helm/foyer (tests/chart/run tells what is asked of it).  Not among
# the suites of `make test': helm and the others are no packages of Debian.
# They are taken from the PATH or the folder KUBE_TOOLS; one that is missing
# is a failure.
.PHONY: test-chart
test-chart: build/venv/.tests ## Runs the tests of the chart (needs helm 3 and 4, helm-unittest, kubeconform)
	@mkdir -p build/results
	@tests/chart/run
