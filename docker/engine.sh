# shellcheck shell=bash disable=SC2034 # shared with those who source it
# Sourced: which engine builds and runs images here.  ENGINE=docker or podman
# chooses; else it is Docker where it answers, else podman, installed where it
# lacks.  Sets $engine, and as_build, which `docker build' is there.
engine=${ENGINE:-$(docker version >/dev/null 2>&1 && echo docker || echo podman)}
as_build=(docker build)
if [ "$engine" = podman ]; then
	tools/install images
	# The format is Docker's, since the other one knows no health check.
	as_build=(buildah build --layers --format docker)
	if [ ! -d /run/systemd/system ]; then
		export CONTAINERS_CONF=${CONTAINERS_CONF:-$PWD/docker/containers.conf}
		as_build+=(--isolation chroot)
	fi
fi
