# One image for every role; Node runs the sources as they are, only the pages are built.
FROM node:24-slim AS pages

WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=optional --no-audit --no-fund
COPY . .
RUN npm run build:web

FROM node:24-slim

WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0

# The optional packages are the embedded PostgreSQL and a Node for machines without one: neither is needed.
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund && npm cache clean --force

COPY . .
COPY --from=pages /app/web/dist web/dist

# Nothing is written but into /tmp, so the file system may be read-only (`docker run --read-only --tmpfs /tmp`).
USER node
EXPOSE 8080
# An API process answers at PORT, the others at HEALTH_PORT, which only they are given.
HEALTHCHECK --interval=5s --timeout=4s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HEALTH_PORT || process.env.PORT || 8080}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the first process, not npm, so that SIGTERM reaches the role and it drains.
CMD ["node", "src/api/main.ts"]
