# shellcheck shell=bash disable=SC2034,SC2154 # shared with tools/run
# Sourced by tools/run: its variables and the program's settings, for the
# processes and, as $run/env, for a shell: set -a; . .run/env; build/foyer doctor
# Sets $private when Postgres is ours, $issued and $mail_said.

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

settings=$(sed -n 's/^SETTING([a-z_]*, "\([A-Z_]*\)".*/\1/p' fcgi/settings.def)
# A twin NAME_FILE is read here, where its owner's rights are.
for name in $settings; do
	twin=${name}_FILE
	[ -n "${!twin:-}" ] || continue
	[ -z "${!name:-}" ] || die "Both $name and $twin are set: take one away."
	[ -r "${!twin}" ] || die "$twin names ${!twin}, which cannot be read."
	declare -x "$name=$(<"${!twin}")"
	unset "$twin"
done

export APP_HOST=${APP_HOST:-your-app.localhost}
export API_HOST=${API_HOST:-api.$APP_HOST}
export HTTPS_PORT=${HTTPS_PORT:-8443} HTTP_PORT=${HTTP_PORT:-8080}
port=$([ "$HTTPS_PORT" = 443 ] || echo ":$HTTPS_PORT")
export APP_URL=${APP_URL:-https://$APP_HOST$port}
export API_URL=${API_URL:-https://$API_HOST$port}
loopback6=$(! grep -sq '^0\{31\}1 ' /proc/net/if_inet6 || echo '[::1]')
export NGINX_LISTEN=${NGINX_LISTEN:-127.0.0.1 $loopback6}
export WORKERS=${WORKERS:-$(nproc)}
export SHARED_FILE=${SHARED_FILE:-$run/shared}
export ACME_ROOT=${ACME_ROOT:-$run/challenges}
# The pair that tools/take-certificate was given, as long as it is for these
# names; else our own authority's, which no system knows.
issued=$(readlink "$run/certificate" || true)
if [ "$issued" = tls ] || ! for_all "$run/certificate/cert.pem" "$APP_HOST" "$API_HOST"; then
	issued=
	export APP_CA=${APP_CA:-$run/ca.pem}
fi
unset LISTEN	# spawn-fcgi hands the pool its socket

ours="postgresql://foyer@/foyer?host=$(uri "$db_sockets")"
export DATABASE_URL=${DATABASE_URL:-$ours}
private=$([ "$DATABASE_URL" != "$ours" ] || echo yes)
mail_said="is sent by SMTP"
if [ -z "${SMTP_URL:-}" ]; then
	export MAIL_DIR=${MAIL_DIR:-$run/mail}
	mail_said="is not sent but written to $shown/mail (SMTP_URL sends it)"
fi

# Every setting that has a value, and where the pool can be asked.
write_env() (
	umask 077
	LISTEN=unix:$pool_socket
	for name in $settings; do
		[ -z "${!name:-}" ] || printf '%s=%s\n' "$name" "$(quoted "${!name}")"
	done >"$run/env.new"
	mv "$run/env.new" "$run/env"
)

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
