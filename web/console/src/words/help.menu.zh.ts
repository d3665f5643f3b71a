export default { help: '帮助' };
