import type { ComponentChildren } from "preact";
import { Clock, Flask, ShieldCheck, ShieldCross } from "./icons.tsx";

/** The four states that Telegram's palette has no colour for. Each is a colour, an icon and a word, never a colour alone. */
export type State = "verified" | "simulated" | "refused" | "pending";

const ICONS = { verified: ShieldCheck, simulated: Flask, refused: ShieldCross, pending: Clock } as const;

/** The icon of a state. */
export function StateIcon({ state, size }: { readonly state: State; readonly size?: "s" | "xs" }) {
  const Icon = ICONS[state];
  return <Icon size={size} />;
}

/** A state's icon and word on its ground. */
export function Badge({ state, children }: { readonly state: State; readonly children: ComponentChildren }) {
  return (
    <span class={`badge ${state}`}>
      <StateIcon state={state} size="s" />
      {children}
    </span>
  );
}

export interface NoticeProps {
  readonly state: "refused" | "pending";
  readonly icon?: ComponentChildren;
  readonly title: string;
  readonly children: ComponentChildren;
  /** Pills, under the text. */
  readonly actions?: ComponentChildren;
}

/** A card that says what happened and what to do; a refusal is announced at once. */
export function Notice({ state, icon, title, children, actions }: NoticeProps) {
  return (
    <section class={`notice ${state}`} role={state === "refused" ? "alert" : "status"}>
      {icon ?? <StateIcon state={state} />}
      <div>
        <h2>{title}</h2>
        {children}
      </div>
      {actions && <div class="acts">{actions}</div>}
    </section>
  );
}

/** The loud banner of what is simulated, above all else on a screen. */
export function Hazard({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="hazard" role="alert">
      <div>
        <h2>{title}</h2>
        <p>{children}</p>
      </div>
    </section>
  );
}

/** A line over the composer: offline, low balance, where it stands. */
export function Strip({ icon, children, action }: StripProps) {
  return (
    <div class="strip" role="status">
      {icon}
      <p>{children}</p>
      {action}
    </div>
  );
}
export interface StripProps {
  readonly icon?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly action?: ComponentChildren;
}
