import { Cell } from "@ton/core";
import { codeBoc } from "../registry.generated.ts";
import { genesisData, type RegistryGenesis } from "./state.ts";

const registryCode = (): Cell => Cell.fromBase64(codeBoc);

/** A new registry: what it is born with is part of its address. @throws MalformedError */
export const registryStateInit = (genesis: RegistryGenesis): { code: Cell; data: Cell } => ({
  code: registryCode(),
  data: genesisData(genesis),
});
