import { expect, it } from "vitest";
import { readSettings, systemEnvironment } from "./settings.ts";

it("has defaults for everything", () => {
  const { folder, proxyPort, model, databaseUrl, redisUrl } = readSettings({});
  expect(folder).toMatch(/\/\.cocoon$/);
  expect({ proxyPort, model, databaseUrl, redisUrl }).toEqual({
    proxyPort: 7770,
    model: null,
    databaseUrl: null,
    redisUrl: null,
  });
});

it("takes paths from where the person stands", () => {
  const settings = readSettings({ INIT_CWD: "/somewhere", COCOON_HOME: "state", COCOON_MODEL: "../m.gguf" });
  expect(settings).toMatchObject({ folder: "/somewhere/state", model: "/m.gguf" });
});

it.each(["0", "80", "65536", "x", "7770x", "-1"])("refuses the port %s", (port) => {
  expect(() => readSettings({ COCOON_PORT: port })).toThrow("COCOON_PORT");
});

it("lets nothing else of the environment through", () => {
  expect(systemEnvironment({ PATH: "/bin", SECRET: "s" })).not.toHaveProperty("SECRET");
});
