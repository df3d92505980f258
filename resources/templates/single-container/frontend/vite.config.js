import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  server: {
    // While you work, the pages come from Vite and the API from the Python server beside it.
    proxy: { '/api': 'http://127.0.0.1:8080' },
  },
});
