import { useServices } from "../../app/services.ts";
import { Pill } from "../../design/buttons.tsx";
import { Notice } from "../../design/states.tsx";
import type { WalletDesk } from "../../wallet/desk.ts";
import { say } from "./payment-texts.ts";

/** While the wallet is asked to sign something else than a payment. */
export function AskingCard({ desk, onCancel }: { readonly desk: WalletDesk; readonly onCancel: () => void }) {
  const { platform } = useServices();
  const words = say();
  const asking = desk.link.asking.value;
  if (asking?.what !== "sign") return null;
  const { link, walletName } = asking;
  const actions = (
    <>
      {link && <Pill onPress={() => platform.openLink(link)}>{words.open(walletName)}</Pill>}
      <Pill kind="plain" onPress={onCancel}>
        {words.stopWaiting}
      </Pill>
    </>
  );
  return (
    <Notice state="pending" title={words.confirm(walletName)} actions={actions}>
      <p>{words.nothingSigned}</p>
    </Notice>
  );
}
