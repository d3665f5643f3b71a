export default { today: '今日生产', items: '逐件登记', bindings: '绑码记录' };
