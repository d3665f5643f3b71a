export default {
    register: '企业入驻',
    organisation: '企业信息',
    members: '员工与角色',
    keys: '接口密钥',
};
