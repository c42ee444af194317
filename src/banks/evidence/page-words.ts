/** Words by which banks' pages are understood, in the languages of most banks. Each is looked for at the start of a word. */
const startsWord = (words: string): RegExp =>
  new RegExp(`(?<!\\p{L})(?:${words.trim().split(/\s+/).join('|')})`, 'iu');

export const codeWords = startsWord(
  'code otp tan sms mtan token pin passcode one-time onetime einmal código codigo clave codice kod verif sicherheits',
);
export const logoutWords = startsWord(
  'logout log-out log.out sign.out signout abmelden ausloggen cerrar.sesi salir d[ée]connexion se.d[ée]connecter esci disconnetti sair terminar.sess wyloguj uitloggen logga.ut',
);
export const accountWords = startsWord(
  'accounts? balance konto konten kontostand cuentas? saldo comptes? solde conti saldi contas? rekening overview übersicht resumen posici',
);
export const usernameWords = startsWord(
  'user login username usuario benutzer nutzer identif anmeldename utilisateur utente client kunden customer e-?mail teilnehmer document dni nif',
);
export const submitWords = startsWord(
  'log.?in sign.?in continue next confirm submit send ok go enter weiter anmelden einloggen bestätigen absenden entrar acceder iniciar continuar siguiente confirmar enviar connexion se.connecter continuer suivant valider confirmer accedi avanti conferma aceptar verif',
);
/** What closes a notice without agreeing to anything, best first. */
export const closingWords: readonly RegExp[] = [
  startsWord(
    'reject refuse decline necessary essential only.what only.nec ablehnen nur.notw notwendig rechazar solo.nec refuser rifiuta recusar odrzu weiger',
  ),
  startsWord(
    'not.now later skip no.thanks remind nicht.jetzt später überspringen ahora.no más.tarde omitir plus.tard ignorer passer non.ora più.tardi salta agora.não',
  ),
  startsWord('close dismiss schließen cerrar fermer chiudi fechar zamknij × ✕ x'),
  startsWord(
    'continue next ok got.it understood weiter verstanden continuar entendido continuer compris continua',
  ),
  startsWord('accept agree allow akzept zustimmen aceptar accepter accetta aceitar zgadzam'),
];
