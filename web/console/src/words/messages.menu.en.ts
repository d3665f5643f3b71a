export default {
    messages: 'Messages',
    audit: 'Audit log',
};
