# The sandbox in one image: the run lock with its hashes, the sources, no build tool, no root.
FROM python:3.13-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements/build.txt requirements/run.txt requirements/
RUN /venv/bin/python -m pip install --require-hashes \
      -r requirements/build.txt -r requirements/run.txt
COPY pyproject.toml README.md ./
COPY sandbox sandbox
COPY clients clients
COPY seed seed
RUN /venv/bin/python -m pip install --no-index --no-deps --no-build-isolation --editable . \
    && /venv/bin/python -m pip uninstall --yes setuptools pip \
    && /venv/bin/python -m compileall -q sandbox clients


FROM python:3.13-slim

RUN groupadd --system --gid 10001 sandbox \
    && useradd --system --uid 10001 --gid sandbox --no-create-home --shell /usr/sbin/nologin sandbox \
    && install --directory --owner=sandbox --group=sandbox /data
COPY --from=build /venv /venv
COPY --from=build /app /app

# Inside a container the loopback is the container's own: listen on every address of it, and let
# the published ports say who may call. Whoever may commands by a token: one is drawn at each start
# and printed, unless SANDBOX_CONTROL_TOKEN gives it.
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SANDBOX_DATA=/data \
    SANDBOX_HOST=0.0.0.0 \
    SANDBOX_CONTROL_TOKEN=auto
WORKDIR /app
USER 10001:10001
VOLUME ["/data"]
EXPOSE 8400
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s --retries=5 \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8400/', timeout=2)"]
ENTRYPOINT ["python", "-m", "sandbox"]
CMD ["serve", "--port", "8400"]
