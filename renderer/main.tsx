import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './app/tokens.css';
import './app/base.css';
import './components/controls.css';
import './app/shell.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { start } from './app/start.ts';

const root = document.getElementById('root');
if (root) {
  start();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
