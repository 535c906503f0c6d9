# syntax=docker/dockerfile:1
# The service: built in one stage, run in another that has no compiler and no root.
ARG PYTHON=3.13-slim-bookworm

FROM python:${PYTHON} AS build
WORKDIR /src
RUN python -m venv /opt/unlatch
COPY requirements-service.lock ./
RUN /opt/unlatch/bin/pip install --no-cache-dir --require-hashes -r requirements-service.lock
COPY pyproject.toml README.md LICENSE ./
COPY agent agent
COPY api api
COPY evals evals
COPY prompts prompts
COPY tools tools
RUN /opt/unlatch/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:${PYTHON}
LABEL org.opencontainers.image.title="Unlatch" \
      org.opencontainers.image.description="Tells a person why Confluence answers 401, proves it, and gets them back in." \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10001 --no-create-home --home-dir /var/lib/unlatch --shell /usr/sbin/nologin unlatch \
    && install -d -o unlatch -g unlatch -m 0700 /var/lib/unlatch
COPY --from=build /opt/unlatch /opt/unlatch
ENV PATH=/opt/unlatch/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    UNLATCH_DATA_DIR=/var/lib/unlatch
USER 10001:10001
WORKDIR /var/lib/unlatch
VOLUME /var/lib/unlatch
EXPOSE 8401
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8401/healthz', timeout=2)"]
ENTRYPOINT ["unlatch"]
CMD ["serve", "--host", "0.0.0.0"]
