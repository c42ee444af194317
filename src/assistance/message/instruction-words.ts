/** Words that ask for an input. */
export const instructions = [
  'enter|type|use|key in|input|insert|submit|fill in|we sent|we sent you|here is|sign in with|log in with|login with',
  'confirm with|verify with',
  'eingeben|geben sie|gib|tippen|tippe|nutzen|nutze|verwenden|verwende|bestatigen sie|voer|invoeren|typ|toets',
  'gebruik|vul|bevestig',
  'introduzca|introduce|ingrese|ingresa|digite|digita|escriba|escribe|use|usa|utilice|utiliza|teclee|teclea',
  'confirme|confirma|insira|introduza|informe|utilize',
  'saisissez|entrez|tapez|utilisez|composez|saisir|confirmez|validez|inserisci|inserisca|inserire|digiti',
  'digitare|usi|utilizza|utilizzi|conferma|confermi',
  'wpisz|wprowadz|podaj|uzyj|potwierdz|girin|giriniz|yazin|yaziniz|kullanin|kullaniniz|onaylayin',
  'أدخل|ادخل|استخدم|اكتب|दर्ज करें|दर्ज|डालें|लिखें|उपयोग करें|प्रयोग करें|टाइप करें',
  'введите|введи|используйте|используй|укажите|наберите|подтвердите|введіть|ange|skriv|anvand|indtast|brug',
  'syota|kayta|zadejte|pouzijte|introduceti|folositi|adja meg|masukkan|gunakan|nhap|εισαγετε|πληκτρολογησε',
];

export const unspacedInstructions = '输入|輸入|入力|입력|กรอก';

/** Words that say what an input is for. */
export const purposes = [
  'to sign in|to log in|to login|to continue|to proceed|to go on|to confirm|to verify|to access|to activate',
  'for your login|for your sign in|sign in|login|log in|anmelden|anmeldung|einloggen|fortfahren|fortzufahren',
  'anzumelden|bestatigen|bevestigen|inloggen|aanmelden|verder te gaan|door te gaan|in te loggen',
  'confirmar|acceder|entrar|iniciar sesion|continuar|acessar|aceder|prosseguir|confirmer|connecter|continuer',
  'poursuivre|valider|entrer|confermare|accedere|continuare|proseguire|zaloguj|zalogowac|logowania|logowanie',
  'kontynuowac|przejsc dalej|onaylamak|giris|devam|لتأكيد|لتاكيد|للدخول|للمتابعة|تسجيل الدخول|لتسجيل الدخول|أكد',
  'लॉगिन|लॉग इन|पुष्टि|जारी रखने|для входа|войти|чтобы продолжить|для подтверждения',
];
