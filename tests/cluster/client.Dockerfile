# What asks Foyer from inside the cluster, as the tests tell it (client.py).
ARG BASE=debian:bookworm-slim
FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 \
 && rm -rf /var/lib/apt/lists/*
COPY client.py /client.py
USER 65532:65532
CMD ["sleep", "infinity"]
