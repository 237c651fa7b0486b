# The chart on a real cluster (tests/cluster/conftest.py tells what it takes).
# Not among the suites of `make test' without TEST_CLUSTER=yes: it needs Helm,
# kubectl, an engine for images and a cluster: that of KUBECONFIG, with
# CLUSTER_LOAD, or one that LAB's up.sh brings up and down.sh ends.  As a suite
# it leaves out promotion, which takes as long as all the rest;
# TEST_CLUSTER=all has it, too.
SUITES += $(if $(filter yes all,$(TEST_CLUSTER)),chart cluster)
CLUSTER_LEFT_OUT := $(if $(filter yes,$(TEST_CLUSTER)),--ignore=tests/cluster/test_8_promote.py)

.PHONY: test-cluster
test-cluster: install-run build/venv/.tests images ## Runs the tests of the chart on a cluster (KUBECONFIG and CLUSTER_LOAD, or LAB=FOLDER)
	@mkdir -p build/results
	@$(ENGINE_ENV) tests/cluster/run $(PYTEST) -c tests/pytest.ini -s \
	  --junitxml=build/results/cluster.xml tests/cluster $(CLUSTER_LEFT_OUT) $(T)
