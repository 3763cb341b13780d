# Two stages: one builds the wheel with the frontend in it, one runs it as a plain user.
FROM python:3.13-slim AS build
WORKDIR /source
COPY pyproject.toml requirements.lock Makefile README.md ./
RUN apt-get update && apt-get install -y --no-install-recommends make && rm -rf /var/lib/apt/lists/*
COPY engines engines
COPY platform platform
COPY apps_catalog apps_catalog
COPY migrations migrations
COPY docs/schemas docs/schemas
COPY docs/reference/errors.md docs/reference/errors.md
COPY docs/zh/errors.md docs/zh/errors.md
COPY frontend frontend
RUN make frontend && .venv/bin/python -m hatchling build --target wheel --directory /wheel

FROM python:3.13-slim
RUN useradd --create-home --home-dir /var/lib/dougong --uid 10001 dougong
COPY --from=build /source/requirements.lock /tmp/requirements.lock
COPY --from=build /wheel /tmp/wheel
RUN pip install --no-cache-dir --constraint /tmp/requirements.lock /tmp/wheel/*.whl && rm -rf /tmp/wheel
USER dougong
WORKDIR /var/lib/dougong
ENV DOUGONG_HOME=/var/lib/dougong DOUGONG_LOG=json
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
    CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"
CMD ["dougong", "serve", "--host", "0.0.0.0"]
