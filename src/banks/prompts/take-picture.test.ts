import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { codeForm, useTestBanks } from '../testing/test-banks.js';

const banks = useTestBanks();
const withPicture = { otp: { input: '#otp', submit: '#otp-go', picture: '#picture' } };
/** 40 × 30 pixels of one colour. */
const image = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="#a01020"/></svg>')}`;

function sizeAndColour(png: Uint8Array | null | undefined) {
  if (!png) throw new Error('There is no picture.');
  const { width, height, data } = decode(png);
  return { width, height, colour: Array.from(data.slice(0, 3)) };
}
const drawn = { width: 40, height: 30, colour: [0xa0, 0x10, 0x20] };

describe.concurrent('the picture for a code', () => {
  test('is taken in its own size', async () => {
    const bank = banks.create(`${codeForm}<img id="picture" src="${image}">`, withPicture);
    expect(sizeAndColour(await bank.driver.takePicture?.(await bank.open()))).toEqual(drawn);
    expect(bank.visits.every(({ method }) => method === 'GET')).toBe(true);
  });

  test('is taken in the frame of the code', async () => {
    const bank = banks.create(
      ({ path }) =>
        path === '/inside'
          ? `${codeForm}<img id="picture" src="${image}">`
          : '<iframe src="inside"></iframe>',
      { otp: { ...withPicture.otp, frame: 'iframe' } },
    );
    expect(sizeAndColour(await bank.driver.takePicture?.(await bank.open()))).toEqual(drawn);
  });

  test('is taken once it is shown and loaded', async () => {
    const html = `${codeForm}<div id="picture" style="width: 40px; height: 30px" hidden><img></div><script>
      setTimeout(() => { document.getElementById('picture').hidden = false; }, 500);
      setTimeout(() => { document.querySelector('img').src = '${image}'; }, 1000);</script>`;
    const bank = banks.create(html, withPicture);
    expect(sizeAndColour(await bank.driver.takePicture?.(await bank.open()))).toEqual(drawn);
  });

  test.for([
    ['is hidden', `<img id="picture" src="${image}" hidden>`],
    ['cannot be loaded', '<img id="picture" src="nowhere.png">'],
    ['is not there', ''],
  ])('that %s is none', async ([, html]) => {
    const bank = banks.create(
      ({ path }) => (path === '/code' ? `${codeForm}${html}` : { status: 404, html: '' }),
      withPicture,
    );
    expect(await bank.driver.takePicture?.(await bank.open())).toBeNull();
  });
});
