# shellcheck shell=bash disable=SC2034,SC2154 # shared with tools/run
# Sourced by tools/run: the processes that it starts, each in a session of its
# own, so that Ctrl-C reaches tools/run alone; each is told to end by the
# kernel if tools/run is killed.  Uses $logs.
declare -A pid_of=() deaths=()

# start NAME COMMAND...: its output goes to the log of that name.  A shell
# has what it starts with `&' ignore the signals of a keyboard; env mends it.
start() {
	local name=$1
	shift
	setsid env --default-signal=INT,QUIT "$@" </dev/null >>"$logs/$name.log" 2>&1 9>&- &
	pid_of[$name]=$!
}
# Is the process there?  One that has ended and was not collected is not.
there() {
	local state
	{ read -r _ _ state _ <"/proc/${1:-none}/stat"; } 2>/dev/null && [ "$state" != Z ]
}

tell() { [ -z "${pid_of[$1]:-}" ] || kill "-$2" "${pid_of[$1]}" 2>/dev/null || true; }

# gone NAME SECONDS: waits until it has ended, and kills what then is left of
# it.  Any signal meanwhile cuts the waiting short.
gone() {
	local pid=${pid_of[$1]:-} tick
	[ -n "$pid" ] || return 0
	for ((tick = $2 * 20; tick > 0; tick--)); do
		there "$pid" || break
		[ -z "${hurry:-}" ] || break
		nap 0.05
	done
	kill -KILL -- "-$pid" 2>/dev/null || true
	wait "$pid" 2>/dev/null || true
	unset "pid_of[$1]"
}

# A sleep that is no process.
exec {never}<> <(:)
nap() { read -r -t "$1" -u "$never" _ || true; }

# await NAME SECONDS HINT COMMAND...: until the command succeeds.
await() {
	local name=$1 hint=$3 end=$(($(now) + $2 * 1000000))
	shift 3
	until "$@" >/dev/null 2>>"$logs/$name.log"; do
		there "${pid_of[$name]}" || blame "$name" "$hint"
		[ "$(now)" -lt $end ] || blame "$name" "$hint"
		nap 0.05
	done
}

# supervise NAME...: for ever.  A child that died is started again by its
# function start_NAME, a little later each time; one that keeps dying ends
# all.  It looks now and then: a signal that comes just before bash begins to
# wait for children is heard only when one of them ends.
supervise() {
	local name status
	while :; do
		nap 0.3
		for name; do
			! there "${pid_of[$name]}" || continue
			status=0
			wait "${pid_of[$name]}" || status=$?
			gone "$name" 0
			revive "$name" "$status"
		done
	done
}
revive() {
	local how="ended with $2" times=${deaths[$1]:-0}
	[ "$2" -le 128 ] || how="was killed by signal $(($2 - 128))"
	[ $((SECONDS - ${born[$1]:-0})) -lt 60 ] || times=0
	deaths[$1]=$((times + 1))
	if [ "$times" -ge 5 ]; then
		printf '%-12s %s, for the sixth time running\n' "$1" "$how"
		blame "$1" "It cannot be kept running, so all ends."
	fi
	printf '%-12s %s; started again (log: %s)\n' "$1" "$how" "$shown_logs/$1.log"
	nap "$((times ? 1 << (times - 1) : 0))"
	born[$1]=$SECONDS
	"start_$1"
}
declare -A born=()
