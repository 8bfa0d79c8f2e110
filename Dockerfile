# The steps are those that .ci/image proves in the gate: npm ci, npm run build, npm prune, node dist/src/main.js.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:20-bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends fonts-hanazono fonts-babelstone-han \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir /data && chown node:node /data
WORKDIR /app
ENV NODE_ENV=production DATA_DIR=/data
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/node_modules ./node_modules
COPY --from=build --chown=root:root /app/dist ./dist
COPY --from=build --chown=root:root /app/templates ./templates
COPY --from=build --chown=root:root /app/src/responsibility/division/data ./src/responsibility/division/data
COPY --from=build --chown=root:root /app/LICENSE /app/NOTICE ./
USER node
EXPOSE 3000
CMD ["node", "dist/src/main.js"]
