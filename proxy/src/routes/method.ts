import { CocoonError } from "@cocoon/protocol/api";

/** For the other methods of a path that exists: set behind its routes with `all`. */
export function methodNotAllowed(): never {
  throw new CocoonError("method_not_allowed");
}
