import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// `vite` alone serves the sources and asks the node at YIGUAN_API for the rest.
const node = process.env.YIGUAN_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
    base: '/m/',
    plugins: [vue()],
    resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
    define: {
        __VUE_OPTIONS_API__: false,
    },
    worker: { format: 'es' },
    build: {
        target: ['chrome100', 'safari15.4', 'firefox100', 'edge100'],
        sourcemap: false,
        manifest: true,
        assetsInlineLimit: 0,
        reportCompressedSize: false,
    },
    server: {
        host: '127.0.0.1',
        proxy: { '^/(api|documents|openapi\\.json|c/|n/)': { target: node, changeOrigin: true } },
    },
});
