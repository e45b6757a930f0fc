import type { Screens } from "../../app/nav.ts";

export function Chat({ chatId }: Screens["chat"]) {
  return <main>{chatId}</main>;
}
