// The development program: it alone knows what is simulated.
import { start } from "./app/start.tsx";

declare const services: Parameters<typeof start>[0];
start(services);
