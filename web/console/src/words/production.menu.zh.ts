export default { today: '今日生产', items: '逐件登记', bindings: '绑码记录', assemblies: '整车三码关联', boxes: '装箱关联', pack: '扫码装箱', drums: '电缆盘线' };
