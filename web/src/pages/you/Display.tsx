/* Theme, language and keys. They are kept in this browser, not in the account. */
import { setKeys, useKeys } from "@/shell/keys";
import { setTheme, themes, useTheme } from "@/shell/theme";
import { languages, useLanguage, type Language } from "@/text/text";
import { Card } from "@/ui/Card";
import { Choices } from "@/ui/Choices";
import { You } from "./You";
import { usePageText } from "../usePageText";

export default function Display() {
  const t = usePageText();
  const theme = useTheme();
  const keys = useKeys();
  const { language, setLanguage } = useLanguage();
  return (
    <You title="you.display">
      <Card hint={t("display.hint")}>
        <Choices
          across
          legend={t("theme.title")}
          value={theme}
          choices={themes.map((one) => [one, t(`theme.${one}`)] as const)}
          onChoose={setTheme}
        />
        <Choices
          across
          legend={t("language.title")}
          value={language}
          choices={Object.entries(languages) as [Language, string][]}
          onChoose={(one) => void setLanguage(one)}
        />
        <Choices
          across
          legend={t("keys.title")}
          value={keys ? "on" : "off"}
          choices={[
            ["on", t("keys.on")],
            ["off", t("keys.off")],
          ]}
          onChoose={(one) => setKeys(one === "on")}
        />
      </Card>
    </You>
  );
}
