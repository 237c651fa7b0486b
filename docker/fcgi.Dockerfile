# The program: its workers, jobs, migrations.  The image holds the program,
# the libraries that it loads and the authorities that it trusts; no shell, no
# package manager.  It needs nothing but DATABASE_URL, writes nowhere, wants
# no capability and runs as any user.
#
#   docker build -f docker/fcgi.Dockerfile -t foyer-fcgi .
#
# BASE is any Debian, 12 or newer.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates gcc libc6-dev libcurl4-openssl-dev libfcgi-dev \
      libjson-c-dev libpq-dev libsodium-dev make \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Makefile VERSION ./
COPY tools/embed-files tools/embed-sql tools/list-resources tools/
COPY sql sql
COPY fcgi fcgi
RUN make -j"$(nproc)" build/foyer \
 && strip build/foyer
COPY docker/collect docker/collect
RUN install -D build/foyer /usr/bin/foyer \
 && docker/collect /image /etc/ssl/certs/ca-certificates.crt /usr/bin/foyer \
 && mkdir -p /own/lib/secrets /own/run \
 && chmod 750 /own/lib /own/lib/secrets /own/run

FROM scratch
COPY --from=build /image /
# Where volumes go, which take their owner from the image.
COPY --from=build --chown=65532:65532 /own/lib /var/lib/foyer
COPY --from=build --chown=65532:65532 /own/run /run/foyer
USER 65532:65532
ENV PATH=/usr/bin LISTEN=:9000
EXPOSE 9000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s \
  CMD ["foyer", "ping"]
ENTRYPOINT ["/usr/bin/foyer"]
CMD ["serve"]
ARG VERSION=0 REVISION= CREATED= SOURCE=
LABEL org.opencontainers.image.title="Foyer: the program" \
      org.opencontainers.image.description="FastCGI workers, jobs and migrations of Foyer" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}"
