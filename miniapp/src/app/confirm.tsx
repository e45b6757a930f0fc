import type { Sheets } from "./nav.ts";

export default function Confirm({ title }: Sheets["confirm"]) {
  return <section>{title}</section>;
}
