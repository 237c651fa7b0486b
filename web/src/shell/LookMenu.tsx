/* Theme and language, for those who have no account menu. */
import { Languages, Monitor, Moon, Sun } from "lucide-react";
import { languages, useLanguage, useText, type Language } from "@/text/text";
import { Menu } from "@/ui/Menu";
import { setTheme, themes, useTheme } from "./theme";

const icons = { system: Monitor, light: Sun, dark: Moon };

export function LookMenu() {
  const t = useText();
  const theme = useTheme();
  const { language, setLanguage } = useLanguage();
  return (
    <Menu
      label={t("look.menu")}
      groups={[
        {
          id: "language",
          label: t("language.title"),
          items: (Object.keys(languages) as Language[]).map((one) => ({
            id: one,
            label: languages[one],
            checked: one === language,
            run: () => void setLanguage(one),
          })),
        },
        {
          id: "theme",
          label: t("theme.title"),
          items: themes.map((one) => ({
            id: one,
            label: t(`theme.${one}`),
            icon: icons[one],
            checked: one === theme,
            run: () => setTheme(one),
          })),
        },
      ]}
    >
      <Languages size={20} aria-hidden="true" />
    </Menu>
  );
}
