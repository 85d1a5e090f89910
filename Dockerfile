# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /srv
COPY package.json package-lock.json prisma.config.ts ./
COPY prisma prisma
RUN npm ci
COPY . .
RUN npx prisma generate && npm run build && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production PORT=3000 ROLE=all
WORKDIR /srv
COPY --from=build --chown=node:node /srv/package.json /srv/prisma.config.ts ./
COPY --from=build --chown=node:node /srv/node_modules node_modules
COPY --from=build --chown=node:node /srv/prisma prisma
COPY --from=build --chown=node:node /srv/app app
COPY --from=build --chown=node:node /srv/build build
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# DATABASE_URL must point to your PostgreSQL; --migrate brings it to this version first.
# The same flags as `npm start`: memory stays flat however long a bulk file is (docs/decisions).
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=40", "app/main.server.ts", "--migrate"]
