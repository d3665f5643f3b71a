import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import components from 'unplugin-vue-components/vite';
import { defineConfig } from 'vite';

// `vite` alone serves the sources and asks the node at YIGUAN_API for the rest.
const node = process.env.YIGUAN_API ?? 'http://127.0.0.1:8080';

export default defineConfig({
    base: '/app/',
    plugins: [vue(), components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: 'css' })] })],
    resolve: {
        alias: {
            '@': fileURLToPath(new URL('./src', import.meta.url)),
            // Without the compiler of messages: src/i18n.ts has its own.
            'vue-i18n': fileURLToPath(
                new URL('./node_modules/vue-i18n/dist/vue-i18n.runtime.esm-bundler.js', import.meta.url),
            ),
        },
    },
    define: {
        __VUE_OPTIONS_API__: false, // Element Plus and our pages use setup() only
        __VUE_I18N_LEGACY_API__: false,
        __INTLIFY_PROD_DEVTOOLS__: false,
    },
    build: {
        target: ['chrome100', 'safari15.4', 'firefox100', 'edge100'],
        sourcemap: false,
        manifest: true,
        chunkSizeWarningLimit: 900,
        reportCompressedSize: false,
    },
    server: {
        host: '127.0.0.1',
        proxy: { '^/(api|documents|openapi\\.json|c/|verify/)': { target: node, changeOrigin: true } },
    },
});
