// The words of the page, in the language that it speaks.

import { catalogue } from "./engine.js";

let spoken = "en";

export const languages = Object.keys(catalogue.languages);

// speak chooses the language.
export function speak(code) {
  spoken = languages.includes(code) ? code : "en";
  document.documentElement.lang = spoken;
}

export const speaks = () => spoken;

// firstLanguage is the browser's, where the page speaks it.
export const firstLanguage = () => navigator.languages.map((l) => l.slice(0, 2)).find((l) => languages.includes(l)) || "en";

// t is the phrase of a key with its places filled; n chooses between one and many.
export function t(key, places = {}) {
  const phrase = catalogue.languages[spoken][key] ?? catalogue.languages.en[key] ?? key;
  const text = typeof phrase === "string" ? phrase : places.n === 1 ? phrase.one : phrase.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => places[name] ?? "");
}

// faultText says what went wrong in the page's language: by the fault's name, or as the
// engine has said it; of what should not happen, with the words of the program.
export const faultText = (error) => (error.fault === "" ? error.message : t(`fault.${error.fault || "internal"}`, { why: error.message, ...error.places }));

// said is a text of a lesson's card, which comes in languages of its own.
export const said = (text) => text[spoken] ?? text[""] ?? text.en ?? Object.values(text)[0];

export const point = (text) => text.replace(".", t("decimal"));
export const count = (n) => n.toLocaleString(spoken);
