import './styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { borrowSession } from './auth/session';
import { loadWords } from './i18n';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const [words] = await Promise.all([loadWords(), borrowSession()]);
createRoot(root).render(
  <StrictMode>
    <App words={words} />
  </StrictMode>,
);
