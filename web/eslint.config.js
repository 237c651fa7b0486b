import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import ts from "typescript-eslint";

export default ts.config(
  { ignores: ["dist", "node_modules", "src/api/types.ts"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...ts.configs.strictTypeChecked, hooks.configs.flat.recommended],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // A number in a text is what templates are for.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // onClick={() => navigate("/")} says enough.
      "@typescript-eslint/no-confusing-void-expression": "off",
      // A handler may be async; its failures are caught inside.
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "no-restricted-properties": [
        "error",
        { object: "window", property: "fetch", message: "Use call() of @/api/client." },
      ],
    },
  },
  {
    files: ["tools/*.js", "public/*.js"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", document: "readonly", localStorage: "readonly", URL: "readonly" },
    },
  },
);
