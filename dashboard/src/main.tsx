import './styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { loadMessages } from './i18n';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const words = await loadMessages();
createRoot(root).render(
  <StrictMode>
    <App words={words} />
  </StrictMode>,
);
