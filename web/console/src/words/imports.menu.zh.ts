export default {
    imports: '导入导出中心',
    import: '导入任务',
};
