export default { organisations: '企业监管', organisationFile: '企业档案', feedback: '投诉反馈' };
