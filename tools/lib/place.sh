# shellcheck shell=bash disable=SC2034,SC2154 # shared with tools/run
# Sourced by tools/run: where its files are and whose the processes are.
#
# A user runs everything as that user.  Under root nothing that listens is
# root: Postgres, which refuses root anyway, is `postgres', all else is
# `www-data'.  Those two cannot enter a checkout below /root; then .run is a
# link to a folder that they can, and what they need is copied into it.
# Sets $run, $shown (how .run is called on the screen), $logs, $pool_socket,
# $db_sockets, as_app and as_db (put before a command), $app_user, $db_user.

as_app=(setpriv --pdeathsig TERM --)
as_db=(setpriv --pdeathsig INT --)
app_user='' db_user=''
if [ "$(id -u)" = 0 ]; then
	app_user=www-data db_user=postgres
	as_app=(setpriv --reuid=www-data --regid=www-data --clear-groups --pdeathsig TERM --)
	as_db=(setpriv --reuid=postgres --regid=postgres --clear-groups --pdeathsig INT --)
fi

# May an account that is neither root nor us enter the folder?
others_enter() {
	setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$1"
}
fingerprint() { printf '%s' "$1" | cksum | cut -d' ' -f1; }

run=${RUN_DIR:-.run}
case $run in
/*) shown=$run ;;
*) shown=$run run=$PWD/$run ;;
esac
if [ -n "$app_user" ] && ! others_enter "$(dirname "$run")"; then
	outside=/var/lib/foyer/$(basename "$PWD")-$(fingerprint "$run")
	# A link that came here with a copied checkout is somebody else's.
	[ "$(readlink "$run" || echo "$outside")" = "$outside" ] || rm "$run"
	if [ ! -L "$run" ]; then
		mkdir -p /var/lib/foyer
		[ ! -d "$run" ] || mv "$run" "$outside"
		mkdir -p "$outside"
		ln -s "$outside" "$run"
	fi
	run=$outside
fi
case $PWD$run in
*[\$\"\\]*) die "nginx's files cannot hold a path with \$, \" or \\ in it: $PWD, $run" ;;
esac
mkdir -p "$run" 2>/dev/null || true
[ -w "$run" ] ||
	die "$shown cannot be written by $(id -un): it is $(stat -c %U "$run" 2>/dev/null || echo somebody)'s.  Remove it, or start as that user."
for folder in build web/node_modules web/dist; do
	[ ! -e "$folder" ] || [ -w "$folder" ] ||
		die "$folder cannot be written by $(id -un): it is $(stat -c %U "$folder")'s.  Remove it, or start as that user."
done
# A socket's name has 107 bytes at most; a deep checkout has them elsewhere.
sockets=$run
if [ ${#run} -gt 80 ]; then
	sockets=/tmp/foyer-$(id -u)-$(fingerprint "$run")
	mkdir -m 755 "$sockets" 2>/dev/null || true
	if [ -L "$sockets" ] || [ ! -O "$sockets" ]; then
		die "$sockets, for the sockets, is somebody else's: remove it."
	fi
fi
pool_socket=$sockets/foyer.sock db_sockets=$sockets/postgres

# One run at a time; the lock goes with the process.
exec 9>>"$run/lock"
flock -n 9 ||
	die "make run is already running in this checkout (process $(cat "$run/lock")); end it first, or give another RUN_DIR and ports."
echo $$ >"$run/lock"

# The logs of this run, and of the one before.
logs=$run/log shown_logs=$shown/log
rm -rf "$logs.old"
[ ! -d "$logs" ] || mv "$logs" "$logs.old"
mkdir "$logs"

# As much room as a first start takes, or a later one.
room=$([ -e build/foyer ] && [ -e web/dist/index.html ] && echo 100 || echo 800)
for folder in . "$run"; do
	free=$(df -Pm "$folder" | awk 'NR == 2 { print $4 }')
	[ "$free" -ge "$room" ] ||
		die "The disk is full: $free MB are free at $(readlink -f "$folder"), and this start needs $room.  Make room and start again."
done
