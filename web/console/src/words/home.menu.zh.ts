export default { home: '工作台' };
