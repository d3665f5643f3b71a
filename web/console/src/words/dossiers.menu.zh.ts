export default {
    dossiers: '批次档案',
    dossierNew: '开始追溯',
    dossierEdit: '编辑批次档案',
    materials: '供应商与原材料',
    sellers: '销售商管理',
    salesOrders: '销售订单',
    batchReports: '检验报告',
};
