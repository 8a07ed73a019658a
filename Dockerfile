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

USER node
EXPOSE 8080
# Node itself is the first process, not npm, so that SIGTERM reaches the role and it drains.
CMD ["node", "src/api/main.ts"]
