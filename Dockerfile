# Build with any image that has Node 24 and npm; run on any that has Node 24. Only npm uses the network.
# For an image without a shell, give a distroless one with Node 24 as RUNTIME_IMAGE.
ARG BUILD_IMAGE=node:24-bookworm-slim
ARG RUNTIME_IMAGE=node:24-bookworm-slim

FROM ${BUILD_IMAGE} AS build
# Behind a proxy with a certificate of its own: the path, in the build image, of the CA that npm is to trust as well.
ARG NODE_EXTRA_CA_CERTS
WORKDIR /src
COPY package.json package-lock.json ./
# Without scripts: the development dependencies would fetch another Node, which this image has.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build.ts

FROM ${RUNTIME_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="apipolicy" \
      org.opencontainers.image.description="Turns one ApiPolicy into enforced, proved API protection on the gateway you already run" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /src/dist/apipolicy.js /src/package.json /src/LICENSE /app/
COPY --from=build /src/dist/parts /app/parts
COPY --from=build /src/crds /app/crds
# Node stands in /usr/local/bin in Node's own images, in /nodejs/bin in distroless ones.
# A small young generation and one malloc arena: with the defaults, 1,000 policies cost 110 MiB more of memory that
# holds nothing.
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=4 \
    MALLOC_ARENA_MAX=1 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/nodejs/bin
USER 65532:65532
EXPOSE 8080 8081
ENTRYPOINT ["node", "/app/apipolicy.js"]
CMD ["operator"]
