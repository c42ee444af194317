// How a page takes what is typed. Each kind may replace the fields, how they behave, and how they are read.

const loginFields =
  '<input id=user name=user><input id=pass name=pass type=password><button id=go>Log in</button>';
const codeFields = (attributes = 'maxlength=6') =>
  `<input id=otp name=code inputmode=numeric ${attributes}><button id=go>Send</button>`;
const boxFields = '<input class=box maxlength=1 inputmode=numeric>'.repeat(6) + '<button id=go>Send</button>';

const boxes = () => [...document.querySelectorAll('.box')];
const inputs = () => [...document.querySelectorAll('#user, #pass, #otp, .box')];
const button = () => $('#go');

const readLogin = () => ({ user: $('#user').value, pass: $('#pass').value });
const readField = () => ({ code: $('#otp').value });
const readBoxes = () => ({
  code: boxes()
    .map(({ value }) => value)
    .join(''),
});

const arabicDigits = '٠١٢٣٤٥٦٧٨٩';
/** Digits that the page keeps to itself while its field shows something else. */
let hidden = '';
/** What the page believes to be in its fields; it follows them late. */
let model = {};

const plain = {
  fields: { login: loginFields, code: codeFields() },
  read: { login: readLogin, code: readField },
  attach: () => undefined,
};

const typings = {
  plain,

  // The form is wired up 1.2 s after it is drawn (app.js).
  lateScript: plain,

  readonlyUntilFocus: {
    ...plain,
    attach: () => {
      for (const input of inputs()) {
        input.readOnly = true;
        input.onfocus = () => (input.readOnly = false);
        input.onblur = () => (input.readOnly = true);
      }
    },
  },

  boxes: {
    ...plain,
    fields: { code: boxFields },
    read: { code: readBoxes },
    attach: () => boxes().forEach((box, i, all) => (box.oninput = () => box.value && all[i + 1]?.focus())),
  },

  boxesEnabledLate: {
    ...plain,
    fields: { code: boxFields },
    read: { code: readBoxes },
    attach: () =>
      boxes().forEach((box, i, all) => {
        box.disabled = i > 0;
        box.oninput = async () => {
          await wait(400);
          if (!box.value || !all[i + 1]) return;
          all[i + 1].disabled = false;
          all[i + 1].focus();
        };
      }),
  },

  movingButton: {
    ...plain,
    attach: () =>
      button().animate([{ transform: 'scale(1)' }, { transform: 'scale(1.08)' }], {
        duration: 700,
        iterations: Infinity,
        direction: 'alternate',
      }),
  },

  // The button stays usable, as on pages whose authors did not think of it; pressing it sends once more.
  sendsByItself: {
    ...plain,
    attach: () => {
      const field = $('#otp');
      field.oninput = async () => {
        if (field.value.length !== 6) return;
        await wait(150);
        $('#form').requestSubmit();
      };
    },
  },

  sendsByItselfWhileButtonSlides: {
    ...plain,
    attach: () => {
      const field = $('#otp');
      field.oninput = async () => {
        if (field.value.length !== 6) return;
        button()?.animate([{ transform: 'none' }, { transform: 'translateX(40px)' }], 600);
        await wait(150);
        $('#form').requestSubmit();
      };
    },
  },

  modelFollows: {
    ...plain,
    read: { login: () => ({ ...model }), code: () => ({ ...model }) },
    attach: () => {
      model = $('#user') ? { user: '', pass: '' } : { code: '' };
      const names = { user: 'user', pass: 'pass', otp: 'code' };
      for (const input of inputs()) {
        let timer;
        input.oninput = () => {
          clearTimeout(timer);
          timer = setTimeout(() => (model[names[input.id]] = input.value), 400);
        };
      }
    },
    empty: () => {
      for (const name of Object.keys(model)) if (name !== 'user') model[name] = '';
    },
    /** The page's own check; the bank is not asked when it complains. */
    check: () => (Object.values(model).every((value) => value !== '') ? null : 'Please fill in everything.'),
  },

  grouped: {
    ...plain,
    fields: { code: codeFields('maxlength=7') },
    read: { code: () => ({ code: $('#otp').value.replace(/\D/g, '') }) },
    attach: () => {
      const field = $('#otp');
      field.oninput = () => {
        const digits = field.value.replace(/\D/g, '').slice(0, 6);
        field.value = digits.length > 3 ? `${digits.slice(0, 3)} ${digits.slice(3)}` : digits;
      };
    },
  },

  ownDigits: {
    ...plain,
    read: {
      code: () => ({ code: $('#otp').value.replace(/[٠-٩]/g, (digit) => arabicDigits.indexOf(digit)) }),
    },
    attach: () => {
      const field = $('#otp');
      field.oninput = () => (field.value = field.value.replace(/[0-9]/g, (digit) => arabicDigits[digit]));
    },
  },

  bullets: {
    ...plain,
    read: { code: () => ({ code: hidden }) },
    attach: () => {
      const field = $('#otp');
      hidden = '';
      field.oninput = () => {
        const kept = hidden.slice(0, field.value.replace(/[^•]/g, '').length);
        hidden = kept + field.value.replace(/•/g, '');
        field.value = '•'.repeat(hidden.length);
      };
    },
    empty: () => (hidden = ''),
  },

  prefixed: {
    ...plain,
    fields: { code: codeFields('maxlength=8') },
    read: { code: () => ({ code: $('#otp').value.replace(/\D/g, '') }) },
    attach: () => {
      const field = $('#otp');
      field.oninput = () => (field.value = `G-${field.value.replace(/\D/g, '')}`);
    },
  },

  // The field gives every digit to cells that are drawn under it, and is empty again.
  drawnCells: {
    ...plain,
    fields: { code: `<div id=cells></div>${codeFields('')}` },
    read: { code: () => ({ code: hidden }) },
    attach: () => {
      const field = $('#otp');
      hidden = '';
      const show = () => ($('#cells').textContent = hidden.padEnd(6, '_').split('').join(' '));
      field.oninput = () => {
        hidden = (hidden + field.value).slice(0, 6);
        field.value = '';
        show();
      };
      field.onkeydown = ({ key }) => {
        if (key === 'Backspace') hidden = hidden.slice(0, -1);
        show();
      };
      show();
    },
    empty: () => {
      hidden = '';
      $('#cells').textContent = '_ _ _ _ _ _';
    },
  },

  editable: {
    ...plain,
    fields: {
      code: '<div id=otp contenteditable style="border: 1px solid; width: 9em; height: 1.5em"></div><button id=go>Send</button>',
    },
    read: { code: () => ({ code: $('#otp').textContent.trim() }) },
    empty: () => ($('#otp').textContent = ''),
  },

  enabledOnBlur: {
    ...plain,
    attach: () => {
      button().disabled = true;
      for (const input of inputs())
        input.onblur = () => (button().disabled = inputs().some(({ value }) => value === ''));
    },
  },

  enabledLate: {
    ...plain,
    attach: () => {
      button().disabled = true;
      for (const input of inputs())
        input.oninput = async () => {
          await wait(600);
          if (button()) button().disabled = inputs().some(({ value }) => value === '');
        };
    },
  },

  // A chat window that opens while somebody types, and takes the focus once.
  focusStolen: {
    ...plain,
    attach: () => {
      let isOpen = false;
      for (const input of inputs())
        input.addEventListener('input', async () => {
          if (isOpen) return;
          isOpen = true;
          await wait(20);
          const chat = document.createElement('textarea');
          document.body.append(chat);
          chat.focus();
        });
    },
  },
};
