# shellcheck shell=bash disable=SC2034,SC2154 # shared with tools/run
# Sourced by tools/run: its lines.  A step is one line, with its time; one
# that fails says what failed, where its log is and what to do.
# Uses $logs, $shown_logs.

now() { printf '%s' "${EPOCHREALTIME/[.,]/}"; }
seconds() {	# since $1, to a tenth
	local tenths=$((($(now) - $1) / 100000))
	printf '%d.%d s' $((tenths / 10)) $((tenths % 10))
}

# die LINE...: the end.  What was started ends by the trap of tools/run.
die() {
	[ -z "${unfinished:-}" ] || printf 'failed\n'
	unfinished=
	printf '%s\n' "$@" >&2
	exit 1
}

begin() {
	unfinished=1 began=$(now)
	printf '%-12s %s … ' "$1" "$2"
}
done_with() {
	unfinished=
	printf '%s%s\n' "${1:+$1, }" "$(seconds "$began")"
}

# blame NAME HINT: dies with the end of a step's log.
blame() {
	local log=$logs/$1.log why=$2
	! grep -qs 'No space left on device' "$log" ||
		why="The disk is full: make room and start again."
	die "$(tail -n 15 "$log" 2>/dev/null | sed 's/^/  | /')" "$why" \
		"The whole log: $shown_logs/$1.log"
}

# step NAME WHAT HINT COMMAND...: runs the command with its output in a log.
# It runs in a session of its own, so that Ctrl-C reaches tools/run alone,
# which ends it.
step() {
	local name=$1 hint=$3
	begin "$name" "$2"
	shift 3
	setsid setpriv --pdeathsig TERM "$@" >"$logs/$name.log" 2>&1 </dev/null 9>&- &
	step_pid=$!
	wait $step_pid || { step_pid=; blame "$name" "$hint"; }
	step_pid=
	done_with ""
}
