import type { ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import { ServicesContext } from "../app/services.ts";
import { safeAddress } from "./links.ts";

/** Where it leads is told on hovering and to a screen reader's user on asking; Telegram opens it outside of the app. */
export function Link({ href, children }: { readonly href: string; readonly children: ComponentChildren }) {
  const services = useContext(ServicesContext);
  const address = safeAddress(href);
  if (!address) return <>{children}</>;
  const open = (event: Event) => {
    if (!services || address.startsWith("mailto:")) return;
    event.preventDefault();
    services.platform.openLink(address);
  };
  return (
    <a href={address} title={address} target="_blank" rel="noopener noreferrer" onClick={open}>
      {children}
    </a>
  );
}
