import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { showError } from './feedback';
import { i18n } from './i18n';
import { router } from './router';
import './styles/theme.css';
import './styles/console.css';

const app = createApp(App);
app.config.errorHandler = error => showError(error);
window.addEventListener('unhandledrejection', event => {
    event.preventDefault();
    showError(event.reason);
});
app.use(createPinia());
app.use(i18n);
app.use(router);
app.mount('#app');
