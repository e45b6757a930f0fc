import type { AppRequest, ConnectRequest, RpcMethod } from "@tonconnect/protocol";
import { device, type ScriptedConnect } from "./scripted.ts";

/** What the page's script calls: the name of a method, and its argument as JSON; answers JSON. */
export type InjectedCall = (method: string, argument: string) => Promise<string>;

/** The wallet at the other end of {@link injectedScript}: what a browser driver exposes to the page. */
export function injectedCall(wallet: ScriptedConnect): InjectedCall {
  let connected = false;
  return async (method, argument) => {
    if (method === "connect") {
      const event = await wallet.connect(JSON.parse(argument) as ConnectRequest);
      connected = event.event === "connect";
      return JSON.stringify(event);
    }
    if (method === "restoreConnection") {
      const unknown = { event: "connect_error", id: 0, payload: { code: 100, message: "Not connected" } };
      return JSON.stringify(connected ? await wallet.restored() : unknown);
    }
    const request = JSON.parse(argument) as AppRequest<RpcMethod>;
    if (request.method === "disconnect") connected = false;
    return JSON.stringify(await wallet.answer(request));
  };
}

export interface InjectedNames {
  /** `window.<key>.tonconnect`, as the list of wallets names it. */
  readonly key: string;
  /** The exposed {@link InjectedCall}. */
  readonly exposed: string;
  /** TON Connect's `app_name`, and the name that a person reads. */
  readonly appName: string;
  readonly name: string;
}

/**
 * A script that puts the SIMULATED wallet into a page before the page's own scripts run, as a browser's extension or a wallet's
 * own browser does (TON Connect's JS bridge).
 */
export function injectedScript({ key, exposed, appName, name }: InjectedNames): string {
  const walletInfo = {
    name,
    app_name: appName,
    image: `/app/wallets/${appName}.svg`,
    about_url: "http://127.0.0.1/",
    platforms: ["chrome"],
    features: device(appName).features,
  };
  const facts = { deviceInfo: device(appName), walletInfo, protocolVersion: 2, isWalletBrowser: false };
  return `(() => {
  const call = (method, argument) => window[${JSON.stringify(exposed)}](method, JSON.stringify(argument ?? null)).then(JSON.parse);
  window[${JSON.stringify(key)}] = {
    tonconnect: {
      ...${JSON.stringify(facts)},
      connect: (version, request) => call("connect", request),
      restoreConnection: () => call("restoreConnection"),
      send: (request) => call("send", request),
      listen: () => () => undefined,
    },
  };
})();`;
}
