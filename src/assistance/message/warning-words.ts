/** Words of sentences that say what one must not do, or what has not happened, folded (see `fold`). */
export const negations = [
  'never|not|don t|dont|won t|didn t|no one|nobody|anyone|avoid|beware|cannot|can t|without',
  'nie|niemals|nicht|niemandem|niemanden|keinesfalls|kein|keine|keinem|nooit|niet|niemand|geen',
  'nunca|jamas|no|nadie|evite|jamais|nao|ninguem|ne|pas|personne|mai|non|nessuno|nigdy|nikomu',
  'asla|kimseye|kimseyle|hicbir|paylasmayin|paylasmayiniz|vermeyin|vermeyiniz|soylemeyin|soylemeyiniz|iletmeyin|iletmeyiniz|girmeyin|لا|أبدا|ابدا|عدم|لن|لم|न|नहीं|कभी|मत|ना',
  'не|никому|никогда|нельзя|нікому|ніколи|aldrig|aldri|inte|ikke|ingen|koskaan|ala|nikdy|nikomu|nesdelujte',
  'nu|nimeni|niciodata|soha|senkinek|μην|ποτε|κανεναν|jangan|tidak|khong|dung|אל|לא|לעולם|هرگز|نکنید|ندهید',
];

export const unspacedNegations = '勿|不要|不会|不會|別|ない|ません|마세요|금지|ห้าม|อย่า';

/** "This code", "the following code": not codes in general, but the one in the message. */
export const determiners = [
  'this|following|dies*|folgend*|este|esta|ese|siguiente|esse|essa|seguinte|ce|cet|cette|suivant|questo|questa',
  'seguente|deze|volgende|ten|tego|tym|nastepujac*|bu|asagidaki|هذا|هذه|इस|यह|निम्न|этот|этого|этим|эту',
  'следующ*|denna|denne|tento|tuto|acest|ezt|цей|ini',
];

/** How long a code can be used. */
export const validities = [
  'valid|expire|expires|gultig|valido|valida|valable|caduca|vence|vigente|scade|geldig|verloopt|wazny|wazne|gecerli*',
  'صالح|صالحة|मान्य|действителен|действует|дійсний|giltig|gyldig|platny|platnost|valabil|ervenyes|berlaku',
];
