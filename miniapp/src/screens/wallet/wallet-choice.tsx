import { useEffect, useState } from "preact/hooks";
import { useServices } from "../../app/services.ts";
import { Pill } from "../../design/buttons.tsx";
import { Row } from "../../design/rows.tsx";
import { Skeleton } from "../../design/skeleton.tsx";
import { Alert } from "../../design/icons.tsx";
import { Notice } from "../../design/states.tsx";
import type { WalletDesk } from "../../wallet/desk.ts";
import type { Purpose } from "../../wallet/identity.ts";
import type { WalletOption } from "../../wallet/port.ts";
import { Connecting } from "./connecting.tsx";
import { say } from "./topup-texts.ts";
import { useAttempt } from "./use-attempt.tsx";
import "./wallet.css";

export interface WalletChoiceProps {
  readonly desk: WalletDesk;
  /** What the wallet is to prove; null: what the account lacks. */
  readonly purpose: Purpose | null;
  readonly onDone: () => void;
}

/** The wallets that can be reached from here; the one that is chosen is asked to connect. */
export function WalletChoice({ desk, purpose, onDone }: WalletChoiceProps) {
  const words = say();
  const { options, isUnread, read } = useOptions(desk);
  const attempt = useAttempt(words.notConnected);
  useEffect(() => () => desk.link.cancel(), [desk]);
  const choose = async (option: WalletOption) => {
    if (await attempt.run(() => desk.link.connect(option, purpose))) onDone();
  };
  if (attempt.isBusy) return <Connecting desk={desk} />;
  const notice = attempt.notice && <Notice state="pending" icon={<Alert />} {...attempt.notice} />;
  if (isUnread)
    return (
      <Notice state="pending" title={words.unread} actions={<Pill onPress={read}>{words.again}</Pill>}>
        {null}
      </Notice>
    );
  if (options?.length === 0) return <NoWallet />;
  return (
    <>
      {notice}
      {options ? <Options options={options} onChoose={choose} /> : <Waiting />}
      {desk.link.wallet.value && purpose === null && (
        <Pill kind="danger" onPress={() => void desk.link.disconnect()}>
          {words.disconnect}
        </Pill>
      )}
    </>
  );
}

function useOptions(desk: WalletDesk) {
  const [options, setOptions] = useState<readonly WalletOption[] | null>(null);
  const [isUnread, setUnread] = useState(false);
  const read = () => {
    setUnread(false);
    desk.link.options().then(setOptions, () => setUnread(true));
  };
  useEffect(read, [desk]);
  return { options, isUnread, read };
}

interface OptionsProps {
  readonly options: readonly WalletOption[];
  readonly onChoose: (option: WalletOption) => Promise<void>;
}

/** Those in this page first: they need no other program. */
function Options({ options, onChoose }: OptionsProps) {
  const words = say();
  const sorted = [...options].sort((a, b) => Number(a.injectedKey === null) - Number(b.injectedKey === null));
  return (
    <div class="card has-face">
      {sorted.map((option) => (
        <Row
          key={option.id}
          left={<Face option={option} />}
          title={option.name}
          sub={option.injectedKey === null ? words.onPhone : words.inPage}
          onPress={() => void onChoose(option)}
        />
      ))}
    </div>
  );
}

function Face({ option: { iconUrl, name } }: { readonly option: WalletOption }) {
  return (
    <span class="wallet-face" aria-hidden="true">
      {iconUrl === null ? name.slice(0, 1) : <img src={iconUrl} alt="" width={40} height={40} />}
    </span>
  );
}

const GET_WALLET = "https://ton.org/wallets";
const TELEGRAM_WALLET = "https://t.me/wallet";

function NoWallet() {
  const { platform } = useServices();
  const words = say();
  const actions = (
    <>
      <Pill onPress={() => platform.openLink(GET_WALLET)}>{words.getWallet}</Pill>
      <Pill onPress={() => platform.openLink(TELEGRAM_WALLET)}>{words.useTelegram}</Pill>
    </>
  );
  return (
    <Notice state="pending" title={words.noWallet} actions={actions}>
      <p>{words.noWalletNote}</p>
    </Notice>
  );
}

function Waiting() {
  return (
    <div class="card has-face" aria-hidden="true">
      {[48, 36, 56].map((width) => (
        <div key={width} class="row row-face">
          <span class="wallet-face sk" />
          <span class="grow">
            <Skeleton width={width} />
          </span>
        </div>
      ))}
    </div>
  );
}
