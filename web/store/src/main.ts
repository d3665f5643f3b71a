import Button from 'vant/es/button';
import 'vant/es/button/style';
import Field from 'vant/es/field';
import 'vant/es/field/style';
import CellGroup from 'vant/es/cell-group';
import 'vant/es/cell-group/style';
import Switch from 'vant/es/switch';
import 'vant/es/switch/style';
import Tabbar from 'vant/es/tabbar';
import 'vant/es/tabbar/style';
import TabbarItem from 'vant/es/tabbar-item';
import 'vant/es/tabbar-item/style';
import { createApp } from 'vue';
import { ApiError } from './api/client';
import App from './App.vue';
import { showError } from './feedback';
import { net, probe, startNet } from './net';
import { keepOffline } from './offline';
import { startQueue } from './queue/state';
import { router } from './router';
import { session } from './session';
import { applySettings } from './settings';
import './styles/store.css';

// A new version has taken the place of the one that this page came with: what is typed is kept, so it may start again.
window.addEventListener('vite:preloadError', event => {
    event.preventDefault();
    void (async () => {
        // Without a network, and without the worker that keeps the app, it could not start again.
        if (!navigator.serviceWorker?.controller) await probe();
        if (net.state === 'offline') showError(new ApiError(0, 'offline', ''));
        else location.reload();
    })();
});

async function start(): Promise<void> {
    applySettings();
    startNet();
    await session.recall();
    // Without a network the phone's own word counts; with one, the server's.
    const asked = session.load();
    if (!session.current) await asked;
    await startQueue();
    // What was remembered on the phone has no token to write with; who left without a network is signed out now.
    net.onBack(() => {
        if (!session.current?.csrfToken) void session.load();
    });
    const app = createApp(App);
    for (const part of [Button, Field, CellGroup, Switch, Tabbar, TabbarItem]) app.use(part);
    app.use(router);
    app.mount('#app');
    keepOffline();
}
void start();
