export default { templates: 'Templates', template: 'Data template', reviewSettings: 'Review settings' };
