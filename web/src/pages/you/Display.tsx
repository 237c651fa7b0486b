/* Theme, language and keys. They are kept in this browser, not in the account. */
import { setKeys, useKeys } from "@/shell/keys";
import { setTheme, themes, useTheme } from "@/shell/theme";
import { languages, useLanguage, type Language } from "@/text/text";
import { Card } from "@/ui/Card";
import { You } from "./You";
import css from "./You.module.css";
import { usePageText } from "../usePageText";

interface Props<T extends string> {
  name: string;
  legend: string;
  value: T;
  choices: readonly (readonly [T, string])[];
  onChoose: (value: T) => void;
}

function Choice<T extends string>({ name, legend, value, choices, onChoose }: Props<T>) {
  return (
    <fieldset>
      <legend className={css.legend}>{legend}</legend>
      <div className={css.choices}>
        {choices.map(([one, label]) => (
          <label key={one} className={css.choice}>
            <input type="radio" name={name} value={one} checked={one === value} onChange={() => onChoose(one)} />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export default function Display() {
  const t = usePageText();
  const theme = useTheme();
  const keys = useKeys();
  const { language, setLanguage } = useLanguage();
  return (
    <You title="you.display">
      <Card hint={t("display.hint")}>
        <Choice
          name="theme"
          legend={t("theme.title")}
          value={theme}
          choices={themes.map((one) => [one, t(`theme.${one}`)] as const)}
          onChoose={setTheme}
        />
        <Choice
          name="language"
          legend={t("language.title")}
          value={language}
          choices={Object.entries(languages) as [Language, string][]}
          onChoose={(one) => void setLanguage(one)}
        />
        <Choice
          name="keys"
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
