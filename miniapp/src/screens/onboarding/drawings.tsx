import type { ComponentChildren } from "preact";

/** A message in the middle of a cocoon. */
export function SealedMessage() {
  return (
    <Drawing>
      <circle cx="135" cy="105" r="102" fill="var(--action-quiet)" />
      <g transform="rotate(28 135 105)" stroke="var(--link)" stroke-width="3.5">
        <ellipse cx="135" cy="103" rx="58" ry="92" fill="var(--bg)" />
        <path d="M88 49Q143.7 63 169.5 29M79.8 75Q143.7 86 182 49M77 103Q143.7 112 189.8 73M79.8 131Q143.7 139 192.9 99M88 157Q143.7 165 191.3 125M100.5 177Q143.7 188 184.5 151M135 195c2 13 15 20 32 14" />
      </g>
      <path
        d="M100 70h70a16 16 0 0 1 16 16v30a16 16 0 0 1-16 16h-38l-20 17v-17h-12a16 16 0 0 1-16-16V86a16 16 0 0 1 16-16z"
        fill="var(--action)"
        stroke="var(--bg)"
        stroke-width="7"
      />
      <path d="M106 92h58M106 109h36" stroke="var(--action-ink)" stroke-width="6" />
    </Drawing>
  );
}

/** A phone that checks a chip. */
export function CheckedChip() {
  return (
    <Drawing>
      <circle cx="135" cy="105" r="100" fill="var(--verified-bg)" />
      <g stroke="var(--ink-2)" stroke-width="3.5">
        <rect x="26" y="34" width="84" height="146" rx="17" fill="var(--bg)" />
        <path d="M58 168h20" />
      </g>
      <g stroke="var(--verified)" stroke-width="3.5">
        <path d="m68 64-27 10v20c0 19 11 34 27 41 16-7 27-22 27-41V74z" fill="var(--verified-bg)" />
        <path d="m56 98 9 9 17-18" stroke-width="4.5" />
        <path d="M120 107h22" stroke-dasharray="1 10" />
      </g>
      <g stroke="var(--link)" stroke-width="3.5">
        <rect x="160" y="72" width="70" height="70" rx="12" fill="var(--bg)" />
        <rect x="180" y="92" width="30" height="30" rx="6" fill="var(--action-quiet)" />
        <path d="M178 58v12m17-12v12m17-12v12m-34 74v12m17-12v12m17-12v12M146 90h12m-12 17h12m-12 17h12m74-34h12m-12 17h12m-12 17h12" />
      </g>
    </Drawing>
  );
}

function Drawing({ children }: { readonly children: ComponentChildren }) {
  return (
    <figure>
      <svg
        viewBox="0 0 270 210"
        fill="none"
        stroke-linecap="round"
        stroke-linejoin="round"
        aria-hidden="true"
      >
        {children}
      </svg>
    </figure>
  );
}
