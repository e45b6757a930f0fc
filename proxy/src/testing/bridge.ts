export { EventReader } from "./event-reader.ts";
export { type RunningServer, SimulatedBridge, startLocalServer } from "./simulated-bridge.ts";
