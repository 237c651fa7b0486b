# shellcheck shell=bash disable=SC2034,SC2154 # shared with tools/run
# Sourced by tools/run: the program's settings, for its processes and, as
# $run/env, for a shell: set -a; . .run/env; build/foyer doctor.
# Sets $private when Postgres is ours, and $mail_said.

# uri TEXT: as part of a URI.
uri() {
	local LC_ALL=C i c
	for ((i = 0; i < ${#1}; i++)); do
		c=${1:i:1}
		case $c in
		[A-Za-z0-9._~/-]) printf '%s' "$c" ;;
		*) printf '%%%02X' "'$c" ;;
		esac
	done
}
# quoted TEXT: as a shell reads it back.
quoted() {
	local quote="'\\''"
	if [[ $1 =~ ^[A-Za-z0-9_./:@%+,=?-]*$ ]]; then
		printf '%s' "$1"
	else
		printf "'%s'" "${1//\'/$quote}"
	fi
}

ours="postgresql://foyer@/foyer?host=$(uri "$db_sockets")"
private=
if [ "${DATABASE_URL:-$ours}${DATABASE_URL_FILE:-}" = "$ours" ]; then
	private=yes
	export DATABASE_URL=$ours
fi
export APP_CA=${APP_CA:-$run/ca.pem}
export SHARED_FILE=${SHARED_FILE:-$run/shared}
mail_said="is sent by SMTP"
if [ -z "${SMTP_URL:-}${SMTP_URL_FILE:-}" ]; then
	export MAIL_DIR=${MAIL_DIR:-$run/mail}
	mail_said="is not sent but written to $shown/mail (SMTP_URL sends it)"
fi

# Every setting of the program's table that has a value.  LISTEN is where
# the pool can be asked; the pool itself has the socket from spawn-fcgi.
(
	umask 077
	LISTEN=unix:$pool_socket
	while read -r name; do
		for name in "$name" "${name}_FILE"; do
			[ -z "${!name+set}" ] || printf '%s=%s\n' "$name" "$(quoted "${!name}")"
		done
	done < <(sed -n 's/^SETTING([a-z_]*, "\([A-Z_]*\)".*/\1/p' fcgi/settings.def) >"$run/env.new"
	mv "$run/env.new" "$run/env"
)
unset LISTEN

# Says each mail that is written, by its headers.
watch_mail() {
	trap - EXIT INT TERM HUP QUIT
	local file line
	local -A known=()
	for file in "$run"/mail/*.eml; do known[$file]=1; done
	while [ -d "/proc/$$" ]; do
		for file in "$run"/mail/*.eml; do
			if [ ! -e "$file" ] || [ -n "${known[$file]:-}" ]; then
				continue
			fi
			known[$file]=1
			line=$(sed -n '/^\r*$/q; s/\r$//; s/^\(To\|Subject\): //p' "$file" | paste -sd '|')
			printf '%-12s %s  %s\n' mail "$shown/mail/${file##*/}" "${line/|/: }"
		done
		nap 1
	done
}
