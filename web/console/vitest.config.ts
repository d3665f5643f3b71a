import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import components from 'unplugin-vue-components/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
    plugins: [vue(), components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: false })] })],
    resolve: {
        alias: {
            '@': fileURLToPath(new URL('./src', import.meta.url)),
            // Without the compiler of messages: src/i18n.ts has its own.
            'vue-i18n': fileURLToPath(
                new URL('./node_modules/vue-i18n/dist/vue-i18n.runtime.esm-bundler.js', import.meta.url),
            ),
        },
    },
    test: {
        environment: 'happy-dom',
        include: ['test/**/*.test.ts'],
        server: { deps: { inline: ['element-plus'] } },
        maxWorkers: 2,
    },
});
