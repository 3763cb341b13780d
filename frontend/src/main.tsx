import { IconProvider } from '@ant-design/icons';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { isProblem } from '@/api/problem';
import { router } from '@/app/router';
import { applyTheme, nonce } from '@/ui/theme';
import { Toasts } from '@/ui/toast';
import '@/i18n/words';
import '@/ui/tokens.css';
import '@/ui/base.css';

applyTheme();

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // Only what may pass by itself is tried again: the network and an overloaded server.
      retry: (count, error) => count < 2 && isProblem(error) && (error.status === 0 || error.status === 503),
    },
  },
});

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <IconProvider value={{ csp: nonce ? { nonce } : undefined }}>
          <RouterProvider router={router} />
          <Toasts />
        </IconProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
