export default {
    stores: '门店管理',
    partners: '往来单位',
};
