export default { home: 'Workbench' };
