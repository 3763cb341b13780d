import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@/ui/tokens.css';
import './form.css';
import { PublicForm } from './PublicForm';

const token = window.location.pathname.split('/').filter(Boolean)[1] ?? '';
if (window.matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = 'dark';

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <PublicForm token={token} />
  </StrictMode>,
);
