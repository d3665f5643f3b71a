export default { applyCodes: '申请追溯码', segments: '码段管理', codeQuery: '码查询', batches: '批次管理' };
