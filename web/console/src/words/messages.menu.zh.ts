export default {
    messages: '消息',
    audit: '操作日志',
};
