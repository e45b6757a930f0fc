import { defineConfig } from "vitest/config";

/** A test's suffix names the resource it needs; a project provides exactly that resource. */
const resources = ["pg", "redis", "llama", "e2e", "browser"] as const;
type Resource = (typeof resources)[number];

const postgres = "infra/stack/testing/postgres.setup.ts";
const redis = "infra/stack/testing/redis.setup.ts";

/** What runs before a project's tests. Jobs hold money, so what queues on Redis is tested with Postgres beside it. */
const setup: Record<Resource, string[]> = {
  pg: [postgres],
  redis: [postgres, redis],
  llama: [],
  browser: [],
  e2e: [postgres, redis],
};

const project = (name: string, include: string[], exclude: string[], globalSetup: string[]) => ({
  resolve: { conditions: ["@cocoon/source"] },
  ssr: { resolve: { conditions: ["@cocoon/source"] } },
  test: {
    name,
    include,
    exclude: ["**/node_modules/**", "**/dist/**", "**/.cache/**", "**/.cocoon/**", ...exclude],
    globalSetup,
    pool: "forks" as const,
    // A real server, a model's first load and two busy cores take longer than the default allows.
    testTimeout: name === "unit" || name === "protocol" ? 20_000 : 60_000,
    hookTimeout: 60_000,
  },
});

export default defineConfig({
  test: {
    // Two cores: more workers only make real Postgres and Redis wait for each other.
    maxWorkers: 2,
    coverage: {
      provider: "v8" as const,
      include: ["protocol/src/**/*.ts"],
      // What only tests and vectors run, and lists of exports, which hold no branch.
      exclude: ["protocol/src/{testing,vectors}/**", "**/*.test.ts", "protocol/src/!(receipt)/index.ts"],
      reporter: ["text-summary", ["text", { skipFull: true, maxCols: 120 }]],
      reportsDirectory: ".cache/coverage",
      thresholds: { branches: 95 },
    },
    projects: [
      // Apart, so that its coverage is of its own tests. None of them needs anything.
      project("protocol", ["protocol/**/*.test.ts"], [], []),
      project(
        "unit",
        ["**/*.test.ts"],
        ["protocol/**", ...resources.map((resource) => `**/*.${resource}.test.ts`)],
        [],
      ),
      ...resources.map((resource) => project(resource, [`**/*.${resource}.test.ts`], [], setup[resource])),
    ],
  },
});
