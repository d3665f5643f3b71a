export default {
    contacts: '联系方式',
    platform: '本平台：{contact}',
    programme: '项目',
    who: '联系谁',
    phones: '电话',
    joining: '加入方式',
    marking: '打码要求',
    platforms: '其他平台',
    operator: '（{name}）',
    again: '重试',
};
