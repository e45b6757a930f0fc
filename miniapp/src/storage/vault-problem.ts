import { language } from "../app/text.ts";
import { VaultError, type VaultErrorCode } from "./port.ts";

type Sentence = readonly [en: string, ru: string];

/** A sentence for every code there is: the type says so when one is added. */
const SENTENCES: Readonly<Record<VaultErrorCode, Sentence>> = {
  storage_full: [
    "The phone has no room left for this. Free some space, or delete old chats.",
    "На телефоне не осталось места. Освободите его или удалите старые чаты.",
  ],
  storage_closed: [
    "The phone’s storage did not take it. Close the app and open it again.",
    "Хранилище телефона этого не приняло. Закройте приложение и откройте снова.",
  ],
  file_malformed: [
    "This file is no export of Cocoon. Nothing was changed.",
    "Это не файл экспорта Cocoon. Ничего не изменилось.",
  ],
  file_too_large: [
    "This file is larger than any export. Nothing was changed.",
    "Файл больше любого экспорта. Ничего не изменилось.",
  ],
  passphrase_needed: ["The file is under a passphrase. Enter it.", "Файл под паролем. Введите его."],
  passphrase_wrong: [
    "Another passphrase, or the file was changed. Nothing was changed here.",
    "Пароль другой или файл изменён. Здесь ничего не изменилось.",
  ],
};

/** What a person is told when the vault did not do something. */
export function vaultProblem(error: unknown): string {
  const [en, ru] = SENTENCES[error instanceof VaultError ? error.code : "storage_closed"];
  return language.value === "ru" ? ru : en;
}
