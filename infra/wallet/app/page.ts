const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

/** The whole of the SIMULATED wallet's interface: no script, nothing from elsewhere. */
export const walletPage = (title: string, text: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>SIMULATED wallet</title>
    <style>
      body { margin: 0; font: 17px/1.45 system-ui, sans-serif; color: #14202e; background: #f1f3f6 }
      main { max-width: 30rem; margin: 12vh auto; padding: 0 1.25rem }
      h1 { font-size: 1.5rem; margin: 1rem 0 .5rem }
      .hazard { display: inline-block; padding: .2rem .6rem; border-radius: .5rem; background: #fbe3a6; color: #5f3f00 }
    </style>
  </head>
  <body>
    <main>
      <span class="hazard">SIMULATED wallet</span>
      <h1>${escaped(title)}</h1>
      <p>${escaped(text)}</p>
    </main>
  </body>
</html>
`;

export const WALLET_PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
} as const;
