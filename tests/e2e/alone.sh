#!/bin/sh
#
# Runs a command in a network of its own where one may be made, else as it is.
#
#   alone.sh npx playwright test
#
# Chromium drops all its connections when an interface of the machine comes or
# goes, as those of containers do: whoever starts one would fail a test here.
set -eu

# A way out that leads nowhere: without any, browsers say they are offline.
network='
	ip link set lo up
	ip link add out type veth peer name nowhere
	ip link set nowhere addrgenmode none up
	ip link set out addrgenmode none up
	ip addr add 192.0.2.1/24 dev out
'
if unshare --net sh -ec "$network" 2>/dev/null; then
	exec unshare --net sh -ec "$network"'exec "$@"' sh "$@"
fi
exec "$@"
