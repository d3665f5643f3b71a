export default {
    signIn: '登录',
    forgotten: '忘记密码',
    firstPassword: '修改初始密码',
    join: '接受邀请',
    me: '个人中心',
    notFound: '没有这个页面',
};
