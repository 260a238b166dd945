# Build the wheel, which carries the knowledge.
FROM python:3.11-slim AS build
WORKDIR /src
RUN pip install --no-cache-dir build
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY knowledge knowledge
COPY .ci/compile.py .ci/compile.py
RUN python -m build --wheel --outdir /wheel .

# Install the locked dependencies and the wheel into an environment of their own.
FROM python:3.11-slim AS install
COPY requirements.lock /
COPY --from=build /wheel /wheel
RUN python -m venv /app \
    && /app/bin/pip install --no-cache-dir --require-hashes --requirement /requirements.lock \
    && /app/bin/pip install --no-cache-dir --no-deps /wheel/*.whl

# What runs: no compiler, no sources, no root.
FROM python:3.11-slim
LABEL org.opencontainers.image.title="Career Coach" org.opencontainers.image.licenses="MIT"
RUN useradd --create-home --uid 10001 coach && install -d -o coach /cache /data
COPY --from=install /app /app
COPY knowledge /knowledge
ENV PATH=/app/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    CAREER_COACH_KNOWLEDGE=/knowledge \
    CAREER_COACH_CACHE=/cache \
    CAREER_COACH_DATABASE=/data/career-coach.db
# What must outlive the container: the database. A volume that is new takes over the owner of the folder.
VOLUME /data
USER 10001
# The matcher is compiled here, so that a container starts at once; a mounted folder is compiled when it differs.
# The same goes for the drawing library's list of fonts.
RUN career-coach ask hello && career-coach chart senior-ai-systems-engineer --out /tmp/chart.png && rm /tmp/chart.png
# It asks the status port where CAREER_COACH_STATUS_PORT sets one, and looks at the heartbeat file where not.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["career-coach", "health"]
# The token comes with `docker run`, as DISCORD_TOKEN in the environment; it is never part of the image.
# SIGINT ends the bot as Ctrl-C does; Python as a container's first process would not hear SIGTERM.
STOPSIGNAL SIGINT
ENTRYPOINT ["career-coach"]
CMD ["discord"]
