# The image has the program, git and nothing to build with. Settings: docs/configuration.md; use: docs/hosting.md.
FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY bot bot
COPY detectors detectors
COPY policies policies
COPY webhooks webhooks
RUN python -m venv --without-pip /opt/byline && \
    pip --python /opt/byline/bin/python install --no-cache-dir --constraint constraints.txt '.[postgres,redis]'

FROM python:3.11-slim
LABEL org.opencontainers.image.title="Byline" \
      org.opencontainers.image.description="Tells open-source maintainers where a contribution came from, and applies the project's own AI policy." \
      org.opencontainers.image.licenses="Apache-2.0"
# Debian's own versions: security fixes are to come in whenever the image is built.
# hadolint ignore=DL3008
RUN apt-get update && \
    apt-get install --yes --no-install-recommends ca-certificates git && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --system --user-group --uid 10001 --home-dir /data --no-create-home byline && \
    install --directory --owner=byline --group=byline --mode=0700 /data
COPY --from=build /opt/byline /opt/byline
ENV PATH=/opt/byline/bin:$PATH \
    BYLINE_HOME=/data \
    BYLINE_HOST=0.0.0.0 \
    BYLINE_PORT=8000
# By number, so that a platform can see that it is not root.
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, sys, http.client as h; c = h.HTTPConnection('127.0.0.1', int(os.environ['BYLINE_PORT']), timeout=5); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["byline"]
CMD ["serve"]
