export const months = [
  'jan|january|januar|enero|ene|janeiro|janvier|janv|gennaio|gen|januari|stycznia|ocak|oca|января|янв',
  'feb|february|februar|febrero|fevereiro|fev|fevrier|fevr|febbraio|februari|lutego|subat|sub|февраля|фев',
  'mar|march|marz|mrz|marzo|marco|mars|maart|mrt|marca|mart|марта|мар|apr|april|abril|abr|avril|avr|aprile',
  'kwietnia|nisan|nis|апреля|апр|may|mai|mayo|maio|maggio|mag|mei|maja|mayis|мая|jun|june|juni|junio|junho',
  'juin|giugno|giu|czerwca|haziran|haz|июня|jul|july|juli|julio|julho|juillet|juil|luglio|lug|lipca|temmuz|tem',
  'июля|aug|august|agosto|ago|aout|augustus|sierpnia|agustos|agu|августа|авг|sep|sept|september|septiembre',
  'setembro|septembre|settembre|wrzesnia|eylul|eyl|сентября|сен|oct|october|okt|oktober|octubre|outubro|out',
  'octobre|ottobre|ott|pazdziernika|ekim|eki|октября|окт|nov|november|noviembre|novembro|novembre|listopada',
  'kasim|kas|ноября|ноя|dec|december|dez|dezember|dic|diciembre|dezembro|decembre|dicembre|grudnia|aralik|ara',
  'декабря|дек|يناير|فبراير|مارس|أبريل|ابريل|مايو|يونيو|يوليو|أغسطس|اغسطس|سبتمبر|أكتوبر|اكتوبر|نوفمبر|ديسمبر',
  'जनवरी|फरवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|अक्टूबर|नवंबर|दिसंबर',
];

export const units = [
  'min|mins|min.|minute|minutes|minuten|minuto|minutos|minuti|minut|minuty|minuta|minuter',
  'minutter|minuuttia|minuutin|perc|percig|minuti|menit|phut|dakika|dk|dk.|sec|secs|second',
  'seconds|sek|sekunden|segundos|secondes|secondi|sekund|saniye|hour|hours|hrs|stunde',
  'stunden|hora|horas|heure|heures|uur|godzin|day|days|tag|tage|tagen|dias',
  'jours|giorni|dni|gun|мин|мин.|минут|минуты|минуту|сек|секунд|час|часа|часов|хв',
  'хвилин|λεπτα|دقيقة|دقائق|دقیقه|ثانية|ثانیه|ساعة|ساعت|דקות|דקה|שניות|שעות|मिनट|सेकंड|घंटे',
  'points|pts|miles|puntos|punkte|pontos|punti|punten|punktow|puan|баллов|бонусов|نقطة|अंक|units|steps',
  'kwh|kg|km|mb|gb|digit|digits|stellig|cifras|digitos|chiffres|cifre|haneli|значный|значныи',
];

/** Words that can also stand between a code and a time: "TAN 4829 am 23.11.", "OTP 4829 ore 14:05". */
export const clockWords = ['uhr|am|pm|ore|saat|dia'];
