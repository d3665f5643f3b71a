export default {
    imports: 'Imports and exports',
    import: 'Import',
};
