import { TitleRow } from "../../design/rows.tsx";
import "../../design/checks.css";
import "./earn.css";
import { EstimateGroup } from "./estimate-group.tsx";
import { Needs } from "./needs.tsx";
import { say } from "./texts.ts";

/** What another machine could bring. */
export default function Calculator() {
  return (
    <main class="earn">
      <TitleRow title={say().calculator} />
      <EstimateGroup />
      <Needs />
    </main>
  );
}
