import { useServices } from "../../app/services.ts";
import { useCopy } from "../../app/use-copy.ts";
import { Pill } from "../../design/buttons.tsx";
import { Notice } from "../../design/states.tsx";
import type { WalletDesk } from "../../wallet/desk.ts";
import { say } from "./topup-texts.ts";

/** While a wallet is asked to connect: what to do in it, and the link that opens it. */
export function Connecting({ desk }: { readonly desk: WalletDesk }) {
  const { platform } = useServices();
  const [isCopied, copy] = useCopy();
  const words = say();
  const asking = desk.link.asking.value;
  const link = asking?.link ?? null;
  const name = asking?.walletName ?? "";
  const actions = (
    <>
      {link && (
        <Pill kind="solid" onPress={() => platform.openLink(link)}>
          {words.open(name)}
        </Pill>
      )}
      {link && <Pill onPress={() => copy(link)}>{isCopied ? words.copied : words.copyLink}</Pill>}
      <Pill kind="plain" onPress={() => desk.link.cancel()}>
        {words.another}
      </Pill>
    </>
  );
  return (
    <Notice state="pending" title={asking ? words.connectIn(name) : words.preparing} actions={actions}>
      <p>{words.connectNote}</p>
    </Notice>
  );
}
