import type { Screens } from "../../app/nav.ts";
import "../../design/checks.css";
import { OfAnswer } from "./of-answer.tsx";
import { OfNext } from "./of-next.tsx";
import "./checks.css";

/** Who could read it: every check with its result, for a person; the values behind it for an expert, one tap below. */
export default function Checks({ answerId }: Screens["checks"]) {
  return <main class="checks">{answerId === null ? <OfNext /> : <OfAnswer answerId={answerId} />}</main>;
}
