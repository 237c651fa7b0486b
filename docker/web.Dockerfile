# nginx with the web application and the pages of the api host: ends TLS, takes
# what people and programs ask, and passes /api to the pool.  docker/web-start
# says what it needs.  The image holds nginx and what its start calls; it
# writes below /tmp alone, wants no capability and runs as any user.
#
#   docker build -f docker/web.Dockerfile -t foyer-web .
#
# BASE is any Debian, 12 or newer; TOOLS is another where the pages are to be
# built on one.  They are the same for every machine, so this one builds them.
# (Both PLATFORMs are Docker's own; an ARG for them would empty them.)
ARG BASE=debian:bookworm-slim
ARG TOOLS=${BASE}

FROM --platform=${BUILDPLATFORM} ${TOOLS} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates make python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# The secret `ca' names authorities that npm and pip are to trust beside their
# own; most builds have none.
ARG CA=/run/secrets/ca
COPY Makefile VERSION ./
COPY fcgi/build.mk fcgi/build.mk
COPY tools/node.mk tools/node.mk
COPY web/build.mk web/package.json web/package-lock.json web/.npmrc web/
RUN --mount=type=secret,id=ca \
    if [ -e "$CA" ]; then export NODE_EXTRA_CA_CERTS="$CA" PIP_CERT="$CA"; fi \
 && make web/node_modules/.done
COPY docs docs
COPY tools/lint.mk tools/site tools/
COPY tools/lib tools/lib
COPY web web
# The lists of packages came again, with other times and the same content.
RUN touch web/node_modules/.done && make web site

FROM --platform=${TARGETPLATFORM} ${BASE} AS nginx
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      gettext-base libnginx-mod-http-brotli-static nginx openssl \
 && rm -rf /var/lib/apt/lists/*
COPY docker/collect /usr/local/bin/
RUN collect /image /usr/sbin/nginx \
      /usr/lib/nginx/modules/ngx_http_brotli_static_module.so \
      /usr/bin/openssl /usr/lib/ssl/openssl.cnf /usr/bin/envsubst \
      /bin/bash /bin/cat /bin/chmod /bin/cp /bin/date /bin/grep /bin/ln \
      /bin/ls /bin/mkdir /bin/mktemp /bin/mv /bin/rm /bin/sed /bin/sleep \
      /bin/uname /usr/bin/basename /usr/bin/dirname /usr/bin/head \
      /usr/bin/id /usr/bin/realpath /usr/bin/sha256sum /usr/bin/sort \
      /usr/bin/tail \
 && ln -sf bash /image/usr/bin/sh
COPY conf /image/usr/lib/foyer/conf
COPY tools/dev-certs tools/nginx-conf /image/usr/lib/foyer/tools/
COPY docker/first-start docker/web-health docker/web-start \
  /image/usr/lib/foyer/docker/
COPY --from=build /src/web/dist /image/srv/web
COPY --from=build /src/build/site /image/srv/site
RUN mkdir -p /own/lib/secrets /own/lib/certificates /own/run \
 && chmod 750 /own/lib /own/lib/* /own/run

FROM --platform=${TARGETPLATFORM} scratch
COPY --from=nginx /image /
# Where volumes go, which take their owner from the image.
COPY --from=nginx --chown=65532:65532 /own/lib /var/lib/foyer
COPY --from=nginx --chown=65532:65532 /own/run /run/foyer
USER 65532:65532
ENV PATH=/usr/lib/foyer/docker:/usr/lib/foyer/tools:/usr/sbin:/usr/bin
EXPOSE 8080 8443
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s \
  CMD ["/usr/lib/foyer/docker/web-health"]
CMD ["/usr/lib/foyer/docker/web-start"]
ARG VERSION=0 REVISION= CREATED= SOURCE=
LABEL org.opencontainers.image.title="Foyer: the web" \
      org.opencontainers.image.description="nginx with the web application of Foyer" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}"
