import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { type Plugin, defineConfig } from 'vite';

// `vite` alone serves the sources and asks the node at YIGUAN_API for the rest.
const node = process.env.YIGUAN_API ?? 'http://127.0.0.1:8080';

// Vant's style of icons would load a font from a foreign host; the app draws its own.
const noForeignFont: Plugin = {
    name: 'no-foreign-font',
    enforce: 'pre',
    transform(code, id) {
        if (!/vant[\\/]es[\\/]icon[\\/]index\.css/.test(id)) return null;
        return { code: code.replace(/@font-face\s*\{[^}]*\}/g, ''), map: null };
    },
};

export default defineConfig({
    base: '/m/',
    plugins: [vue(), noForeignFont],
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
