import type { Worker } from "~/shared/api/types";

/** A worker node as the server returns it. A test passes the properties that it is about. */
export function aWorker(about: Partial<Worker> = {}): Worker {
  return {
    name: "north",
    hostname: "north",
    slots: 1,
    busy: 0,
    cores: 8,
    memoryBytes: 32e9,
    device: "cpu",
    deviceMemoryBytes: null,
    processorClass: "avx2",
    version: "0.1.0",
    labels: ["cpu"],
    lastSeenAt: "2026-11-23T12:01:05Z",
    drained: null,
    idle: null,
    state: "online",
    attempts: [],
    ...about,
  };
}
