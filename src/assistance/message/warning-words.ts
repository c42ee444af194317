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
  'this|the|that|following|dies*|den|der|das|folgend*|este|esta|ese|el|la|siguiente|esse|essa|seguinte',
  'ce|cet|cette|le|suivant|questo|questa|il|seguente|deze|dit|de|het|volgende|ten|tego|tym|to|nastepujac*',
  'bu|asagidaki|هذا|هذه|ال*|التالي|इस|यह|निम्न|этот|этого|этим|эту|следующ*|denna|den|denne|tento|tuto|acest|ezt|цей|ini',
];
