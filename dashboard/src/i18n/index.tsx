import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { en } from './en';
import type { Messages } from './messages';

export const languages = { en: 'English', es: 'Español' } as const;
export type Language = keyof typeof languages;

interface Words {
  language: Language;
  text: Messages;
  speak: (language: Language) => void;
}

const Words = createContext<Words>({ language: 'en', text: en, speak: () => undefined });

const isLanguage = (word: string | null | undefined): word is Language => word === 'en' || word === 'es';

function preferredLanguage(): Language {
  const chosen = localStorage.getItem('language');
  if (isLanguage(chosen)) return chosen;
  return navigator.language.startsWith('es') ? 'es' : 'en';
}

/** English comes with the page; another catalogue is fetched when somebody speaks it. */
const catalogues: Record<Language, () => Promise<Messages>> = {
  en: () => Promise.resolve(en),
  es: async () => (await import('./es')).es,
};

/** The words to start with, so that no page is ever drawn in the wrong language first. */
export async function loadWords(): Promise<{ language: Language; text: Messages }> {
  const language = preferredLanguage();
  return { language, text: await catalogues[language]() };
}

interface WordsProviderProps {
  initial: { language: Language; text: Messages };
  children: ReactNode;
}

export function WordsProvider({ initial, children }: WordsProviderProps) {
  const [words, setWords] = useState(initial);
  useEffect(() => {
    document.documentElement.lang = words.language;
  }, [words.language]);

  const speak = (language: Language) => {
    localStorage.setItem('language', language);
    void catalogues[language]().then((text) => setWords({ language, text }));
  };
  return <Words value={{ ...words, speak }}>{children}</Words>;
}

/** The messages in the language that the reader chose. */
export const useText = (): Messages => useContext(Words).text;

export const useLanguage = (): Omit<Words, 'text'> => useContext(Words);
