# Certificates for the compose installation: docker/certbot-start says what it
# needs.  It writes to its volume and below /tmp and runs as any user.
#
#   docker build -f docker/certbot.Dockerfile -t foyer-certbot .
#
# BASE is any Debian, 12 or newer.
ARG BASE=debian:bookworm-slim
FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends certbot \
 && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/* \
 && install -d -o 65532 -g 65532 -m 750 /var/lib/foyer/certificates
COPY docker/certbot-start /usr/local/bin/
USER 65532:65532
ENV HOME=/tmp
CMD ["certbot-start"]
ARG VERSION=0 REVISION= CREATED= SOURCE=
LABEL org.opencontainers.image.title="Foyer: certificates" \
      org.opencontainers.image.description="certbot of Debian, for Foyer's compose installation" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}"
