# shellcheck shell=bash
# Sourced by tools/run and tools/take-certificate: what a certificate says.

# for_all CERTIFICATE HOST...: is it for each of the hosts?
for_all() {
	local file=$1 host
	shift
	for host; do
		openssl x509 -in "$file" -noout -checkhost "$host" 2>/dev/null |
			grep -q 'does match' || return
	done
}

# how_long CERTIFICATE: for people.
how_long() {
	local end
	end=$(openssl x509 -in "$1" -noout -enddate)
	end=$(date -u -d "${end#*=}" +%F)
	if ! openssl x509 -in "$1" -noout -checkend 0 >/dev/null; then
		printf 'which EXPIRED on %s: renew it' "$end"
	elif ! openssl x509 -in "$1" -noout -checkend $((14 * 86400)) >/dev/null; then
		printf 'which expires soon, on %s: renew it' "$end"
	else
		printf 'until %s' "$end"
	fi
}
