import { expect, it } from "vitest";
import { copiedHome, plainUser } from "./footing.ts";

const ROOT = "root:x:0:0:root:/root:/bin/bash";
const NOBODY = "nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin";
const DAEMON = "daemon:x:1:2:daemon:/usr/sbin:/usr/sbin/nologin";

it.each([
  ["nobody where there is one", [ROOT, DAEMON, NOBODY], { uid: 65_534, gid: 65_533 }],
  ["any other user but root", [ROOT, DAEMON], { uid: 1, gid: 2 }],
])("becomes %s", (_, lines, user) => {
  expect(plainUser(`${lines.join("\n")}\n`)).toEqual(user);
});

it("says what to do where there is only root", () => {
  expect(() => plainUser(`${ROOT}\n`)).toThrow("DATABASE_URL");
});

it("keeps the copied data of two folders apart, the copied programs together", () => {
  const [one, other] = [copiedHome("/native", "/a"), copiedHome("/native", "/b")];
  expect(one).not.toBe(other);
  expect(one.slice(0, one.lastIndexOf("/"))).toBe(other.slice(0, other.lastIndexOf("/")));
});
