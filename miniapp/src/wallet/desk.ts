import type { Services } from "../app/services.ts";
import { Account } from "./account.ts";
import { Approval } from "./approval.ts";
import { GuardsWatch } from "./guards-watch.ts";
import type { Settings } from "./own-storage.ts";
import { isOpen, type Payment } from "./payment.ts";
import { Payments } from "./payments.ts";
import type { WalletConnector } from "./port.ts";
import { StatementBook } from "./statement-book.ts";
import { WalletLink } from "./wallet-link.ts";

const now = (): number => Date.now();

/** All of the wallet that outlives a screen: a payment goes on while another one is shown. */
export class WalletDesk {
  readonly link: WalletLink;
  readonly account: Account;
  readonly statement: StatementBook;
  readonly payments: Payments;
  readonly guards: GuardsWatch;
  readonly approval: Approval;

  constructor(
    { engine, platform }: Pick<Services, "engine" | "platform">,
    settings: Settings,
    load: () => Promise<WalletConnector>,
  ) {
    const { money } = engine;
    const openLink = (url: string) => platform.openLink(url);
    this.link = new WalletLink({ engine, settings, openLink, load });
    this.statement = new StatementBook(money);
    this.guards = new GuardsWatch(money, now);
    this.approval = new Approval(settings, money);
    this.payments = new Payments({
      money,
      settings,
      owner: () => this.link.wallet.peek(),
      send: (transaction, wish) => this.link.send(transaction, wish),
      payerKey: () => this.approval.keyForTopUp(),
      now,
    });
    this.account = new Account({
      money,
      settings,
      now,
      onSeen: (account) => {
        this.guards.seen(account);
        void this.payments.told(account);
      },
    });
    this.#tellPlatform(platform);
  }

  /** Takes up what an earlier run left. */
  async resume(): Promise<void> {
    await this.payments.resume();
    await this.link.resume();
  }

  /** Closing asks first while the wallet has not signed, and the phone says when money has come. */
  #tellPlatform(platform: Services["platform"]): void {
    let before: Payment | null = null;
    this.payments.payment.subscribe((payment) => {
      const wasAsked = before?.state === "asked";
      const isAsked = payment?.state === "asked";
      if (wasAsked !== isAsked) platform.askBeforeClosing("payment", isAsked);
      if (payment?.state === "credited" && before && isOpen(before)) platform.haptic("success");
      before = payment;
    });
  }
}
