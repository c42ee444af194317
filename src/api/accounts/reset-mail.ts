/** The languages of the dashboard, in which the mail is written. */
export const mailLanguages = ['en', 'es'] as const;
export type MailLanguage = (typeof mailLanguages)[number];

const texts: Record<MailLanguage, { subject: string; text: (link: string, minutes: number) => string }> = {
  en: {
    subject: 'Choose a new password',
    text: (link, minutes) => `Somebody, probably you, asked for a new password for Assisted Login.

Choose it here within ${minutes} minutes:
${link}

If it was not you, ignore this mail. Your password stays as it is.
`,
  },
  es: {
    subject: 'Elige una contraseña nueva',
    text: (link, minutes) => `Alguien, probablemente tú, ha pedido una contraseña nueva para Assisted Login.

Elígela aquí en los próximos ${minutes} minutos:
${link}

Si no has sido tú, ignora este correo. Tu contraseña no cambia.
`,
  },
};

/** The mail with a link to choose a new password, valid for so many minutes. */
export function resetMail(language: MailLanguage, link: string, minutes: number) {
  const { subject, text } = texts[language];
  return { subject, text: text(link, minutes) };
}
