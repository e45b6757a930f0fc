import { runOperator } from "./command.ts";

await runOperator();
