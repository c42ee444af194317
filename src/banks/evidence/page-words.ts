import type { PageKind } from '../file/page-schema.js';

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
/** What the headings of pages say that ask a person for something: such a page is not the one after the login. */
export const requestWords = startsWord(
  'approv authori[sz] confirm verif identi security step choose select question app device phone ' +
    'freigeb freigabe bestätig sicherheit schritt frage gerät aproba autoriza confirma seguridad paso pregunta ' +
    'approuv valid sécurité étape conferma sicurezza passo domanda aprov segurança potwierd',
);
/** What the first headings of pages say that end a login. */
export const endWords: readonly (readonly [PageKind, RegExp])[] = [
  [
    'password_expired',
    startsWord(
      'new.password change.*password password.*expire neues.(?:passwort|kennwort) (?:passwort|kennwort).*(?:änder|abgelaufen) ' +
        'nueva.(?:contraseña|clave) cambi.*(?:contraseña|clave|password) nouveau.mot.de.passe mot.de.passe.*expir nuova.password nova.senha nowe.has',
    ),
  ],
  [
    'account_locked',
    startsWord(
      'locked blocked suspended deactivated gesperrt bloquead bloqué bloqueé bloccat suspendid zablokowan',
    ),
  ],
  [
    'access_denied',
    startsWord(
      'access.*denied denied forbidden captcha robot unusual zugriff.*verweigert acceso.*denegado accès.*refusé accesso.*negato acesso.*negado',
    ),
  ],
  [
    'unavailable',
    startsWord(
      'maintenance unavailable not.available be.back out.of.service technical wartung nicht.(?:verfügbar|erreichbar) ' +
        'mantenimiento no.(?:está.)?disponible indisponible manutenzione non.disponibile manutenção prace.konserw',
    ),
  ],
];
/** What an error about the user name or the password says. */
export const refusalWords = startsWord(
  'not.correct incorrect wrong invalid not.valid does.not.match falsch ungültig nicht.korrekt incorrect erróne inválid ' +
    'no.válid erroné invalide errat non.valid incorret nieprawid',
);
/** A link that leads past a page's menu to its content. */
export const skipLinkWords = startsWord(
  '(?:skip|jump|go|zum|springe|salta|saltar|ir|aller|passer|vai|przejd).*(?:content|navigation|inhalt|contenido|contenu|contenuto|conteúdo|treści)',
);
/** What refuses or puts off what a notice asks for, best first. */
export const refusingWords: readonly RegExp[] = [
  startsWord(
    'reject refuse decline necessary essential only.what only.nec ablehnen nur.notw notwendig rechazar solo.nec refuser rifiuta recusar odrzu weiger',
  ),
  startsWord(
    'not.now later skip no.thanks remind nicht.jetzt später überspringen ahora.no más.tarde omitir plus.tard ignorer passer non.ora più.tardi salta agora.não',
  ),
];
/** What closes a notice without agreeing to anything, best first. */
export const closingWords: readonly RegExp[] = [
  startsWord('close dismiss schließen cerrar fermer chiudi fechar zamknij × ✕ x'),
  startsWord(
    'continue next ok got.it understood weiter verstanden continuar entendido continuer compris continua',
  ),
];
export const agreeingWords = startsWord(
  'accept agree allow akzept zustimmen aceptar accepter accetta aceitar zgadzam',
);
