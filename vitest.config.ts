import { defineConfig } from "vitest/config";

/** A test's suffix names the resource it needs; a project provides exactly that resource. */
const resources = ["pg", "redis", "llama", "e2e"] as const;

const shared = {
  exclude: ["**/node_modules/**", "**/dist/**"],
  pool: "forks" as const,
  // Two cores: more workers only make real Postgres and Redis wait for each other.
  maxWorkers: 2,
};

const project = (name: string, include: string[], exclude: string[], globalSetup: string[]) => ({
  resolve: { conditions: ["@cocoon/source"] },
  ssr: { resolve: { conditions: ["@cocoon/source"] } },
  test: { ...shared, name, include, exclude: [...shared.exclude, ...exclude], globalSetup },
});

export default defineConfig({
  test: {
    projects: [
      project(
        "unit",
        ["**/*.test.ts"],
        resources.map((resource) => `**/*.${resource}.test.ts`),
        [],
      ),
    ],
  },
});
