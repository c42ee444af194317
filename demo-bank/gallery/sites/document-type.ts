import { html } from '../../pages/html.js';
import { loginPage } from '../login-form.js';
import type { Site } from '../site.js';

/** A select says which document's number the user name is. The first entry is the wrong one for a foreigner. */
export const documentType: Site = {
  shape: 'document-type',
  bankName: 'Banco del Puerto',
  isRight: ({ password, document }) => password === 'demo' && document === '2',
  login: (view) =>
    loginPage(
      view,
      html`<label for="document-type">Document</label>
        <select id="document-type" name="document">
          <option value="1">National identity card (DNI)</option>
          <option value="2">Foreigner's number (NIE)</option>
          <option value="3">Passport</option>
        </select>`,
    ),
};
