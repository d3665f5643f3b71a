export default {
    dossiers: 'Batch records',
    dossierNew: 'Start tracing',
    dossierEdit: 'Edit the batch record',
    materials: 'Suppliers and materials',
    sellers: 'Sellers',
    salesOrders: 'Sales orders',
    batchReports: 'Inspection reports',
};
