/** Words that people make passwords of. Chosen by hand: a list of whole passwords would miss most of their variations. */
const words = new Set(
  `password passw0rd pass word pwd secret admin administrator root user username guest test tester testing default changeme
  letmein welcome login master access hello iloveyou loveyou love sunshine princess princesa football baseball basketball
  superman batman spiderman pokemon starwars computer internet samsung google facebook microsoft windows liverpool chelsea
  arsenal barcelona realmadrid manchester charlie michael jordan jennifer michelle jessica elizabeth alexander christian
  qwerty qwertyuiop qwertz azerty asdf asdfgh asdfghjkl zxcvbnm qazwsx qazwsxedc wsxedc oneqaz zaq abc abcd abcdef
  abcdefgh abcdefghij abcabc aaa summer winter spring autumn monday january december dragon monkey shadow killer freedom
  whatever trustno trustnoone blink matrix mustang corvette ferrari mercedes contrasena contraseña clave teamo tequiero
  hola amor estrella mariposa alejandro bank banking banco assisted assistedlogin assisted login company office`
    .split(/\s+/)
    .filter(Boolean),
);

/**
 * Whether a password is one that guesses try first: a common word with digits and signs around it, one repeated, a run of
 * neighbouring characters, or the own e-mail address or its first part.
 */
export function isCommonPassword(password: string, email: string): boolean {
  const typed = password.toLowerCase();
  const own = email.toLowerCase();
  const [localPart = ''] = own.split('@');
  if (typed === own || isMonotonous(typed)) return true;
  // The words are written in these letters only, so what is left of another alphabet says nothing.
  if (/(?![a-zñ])\p{L}/u.test(typed)) return false;
  const letters = lettersOf(typed);
  return letters === lettersOf(localPart) || letters === lettersOf(own) || isMadeOfCommonWords(letters);
}

/** The letters of a password, with the usual replacements undone, so that `P@ssw0rd123!` is `password`. */
function lettersOf(text: string): string {
  const trimmed = text.replace(/^[^a-zñ@$]+|[^a-zñ@$]+$/g, '');
  const replaced: Record<string, string> = {
    '@': 'a',
    $: 's',
    '0': 'o',
    '1': 'i',
    '3': 'e',
    '4': 'a',
    '5': 's',
  };
  return trimmed.replace(/[@$01345]/g, (sign) => replaced[sign] ?? sign).replace(/[^a-zñ]/g, '');
}

/** Few different characters, or nearly all neighbours of the one before, as in `1234567890` or `aaaaaaaaaa`. */
function isMonotonous(text: string): boolean {
  if (new Set(text).size <= 3) return true;
  const steps = Array.from(
    { length: text.length - 1 },
    (_, n) => text.charCodeAt(n + 1) - text.charCodeAt(n),
  );
  const neighbours = steps.filter((step) => Math.abs(step) <= 1).length;
  // `1234567890` goes back once.
  return neighbours >= steps.length - 1;
}

/** Whether common words cover all of it: `password`, `adminadmin`. No letters at all: digits and signs only. */
function isMadeOfCommonWords(letters: string): boolean {
  const reachable = new Set([0]);
  for (let at = 0; at < letters.length; at += 1) {
    if (!reachable.has(at)) continue;
    for (let end = at + 3; end <= letters.length; end += 1)
      if (words.has(letters.slice(at, end))) reachable.add(end);
  }
  return reachable.has(letters.length);
}
