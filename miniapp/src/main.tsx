// The production program: AMD's and NVIDIA's roots only.
import { start } from "./app/start.tsx";

declare const services: Parameters<typeof start>[0];
start(services);
