import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { en } from './en';
import type { Messages } from './messages';

export const languages = { en: 'English', es: 'Español' } as const;
export type Language = keyof typeof languages;

interface Words {
  language: Language;
  text: Messages;
  setLanguage: (language: Language) => void;
}

const Words = createContext<Words>({ language: 'en', text: en, setLanguage: () => undefined });

const isLanguage = (word: string | null | undefined): word is Language => word === 'en' || word === 'es';

function preferredLanguage(): Language {
  const chosen = localStorage.getItem('language');
  if (isLanguage(chosen)) return chosen;
  return navigator.language.startsWith('es') ? 'es' : 'en';
}

/** English is part of the main script. Other languages are loaded when they are needed. */
const catalogues: Record<Language, () => Promise<Messages>> = {
  en: () => Promise.resolve(en),
  es: async () => (await import('./es')).es,
};

/**
 * Loads the texts in the user's language before the first render, so that the page never appears in another
 * language first.
 */
export async function loadMessages(): Promise<{ language: Language; text: Messages }> {
  const language = preferredLanguage();
  return { language, text: await catalogues[language]() };
}

interface LanguageProviderProps {
  initial: { language: Language; text: Messages };
  children: ReactNode;
}

export function LanguageProvider({ initial, children }: LanguageProviderProps) {
  const [words, setWords] = useState(initial);
  useEffect(() => {
    document.documentElement.lang = words.language;
  }, [words.language]);

  const setLanguage = (language: Language) => {
    localStorage.setItem('language', language);
    void catalogues[language]().then((text) => setWords({ language, text }));
  };
  return <Words value={{ ...words, setLanguage }}>{children}</Words>;
}

/** The texts in the user's language. */
export const useText = (): Messages => useContext(Words).text;

export const useLanguage = (): Omit<Words, 'text'> => useContext(Words);
