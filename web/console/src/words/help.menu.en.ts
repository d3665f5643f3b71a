export default { help: 'Help' };
