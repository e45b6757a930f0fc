import { useRef } from "preact/hooks";
import { IconButton } from "../../../design/buttons.tsx";
import { Attach } from "../../../design/icons.tsx";
import type { ChatSession } from "../store/session.ts";
import { say } from "../texts.ts";

/** A file of text becomes part of the message, on this device; nothing is uploaded. */
export function AttachButton({ session }: { readonly session: ChatSession }) {
  const input = useRef<HTMLInputElement>(null);
  const chosen = () => {
    const file = input.current?.files?.[0];
    if (file) void import("../store/attach.ts").then(({ take }) => take(file, session));
    if (input.current) input.current.value = "";
  };
  return (
    <>
      <input ref={input} type="file" hidden tabIndex={-1} aria-hidden="true" onChange={chosen} />
      <IconButton label={say().attach} quiet onPress={() => input.current?.click()}>
        <Attach />
      </IconButton>
    </>
  );
}
