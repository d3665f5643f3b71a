export default { setup: '创建首个管理员', platformOrganisations: '企业与机构', outbox: '发件箱' };
