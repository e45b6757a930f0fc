import { useEffect } from "preact/hooks";
import { openSheet, push } from "../../app/nav.ts";
import { useServices } from "../../app/services.ts";
import { useLoaded, valueOf } from "../../app/use-loaded.ts";
import { Cube, Globe, Home, Key, Moon } from "../../design/icons-lists.tsx";
import { Group, Row, Tile, TitleRow } from "../../design/rows.tsx";
import { cardOfModel, chosenModel, loadModels } from "../chat/store/models.ts";
import { About } from "./about.tsx";
import { DataGroup } from "./data-group.tsx";
import { Ends } from "./ends.tsx";
import { standingKeys } from "./keys-api.ts";
import { say } from "./texts.ts";
import "./settings.css";

/** Language, data, keys for developers, what this build is. */
export default function Settings() {
  return (
    <main>
      <TitleRow title={say().title} />
      <Looks />
      <DataGroup />
      <Developers />
      <About />
      <Ends />
    </main>
  );
}

function Looks() {
  const services = useServices();
  const { platform } = services;
  useEffect(() => void loadModels(services), [services]);
  const { addToHomeScreen } = platform;
  return (
    <Group inset="tile">
      <Row
        left={
          <Tile colour="purple">
            <Globe />
          </Tile>
        }
        title={say().language}
        value={say().languageName}
        onPress={() => openSheet("language", {})}
      />
      <Row
        left={
          <Tile colour="grey">
            <Moon />
          </Tile>
        }
        title={say().theme}
        value={platform.kind === "telegram" ? say().asTelegram : say().asDevice}
      />
      <Row
        left={
          <Tile colour="blue">
            <Cube />
          </Tile>
        }
        title={say().model}
        value={cardOfModel(chosenModel.value)?.name}
        onPress={() => openSheet("models", {})}
      />
      {addToHomeScreen && (
        <Row
          left={
            <Tile colour="teal">
              <Home />
            </Tile>
          }
          title={say().home}
          onPress={() => void addToHomeScreen()}
        />
      )}
    </Group>
  );
}

function Developers() {
  const { engine } = useServices();
  const [keys] = useLoaded(() => standingKeys(engine), [engine]);
  return (
    <Group title={say().developers} inset="tile">
      <Row
        left={
          <Tile colour="grey">
            <Key />
          </Tile>
        }
        title={say().keys}
        value={valueOf(keys)?.length}
        onPress={() => push("keys", {})}
      />
    </Group>
  );
}
