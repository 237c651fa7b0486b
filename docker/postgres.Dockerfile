# Postgres with PostGIS, as docker/compose.yaml and a first look at Kubernetes
# use it.  docker/postgres-start says what it needs.  It writes to its volume
# and below /tmp, wants no capability and runs as any user.
#
#   docker build -f docker/postgres.Dockerfile -t foyer-postgres .
#
# BASE is any Debian, 12 or newer; its Postgres is the one that comes.
ARG BASE=debian:bookworm-slim
FROM ${BASE}

# Without the compiler of statements (jit is off): a third of the size.  dpkg
# is told that it is not there, so that scanners know.
RUN groupadd --gid 65532 postgres \
 && useradd --uid 65532 --gid postgres --no-log-init \
      --home-dir /var/lib/postgresql --shell /usr/sbin/nologin postgres \
 && mkdir /etc/postgresql-common \
 && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf \
 && apt-get update \
 && apt-get install -y --no-install-recommends \
      -o DPkg::Options::=--force-confold libnss-wrapper postgresql-postgis \
 && dpkg --purge --force-depends \
      $(dpkg-query -W -f '${Package}\n' 'libllvm*' 'libz3-*') \
 && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/* \
      /usr/lib/postgresql/*/lib/bitcode /usr/share/postgresql/*/man \
 && ln -s /usr/lib/postgresql/*/bin /usr/local/lib/postgresql \
 && install -d -o postgres -g postgres -m 700 /var/lib/postgresql \
 && install -d -o postgres -g postgres -m 750 /var/lib/foyer/secrets
COPY docker/postgres-start /usr/local/bin/
USER 65532:65532
ENV PATH=/usr/local/lib/postgresql:/usr/local/bin:/usr/bin:/bin \
    PGDATA=/var/lib/postgresql/data PGHOST=/tmp PGUSER=postgres \
    POSTGRES_USER=foyer POSTGRES_DB=foyer
VOLUME /var/lib/postgresql
EXPOSE 5432
STOPSIGNAL SIGINT
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s \
  CMD ["pg_isready", "-q"]
ENTRYPOINT ["postgres-start"]
ARG VERSION=0 REVISION= CREATED= SOURCE=
LABEL org.opencontainers.image.title="Foyer: Postgres with PostGIS" \
      org.opencontainers.image.description="PostgreSQL and PostGIS of Debian, for Foyer" \
      org.opencontainers.image.licenses="PostgreSQL AND GPL-2.0-or-later" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}"
