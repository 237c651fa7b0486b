# shellcheck shell=bash
# Sourced by shell suites: `check "what holds" command…' runs the command,
# prints ok or not ok, and counts; `finish NAME' writes build/results/NAME
# and ends with 0 only when all passed.
checks_passed=0 checks_failed=0

check() {
	local what=$1 out
	shift
	if out=$("$@" 2>&1); then
		checks_passed=$((checks_passed + 1))
		printf 'ok      %s\n' "$what"
	else
		checks_failed=$((checks_failed + 1))
		printf 'NOT OK  %s\n' "$what"
		[ -z "$out" ] || printf '%s\n' "$out" | sed 's/^/        /'
	fi
}

finish() {
	mkdir -p build/results
	echo "$checks_passed $checks_failed" >"build/results/$1"
	echo "$1: $checks_passed passed, $checks_failed failed"
	exit $((checks_failed > 0))
}
