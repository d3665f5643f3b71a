export default { templates: '模板与字典', template: '数据模板', reviewSettings: '审核设置' };
