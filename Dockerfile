# Builds the project and makes two images from it, the server and the worker. docker-compose.yml names them as targets.
FROM node:20-bookworm-slim AS node

FROM eclipse-temurin:25-jdk AS build
COPY --from=node /usr/local /usr/local
WORKDIR /isobath
COPY . .
RUN ./isobath build

FROM eclipse-temurin:25-jre AS server
RUN useradd --system --uid 10001 --home-dir /var/lib/isobath --create-home isobath
COPY --from=build /isobath/backend/server/target/isobath /opt/isobath
USER 10001
ENV ISOBATH_HOME=/var/lib/isobath
VOLUME /var/lib/isobath
EXPOSE 8080
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
  "-jar", "/opt/isobath/isobath-server-0.1.0.jar"]

FROM eclipse-temurin:25-jre AS worker
# libtorch needs libgomp for its threads.
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/* \
  && useradd --system --uid 10001 --home-dir /var/lib/isobath --create-home isobath
COPY --from=build /isobath/backend/worker/target/worker /opt/isobath
USER 10001
VOLUME /var/lib/isobath
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-Xmx256m", "-cp", "/opt/isobath/*:/opt/isobath/lib/*", "dev.isobath.worker.WorkerNode"]
CMD ["--server", "http://server:8080", "--home", "/var/lib/isobath"]
