// Made by web/console/types.sh; do not edit.
export interface paths {
    "/api/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 登录，回答带会话 Cookie */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 当前用户 */
        get: operations["currentSession"];
        put?: never;
        post?: never;
        /** 退出登录 */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/current/membership": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 切换身份：以另一企业或岗位继续 */
        put: operations["switchMembership"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/current/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 修改自己的密码；其他会话随之结束 */
        put: operations["changePassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 用首次启动时打印的令牌创建首个管理员 */
        post: operations["setUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/captchas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 图形验证码，另有文字问题；回答任一即可，五分钟内有效，一次有效 */
        get: operations["makeCaptcha"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/phone-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 发送短信验证码：六位数字，十分钟内有效 */
        post: operations["makePhoneCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sessions/by-phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 用短信验证码登录 */
        post: operations["signInByPhone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/password-resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 忘记密码：用短信验证码设置新密码 */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 修改本人姓名与电子邮箱 */
        put: operations["changeMe"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 绑定手机号，用于登录与找回密码，不对外展示 */
        put: operations["changePhone"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 现成的角色与各自的权限 */
        get: operations["listRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本单位的成员，带总数 */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 修改成员的角色与数据范围，下一次请求起生效 */
        put: operations["changeMember"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/{id}/suspensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 停用成员，其会话随即结束 */
        post: operations["suspendMember"];
        /** 恢复停用的成员 */
        delete: operations["restoreMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/{id}/password-resets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 重置成员的密码：初始密码发送给本人，首次登录后须修改 */
        post: operations["resetMemberPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本单位发出的邀请，新的在前 */
        get: operations["listInvitations"];
        put?: never;
        /** 邀请成员：链接限期有效（默认七天），只能使用一次；填写手机号时同时发送短信 */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** 撤回邀请 */
        delete: operations["withdrawInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/lookups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 查看邀请链接的内容 */
        post: operations["lookUpInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/acceptances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 接受邀请：新用户同时创建账号并登录，已登录的用户增加一个身份（回答 200） */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的接口密钥 */
        get: operations["listKeys"];
        put?: never;
        /** 创建接口密钥，须填写发到本人手机的验证码；密钥只显示一次 */
        post: operations["makeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** 停用接口密钥，立即生效 */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 企业列表，新的在前，供审核与监管 */
        get: operations["listOrganisations"];
        put?: never;
        /** 企业注册，等待审核 */
        post: operations["registerOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 企业资料；通过审核的对所有人公开基本信息 */
        get: operations["getOrganisation"];
        /** 修改草稿或被驳回的注册，保存或提交 */
        put: operations["resubmitOrganisation"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations/{id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 审核企业 */
        post: operations["reviewOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 企业资料的各个版本与变化 */
        get: operations["organisationHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 申请变更企业资料 */
        post: operations["changeOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations/{id}/transfers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 申请把追溯责任转移给承接企业 */
        post: operations["transferOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations/{id}/introduction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 填写企业介绍：填写即展示，不填写不展示 */
        put: operations["introduceOrganisation"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations/{id}/suspensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 停用企业 */
        post: operations["suspendOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations/{id}/resumptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 恢复企业 */
        post: operations["resumeOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organisations/{id}/deregistrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 注销企业 */
        post: operations["deregisterOrganisation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 申请列表：审核人员按提交先后，企业看自己的、新的在前 */
        get: operations["listApplications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个申请：内容、现状、机器核验、批注与经过 */
        get: operations["getApplication"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{id}/claims": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 领取申请 */
        post: operations["claimApplication"];
        /** 放回申请 */
        delete: operations["releaseApplication"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{id}/assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 转派申请 */
        post: operations["assignApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{id}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 审核申请 */
        post: operations["decideApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{id}/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 撤回申请 */
        post: operations["withdrawApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{id}/cancellations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 注销申请 */
        post: operations["cancelApplication"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/review-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 各类申请的审核规则 */
        get: operations["getReviewRules"];
        /** 设置审核规则，只影响此后提交的申请 */
        put: operations["setReviewRules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reason-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 审核的常用意见 */
        get: operations["getReasonTemplates"];
        /** 设置常用意见 */
        put: operations["setReasonTemplates"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 行政区划：省、市、区县 */
        get: operations["listRegions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/help": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 帮助：联系方式、加入方式、打码要求、其他平台 */
        get: operations["getHelp"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 上传文件，正文就是文件内容；用途决定接受的类型与大小 */
        post: operations["uploadDocument"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/purposes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 文件用途及其规则：类型、大小、建议 */
        get: operations["listDocumentPurposes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/documents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 文件内容；已发布产品的图片和公开的证书任何人可看，图片不带拍摄地点等信息 */
        get: operations["getDocument"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/documents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 文件内容；已发布产品的图片和公开的证书任何人可看，图片不带拍摄地点等信息 */
        get: operations["getDocumentContent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shop-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 门店人员注册个人账号：手机号即账号，密码最少 6 位，无需审核，注册后即登录 */
        post: operations["openShopAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shops": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 登记营业执照上的企业及其第一个门店，立即可用（试用中，审核人员随后核查）；与执照识别结果不一致时逐项指出，核对后以 confirmed 再次提交；已入驻的企业由其管理员邀请加入 */
        post: operations["registerShop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的门店，先登记的在前；手机号只显示首尾 */
        get: operations["listStores"];
        put?: never;
        /** 新增门店，立即可用；企业须已通过审核 */
        post: operations["addStore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stores/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个门店及其员工 */
        get: operations["getStore"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** 修改门店中列出的项目，每次修改留存一版 */
        patch: operations["changeStore"];
        trace?: never;
    };
    "/api/v1/stores/{id}/staff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 设置门店的员工：列入任一门店的成员只能在列有他的门店办理业务，企业管理员和质量安全总监不受限 */
        put: operations["setStoreStaff"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stores/{id}/suspension": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 停用门店：不能再入库、出库、销售 */
        post: operations["suspendStore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stores/{id}/resumption": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 恢复停用的门店 */
        post: operations["resumeStore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的往来单位（供应商、采购商），新的在前；联系人与电话只显示首尾 */
        get: operations["listPartners"];
        put?: never;
        /** 新增往来单位；统一社会信用代码和名称各自不能重复，名称相近的一并提示 */
        post: operations["addPartner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/partners/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个往来单位 */
        get: operations["getPartner"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** 修改往来单位中列出的项目，每次修改留存一版 */
        patch: operations["changePartner"];
        trace?: never;
    };
    "/api/v1/partners/{id}/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 邀请往来单位入驻：发送到其手机号，没有手机号时发送到电子邮箱；同一单位七天内一次 */
        post: operations["invitePartner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/licences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 识别营业执照：正文为图片本身（不保存），或已上传文件的编号；给出每项的可信度和核对结果 */
        post: operations["readLicence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 承诺书的种类，每种企业类型一份 */
        get: operations["listLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/letters/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 承诺书 PDF，如 vehicle.pdf，供打印、签字、盖章 */
        get: operations["getLetter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/samples/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 图片样例，如 licence.png */
        get: operations["getSample"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的备案，新的在前；管理员和监管可查看辖区内各企业的 */
        get: operations["listProducts"];
        put?: never;
        /** 产品备案 */
        post: operations["fileProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个备案 */
        get: operations["getProduct"];
        /** 修改未发布的备案 */
        put: operations["updateProduct"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 申请订正已发布的备案；通过后版次不变 */
        post: operations["correctProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 申请变更已发布的备案；通过后升一版，已绑的码不变 */
        post: operations["changeProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/confirmations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 委托生产的另一方确认或不同意备案 */
        post: operations["confirmProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/previews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 预览消费者页面，不保存任何内容 */
        post: operations["previewProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 审核备案 */
        post: operations["reviewProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/withdrawal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 撤回待审核的备案 */
        post: operations["withdrawProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/deactivation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 应企业申请停用填错的备案；已绑码的不能停用 */
        post: operations["disableProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/disablings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 申请停用已发布的备案，由平台审核；已绑码的不能停用 */
        post: operations["askToDisableProduct"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 备案的历次内容和每次的差异 */
        get: operations["productHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/editions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 备案的各版次；变更升版，订正不升版 */
        get: operations["productEditions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/{id}/trace-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 激活商品追溯码；须二次确认，激活后不可撤销 */
        post: operations["activateTraceCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/brands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业新建的品牌 */
        get: operations["listBrands"];
        put?: never;
        /** 新建品牌 */
        post: operations["addBrand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 重点工业产品目录 */
        get: operations["getCatalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/model-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 型号的规则：各类型号不可订正、变更的字段，可选的理由，平台联系人 */
        get: operations["modelRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/products/model-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业电池或充电器型号已用的型号规格代码，和下一个可用的 */
        get: operations["modelCodes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 可用的数据模板；管理模板的人可看全部 */
        get: operations["listTemplates"];
        put?: never;
        /** 以现有模板为基础新建定制模板 */
        post: operations["makeTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个数据模板的字段 */
        get: operations["getTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 保存模板草稿 */
        put: operations["saveTemplateDraft"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{id}/publications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 发布模板草稿为新版；已有备案不受影响 */
        post: operations["publishTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{id}/retirements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 停用定制模板 */
        post: operations["retireTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/{id}/editions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 模板的各版 */
        get: operations["listTemplateEditions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/template-requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 没有合适的模板时，把所需数据项提交给平台 */
        post: operations["requestTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/templates/previews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 按模板草稿预览消费者页面，不保存任何内容 */
        post: operations["previewTemplate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的证书、报告和资质，新的在前；监管可指明企业 */
        get: operations["listCertificates"];
        put?: never;
        /** 新增证书、报告或资质 */
        post: operations["addCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/certificates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一张证书；公开的任何人可看 */
        get: operations["getCertificate"];
        /** 更新证书 */
        put: operations["updateCertificate"];
        post?: never;
        /** 删除证书；历史保留 */
        delete: operations["deleteCertificate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/disclosure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 谁能看到什么 */
        get: operations["listDisclosureRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业各栏目是否公开；指明产品、批次则含产品的栏目、批次的各环节 */
        get: operations["listSections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sections/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 开通或禁止一个栏目、批次的一个环节（node_*）的查询 */
        put: operations["setSection"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的码段，新的在前 */
        get: operations["listBlocks"];
        put?: never;
        /** 申请追溯码 */
        post: operations["applyForCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个码段 */
        get: operations["getBlock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks/{id}/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 码段中各区间的现状 */
        get: operations["listSegments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks/{id}/package": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 下载码包，可断点续传 */
        get: operations["downloadPackage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/codes/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个追溯码的公开信息；企业与监管按权限看到更多 */
        get: operations["getCode"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/codes/{code}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个追溯码的事件，供其企业与监管 */
        get: operations["listCodeEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assemblies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的整车三码关联，新的在前 */
        get: operations["listAssemblies"];
        put?: never;
        /** 整车三码关联：一车一池一充；编码可以是追溯码、车架号或序列号 */
        post: operations["assemble"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assemblies/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 检查扫到的编码各是什么、能否关联，不作记录；顺序不限 */
        post: operations["checkAssembly"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assemblies/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 解绑，整车出厂前 */
        post: operations["undoAssembly"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assemblies/vehicles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业还没有关联电池和充电器的整车，新的在前 */
        get: operations["listBareVehicles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/assemblies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一条整车三码关联 */
        get: operations["getAssembly"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的箱，新的在前 */
        get: operations["listBoxes"];
        put?: never;
        /** 开始装一箱；本人按同样的产品、应装和层级开始的箱接着装 */
        post: operations["openBox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boxes/ranges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 区间装箱：把连续的码按每箱件数装入若干箱，箱码依次递增 */
        post: operations["packRanges"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boxes/{id}/pieces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 扫码装箱：逐个核对，不能装的说明原因，其余装入；装满自动封箱 */
        post: operations["packPieces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boxes/{id}/moves": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 换箱：把箱内的产品换到另一箱；不填换到则只取出。全部成功或全部不变 */
        post: operations["movePieces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boxes/{id}/unpack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 拆箱：取出全部产品，箱码可以再用 */
        post: operations["unpackBox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boxes/{id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 未装满也封箱，或重新打开 */
        post: operations["setBoxState"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boxes/suggestion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 下一箱的箱码：接着上一箱，没有则为企业厂商识别代码的首个 SSCC，都没有则为空 */
        get: operations["suggestBox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boxes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一箱 */
        get: operations["getBox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boxes/{id}/contents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 箱内现有的码，按区间 */
        get: operations["getBoxContents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drums": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的电缆盘线，新的在前 */
        get: operations["listDrums"];
        put?: never;
        /** 登记一盘电缆：追溯码、盘号和米标起止 */
        post: operations["addDrum"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drums/{id}/cuts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 从一盘裁切，各段有自己的追溯码、盘号和米标；有一段不行则全部不变 */
        post: operations["cutDrum"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drums/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一盘、从它裁切的各段和余段 */
        get: operations["getDrum"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/boxes/{id}/label": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 箱标：A6，SSCC 为 GS1-128，其他箱码为 Code 128，均附二维码 */
        get: operations["getBoxLabel"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drums/{id}/certificate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一盘电缆的合格证，100 × 80 mm，右上角为追溯二维码 */
        get: operations["getDrumCertificate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/production": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的生产与绑码记录，新的在前 */
        get: operations["listProduction"];
        put?: never;
        /** 今日生产：申码（或用已有的码）、绑码、激活，一次完成 */
        post: operations["recordProduction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/production/suggestion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 下一个批次号，和本人上次填写的内容 */
        get: operations["suggestProduction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/production/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 十分钟内撤销一条生产记录 */
        post: operations["undoProduction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 逐件登记的产品，新的在前；监管看其范围内各企业的 */
        get: operations["listItems"];
        put?: never;
        /** 逐件登记：车架号、序列号等；空码随之绑定，不填追溯码则同时申请 */
        post: operations["bindItems"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/items/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 删除一件的单件信息，产品尚在生产企业时；追溯码可以重新登记 */
        post: operations["closeItem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/items/{id}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 更正一件的单件信息，产品尚在生产企业时；原来的内容留有版本 */
        post: operations["correctItem"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/code-rates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业各类产品的空码率，和空码所在的码段 */
        get: operations["listCodeRates"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/blocks/{id}/voidings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 作废空码，不可恢复 */
        post: operations["voidCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aliases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 为一个追溯码关联其他编码 */
        post: operations["addAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aliases/{id}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 取消一个关联编码，该编码可以重新使用 */
        post: operations["closeAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/codes/{code}/aliases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个追溯码关联的其他编码，供其企业与监管 */
        get: operations["listAliases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/code-queries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 按追溯码、车架号、序列号等一次查询多行 */
        post: operations["queryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的批次，新的在前，带资料完整度；监管看其范围内各企业的 */
        get: operations["listBatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个批次：填报内容、首末码和各状态的数量 */
        get: operations["getBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dossiers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的批次档案，新的在前；监管可指明企业 */
        get: operations["listDossiers"];
        put?: never;
        /** 开始追溯：新增一个批次的档案，只有产品和批次号必填 */
        post: operations["addDossier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dossiers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个批次的档案，带已绑定的码段和窜货提示；持有企业仅最高监管可见 */
        get: operations["getDossier"];
        /** 修改批次档案，每次修改留存一版 */
        put: operations["updateDossier"];
        post?: never;
        /** 删除批次档案，历史保留；追溯码被查询或流转后不能删除 */
        delete: operations["deleteDossier"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dossiers/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 批次档案的各个版本，新的在前；删除后仍可查看 */
        get: operations["dossierHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dossier-names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 用过的供应商、原辅料、订单编号，最近用的在前 */
        get: operations["listDossierNames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/materials": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 供应商与原材料：进货量、已用、关联批次 */
        get: operations["listMaterials"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dossiers/{id}/symbol": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 批次追溯码：商品条码和批次号的 GS1 数字链接 */
        get: operations["getBatchSymbol"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dossiers/{id}/voucher": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 追溯凭证 PDF，带批次追溯码和透明日志证明 */
        get: operations["getVoucher"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dossier-vouchers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 批量下载追溯凭证 */
        get: operations["getVouchers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/product-symbols": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 批量下载商品追溯码，位图或矢量图 */
        get: operations["getProductSymbols"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dossiers/{id}/graph": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 追溯图谱：供应商、原辅料、批次、销售商 */
        get: operations["getBatchGraph"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sellers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的销售商，新的在前 */
        get: operations["listSellers"];
        put?: never;
        /** 新增销售商 */
        post: operations["addSeller"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sellers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个销售商 */
        get: operations["getSeller"];
        /** 修改销售商 */
        put: operations["updateSeller"];
        post?: never;
        /** 删除销售商；历史保留 */
        delete: operations["deleteSeller"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batch-reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 批次的检验报告，新的在前 */
        get: operations["listBatchReports"];
        put?: never;
        /** 为已完成追溯的批次新增检验报告 */
        post: operations["addBatchReport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batch-reports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一份检验报告 */
        get: operations["getBatchReport"];
        /** 修改检验报告 */
        put: operations["updateBatchReport"];
        post?: never;
        /** 删除检验报告；历史保留 */
        delete: operations["deleteBatchReport"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sales-orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的销售订单，新的在前 */
        get: operations["listSalesOrders"];
        put?: never;
        /** 新增销售订单；批次档案中填写的订单编号也会自动列入 */
        post: operations["addSalesOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sales-orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个销售订单 */
        get: operations["getSalesOrder"];
        /** 修改销售订单，每次修改留存一版 */
        put: operations["updateSalesOrder"];
        post?: never;
        /** 删除销售订单；历史保留 */
        delete: operations["deleteSalesOrder"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sales-orders/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 销售订单的各个版本，新的在前；删除后仍可查看 */
        get: operations["salesOrderHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sellers/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 销售商的各个版本，新的在前；删除后仍可查看 */
        get: operations["sellerHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batch-reports/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 检验报告的各个版本，新的在前；删除后仍可查看 */
        get: operations["batchReportHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 数据质量分：总分、六个分项、各问题的扣分和趋势 */
        get: operations["getQuality"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quality/issues/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个问题影响的对象，新的在前 */
        get: operations["listQualityObjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quality/issues/{key}/repairs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 批量修复一种问题的多个对象，全部成功或都不改变；各对象的权限、校验和版本与逐个修改相同 */
        post: operations["repairQuality"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quality/ignores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 忽略一个问题，或其中一个对象，须说明原因 */
        post: operations["addQualityIgnore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/quality/ignores/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** 取消忽略 */
        delete: operations["endQualityIgnore"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feedback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 消费者反馈，新的在前：监管部门看辖区内的，生产单位看自己产品的 */
        get: operations["listFeedback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feedback/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一条反馈及其处理经过 */
        get: operations["getFeedback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feedback/{id}/photo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 反馈的照片，不带拍摄地点等信息 */
        get: operations["getFeedbackPhoto"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feedback/{id}/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 监管部门查看反馈人留下的手机号，记入审计日志 */
        post: operations["readFeedbackPhone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feedback/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 受理反馈 */
        post: operations["acceptFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feedback/{id}/forward": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 把反馈转给生产单位 */
        post: operations["forwardFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/feedback/{id}/reply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 回复反馈；凭编号公开，再次回复以新的为准 */
        post: operations["replyFeedback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 绑码：把追溯码关联到产品与批次 */
        post: operations["bindCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/activations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 激活追溯码，扫码开始显示产品 */
        post: operations["activateCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shipments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 出库，购方可以是平台上的企业；整车关联的电池和充电器一同出库 */
        post: operations["shipCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 入库 */
        post: operations["receiveCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 销售给消费者 */
        post: operations["sellCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业记录的事件，新的在前 */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{home}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个事件，供记录它的企业与监管 */
        get: operations["getEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/store-sales/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 检查扫到的编码能否一起销售，不作记录；顺序不限，逐项说明不符之处和允许的清单 */
        post: operations["checkSale"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/store-sales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的销售单，新的在前 */
        get: operations["listSales"];
        put?: never;
        /** 销售：捆绑（一车一池一充）、单品（电池或充电器）、以旧换新 */
        post: operations["addSale"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/store-sales/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一张销售单 */
        get: operations["getSale"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/store-sales/{id}/receipt.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 销售凭证：三码、尾号、质保和公开页面的二维码 */
        get: operations["getSaleReceipt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/store-sales/{id}/additions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 追加销售信息，补填顾客信息表 */
        post: operations["addToSale"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sale-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 销售规则：顾客信息必填项、可用编码种类、以旧换新活动 */
        get: operations["getSaleRules"];
        /** 设置销售规则，由平台运营办理，每版留存 */
        put: operations["putSaleRules"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customer-forms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 新建顾客信息表：顾客扫码后在自己的手机上填写，30 分钟内一次 */
        post: operations["addCustomerForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customer-forms/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 顾客信息表是否已填写，脱敏 */
        get: operations["getCustomerForm"];
        /** 由店员代填顾客信息表 */
        put: operations["putCustomerForm"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 顾客与所购产品，脱敏，新的在前 */
        get: operations["listCustomers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/reading": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 查看顾客的完整信息，须说明理由，每次查看都有记录 */
        post: operations["readCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/customers/{id}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 删除顾客的个人信息，不能恢复 */
        post: operations["eraseCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/returns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的退货单，新的在前 */
        get: operations["listReturns"];
        put?: never;
        /** 退货：已售的产品退回门店，可再售、待检或报损 */
        post: operations["addReturn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/returns/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一张退货单 */
        get: operations["getReturn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/returns/{id}/judgement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 判定待检的退货：可再售或报损 */
        post: operations["judgeReturn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-outs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 出库单，新的在前；direction=in 为发给本单位、待收的 */
        get: operations["listStockOuts"];
        put?: never;
        /** 出库或调货：全部成功或全部不变，不能出库的编码逐个说明；生成随货单 */
        post: operations["addStockOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-outs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一张出库单及其明细，供发货方和收货方 */
        get: operations["getStockOut"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-outs/{id}/note": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 随货单 */
        get: operations["getDispatchNote"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-outs/{id}/note.pdf": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 打印随货单 */
        get: operations["printDispatchNote"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-outs/{id}/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 发出草稿 */
        post: operations["sendStockOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-outs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 作废：还在途中的商品退回库存 */
        post: operations["cancelStockOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-outs/{id}/reminders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 催收：给收货方发消息，一天一次 */
        post: operations["remindReceiver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notes/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 扫到的随货单，供收货方和发货方 */
        get: operations["findNote"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 扫到的是什么、能不能办：追溯码、其他编码、箱码、区间、随货单；只查不改 */
        post: operations["scanTexts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-ins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 入库单，新的在前 */
        get: operations["listStockIns"];
        put?: never;
        /** 扫码入库：能入的入库，不能入的逐个说明 */
        post: operations["addStockIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-ins/by-note": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 按随货单整单收货，未到的除外 */
        post: operations["receiveNote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-ins/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一张入库单及其明细和差异；有差异的，发货方也可以看 */
        get: operations["getStockIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-ins/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 撤销入库：商品都还在库时 */
        post: operations["undoStockIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-ins/{id}/differences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 登记差异：多、少、错、破，通知发货方 */
        post: operations["addDifferences"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock-ins/{id}/differences/{row}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 发货方答复一条差异；全部答复后办结 */
        post: operations["answerDifference"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 库存，按产品和门店；有召回的在前 */
        get: operations["listStock"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock/items": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 库存中的码，连续且状态相同的为一条 */
        get: operations["listStockItems"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stock/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 今日入库、调货、销售和七天趋势，库存按品类，待收货，召回占用 */
        get: operations["stockSummary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stocktakes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 盘点单，新的在前 */
        get: operations["listStocktakes"];
        put?: never;
        /** 开始盘点一个门店，或其中一个产品 */
        post: operations["startStocktake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stocktakes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一张盘点单：应盘、实盘、未盘到和多出的码（各前 200 段） */
        get: operations["getStocktake"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stocktakes/{id}/scans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 盘点扫码：重复扫的只算一次，可以随时继续 */
        post: operations["countScans"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stocktakes/{id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 完成盘点：差异记入追溯记录，不删除任何商品 */
        post: operations["finishStocktake"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 企业备案、供货能力备案、生产能力备案的状态 */
        get: operations["listFilings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/filings/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一种备案的表单与内容；企业以外的人只看到已颁发的 */
        get: operations["getFiling"];
        /** 保存或提交一种备案 */
        put: operations["saveFiling"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/import-kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业可以导入的表格及其各列 */
        get: operations["listImportKinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/import-kinds/{kind}/template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 导入模板：带填写说明、下拉选项和示例的 .xlsx 文件 */
        get: operations["getImportTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 本企业的导入任务，新的在前 */
        get: operations["listImports"];
        put?: never;
        /** 上传要导入的表格，正文就是文件内容；读取和检查在后台进行，确认之前不保存任何数据 */
        post: operations["uploadImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个导入任务的状态与进度 */
        get: operations["getImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 各行的内容、错误和变更，按文件中的顺序 */
        get: operations["listImportRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/cells": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** 修改单元格，所在的行立即重新检查 */
        patch: operations["repairImport"];
        trace?: never;
    };
    "/api/v1/imports/{id}/confirmation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 确认导入：新增和变更的行在后台保存，错误的行留下 */
        post: operations["confirmImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/cancellation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 取消导入；已保存的行不变 */
        post: operations["cancelImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 失败的导入从中断处继续 */
        post: operations["retryImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/wrong-rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 错误的行，与原文件相同的 .xlsx 文件，最后一列是错误原因 */
        get: operations["getWrongRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/trace/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 追溯图谱：来源与去向 */
        get: operations["getTrace"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recall-reach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 召回范围：受影响的码段、现状、持有企业与购方 */
        post: operations["recallReach"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mass-balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 物料平衡：进货、使用、生产、发货、销售，以及对不上的原因 */
        get: operations["massBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subscriptions/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个订阅尚未送达的消息，含投递失败的 */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        /** 支持的版本、格式与限制，见应答头 */
        options: operations["discoverApiV1SubscriptionsIdDeliveries"];
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/subscriptions/{id}/deliveries/{delivery}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 重新投递失败的消息 */
        post: operations["retryDelivery"];
        delete?: never;
        /** 支持的版本、格式与限制，见应答头 */
        options: operations["discoverApiV1SubscriptionsIdDeliveriesDeliveryRetry"];
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bundles/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一个追溯码的追溯证明：内容未被改动、没有遗漏，可离线验证 */
        get: operations["getBundle"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 我的消息，新的在前 */
        get: operations["listMessages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 标为已读 */
        put: operations["readMessage"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** 全部标为已读 */
        put: operations["readAllMessages"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/settings/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 我的一项设置 */
        get: operations["getSetting"];
        /** 保存我的一项设置 */
        put: operations["putSetting"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 短信和邮件的发送情况，供平台运营；使用本地网关时含正文 */
        get: operations["listOutbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/outbox/{id}/retries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** 重发发送失败的短信或邮件 */
        post: operations["retryMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 操作日志，新的在前：运营可看全部，企业看本企业的 */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/calendar/{year}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 一年的节假日与调休上班日；declared 为 false 时只知道周末 */
        get: operations["getCalendar"];
        /** 录入一年的节假日与调休上班日，代替原有的 */
        put: operations["putCalendar"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workbench": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 待办、关键数字和近七天 */
        get: operations["getWorkbench"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            /** /problems/<错误码> */
            type: string;
            /** 错误 */
            title: string;
            status: number;
            /** 说明 */
            detail: string;
            /** 请求编号 */
            requestId: string;
            /** 每处错误 */
            errors: {
                /** JSON 指针，指向有问题的内容 */
                pointer: string;
                /** 字段的中文名 */
                field?: string;
                /** 被拒绝的值，已缩短 */
                value?: string;
                /** 规则，一句中文 */
                rule: string;
                /** 错误码 */
                code: string;
            }[];
        };
        Session: {
            /**
             * 用户
             * Format: id
             */
            user: string | number;
            /** 用户名 */
            login: string;
            /** 角色 */
            roles: string[];
            /** 权限 */
            permissions: string[];
            /** 姓名 */
            name?: string;
            /** 手机号，只显示前三后四位 */
            phone?: string;
            /**
             * 企业
             * Format: id
             */
            organisation?: string | number;
            /** 企业名称 */
            organisationName?: string;
            /** 企业状态 */
            organisationStatus?: string;
            /** 试用中：尚未经过审核 */
            organisationTrial?: boolean;
            /** 企业类型 */
            organisationKinds?: string[];
            /**
             * 当前身份
             * Format: id
             */
            membership?: string | number;
            /** 可切换的身份 */
            memberships?: Record<string, never>[];
            /** 随会话 Cookie 修改数据时放入 X-CSRF-Token */
            csrfToken?: string;
            /** 须先修改密码才能进行其他操作 */
            mustChangePassword?: boolean;
            /**
             * 有效期至
             * Format: date-time
             */
            expires: string;
        };
        CaptchaAnswer: {
            /** 验证码编号 */
            token: string;
            /** 图形验证码 */
            answer: string;
        };
        Scope: {
            /** 地区范围：行政区划代码的前 2、4 或 6 位，不填为全部 */
            regions?: string[];
            /** 品类范围，不填为全部 */
            categories?: string[];
            /** 仅本人填报的数据 */
            ownOnly?: boolean;
        };
        Member: {
            /**
             * 成员
             * Format: id
             */
            id: string | number;
            /**
             * 用户
             * Format: id
             */
            user: string | number;
            /** 用户名 */
            login: string;
            /** 姓名 */
            name: string;
            /** 手机号，只显示前三后四位 */
            phone?: string;
            /** 角色 */
            role: string;
            /** 角色名称 */
            roleZh: string;
            scope: components["schemas"]["Scope"];
            /**
             * 最近登录
             * Format: date-time
             */
            lastSignIn?: string;
            /**
             * 状态
             * @enum {string}
             */
            status: "active" | "suspended";
            /** 状态名称 */
            statusZh: string;
        };
        Invitation: {
            /**
             * 邀请
             * Format: id
             */
            id: string | number;
            /** 邀请链接，只在创建时给出 */
            link?: string;
            /** 角色 */
            role: string;
            /** 角色名称 */
            roleZh: string;
            scope: components["schemas"]["Scope"];
            /** 姓名 */
            name?: string;
            /** 手机号，只显示前三后四位 */
            phone?: string;
            /**
             * 状态
             * @enum {string}
             */
            status: "open" | "accepted" | "withdrawn" | "expired";
            /** 状态名称 */
            statusZh: string;
            /**
             * 邀请时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 有效期至
             * Format: date-time
             */
            expires: string;
        };
        Key: {
            /**
             * 密钥
             * Format: id
             */
            id: string | number;
            /** 密钥，只在创建时给出 */
            key?: string;
            /**
             * 创建时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 有效期至
             * Format: date-time
             */
            expires: string;
            /**
             * 停用时间
             * Format: date-time
             */
            revokedAt?: string;
            /** 最近使用日期 */
            lastUsed?: string;
            /**
             * 状态
             * @enum {string}
             */
            status: "active" | "revoked" | "expired";
            /** 状态名称 */
            statusZh: string;
        };
        Organisation: {
            /**
             * 企业
             * Format: id
             */
            id: string | number;
            /** 企业名称 */
            name: string;
            /** 统一社会信用代码 */
            uscc: string;
            /** 生产/注册地址 */
            address: string;
            /** 联系方式 */
            contact: string;
            /** 企业类型 */
            kinds: ("producer" | "seller" | "regulator" | "platform_operator" | "commissioning_party" | "commissioned_party" | "certification_body" | "professional_body" | "association" | "online_shop" | "buyer")[];
            /** 状态 */
            status: string;
            /** 状态名称 */
            statusName: string;
            /** 状态名称 */
            statusZh?: string;
            /** 行政区域 */
            regionCode?: string;
            /** 行政区域名称 */
            regionName?: string;
            /** 产品类型 */
            productTypes?: string[];
            /** 产品品类 */
            categories?: string[];
            /** 品牌 */
            brands?: string[];
            /** 企业介绍 */
            introduction?: Record<string, never>;
            /**
             * 注册申请
             * Format: id
             */
            application?: string | number;
            /**
             * 承接企业
             * Format: id
             */
            successor?: string | number;
            /** 所承接的企业 */
            predecessors?: (string | number)[];
            /**
             * 版本
             * Format: id
             */
            version?: string | number;
        };
        Application: {
            /**
             * 申请
             * Format: id
             */
            id: string | number;
            /** 单号 */
            number: string;
            /** 申请类型 */
            kind: string;
            /** 申请类型名称 */
            kindZh: string;
            /** 申请的对象 */
            object: Record<string, never>;
            /**
             * 申请企业
             * Format: id
             */
            organisation?: string | number;
            /** 申请企业名称 */
            organisationName: string;
            /** 行政区域名称 */
            regionName: string;
            /** 状态 */
            state: string;
            /** 状态名称 */
            stateZh: string;
            /** 第几次提交 */
            round: number;
            /**
             * 版本
             * Format: id
             */
            version: string | number;
            /**
             * 提交时间
             * Format: date-time
             */
            submitted?: string;
            /**
             * 时限
             * Format: date-time
             */
            due?: string;
            /** 已超时 */
            overdue: boolean;
            /** 领取人，仅内部可见 */
            claimedBy?: Record<string, never>;
            /** 排队位置与预计完成时间 */
            queue?: Record<string, never>;
            /** 审批意见 */
            reason?: string;
            /** 审核设置，仅内部可见 */
            settings?: Record<string, never>;
            /**
             * 审核时间
             * Format: date-time
             */
            decided?: string;
            /** 批注 */
            notes?: Record<string, never>[];
            /** 经过 */
            history?: Record<string, never>[];
            /** 申请内容 */
            content?: Record<string, never>;
            /** 现在的内容 */
            before?: Record<string, never>;
            /** 机器核验 */
            checks?: Record<string, never>[];
        };
        Document: {
            /**
             * 文件
             * Format: id
             */
            id: string | number;
            /** 内容的 SHA-256 */
            sha256: string;
            /** 类型 */
            mediaType: string;
            /** 类型，如 png */
            kind: string;
            /** 字节数 */
            bytes: number;
            /** 宽（像素） */
            width?: number;
            /** 高（像素） */
            height?: number;
            /** 文件名 */
            name?: string;
            /** 用途 */
            purpose?: string;
            /**
             * 上传时间
             * Format: date-time
             */
            createdAt: string;
            /** 可改进之处 */
            warnings?: string[];
        };
        DocumentPurpose: {
            /** 用途 */
            purpose: string;
            /** 用途名称 */
            purposeZh: string;
            /** 英文名称 */
            purposeEn: string;
            /** 接受的类型 */
            kinds: Record<string, never>[];
            /** 接受的类型，如 JPG、PNG */
            kindsZh: string;
            /** 最大字节数 */
            bytesMax: number;
            /** 可选取并压缩的最大字节数 */
            pickBytesMax?: number;
            /** 建议的最小边长（像素） */
            sideRecommended?: number;
            /** 最多个数 */
            countMax?: number;
            /** 样例图片 */
            samples: Record<string, never>[];
            /** 提示 */
            hints: string[];
        };
        ShownField: {
            /** 字段 */
            key: string;
            /** 中文名 */
            nameZh: string;
            /** 英文名 */
            nameEn: string;
            /** 分组 */
            group: string;
            /**
             * 可见性
             * @enum {string}
             */
            state: "shown" | "withheld" | "missing";
            /** 值，仅在可见时 */
            value?: string;
        };
        Template: {
            /** 模板 */
            id: string;
            /** 中文名 */
            nameZh: string;
            /** 英文名 */
            nameEn: string;
            /** 可用于备案 */
            forFiling: boolean;
            /** 必须有图片 */
            pictureRequired: boolean;
            /** 版次 */
            edition?: number;
            /** 本平台定制 */
            custom?: boolean;
            /** 商品信息 */
            goods?: Record<string, never>;
            /**
             * 型号类别
             * @enum {string}
             */
            family?: "none" | "vehicle" | "battery" | "charger";
            /** 状态 */
            state?: string;
            /** 状态名称 */
            stateZh?: string;
            /** 有未发布的草稿 */
            draft?: boolean;
            /** 版本 */
            version?: string;
            /** 适用企业 */
            organisations?: (string | number)[];
            /** 字段 */
            fields?: Record<string, never>[];
        };
        Category: {
            /** 类别 */
            id: string;
            /** 中文名 */
            nameZh: string;
            /** 英文名 */
            nameEn: string;
            /** 产品单元 */
            units: Record<string, never>[];
        };
        Product: {
            /**
             * 产品备案
             * Format: id
             */
            id: string | number;
            /**
             * 企业
             * Format: id
             */
            organisation: string | number;
            /** 数据模板 */
            template: string;
            /** 产品单元 */
            unit: string;
            /** 产品名称 */
            name: string;
            /** 状态 */
            status: string;
            /** 状态名称 */
            statusZh: string;
            /**
             * 版本
             * Format: id
             */
            version: string | number;
            /** 填报内容 */
            fields: components["schemas"]["ShownField"][];
            /** 图片 */
            pictures: (string | number)[];
            /** 企业名称 */
            organisationName?: string;
            /** 模板版次 */
            templateEdition?: number;
            /** 版次，变更时升 */
            edition?: number;
            /** 订正次数 */
            revision?: number;
            /** 已追溯批次数量，自己的备案列表中 */
            tracedBatches?: number;
            /**
             * 商品追溯码激活时间，只给本企业
             * Format: date-time
             */
            activatedAt?: string;
            /** 激活时的商品条码，与备案现有的不同时给出 */
            activatedGtin?: string;
            /** 产品单元名称 */
            unitName?: string;
            /** 品类 */
            category?: string;
            /** 品类名称 */
            categoryName?: string;
            /** 规格型号 */
            model?: string;
            /**
             * 产品视频
             * Format: id
             */
            video?: string | number;
            /** 附件 */
            attachments?: Record<string, never>[];
            /** 扩展信息 */
            extension?: Record<string, never>[];
            /** 相关链接 */
            links?: Record<string, never>[];
            /**
             * 型号类别
             * @enum {string}
             */
            family?: "none" | "vehicle" | "battery" | "charger";
            /** 款式照片 */
            styles?: Record<string, never>[];
            /** 检测报告 */
            reports?: Record<string, never>[];
            /** 允许电池型号 */
            batteries?: Record<string, never>[];
            /** 允许充电器型号 */
            chargers?: Record<string, never>[];
            /** 委托生产的另一方 */
            otherParty?: Record<string, never>;
            /** 证书 */
            certificates?: Record<string, never>[];
            /**
             * 备案申请
             * Format: id
             */
            application?: string | number;
            /** 备案申请单号 */
            applicationNumber?: string;
            /**
             * 进行中的订正、变更或停用申请
             * Format: id
             */
            pendingApplication?: string | number;
        };
        Certificate: {
            /**
             * 证书
             * Format: id
             */
            id: string | number;
            /** 证书类型 */
            type: string;
            /** 证书类型名称 */
            typeZh: string;
            /**
             * 状态
             * @enum {string}
             */
            state: "valid" | "expiring" | "expired" | "no_end";
            /** 状态名称 */
            stateZh: string;
            /** true：未公开，只知道有 */
            withheld?: boolean;
            /**
             * 企业
             * Format: id
             */
            organisation?: string | number;
            /** 证书名称 */
            name?: string;
            /** 证书编号 */
            number?: string;
            /** 签发机构 */
            issuer?: string;
            /** 有效期起 */
            validFrom?: string;
            /** 有效期止 */
            validTo?: string;
            /** 剩余天数 */
            daysLeft?: number;
            /** 证书文件 */
            documents?: (string | number)[];
            /** 关联产品 */
            products?: (string | number)[];
            /** 是否公开 */
            public?: boolean;
            /** 版本 */
            version?: string;
        };
        Help: {
            /** 本平台的联系方式，由运营方设置 */
            platformContact?: string;
            /** 联系方式 */
            contacts: {
                /** 项目 */
                programme: string;
                /** 项目，英文 */
                programmeEn: string;
                /** 联系谁 */
                who: string;
                /** 联系谁，英文 */
                whoEn: string;
                /** 电话 */
                phones: string[];
            }[];
            /** 加入方式 */
            joining: {
                /** 中文 */
                zh: string;
                /** 英文 */
                en: string;
            }[];
            /** 打码要求 */
            marking: {
                /** 中文 */
                zh: string;
                /** 英文 */
                en: string;
            }[];
            /** 其他平台 */
            platforms: {
                /** 名称 */
                zh: string;
                /** 英文名称 */
                en: string;
                /** 运营单位 */
                operator: string;
                /** 网址 */
                address: string;
            }[];
        };
        Block: {
            /**
             * 码段
             * Format: id
             */
            id: string | number;
            /** 编码体系标识 */
            nsi: string;
            /** 密钥周期 */
            epoch: number;
            /** 首号 */
            first: number | string;
            /** 末号 */
            last: number | string;
            /** 数量 */
            count: number | string;
            /** 已绑定 */
            bound: number | string;
            /** 已激活 */
            active: number | string;
            /** 已作废空码 */
            voided: number | string;
            /**
             * 企业
             * Format: id
             */
            organisation: string | number;
            /**
             * 产品备案
             * Format: id
             */
            product: string | number;
            /** 产品名称 */
            productName?: string;
            /** 规格型号 */
            model?: string;
            /** 申请来源：manual 手工、interface 接口 */
            source?: string;
            /** 申请人 */
            appliedBy?: string;
            /**
             * 申请时间
             * Format: date-time
             */
            createdAt: string;
        };
        Segment: {
            /** 首号 */
            first: number | string;
            /** 末号 */
            last: number | string;
            /**
             * 批次，作废空码没有
             * Format: id
             */
            batch?: string | number;
            /** 状态 */
            status: string;
            /** 状态名称 */
            statusZh: string;
            /**
             * 持有企业，仅本企业与最高监管可见
             * Format: id
             */
            holder?: string | number;
            /**
             * 最后的事件
             * Format: id
             */
            event?: string | number;
            /**
             * 收货企业
             * Format: id
             */
            consignee?: string | number;
        };
        CodeRate: {
            /** 产品类型 */
            type: string;
            /** 产品类型名称 */
            typeZh: string;
            /** 已申请 */
            issued: number | string;
            /** 已绑定 */
            bound: number | string;
            /** 已作废空码 */
            voided: number | string;
            /** 空码 */
            free: number | string;
            /** 空码率，百分数 */
            percent: string;
            /** 空码率上限，百分数 */
            limit: number;
            /** 超过上限，不能再申请 */
            blocked: boolean;
            /** 有空码的码段，早的在前 */
            blocks: {
                /**
                 * 码段
                 * Format: id
                 */
                block: string | number;
                /**
                 * 产品备案
                 * Format: id
                 */
                product: string | number;
                /** 空码 */
                free: number | string;
                /** 首个空码 */
                first: number | string;
                /** 末个空码 */
                last: number | string;
            }[];
        };
        Production: {
            /**
             * 生产记录
             * Format: id
             */
            id: string | number;
            /**
             * 产品备案
             * Format: id
             */
            product: string | number;
            /** 产品名称 */
            productName: string;
            /** 规格型号 */
            model: string;
            /** 批次号 */
            batchNumber: string;
            /** 生产日期 */
            productionDate: string;
            /** 数量 */
            quantity: number | string;
            /** 区间 */
            ranges: components["schemas"]["CodeRange"][];
            /** 方式：ranges、made、items、itemsMade */
            method: string;
            /** 已激活 */
            activated: boolean;
            /**
             * 检验报告
             * Format: id
             */
            report?: string | number;
            /**
             * 记录时间
             * Format: date-time
             */
            createdAt: string;
            /** 操作人 */
            createdBy: string;
            /** 已撤销 */
            undone: boolean;
            /** 可以撤销 */
            canUndo: boolean;
            /**
             * 撤销时间
             * Format: date-time
             */
            undoneAt?: string;
            /**
             * 撤销期限
             * Format: date-time
             */
            undoUntil?: string;
            /** 首码 */
            firstCode?: string;
            /** 末码 */
            lastCode?: string;
            /** 填报内容 */
            given?: Record<string, never>;
        };
        Item: {
            /**
             * 单件
             * Format: id
             */
            id: string | number;
            /**
             * 产品备案
             * Format: id
             */
            product: string | number;
            /** 类别：vehicle、battery、charger、none */
            family: string;
            /** 型号 */
            model: string;
            /** 产品名称 */
            productName: string;
            /** 生产企业 */
            maker?: string;
            /** 生产日期 */
            productionDate: string;
            /** 整车编码(车架号) */
            frameNumber: string;
            /** 序列号 */
            serialNumber: string;
            /** 型号的蓄电池类型 */
            batteryType?: string;
            /** 单件信息 */
            fields: Record<string, never>;
            /** 状态 */
            state: string;
            /** 状态名称 */
            stateZh: string;
            /**
             * 创建时间
             * Format: date-time
             */
            createdAt: string;
            /** 更正次数 */
            version: string;
            /** 追溯码 */
            code?: string;
        };
        AllowedPart: {
            /** 型号 */
            model: string;
            /** 生产企业统一社会信用代码 */
            uscc: string;
            /** 版本，0 为不限 */
            edition: number;
        };
        AssemblyPart: {
            /** 追溯码 */
            code: string;
            /**
             * 产品备案
             * Format: id
             */
            product: string | number;
            /** 产品名称 */
            productName: string;
            /** 型号 */
            model: string;
            /** 生产企业 */
            maker: string;
            /** 车架号或序列号，未逐件登记时为空 */
            number: string;
            /** 状态，只给生产企业和持有企业 */
            status?: string;
            /** 状态名称 */
            statusZh?: string;
        };
        BareVehicle: {
            /** 追溯码 */
            code: string;
            /**
             * 产品备案
             * Format: id
             */
            product: string | number;
            /** 产品名称 */
            productName: string;
            /** 型号 */
            model: string;
            /** 生产企业 */
            maker: string;
            /** 车架号或序列号，未逐件登记时为空 */
            number: string;
            /** 状态，只给生产企业和持有企业 */
            status?: string;
            /** 状态名称 */
            statusZh?: string;
            /**
             * 单件
             * Format: id
             */
            id: string | number;
            /** 整车编码(车架号) */
            frameNumber: string;
            /** 生产日期 */
            productionDate: string;
            /** 允许配套的电池型号 */
            allowedBatteries: components["schemas"]["AllowedPart"][];
            /** 允许配套的充电器型号 */
            allowedChargers: components["schemas"]["AllowedPart"][];
        };
        Assembly: {
            /**
             * 关联
             * Format: id
             */
            id: string | number;
            /** standing 已关联、undone 已解绑 */
            state: string;
            /** 整车编码(车架号)，未逐件登记时为空 */
            frameNumber: string;
            /** 整车型号 */
            model: string;
            vehicle: components["schemas"]["AssemblyPart"];
            battery: components["schemas"]["AssemblyPart"];
            charger: components["schemas"]["AssemblyPart"];
            /** 允许配套的电池型号 */
            allowedBatteries: components["schemas"]["AllowedPart"][];
            /** 允许配套的充电器型号 */
            allowedChargers: components["schemas"]["AllowedPart"][];
            /**
             * 关联时间
             * Format: date-time
             */
            createdAt: string;
            /** 操作人 */
            createdBy: string;
            /**
             * 解绑时间
             * Format: date-time
             */
            undoneAt?: string;
            /** 解绑人 */
            undoneBy?: string;
            /** 解绑原因 */
            reason?: string;
        };
        Box: {
            /**
             * 箱
             * Format: id
             */
            id: string | number;
            /** 箱码 */
            code: string;
            /** 层级：inner 盒、carton 箱、pallet 托 */
            level: string;
            /**
             * 产品备案
             * Format: id
             */
            product: string | number;
            /** 产品名称 */
            productName: string;
            /** 规格型号 */
            model: string;
            /** 应装 */
            expected: string;
            /** 实装 */
            packed: string;
            /** 其中已出库、冻结或召回的 */
            away: string;
            /** open、closed、unpacked */
            state: string;
            /** 装箱中、已封箱、已拆箱 */
            stateZh: string;
            /** 操作人 */
            createdBy: string;
            /**
             * 开始时间
             * Format: date-time
             */
            createdAt: string;
            /** 最后操作人 */
            changedBy: string;
            /**
             * 最后时间
             * Format: date-time
             */
            changedAt: string;
        };
        Drum: {
            /**
             * 盘
             * Format: id
             */
            id: string | number;
            /** 盘号 */
            number: string;
            /** 追溯码 */
            code: string;
            /**
             * 产品备案
             * Format: id
             */
            product: string | number;
            /** 产品名称 */
            productName: string;
            /** 规格型号 */
            model: string;
            /** 米标起 */
            startMark: string;
            /** 米标止 */
            endMark: string;
            /** 长度，米 */
            length: string;
            /** 已裁，米 */
            cut: string;
            /** 余长，米 */
            rest: string;
            /** whole 未裁切、partly 部分裁切、usedUp 已裁完 */
            state: string;
            /** 状态名称 */
            stateZh: string;
            /** 操作人 */
            createdBy: string;
            /**
             * 登记时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 最后裁切时间
             * Format: date-time
             */
            changedAt: string;
            /** 追溯码的状态 */
            status?: string;
            /** 去向：追溯码的状态名称 */
            statusZh?: string;
            /**
             * 母盘
             * Format: id
             */
            mother?: string | number;
            /** 母盘的盘号 */
            motherNumber?: string;
        };
        DrumTree: {
            drum: components["schemas"]["Drum"];
            /** 裁切的各段 */
            cuts: components["schemas"]["Drum"][];
            /** 余段 */
            rests: {
                /** 米标起 */
                startMark: string;
                /** 米标止 */
                endMark: string;
            }[];
        };
        Alias: {
            /**
             * 关联编码
             * Format: id
             */
            id: string | number;
            /** 编码种类 */
            kind: string;
            /** 编码种类名称 */
            kindZh: string;
            /** 编码 */
            text: string;
            /** 随单件信息登记 */
            withItem: boolean;
            /**
             * 关联时间
             * Format: date-time
             */
            createdAt: string;
        };
        CodeAnswer: {
            /** 所查内容 */
            text: string;
            /** 找到的数量 */
            found: number;
            /** 查到的方式：code 或编码种类 */
            by?: string;
            /** 查到的方式 */
            byZh?: string;
            /** 追溯码 */
            code?: string;
            /** 状态 */
            status?: string;
            /** 状态名称 */
            statusZh?: string;
            /** 产品名称 */
            productName?: string;
            /** 规格型号 */
            model?: string;
            /** 生产日期 */
            productionDate?: string;
            /** 出厂编号 */
            number?: string;
            /** 关联的编码：车架号、序列号等 */
            numbers?: {
                /** 编码种类 */
                kind: string;
                /** 编码种类名称 */
                kindZh: string;
                /** 编码 */
                text: string;
            }[];
        };
        Batch: {
            /**
             * 批次
             * Format: id
             */
            id: string | number;
            /**
             * 码段
             * Format: id
             */
            block: string | number;
            /**
             * 产品备案
             * Format: id
             */
            product: string | number;
            /** 产品名称 */
            productName: string;
            /** 规格型号 */
            model: string;
            /** 数据模板 */
            template: string;
            /** 生产日期 */
            productionDate: string;
            /** 数量 */
            count: number | string;
            /** 首个出厂编号 */
            firstNumber: string;
            /** 末个出厂编号 */
            lastNumber: string;
            /**
             * 绑码时间
             * Format: date-time
             */
            boundAt: string;
            /** 资料完整度，百分数 */
            completeness: number;
            /** 缺少的填报项 */
            missing: {
                /** 字段 */
                key: string;
                /** 中文名 */
                nameZh: string;
                /** 必填 */
                required: boolean;
            }[];
            /** 填报内容 */
            fields?: components["schemas"]["ShownField"][];
            /** 各状态的数量 */
            states?: {
                /** 状态 */
                status: string;
                /** 状态名称 */
                statusZh: string;
                /** 数量 */
                count: string;
            }[];
            /** 企业，他人的批次 */
            organisation?: string;
            /** 企业名称 */
            organisationName?: string;
            /** 首码 */
            firstCode?: string;
            /** 末码 */
            lastCode?: string;
        };
        DossierItem: {
            /**
             * 批次档案
             * Format: id
             */
            id: string | number;
            /**
             * 产品备案
             * Format: id
             */
            product: string | number;
            /** 产品名称 */
            productName?: string;
            /** 规格型号 */
            model?: string;
            /** 商品条码，14 位；没有时为空 */
            gtin: string;
            /** 生产批次号 */
            number: string;
            /** 生产日期 */
            productionDate?: string;
            /** 有效日期 */
            expiryDate?: string;
            /** draft 待补全、complete 已追溯 */
            stage: string;
            /** 追溯状态 */
            stageZh: string;
            /** 完整度，百分数 */
            completeness: number;
            /** 缺少的内容，只给本企业 */
            missing: string[];
            /**
             * 企业，他人的批次
             * Format: id
             */
            organisation?: string | number;
            /** 企业名称 */
            organisationName?: string;
            /** 版本 */
            version: string;
            /**
             * 新增时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 更新时间
             * Format: date-time
             */
            updatedAt: string;
        };
        Dossier: {
            /**
             * 批次档案
             * Format: id
             */
            id: string | number;
            /**
             * 产品备案
             * Format: id
             */
            product: string | number;
            /** 产品名称 */
            productName?: string;
            /** 规格型号 */
            model?: string;
            /** 商品条码，14 位；没有时为空 */
            gtin: string;
            /** 生产批次号 */
            number: string;
            /** draft 待补全、complete 已追溯 */
            stage: string;
            /** 追溯状态 */
            stageZh: string;
            /** 完整度，百分数 */
            completeness: number;
            /** 缺少的内容，只给本企业 */
            missing: string[];
            /** 进货信息 */
            purchases?: Record<string, never>[];
            /** 生产信息 */
            production?: Record<string, never>;
            /** 销售信息 */
            sales?: Record<string, never>[];
            /** 有内容而未公开的信息 */
            withheld?: string[];
            /** 进货信息是否公开 */
            purchasesOpen?: boolean;
            /** 销售信息是否公开 */
            salesOpen?: boolean;
            /** AI智能分析 */
            whole?: boolean;
            /** 防伪防窜货 */
            diversion?: boolean;
            /** 按此批次号绑定的码 */
            codeBatches?: {
                /**
                 * 批次
                 * Format: id
                 */
                id: string | number;
                /** 数量 */
                count: string;
                /** 生产日期 */
                productionDate: string;
                /**
                 * 绑码时间
                 * Format: date-time
                 */
                boundAt: string;
            }[];
            /** 疑似窜货：持有人不在销售地的码 */
            strayed?: {
                /**
                 * 企业
                 * Format: id
                 */
                holder: string | number;
                /** 企业名称 */
                name: string;
                /** 行政区划 */
                region: string;
                /** 数量 */
                count: string;
            }[];
            /**
             * 企业，他人的批次
             * Format: id
             */
            organisation?: string | number;
            /** 企业名称 */
            organisationName?: string;
            /** 版本 */
            version: string;
            /**
             * 新增时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 更新时间
             * Format: date-time
             */
            updatedAt: string;
        };
        Material: {
            /** 供应商 */
            supplier: string;
            /** 原辅料 */
            material: string;
            /** 进货批次号 */
            lots: string;
            /** 度量单位 */
            unit: string;
            /** 进货量 */
            total: string;
            /** 已用 */
            used: string;
            /** 关联批次 */
            batches: number;
        };
        Seller: {
            /**
             * 销售商
             * Format: id
             */
            id: string | number;
            /** 销售商名称 */
            name: string;
            /** 省份或城市 */
            region: string;
            /** 省份或城市名称 */
            regionName: string;
            /** 地址 */
            address: string;
            /** 电话 */
            phone: string;
            /** 联系人 */
            contact: string;
            /** 邮箱 */
            email: string;
            /** 生产许可证号 */
            licence: string;
            /** 社会统一信用代码 */
            uscc: string;
            /** GLN */
            gln: string;
            /** 是否保密 */
            secret: boolean;
            /** 必填项已填全 */
            complete: boolean;
            /**
             * 资质文件
             * Format: id
             */
            qualification?: string | number;
            /** 版本 */
            version: string;
            /**
             * 创建时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 更新时间
             * Format: date-time
             */
            updatedAt: string;
        };
        SalesOrder: {
            /**
             * 销售订单
             * Format: id
             */
            id: string | number;
            /** 订单编号 */
            number: string;
            /** 省份或城市 */
            region: string;
            /** 省份或城市名称 */
            regionName: string;
            /** 销售商 */
            seller: string;
            /** 发货地 GLN */
            gln: string;
            /** 发货时间 */
            sentOn?: string;
            /** 始发地 */
            origin: string;
            /** 目的地 */
            destination: string;
            /** 发货人 */
            sender: string;
            /** 收货人 */
            receiver: string;
            /** 产品批次号 */
            batches: string[];
            /** 单品详情信息 */
            items: string[];
            /** 必填项已填全 */
            complete: boolean;
            /** 版本 */
            version: string;
            /**
             * 创建时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 更新时间
             * Format: date-time
             */
            updatedAt: string;
        };
        BatchReport: {
            /**
             * 检验报告
             * Format: id
             */
            id: string | number;
            /**
             * 批次档案
             * Format: id
             */
            dossier: string | number;
            /** 生产批次号 */
            batchNumber?: string;
            /** 产品名称 */
            productName?: string;
            /** 商品条码 */
            gtin?: string;
            /** 报告编号 */
            number: string;
            /** 检验机构 */
            body: string;
            /** 检验日期 */
            date?: string;
            /** 检验项 */
            items: Record<string, never>[];
            /** 全部合格 */
            passed: boolean;
            /**
             * 文件
             * Format: id
             */
            document?: string | number;
            /** 版本 */
            version: string;
            /**
             * 新增时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 更新时间
             * Format: date-time
             */
            updatedAt: string;
        };
        Feedback: {
            /**
             * 反馈
             * Format: id
             */
            id: string | number;
            /** 反馈编号 */
            number: string;
            /** 所查编码 */
            code: string;
            /** 是本平台的追溯码 */
            known: boolean;
            /** 反馈类型 */
            kind: string;
            /** 反馈类型，中文 */
            kindZh: string;
            /** 状态 */
            state: string;
            /** 状态，中文 */
            stateZh: string;
            /** 已转企业 */
            forwarded: boolean;
            /** 反馈内容 */
            text: string;
            /** 有照片 */
            hasPhoto: boolean;
            /** 留有手机号 */
            hasPhone: boolean;
            /** 公开回复 */
            answer: string;
            /**
             * 提交时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 最近处理时间
             * Format: date-time
             */
            changedAt: string;
            /**
             * 生产单位
             * Format: id
             */
            organisation?: string | number;
            /** 生产单位名称 */
            organisationName?: string;
            /**
             * 产品
             * Format: id
             */
            product?: string | number;
            /** 产品名称 */
            productName?: string;
        };
        FeedbackDetail: {
            /**
             * 反馈
             * Format: id
             */
            id: string | number;
            /** 反馈编号 */
            number: string;
            /** 所查编码 */
            code: string;
            /** 是本平台的追溯码 */
            known: boolean;
            /** 反馈类型 */
            kind: string;
            /** 反馈类型，中文 */
            kindZh: string;
            /** 状态 */
            state: string;
            /** 状态，中文 */
            stateZh: string;
            /** 已转企业 */
            forwarded: boolean;
            /** 反馈内容 */
            text: string;
            /** 有照片 */
            hasPhoto: boolean;
            /** 留有手机号 */
            hasPhone: boolean;
            /** 公开回复 */
            answer: string;
            /**
             * 提交时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 最近处理时间
             * Format: date-time
             */
            changedAt: string;
            /**
             * 生产单位
             * Format: id
             */
            organisation?: string | number;
            /** 生产单位名称 */
            organisationName?: string;
            /**
             * 产品
             * Format: id
             */
            product?: string | number;
            /** 产品名称 */
            productName?: string;
            /** 处理经过 */
            history: {
                /** 动作 */
                act: string;
                /** 动作，中文 */
                actZh: string;
                /** 其后的状态 */
                stateZh: string;
                /**
                 * 时间
                 * Format: date-time
                 */
                at: string;
                /** 回复 */
                note: string;
            }[];
        };
        QualityIgnore: {
            /**
             * 忽略
             * Format: id
             */
            id: string | number;
            /** 问题 */
            issue: string;
            /**
             * 对象
             * Format: id
             */
            object?: string | number;
            /** 说明 */
            reason: string;
            /**
             * 忽略时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 到期日
             * Format: date
             */
            until: string;
        };
        QualityObject: {
            /**
             * 对象
             * Format: id
             */
            id: string | number;
            /** 名称 */
            text: string;
            /** 控制台页面 */
            page: string;
            ignore?: components["schemas"]["QualityIgnore"];
        };
        Quality: {
            /** 得分，0 至 100 */
            total: number;
            /** 分项 */
            parts: {
                /** 分项 */
                key: string;
                /** 中文名 */
                zh: string;
                /** 英文名 */
                en: string;
                /** 权重 */
                weight: number;
                /** 得分，0 至 100 */
                score: number;
            }[];
            /** 问题 */
            issues: {
                /** 问题 */
                key: string;
                /** 中文名 */
                zh: string;
                /** 英文名 */
                en: string;
                /** 分项 */
                part: string;
                /** 权重 */
                weight: number;
                /** 计数单位 */
                unitZh: string;
                /** 检查件数 */
                checked: string;
                /** 影响件数 */
                count: string;
                /** 已忽略件数 */
                ignored: string;
                /** 扣分 */
                deduction: string;
                /** 控制台页面 */
                page: string;
                /** 批量修复：certificate、report、fill、codes */
                repair?: string;
                /** 示例 */
                examples: components["schemas"]["QualityObject"][];
                ignore?: components["schemas"]["QualityIgnore"];
            }[];
            /** 趋势，早的在前 */
            trend: {
                /**
                 * 日期
                 * Format: date
                 */
                day: string;
                /** 得分，0 至 100 */
                total: number;
                /** 各分项得分 */
                parts: Record<string, never>;
            }[];
            /**
             * 周期起
             * Format: date
             */
            from: string;
            /**
             * 周期止
             * Format: date
             */
            to: string;
            /** 件数过多，只检查了最新的 */
            cut: boolean;
        };
        Store: {
            /**
             * 门店
             * Format: id
             */
            id: string | number;
            /** 门店名称 */
            name: string;
            /** 联系人 */
            contactPerson: string;
            /** 手机号，列表中只显示首尾 */
            phone: string;
            /** 行政区划 */
            region: string;
            /** 行政区划名称 */
            regionName: string;
            /** 门店详细地址 */
            address: string;
            /** 所属品牌 */
            brand: string;
            /** 是否涉及维修业务 */
            repairs: boolean;
            /** 销售产品类型 */
            productTypes: string[];
            /** 销售产品类型名称 */
            productTypesZh: string[];
            /**
             * 营业执照
             * Format: id
             */
            licence: string | number;
            /** 状态：active 营业中，suspended 已停用 */
            status: string;
            /** 状态名称 */
            statusZh: string;
            /** 员工数 */
            staff: number;
            /** 员工 */
            members?: {
                /**
                 * 成员
                 * Format: id
                 */
                id: string | number;
                /** 姓名 */
                name: string;
                /** 角色 */
                role: string;
                /** 角色名称 */
                roleZh: string;
                /** 状态 */
                status: string;
            }[];
            /** 版本 */
            version: string;
            /**
             * 登记时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 更新时间
             * Format: date-time
             */
            updatedAt: string;
        };
        Partner: {
            /**
             * 往来单位
             * Format: id
             */
            id: string | number;
            /** 名称 */
            name: string;
            /** 统一社会信用代码 */
            uscc?: string;
            /** 类型：supplier 供应商，buyer 采购商 */
            kinds: string[];
            /** 类型名称 */
            kindsZh: string[];
            /** 地区 */
            region?: string;
            /** 地区名称 */
            regionName?: string;
            /** 联系人，列表中只显示姓 */
            contact?: string;
            /** 电话，列表中只显示首尾 */
            phone?: string;
            /** 电子邮箱，列表中只显示首字 */
            email?: string;
            /** 是否已入驻平台 */
            registered: boolean;
            /** 与名称不同的登记名称 */
            registeredName?: string;
            /**
             * 最近往来
             * Format: date-time
             */
            lastDealing?: string;
            /** 名称相近的往来单位 */
            similar?: string[];
            /** 版本 */
            version: string;
            /**
             * 登记时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 更新时间
             * Format: date-time
             */
            updatedAt: string;
        };
        TradeLine: {
            /**
             * 产品备案
             * Format: id
             */
            product: string | number;
            /** 产品名称 */
            name: string;
            /** 规格型号 */
            model: string;
            /** 规格 */
            specification: string;
            /** 批次 */
            batch: string;
            /** 数量 */
            quantity: string;
            /** 单位 */
            unit: string;
            /** 商品条码，14 位 */
            gtin?: string;
            /** 生产日期 */
            productionDate?: string;
            /** GS1 追溯码；没有生产日期时不含 (11) */
            gs1Code?: string;
        };
        StockOut: {
            /**
             * 出库单
             * Format: id
             */
            id: string | number;
            /** 单号 */
            number: string;
            /** 出库类型 */
            type: string;
            /** 出库类型名称 */
            typeZh: string;
            /** 状态：draft、sent、received、differing、settled、cancelled */
            state: string;
            /** 状态名称 */
            stateZh: string;
            /** 发货方 */
            shipper: string;
            /** 收货方 */
            receiver: string;
            /** 收货方统一社会信用代码 */
            receiverUscc?: string;
            /** 件数 */
            quantity: string;
            /** 已收件数 */
            received: string;
            /** 品种数 */
            kinds: number;
            /** 箱数 */
            boxes: number;
            /** 发给本单位的 */
            incoming: boolean;
            /**
             * 发出门店
             * Format: id
             */
            store?: string | number;
            /** 发出门店名称 */
            storeName?: string;
            /**
             * 目标门店
             * Format: id
             */
            targetStore?: string | number;
            /** 目标门店名称 */
            targetStoreName?: string;
            /** 操作人 */
            createdBy?: string;
            /**
             * 制单时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 发货时间
             * Format: date-time
             */
            sentAt?: string;
            /**
             * 收货时间
             * Format: date-time
             */
            receivedAt?: string;
            /**
             * 最近催收时间
             * Format: date-time
             */
            remindedAt?: string;
            /** 在途天数 */
            inTransitDays?: number;
            /** 在途超过 3 天 */
            late?: boolean;
            /** 备注 */
            remark?: string;
            /** 作废原因 */
            reason?: string;
            note?: {
                /** 随货单号 */
                number: string;
                /** 清单摘要，SHA-256 */
                digest: string;
                /** 二维码中的网址 */
                url: string;
                /** 二维码内容 */
                qr: string;
            };
            /** 明细 */
            lines?: components["schemas"]["TradeLine"][];
            /** 箱码 */
            boxCodes?: string[];
            /** 收货地址 */
            address?: string;
            /** 联系方式 */
            contact?: string;
            /**
             * 销售订单
             * Format: id
             */
            order?: string | number;
            /** 草稿中已扫的编码 */
            texts?: string[];
        };
        DispatchNote: {
            /**
             * 出库单
             * Format: id
             */
            id: string | number;
            /** 随货单号 */
            number: string;
            /** 发货方 */
            shipper: string;
            /** 发货方统一社会信用代码 */
            shipperUscc?: string;
            /** 收货方 */
            receiver: string;
            /** 收货方统一社会信用代码 */
            receiverUscc?: string;
            /**
             * 发货时间
             * Format: date-time
             */
            sentAt?: string;
            /** 明细 */
            lines: components["schemas"]["TradeLine"][];
            /** 件数 */
            quantity: string;
            /** 已收件数 */
            received: string;
            /** 箱数 */
            boxes: number;
            /** 箱码 */
            boxCodes: string[];
            /** 清单摘要，SHA-256 */
            digest: string;
            /** 与二维码中的摘要一致 */
            digestMatches: boolean;
            /** 状态 */
            state: string;
            /** 状态名称 */
            stateZh: string;
            /** 本单位发出的 */
            mine: boolean;
            /** 二维码中的网址 */
            url: string;
            /** 摘要所依据的内容 */
            manifest?: string;
            /**
             * 目标门店
             * Format: id
             */
            targetStore?: string | number;
            /** 目标门店名称 */
            targetStoreName?: string;
        };
        StockDifference: {
            /** 序号 */
            row: number;
            /** 种类：more、less、wrong、damaged */
            kind: string;
            /** 种类名称 */
            kindZh: string;
            /** 数量 */
            quantity: string;
            /** 编码 */
            text?: string;
            /**
             * 产品备案
             * Format: id
             */
            product?: string | number;
            /** 产品名称 */
            productName?: string;
            /** 说明 */
            remark?: string;
            /**
             * 照片
             * Format: id
             */
            photo?: string | number;
            /**
             * 登记时间
             * Format: date-time
             */
            createdAt: string;
            /** 发货方的答复 */
            answer?: string;
            /**
             * 答复时间
             * Format: date-time
             */
            answeredAt?: string;
        };
        StockIn: {
            /**
             * 入库单
             * Format: id
             */
            id: string | number;
            /** 单号 */
            number: string;
            /** 入库类型 */
            type: string;
            /** 入库类型名称 */
            typeZh: string;
            /** 状态：submitted、differing、settled、undone */
            state: string;
            /** 状态名称 */
            stateZh: string;
            /** 供应商 */
            supplier: string;
            /** 收货方 */
            receiver: string;
            /** 件数 */
            quantity: string;
            /** 品种数 */
            kinds: number;
            /** 箱数 */
            boxes: number;
            /** 差异条数 */
            differences: number;
            /**
             * 采购时间
             * Format: date-time
             */
            receivedAt: string;
            /**
             * 入库时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 所收的出库单
             * Format: id
             */
            note?: string | number;
            /**
             * 门店
             * Format: id
             */
            store?: string | number;
            /** 门店名称 */
            storeName?: string;
            /** 操作人 */
            createdBy?: string;
            /** 备注 */
            remark?: string;
            /** 撤销原因 */
            reason?: string;
            /** 明细 */
            lines?: components["schemas"]["TradeLine"][];
            /** 箱码 */
            boxCodes?: string[];
            /** 差异 */
            differenceRows?: components["schemas"]["StockDifference"][];
            /** 未入库的编码 */
            refused?: components["schemas"]["RefusedText"][];
            /** 提示 */
            warning?: string;
        };
        RefusedText: {
            /** 第几个，从 0 起 */
            index: number;
            /** 编码 */
            text: string;
            /** 错误代码 */
            code: string;
            /** 原因 */
            detail: string;
        };
        ScanResult: {
            /** 扫到的内容 */
            text: string;
            /** 种类：item、box、note、unknown */
            kind: string;
            /** 件数 */
            quantity: string;
            /** 可以办理 */
            accepted: boolean;
            problem?: {
                /** 错误代码 */
                code: string;
                /** 原因 */
                detail: string;
            };
            /** 追溯码 */
            code?: string;
            /** 区间的末码 */
            lastCode?: string;
            /** 尾号 */
            tail?: string;
            /** 箱码 */
            box?: string;
            product?: {
                /**
                 * 产品备案
                 * Format: id
                 */
                id: string | number;
                /** 产品名称 */
                name: string;
                /** 规格型号 */
                model: string;
                /** 生产企业 */
                maker: string;
                /** 整车、电池或充电器 */
                slot: string | null;
            };
            /** 批次 */
            batch?: string;
            /** 状态 */
            status?: string;
            /** 状态名称 */
            statusZh?: string;
            note?: {
                /**
                 * 出库单
                 * Format: id
                 */
                id: string | number;
                /** 随货单号 */
                number: string;
                /** 发货方 */
                shipper: string;
                /** 件数 */
                quantity: string;
                /** 状态 */
                state: string;
                /** 状态名称 */
                stateZh: string;
            };
        };
        Stocktake: {
            /**
             * 盘点单
             * Format: id
             */
            id: string | number;
            /** 单号 */
            number: string;
            /** 状态：counting、finished */
            state: string;
            /** 状态名称 */
            stateZh: string;
            /** 应盘 */
            expected: string;
            /** 实盘 */
            scanned: string;
            /** 盘亏 */
            missingCount: string;
            /** 盘盈 */
            surplusCount: string;
            /** 操作人 */
            createdBy: string;
            /**
             * 开始时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 最近修改时间
             * Format: date-time
             */
            changedAt: string;
            /**
             * 门店
             * Format: id
             */
            store?: string | number;
            /** 门店名称 */
            storeName?: string;
            /**
             * 产品备案
             * Format: id
             */
            product?: string | number;
            /** 产品名称 */
            productName?: string;
            /** 未盘到的码 */
            missing?: components["schemas"]["CodeRun"][];
            /** 多出的码 */
            surplus?: components["schemas"]["CodeRun"][];
            /** 查不到的编码 */
            refused?: components["schemas"]["RefusedText"][];
            /** 本次多出的编码 */
            surplusTexts?: string[];
        };
        CodeRun: {
            /** 首码 */
            firstCode: string;
            /** 末码 */
            lastCode: string;
            /** 数量 */
            count: string;
        };
        StockRow: {
            /**
             * 产品备案
             * Format: id
             */
            product: string | number;
            /** 产品名称 */
            name: string;
            /** 规格型号 */
            model: string;
            /**
             * 门店
             * Format: id
             */
            store?: string | number;
            /** 门店名称 */
            storeName?: string;
            /** 在库 */
            inStock: string;
            /** 在途 */
            inTransit: string;
            /** 冻结 */
            frozen: string;
            /** 召回占用 */
            recalled: string;
            /**
             * 最早入库
             * Format: date-time
             */
            firstIn?: string;
            /** 库龄，天 */
            ageDays?: number;
        };
        StockItem: {
            /** 追溯码 */
            code: string;
            /** 尾号 */
            tail: string;
            /** 连续的末码 */
            lastCode?: string;
            /** 数量 */
            quantity: string;
            /** 批次 */
            batch: string;
            /** 生产日期 */
            productionDate?: string;
            /** 状态 */
            status: string;
            /** 状态名称 */
            statusZh: string;
            /**
             * 从何时起
             * Format: date-time
             */
            since: string;
        };
        SaleCheck: {
            slots: {
                vehicle?: {
                    /** vehicle、battery、charger */
                    slot?: string;
                    /** 追溯码 */
                    code?: string;
                    /** 码尾号 */
                    tail?: string;
                    /** 产品名称 */
                    product?: string;
                    /**
                     * 产品备案
                     * Format: id
                     */
                    productId?: string | number;
                    /** 生产企业 */
                    maker?: string;
                    /** 型号 */
                    model?: string;
                    /** 扫到的编码 */
                    text: string;
                    /** 状态 */
                    status?: string;
                    /** 状态名称 */
                    statusZh?: string;
                };
                battery?: {
                    /** vehicle、battery、charger */
                    slot?: string;
                    /** 追溯码 */
                    code?: string;
                    /** 码尾号 */
                    tail?: string;
                    /** 产品名称 */
                    product?: string;
                    /**
                     * 产品备案
                     * Format: id
                     */
                    productId?: string | number;
                    /** 生产企业 */
                    maker?: string;
                    /** 型号 */
                    model?: string;
                    /** 扫到的编码 */
                    text: string;
                    /** 状态 */
                    status?: string;
                    /** 状态名称 */
                    statusZh?: string;
                };
                charger?: {
                    /** vehicle、battery、charger */
                    slot?: string;
                    /** 追溯码 */
                    code?: string;
                    /** 码尾号 */
                    tail?: string;
                    /** 产品名称 */
                    product?: string;
                    /**
                     * 产品备案
                     * Format: id
                     */
                    productId?: string | number;
                    /** 生产企业 */
                    maker?: string;
                    /** 型号 */
                    model?: string;
                    /** 扫到的编码 */
                    text: string;
                    /** 状态 */
                    status?: string;
                    /** 状态名称 */
                    statusZh?: string;
                };
            };
            /** 各编码 */
            items: {
                /** vehicle、battery、charger */
                slot?: string;
                /** 追溯码 */
                code?: string;
                /** 码尾号 */
                tail?: string;
                /** 产品名称 */
                product?: string;
                /**
                 * 产品备案
                 * Format: id
                 */
                productId?: string | number;
                /** 生产企业 */
                maker?: string;
                /** 型号 */
                model?: string;
                /** 扫到的编码 */
                text: string;
                /** 状态 */
                status?: string;
                /** 状态名称 */
                statusZh?: string;
            }[];
            allowed: {
                /** 电池 */
                battery?: {
                    /** 生产企业 */
                    maker: string;
                    /** 统一社会信用代码 */
                    uscc: string;
                    /** 型号 */
                    model: string;
                    /** 版本 */
                    edition?: number;
                }[];
                /** 充电器 */
                charger?: {
                    /** 生产企业 */
                    maker: string;
                    /** 统一社会信用代码 */
                    uscc: string;
                    /** 型号 */
                    model: string;
                    /** 版本 */
                    edition?: number;
                }[];
            };
            /** 不符之处 */
            problems: {
                /** vehicle、battery、charger */
                slot?: string;
                /** 扫到的编码 */
                text?: string;
                /** 不符的项目 */
                field: string;
                /** 应是 */
                expected: string;
                /** 扫到 */
                found: string;
                /** 允许清单 */
                allowed?: {
                    /** 生产企业 */
                    maker: string;
                    /** 统一社会信用代码 */
                    uscc: string;
                    /** 型号 */
                    model: string;
                    /** 版本 */
                    edition?: number;
                }[];
                /** 错误代码 */
                code: string;
                /** 说明 */
                detail: string;
                /** 召回、冻结或作废，停止销售 */
                stop: boolean;
            }[];
            /** 提醒 */
            warnings: {
                /** vehicle、battery、charger */
                slot?: string;
                /** 扫到的编码 */
                text?: string;
                /** 不符的项目 */
                field: string;
                /** 应是 */
                expected: string;
                /** 扫到 */
                found: string;
                /** 允许清单 */
                allowed?: {
                    /** 生产企业 */
                    maker: string;
                    /** 统一社会信用代码 */
                    uscc: string;
                    /** 型号 */
                    model: string;
                    /** 版本 */
                    edition?: number;
                }[];
                /** 错误代码 */
                code: string;
                /** 说明 */
                detail: string;
                /** 召回、冻结或作废，停止销售 */
                stop: boolean;
            }[];
            /** 齐全且没有问题 */
            complete: boolean;
        };
        StoreSale: {
            /**
             * 销售单
             * Format: id
             */
            id: string | number;
            /** 单号 */
            number: string;
            /** 销售类型 */
            type: string;
            /** 销售类型名称 */
            typeZh: string;
            /** 状态 */
            state: string;
            /** 状态名称 */
            stateZh: string;
            /**
             * 门店
             * Format: id
             */
            store?: string | number;
            /** 门店名称，没有门店时为企业名称 */
            storeName: string;
            /**
             * 销售时间
             * Format: date-time
             */
            soldAt: string;
            /**
             * 登记时间
             * Format: date-time
             */
            createdAt: string;
            /** 店员 */
            clerk: string;
            customer?: {
                /**
                 * 顾客信息表
                 * Format: id
                 */
                id: string | number;
                /** waiting、filled、erased */
                state: string;
                /** 脱敏姓名 */
                name: string;
                /** 脱敏电话 */
                phone: string;
            };
            /** 备注 */
            remark: string;
            /** 以旧换新活动 */
            programme: string;
            oldItem?: {
                /** 种类 */
                kind: string;
                /** 编码 */
                text: string;
            };
            /** 三码 */
            codes: {
                /** vehicle、battery、charger */
                slot?: string;
                /** 追溯码 */
                code?: string;
                /** 码尾号 */
                tail?: string;
                /** 产品名称 */
                product?: string;
                /**
                 * 产品备案
                 * Format: id
                 */
                productId?: string | number;
                /** 生产企业 */
                maker?: string;
                /** 型号 */
                model?: string;
                /** 质保到期 */
                warrantyUntil?: string;
                /** 已退 */
                returned?: boolean;
            }[];
            /** 追加销售信息 */
            additions: {
                /** 名称 */
                name: string;
                /** 内容 */
                value: string;
                /** 操作人 */
                by: string;
                /**
                 * 时间
                 * Format: date-time
                 */
                at: string;
            }[];
            /** 销售凭证 */
            receiptUrl: string;
            /** 公开页面 */
            publicUrl: string;
            /** 版本 */
            version: string;
        };
        SaleReturn: {
            /**
             * 退货单
             * Format: id
             */
            id: string | number;
            /** 单号 */
            number: string;
            /**
             * 销售单
             * Format: id
             */
            sale?: string | number;
            /** 销售单号 */
            saleNumber?: string;
            /**
             * 门店
             * Format: id
             */
            store?: string | number;
            /** 门店名称 */
            storeName?: string;
            /** 来源 */
            source: string;
            /** 来源名称 */
            sourceZh: string;
            /** 状态 */
            state: string;
            /** 状态名称 */
            stateZh: string;
            /** 处置 */
            disposition: string;
            /** 处置名称 */
            dispositionZh: string;
            /** 原因 */
            reason: string;
            /** 判定说明 */
            remark: string;
            /** 件数 */
            quantity: number | string;
            /** 产品 */
            codes: {
                /** vehicle、battery、charger */
                slot?: string;
                /** 追溯码 */
                code?: string;
                /** 码尾号 */
                tail?: string;
                /** 产品名称 */
                product?: string;
                /**
                 * 产品备案
                 * Format: id
                 */
                productId?: string | number;
                /** 生产企业 */
                maker?: string;
                /** 型号 */
                model?: string;
            }[];
            /**
             * 退货时间
             * Format: date-time
             */
            returnedAt: string;
            /**
             * 登记时间
             * Format: date-time
             */
            createdAt: string;
            /** 操作人 */
            createdBy: string;
            /** 判定人 */
            judgedBy?: string;
            /**
             * 判定时间
             * Format: date-time
             */
            judgedAt?: string;
            /** 版本 */
            version: string;
        };
        CustomerForm: {
            /**
             * 顾客信息表
             * Format: id
             */
            id: string | number;
            /** waiting、filled、erased */
            state: string;
            /** 状态名称 */
            stateZh: string;
            /** 已填写 */
            filled: boolean;
            masked: {
                /** 脱敏姓名 */
                name: string;
                /** 脱敏电话 */
                phone: string;
            };
            /** 需要填写的信息 */
            needs: string[];
            /**
             * 填写期限
             * Format: date-time
             */
            expiresAt: string;
            /**
             * 创建时间
             * Format: date-time
             */
            createdAt: string;
            /** 操作人 */
            createdBy: string;
            /**
             * 自动删除时间
             * Format: date-time
             */
            purgeAt?: string;
            /**
             * 删除时间
             * Format: date-time
             */
            erasedAt?: string;
            /** 顾客填写的网址，只在新建时 */
            url?: string;
            /** 二维码 SVG，只在新建时 */
            qr?: string;
            /** 脱敏姓名 */
            name?: string;
            /** 脱敏电话 */
            phone?: string;
            /**
             * 销售单
             * Format: id
             */
            sale?: string | number;
            /** 销售单号 */
            saleNumber?: string;
            /**
             * 购买时间
             * Format: date-time
             */
            boughtAt?: string;
            /** 所购产品 */
            products?: string;
            /** 产品 */
            codes?: {
                /** vehicle、battery、charger */
                slot?: string;
                /** 追溯码 */
                code?: string;
                /** 码尾号 */
                tail?: string;
                /** 产品名称 */
                product?: string;
                /**
                 * 产品备案
                 * Format: id
                 */
                productId?: string | number;
                /** 生产企业 */
                maker?: string;
                /** 型号 */
                model?: string;
            }[];
            /** 质保到期 */
            warrantyUntil?: string;
            /** 有产品被召回 */
            recalled?: boolean;
        };
        SaleRules: {
            /** 版本，0 为内置规则 */
            version: string;
            customerFields: {
                /** 捆绑销售 */
                bundle: string[];
                /** 单品销售 */
                single: string[];
                /** 以旧换新 */
                trade_in: string[];
            };
            codeFamilies: {
                /** 捆绑销售 */
                bundle: string[];
                /** 单品销售 */
                single: string[];
                /** 以旧换新 */
                trade_in: string[];
            };
            /** 顾客信息保存天数 */
            customerDays: number | string;
            /** 以旧换新活动 */
            programmes: {
                /** 活动名称 */
                name: string;
                /** 开始日期 */
                from: string;
                /** 结束日期 */
                to: string;
                /** 产品备案 */
                products: (string | number)[];
            }[];
        };
        Workbench: {
            /** 待办 */
            todos: {
                /** 待办 */
                key: string;
                /** 中文名 */
                zh: string;
                /** 件数 */
                count: number;
                /** 控制台页面 */
                page: string;
            }[];
            /** 关键数字 */
            figures: {
                /** 数字 */
                key: string;
                /** 中文名 */
                zh: string;
                /** 值 */
                value: string;
            }[];
            /** 近七天，早的在前 */
            days: {
                /**
                 * 日期
                 * Format: date
                 */
                day: string;
                /** 绑码数量 */
                bound: string;
                /** 出库数量 */
                shipped: string;
            }[];
            /** 首次使用的步骤，全部完成后为空 */
            guide: {
                /** 步骤 */
                key: string;
                /** 中文名 */
                zh: string;
                /** 已完成 */
                done: boolean;
                /** 控制台页面 */
                page: string;
            }[];
        };
        Filing: {
            /** 备案种类 */
            kind: string;
            /** 备案种类的中文名 */
            kindZh: string;
            /** 必须办理 */
            required: boolean;
            /** 状态 */
            state: string;
            /** 状态的中文名 */
            stateZh: string;
            /** 已颁发 */
            issued: boolean;
            /** 版本 */
            version: string;
            /**
             * 更新时间
             * Format: date-time
             */
            updatedAt?: string;
            /**
             * 最近的申请
             * Format: id
             */
            application?: string | number;
            form?: components["schemas"]["Template"];
            /** 填报内容 */
            fields?: Record<string, never>;
            /** 已颁发的内容 */
            approved?: Record<string, never>;
        };
        ImportKind: {
            /** 导入类型 */
            id: string;
            /** 名称 */
            name: string;
            /** 版次 */
            reference: string;
            /** 可以直接提交审核 */
            canSubmit: boolean;
            /** 须选择产品单元 */
            asksUnit: boolean;
            /** 默认的产品单元 */
            unit?: string;
            /** 各列 */
            columns: {
                /** 列 */
                id: string;
                /** 列名 */
                name: string;
                /** 内容：text、number、date、option、code */
                kind: string;
                /** 必填 */
                required: boolean;
                /** 填写要求 */
                rule: string;
                /** 可选内容 */
                options?: string[];
            }[];
        };
        Import: {
            /**
             * 导入任务
             * Format: id
             */
            id: string | number;
            /** 导入类型 */
            kind: string;
            /** 导入类型的名称 */
            kindName?: string;
            /** 产品单元 */
            unit: string;
            /** 导入后提交审核 */
            submit: boolean;
            /** 文件名 */
            fileName: string;
            /** 字节数 */
            fileBytes: number;
            /** 文件的 SHA-256 */
            sha256: string;
            /** 状态 */
            state: string;
            /** 状态名称 */
            stateZh: string;
            /** 总行数 */
            total: number;
            /** 已检查的行数 */
            done: number;
            /** 新增 */
            fresh: number;
            /** 变更 */
            changed: number;
            /** 相同 */
            same: number;
            /** 错误 */
            wrong: number;
            /** 已导入 */
            stored: number;
            /** 可查看各行 */
            hasRows: boolean;
            /** 失败后可以重试 */
            canRetry: boolean;
            /** 版本 */
            version: string;
            /**
             * 上传时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 更新时间
             * Format: date-time
             */
            updatedAt: string;
            /**
             * 结束时间
             * Format: date-time
             */
            finishedAt?: string;
            /** 失败的原因 */
            problem?: string;
            /** 同一文件此前已上传 */
            repeated?: boolean;
            /** 各列 */
            columns?: {
                /** 列 */
                id: string;
                /** 列名 */
                name: string;
                /** 内容：text、number、date、option、code */
                kind: string;
                /** 必填 */
                required: boolean;
                /** 填写要求 */
                rule: string;
                /** 可选内容 */
                options?: string[];
            }[];
        };
        ImportRow: {
            /** 序号，从 1 起 */
            row: number;
            /** 表格中的行号 */
            number: number;
            /** 状态 */
            state: string;
            /** 各列的内容 */
            cells: string[];
            /** 错误 */
            findings: {
                /** 列的序号，空为整行 */
                column: number | null;
                /** 错误码 */
                code: string;
                /** 规则 */
                rule: string;
            }[];
            /** 变更 */
            changes: {
                /** 列的序号，空为整行 */
                column: number | null;
                /** 原来的内容 */
                before: string;
            }[];
            /** 由码段还原的追溯码 */
            mended?: {
                /** 列的序号，空为整行 */
                column: number | null;
                /** 表格中留下的内容 */
                written: string;
            }[];
            /** 导入后的编号 */
            object?: string;
        };
        CodeRange: {
            /**
             * 码段
             * Format: id
             */
            block: string | number;
            /** 首号 */
            first: number | string;
            /** 末号 */
            last: number | string;
        };
        /** 指明追溯码的四种方式之一 */
        CodeSelection: {
            /**
             * 码段
             * Format: id
             */
            block: string | number;
            /** 首号 */
            first: number | string;
            /** 末号 */
            last: number | string;
        } | {
            /** 首码 */
            firstCode: string;
            /** 末码 */
            lastCode: string;
        } | {
            /** 追溯码 */
            codes: string[];
        } | {
            /** 区间 */
            ranges: components["schemas"]["CodeRange"][];
        };
        Code: {
            /** 追溯码 */
            code?: string;
            /** 查询地址 */
            address?: string;
            /** 结论 V1 至 V7 */
            verdict: string;
            /** 状态 */
            status?: string;
            /** 状态名称 */
            statusZh?: string;
            /** 查询次数 */
            scanCount?: number;
            /** 信息 */
            fields?: components["schemas"]["ShownField"][];
            /** 流向 */
            chain?: Record<string, never>[];
            /** 可能的码制 */
            recognised?: Record<string, never>[];
        };
        Event: {
            /**
             * 事件
             * Format: id
             */
            eventID: string | number;
            /** EPCIS 事件类型 */
            type: string;
            /** EPCIS action */
            action: string;
            /** 业务步骤 */
            bizStep: string;
            /** 业务步骤名称 */
            bizStepZh: string;
            /** 状态 */
            disposition: string;
            /**
             * 企业
             * Format: id
             */
            organisation: string | number;
            /** 码的数量 */
            count: number | string;
            /**
             * 发生时间
             * Format: date-time
             */
            eventTime?: string;
            /**
             * 记录时间
             * Format: date-time
             */
            recordTime?: string;
            /** 区间 */
            ranges?: components["schemas"]["CodeRange"][];
            /**
             * 收货企业
             * Format: id
             */
            consignee?: string | number;
            /** 填报内容 */
            fields?: components["schemas"]["ShownField"][];
        };
        Subscription: {
            /** 订阅 */
            subscriptionID: string;
            /** 命名查询 */
            queryName: string;
            /** 接收地址 */
            dest: string;
            /**
             * 创建时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 最近一次送达
             * Format: date-time
             */
            lastNotifiedAt?: string;
            /**
             * 从何时记录的事件开始
             * Format: date-time
             */
            initialRecordTime?: string;
            /** 编码的写法 */
            epcFormat: string;
            /** 有新事件时即通知 */
            stream?: boolean;
            /** 时间表 */
            schedule?: Record<string, never>;
            /** 没有新事件也通知 */
            reportIfEmpty?: boolean;
            /** 消息带签名 */
            signed: boolean;
            /**
             * 状态
             * @enum {string}
             */
            state: "active" | "failing";
            /** 等待投递 */
            waiting: number;
            /** 投递失败 */
            dead: number;
            /** 最近的错误 */
            lastError?: string;
        };
        Delivery: {
            /**
             * 消息
             * Format: id
             */
            id: string | number;
            /**
             * 状态
             * @enum {string}
             */
            state: "waiting" | "dead";
            /** 已尝试次数 */
            attempts: number;
            /** 事件数 */
            events: number;
            /**
             * 产生时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 下次投递
             * Format: date-time
             */
            dueAt: string;
            /** 最近的错误 */
            lastError: string;
        };
        Message: {
            /**
             * 消息
             * Format: id
             */
            id: string | number;
            /** review、account、certificate、party、warning 或 system */
            kind: string;
            /** 类型 */
            kindZh: string;
            /** 标题 */
            title: string;
            /** 内容 */
            text: string;
            /** 有关的对象：type 与 id */
            object?: Record<string, never>;
            /**
             * 时间
             * Format: date-time
             */
            at: string;
            /** 已读 */
            read: boolean;
        };
        OutboxMessage: {
            /**
             * 消息
             * Format: id
             */
            id: string | number;
            /** sms 或 email */
            channel: string;
            /** 渠道 */
            channelZh: string;
            /** 收件人，部分隐去 */
            to: string;
            /** 模板 */
            template: string;
            /** 模板名称 */
            templateZh: string;
            /** waiting、sent 或 dead */
            state: string;
            /** 状态 */
            stateZh: string;
            /** 已尝试次数 */
            attempts: number;
            /**
             * 提交时间
             * Format: date-time
             */
            at: string;
            /**
             * 企业
             * Format: id
             */
            organisation?: string | number;
            /**
             * 下次发送
             * Format: date-time
             */
            due?: string;
            /**
             * 发出时间
             * Format: date-time
             */
            sentAt?: string;
            /** 最近一次失败的原因 */
            error?: string;
            /** 正文，仅本地网关 */
            body?: string;
        };
        AuditRow: {
            /**
             * 记录
             * Format: id
             */
            id: string | number;
            /**
             * 时间
             * Format: date-time
             */
            at: string;
            /**
             * 用户
             * Format: id
             */
            user?: string | number;
            /** 用户名 */
            userName?: string;
            /**
             * 企业
             * Format: id
             */
            organisation?: string | number;
            /** 操作 */
            action: string;
            /** 操作名称 */
            actionZh: string;
            /** 对象类型 */
            objectType: string;
            /** 对象编号 */
            object: string;
            /** 说明 */
            detail?: string;
            /** 修改前 */
            before?: Record<string, never>;
            /** 修改后 */
            after?: Record<string, never>;
            /** 客户端地址，企业只见网段 */
            address: string;
            /** 请求编号 */
            requestId: string;
        };
        CalendarYear: {
            year: number;
            /** 节假日已公布 */
            declared: boolean;
            /** 版本，修改时带回 */
            version: string;
            /** 节假日与调休上班日 */
            days: Record<string, never>[];
        };
        CaptureJob: {
            /** 采集任务 */
            captureID: string;
            /**
             * 开始时间
             * Format: date-time
             */
            createdAt: string;
            /**
             * 完成时间
             * Format: date-time
             */
            finishedAt?: string;
            /** 正在采集 */
            running: boolean;
            /** 没有错误 */
            success: boolean;
            /**
             * 出错时
             * @enum {string}
             */
            captureErrorBehaviour: "rollback" | "proceed";
            /** 错误 */
            errors: Record<string, never>[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "login": "maker",
                 *       "password": "correct-horse-battery-26"
                 *     }
                 */
                "application/json": {
                    /** 用户名、手机号或条码卡号 */
                    login: string;
                    /** 密码 */
                    password: string;
                    captcha?: components["schemas"]["CaptchaAnswer"];
                };
            };
        };
        responses: {
            /** @description 会话 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    currentSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 当前会话 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 会话已结束 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    switchMembership: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "membership": "1"
                 *     }
                 */
                "application/json": {
                    /**
                     * 身份
                     * Format: id
                     */
                    membership: string | number;
                };
            };
        };
        responses: {
            /** @description 会话 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "password": "correct-horse-battery-26",
                 *       "newPassword": "staple-of-nine-bright-26"
                 *     }
                 */
                "application/json": {
                    /** 原密码 */
                    password: string;
                    /** 新密码 */
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description 会话 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    setUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "x0dF…",
                 *       "login": "admin",
                 *       "password": "correct-horse-battery-26"
                 *     }
                 */
                "application/json": {
                    /** 初始化令牌 */
                    token: string;
                    /** 用户名 */
                    login: string;
                    /** 密码 */
                    password: string;
                };
            };
        };
        responses: {
            /** @description 管理员 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * 用户
                         * Format: id
                         */
                        user: string | number;
                        login: string;
                    };
                };
            };
        };
    };
    makeCaptcha: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 图形验证码 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 验证码编号 */
                        token: string;
                        /** PNG 图片的 data: 地址 */
                        image: string;
                        /** 文字问题 */
                        question: string;
                    };
                };
            };
        };
    };
    makePhoneCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phone": "13800001234",
                 *       "purpose": "register"
                 *     }
                 */
                "application/json": {
                    /** 手机号 */
                    phone: string;
                    /**
                     * 用途
                     * @enum {string}
                     */
                    purpose: "sign_in" | "reset_password" | "reset_key" | "bind_phone" | "register";
                    captcha?: components["schemas"]["CaptchaAnswer"];
                };
            };
        };
        responses: {
            /** @description 已发送 */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * 有效期至
                         * Format: date-time
                         */
                        expires: string;
                        /** 可再次发送前的秒数 */
                        resendAfterSeconds: number;
                    };
                };
            };
        };
    };
    signInByPhone: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phone": "13800001234",
                 *       "code": "260726"
                 *     }
                 */
                "application/json": {
                    /** 手机号 */
                    phone: string;
                    /** 短信验证码 */
                    code: string;
                };
            };
        };
        responses: {
            /** @description 会话 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phone": "13800001234",
                 *       "code": "260726",
                 *       "newPassword": "staple-of-nine-26"
                 *     }
                 */
                "application/json": {
                    /** 手机号 */
                    phone: string;
                    /** 短信验证码 */
                    code: string;
                    /** 新密码 */
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description 密码已更换 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "张三",
                 *       "email": "zhang.san@maker.example"
                 *     }
                 */
                "application/json": {
                    /** 姓名 */
                    name: string;
                    /** 电子邮箱 */
                    email?: string;
                };
            };
        };
        responses: {
            /** @description 会话 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    changePhone: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phone": "13800001234",
                 *       "code": "260726"
                 *     }
                 */
                "application/json": {
                    /** 手机号 */
                    phone: string;
                    /** 短信验证码 */
                    code: string;
                };
            };
        };
        responses: {
            /** @description 会话 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    listRoles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 角色 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: unknown[];
                    };
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description 用户名或姓名的一部分 */
                q?: string;
                /** @description 只看此角色 */
                role?: string;
                /** @description 只看此状态 */
                status?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页成员 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Member"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    changeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "recorder",
                 *       "scope": {
                 *         "ownOnly": true
                 *       }
                 *     }
                 */
                "application/json": {
                    /** 角色 */
                    role: string;
                    scope?: components["schemas"]["Scope"];
                };
            };
        };
        responses: {
            /** @description 成员 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    suspendMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "已离职"
                 *     }
                 */
                "application/json": {
                    /** 原因 */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description 成员 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    restoreMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 成员 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
        };
    };
    resetMemberPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 已发送 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listInvitations: {
        parameters: {
            query?: {
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页邀请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Invitation"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    invite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "recorder",
                 *       "scope": {
                 *         "ownOnly": true
                 *       },
                 *       "name": "李四"
                 *     }
                 */
                "application/json": {
                    /** 角色 */
                    role: string;
                    scope?: components["schemas"]["Scope"];
                    /** 姓名 */
                    name?: string;
                    /** 手机号 */
                    phone?: string;
                    /**
                     * 另一单位，仅平台运营
                     * Format: id
                     */
                    organisation?: string | number;
                };
            };
        };
        responses: {
            /** @description 邀请 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
        };
    };
    withdrawInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 已撤回 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    lookUpInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "x0dF…"
                 *     }
                 */
                "application/json": {
                    /** 邀请链接 */
                    token: string;
                };
            };
        };
        responses: {
            /** @description 邀请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        organisationName: string;
                        role: string;
                        roleZh: string;
                        /**
                         * 有效期至
                         * Format: date-time
                         */
                        expires: string;
                        name?: string;
                        phone?: string;
                    };
                };
            };
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "x0dF…",
                 *       "login": "lisi",
                 *       "password": "correct-horse-battery-26",
                 *       "name": "李四"
                 *     }
                 */
                "application/json": {
                    /** 邀请链接 */
                    token: string;
                    /** 用户名 */
                    login?: string;
                    /** 密码 */
                    password?: string;
                    /** 姓名 */
                    name?: string;
                    /** 手机号 */
                    phone?: string;
                    /** 短信验证码 */
                    code?: string;
                };
            };
        };
        responses: {
            /** @description 会话 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页密钥 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Key"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    makeKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "260726",
                 *       "days": "365"
                 *     }
                 */
                "application/json": {
                    /** 短信验证码 */
                    code: string;
                    /** 有效天数 */
                    days?: number | string;
                };
            };
        };
        responses: {
            /** @description 密钥 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 已停用 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listOrganisations: {
        parameters: {
            query?: {
                /** @description 只看此状态 */
                status?: string;
                /** @description 名称或信用代码中的文字 */
                q?: string;
                /** @description 信用代码的前几位 */
                uscc?: string;
                /** @description 行政区划代码的前几位 */
                region?: string;
                /** @description 企业类型 */
                kind?: string;
                /** @description 产品品类 */
                category?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页企业 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Organisation"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    registerOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "广东一贯车业有限公司",
                 *       "address": "广东省广州市黄埔区开创大道1号",
                 *       "contact": "020-81110001",
                 *       "uscc": "91440101MA0000001Q",
                 *       "capital": "500",
                 *       "website": "https://maker.example",
                 *       "kinds": [
                 *         "producer"
                 *       ],
                 *       "login": "maker",
                 *       "password": "correct-horse-battery-26"
                 *     }
                 */
                "application/json": {
                    /** 企业名称 */
                    name: string;
                    /** 生产/注册地址 */
                    address: string;
                    /** 联系方式 */
                    contact: string;
                    /** 统一社会信用代码 */
                    uscc: string;
                    /** 英文名称 */
                    nameEn?: string;
                    /** 邮政编码 */
                    postcode?: string;
                    /** 厂商识别代码 */
                    vendorCode?: string;
                    /** 法定代表人 */
                    legalPerson?: string;
                    /** 法定代表人手机号码 */
                    legalPersonPhone?: string;
                    /** 联系人 */
                    contactPerson?: string;
                    /** 联系人手机号码 */
                    contactPhone?: string;
                    /** 传真 */
                    fax?: string;
                    /** 电子邮箱 */
                    email?: string;
                    /** 企业网站 */
                    website?: string;
                    /** 备注 */
                    remark?: string;
                    /** 注册资金（万元） */
                    capital?: number | string;
                    /** 行政区域，六位代码 */
                    regionCode?: string;
                    /** 生产地址 */
                    productionAddress?: string;
                    /** 企业 GLN */
                    gln?: string;
                    /** 条码卡号 */
                    cardNumber?: string;
                    /** 组织机构代码 */
                    organisationCode?: string;
                    /**
                     * 企业性质
                     * @enum {string}
                     */
                    companyType?: "ordinary" | "health_food" | "cold_chain";
                    /** 产品类型 */
                    productTypes?: ("vehicle" | "battery" | "charger")[];
                    /** 产品品类 */
                    categories?: string[];
                    /** 品牌 */
                    brands?: string[];
                    /** 承诺书 */
                    letters?: Record<string, never>[];
                    /** 提交审核；否则存为草稿 */
                    submit?: boolean;
                    /** 企业类型 */
                    kinds: ("producer" | "seller" | "regulator" | "platform_operator" | "commissioning_party" | "commissioned_party" | "certification_body" | "professional_body" | "association" | "online_shop" | "buyer")[];
                    /** 用户名 */
                    login: string;
                    /** 密码；没有手机号时必填 */
                    password: string;
                    /** 手机号，初始密码发往此处 */
                    phone?: string;
                    /** 短信验证码 */
                    phoneCode?: string;
                };
            };
        };
        responses: {
            /** @description 待审核的企业 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * 首个用户
                         * Format: id
                         */
                        user: string | number;
                    } & components["schemas"]["Organisation"];
                };
            };
        };
    };
    getOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 企业 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
        };
    };
    resubmitOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "广东一贯车业有限公司",
                 *       "address": "广东省广州市黄埔区开创大道1号",
                 *       "contact": "020-81110001",
                 *       "uscc": "91440101MA0000001Q",
                 *       "capital": "500",
                 *       "website": "https://maker.example"
                 *     }
                 */
                "application/json": {
                    /** 企业名称 */
                    name: string;
                    /** 生产/注册地址 */
                    address: string;
                    /** 联系方式 */
                    contact: string;
                    /** 统一社会信用代码 */
                    uscc: string;
                    /** 英文名称 */
                    nameEn?: string;
                    /** 邮政编码 */
                    postcode?: string;
                    /** 厂商识别代码 */
                    vendorCode?: string;
                    /** 法定代表人 */
                    legalPerson?: string;
                    /** 法定代表人手机号码 */
                    legalPersonPhone?: string;
                    /** 联系人 */
                    contactPerson?: string;
                    /** 联系人手机号码 */
                    contactPhone?: string;
                    /** 传真 */
                    fax?: string;
                    /** 电子邮箱 */
                    email?: string;
                    /** 企业网站 */
                    website?: string;
                    /** 备注 */
                    remark?: string;
                    /** 注册资金（万元） */
                    capital?: number | string;
                    /** 行政区域，六位代码 */
                    regionCode?: string;
                    /** 生产地址 */
                    productionAddress?: string;
                    /** 企业 GLN */
                    gln?: string;
                    /** 条码卡号 */
                    cardNumber?: string;
                    /** 组织机构代码 */
                    organisationCode?: string;
                    /**
                     * 企业性质
                     * @enum {string}
                     */
                    companyType?: "ordinary" | "health_food" | "cold_chain";
                    /** 产品类型 */
                    productTypes?: ("vehicle" | "battery" | "charger")[];
                    /** 产品品类 */
                    categories?: string[];
                    /** 品牌 */
                    brands?: string[];
                    /** 承诺书 */
                    letters?: Record<string, never>[];
                    /** 提交审核；否则存为草稿 */
                    submit?: boolean;
                    /**
                     * 营业执照
                     * Format: id
                     */
                    licence?: string | number;
                    /**
                     * 版本
                     * Format: id
                     */
                    version?: string | number;
                };
            };
        };
        responses: {
            /** @description 企业 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
        };
    };
    reviewOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "approve",
                 *       "reason": "资料齐全"
                 *     }
                 */
                "application/json": {
                    /**
                     * 审批结果
                     * @enum {string}
                     */
                    decision: "approve" | "reject";
                    /** 审批意见 */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description 企业 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
        };
    };
    organisationHistory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 各个版本 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: Record<string, never>[];
                    };
                };
            };
        };
    };
    changeOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "changes": {
                 *         "website": "https://maker.example/new"
                 *       },
                 *       "reason": "更换网站"
                 *     }
                 */
                "application/json": {
                    /** 变更内容 */
                    changes: Record<string, never>;
                    /** 变更原因 */
                    reason: string;
                    /** 附件 */
                    documents?: (string | number)[];
                };
            };
        };
        responses: {
            /** @description 变更申请 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    transferOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "successor": "91440101MA0000001Q",
                 *       "ground": "merged",
                 *       "reason": "公司合并"
                 *     }
                 */
                "application/json": {
                    /** 承接企业 */
                    successor: string;
                    /**
                     * 转移原因
                     * @enum {string}
                     */
                    ground: "merged" | "renamed" | "split";
                    /** 说明 */
                    reason: string;
                    /** 附件 */
                    documents?: (string | number)[];
                };
            };
        };
        responses: {
            /** @description 转移申请 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    introduceOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "overview": "专注电动自行车的生产"
                 *     }
                 */
                "application/json": {
                    /** 企业概况 */
                    overview?: string;
                    /** 主营产品与业务 */
                    business?: string;
                    /** 优势与产品特色 */
                    strengths?: string;
                };
            };
        };
        responses: {
            /** @description 企业 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
        };
    };
    suspendOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "抽检不合格"
                 *     }
                 */
                "application/json": {
                    /** 原因 */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description 企业 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
        };
    };
    resumeOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "抽检不合格"
                 *     }
                 */
                "application/json": {
                    /** 原因 */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description 企业 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
        };
    };
    deregisterOrganisation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "抽检不合格"
                 *     }
                 */
                "application/json": {
                    /** 原因 */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description 企业 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organisation"];
                };
            };
        };
    };
    listApplications: {
        parameters: {
            query?: {
                /** @description 只看此类 */
                kind?: string;
                /** @description 只看这些状态，以逗号分隔 */
                state?: string;
                /** @description 单号、名称或企业中的文字 */
                q?: string;
                /** @description 行政区划代码的前几位 */
                region?: string;
                /** @description 只看我领取的 */
                mine?: string;
                /** @description 只看超时的 */
                overdue?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页申请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Application"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    getApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 申请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    claimApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 申请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    releaseApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 申请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    assignApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "user": "1"
                 *     }
                 */
                "application/json": {
                    /**
                     * 审核人员
                     * Format: id
                     */
                    user: string | number;
                };
            };
        };
        responses: {
            /** @description 申请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    decideApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "approve",
                 *       "reason": "资料齐全"
                 *     }
                 */
                "application/json": {
                    /**
                     * 审批结果
                     * @enum {string}
                     */
                    decision: "approve" | "reject" | "to_complete";
                    /** 审批意见 */
                    reason?: string;
                    /** 批注 */
                    notes?: {
                        /** 批注位置 */
                        pointer: string;
                        /** 批注 */
                        text: string;
                    }[];
                    settings?: {
                        /** 所属行业 */
                        industry?: string;
                        returnRateLimit?: {
                            /** 用户回传率限制 */
                            on?: boolean;
                            /** 限制回传比率 */
                            percent?: number | string;
                        };
                        /** 用户密码初始化 */
                        initialisePassword?: boolean;
                        /** 是否开启短网址 */
                        shortUrl?: boolean;
                    };
                    /**
                     * 版本
                     * Format: id
                     */
                    version?: string | number;
                };
            };
        };
        responses: {
            /** @description 申请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    withdrawApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "填错了"
                 *     }
                 */
                "application/json": {
                    /** 原因 */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description 申请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    cancelApplication: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "企业申请注销"
                 *     }
                 */
                "application/json": {
                    /** 原因 */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description 申请 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    getReviewRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 审核规则 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: Record<string, never>[];
                    };
                };
            };
        };
    };
    setReviewRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "kind": "model",
                 *           "secondReview": false,
                 *           "firstDays": 1,
                 *           "totalDays": 5
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 审核规则 */
                    items: {
                        /**
                         * 申请类型
                         * @enum {string}
                         */
                        kind: "registration" | "organisation_change" | "organisation_transfer" | "product_filing" | "product_correction" | "product_change" | "product_disable" | "template_request" | "enterprise_filing" | "supply_filing" | "production_filing" | "model";
                        /** 申请类型 */
                        kindZh?: string;
                        /** 复审 */
                        secondReview?: boolean;
                        /** 初审时限 */
                        firstDays: number | string;
                        /** 办理时限 */
                        totalDays: number | string;
                    }[];
                };
            };
        };
        responses: {
            /** @description 审核规则 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: Record<string, never>[];
                    };
                };
            };
        };
    };
    getReasonTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 常用意见 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: Record<string, never>[];
                    };
                };
            };
        };
    };
    setReasonTemplates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "text": "营业执照图片不清晰或已过期"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 常用意见 */
                    items: {
                        /**
                         * 申请类型
                         * @enum {string}
                         */
                        kind?: "registration" | "organisation_change" | "organisation_transfer" | "product_filing" | "product_correction" | "product_change" | "product_disable" | "template_request" | "enterprise_filing" | "supply_filing" | "production_filing" | "model";
                        /** 申请类型 */
                        kindZh?: string;
                        /** 常用意见 */
                        text: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description 常用意见 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: Record<string, never>[];
                    };
                };
            };
        };
    };
    listRegions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 行政区划 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 来源与日期 */
                        version: string;
                        items: Record<string, never>[];
                    };
                };
            };
        };
    };
    getHelp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 帮助 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Help"];
                };
            };
        };
    };
    uploadDocument: {
        parameters: {
            query?: {
                /** @description 用途，见 /api/v1/documents/purposes，默认为图片 */
                purpose?: string;
                /** @description 原文件名，用于下载 */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/png": unknown;
                "image/jpeg": unknown;
                "image/gif": unknown;
                "image/webp": unknown;
                "application/pdf": unknown;
                "video/mp4": unknown;
                "video/x-msvideo": unknown;
            };
        };
        responses: {
            /** @description 文件 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Document"];
                };
            };
        };
    };
    listDocumentPurposes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 用途 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DocumentPurpose"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    getDocument: {
        parameters: {
            query?: {
                /** @description 图片的尺寸：thumb 为 160 像素，view 为 1280 像素，均为 JPEG */
                size?: "thumb" | "view" | "original";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 文件 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
        };
    };
    getDocumentContent: {
        parameters: {
            query?: {
                /** @description 图片的尺寸：thumb 为 160 像素，view 为 1280 像素，均为 JPEG */
                size?: "thumb" | "view" | "original";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 文件 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
        };
    };
    openShopAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "phone": "13800001234",
                 *       "phoneCode": "260726",
                 *       "name": "张晓云",
                 *       "password": "lv8car"
                 *     }
                 */
                "application/json": {
                    /** 手机号 */
                    phone: string;
                    /** 短信验证码，用途为 register */
                    phoneCode: string;
                    /** 真实姓名 */
                    name: string;
                    /** 密码，最少 6 位 */
                    password: string;
                };
            };
        };
        responses: {
            /** @description 会话 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    registerShop: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "uscc": "91440300708461136T",
                 *       "organisationName": "广州骑行电动车行",
                 *       "store": {
                 *         "name": "天河路店",
                 *         "contactPerson": "张晓云",
                 *         "phone": "13800138000",
                 *         "region": "440106",
                 *         "address": "天河路 1 号",
                 *         "brand": "绿源",
                 *         "repairs": true,
                 *         "productTypes": [
                 *           "vehicle",
                 *           "battery",
                 *           "charger"
                 *         ]
                 *       },
                 *       "licence": "1"
                 *     }
                 */
                "application/json": {
                    /** 统一社会信用代码 */
                    uscc: string;
                    /** 企业名称 */
                    organisationName: string;
                    /** 销售/注册地址，缺省为门店地址 */
                    address?: string;
                    /** 对外公开的联系方式，缺省为门店手机号；与账号手机号相同时只公开首尾 */
                    contact?: string;
                    store: {
                        /** 门店名称 */
                        name: string;
                        /** 联系人 */
                        contactPerson: string;
                        /** 手机号 */
                        phone: string;
                        /** 行政区划，六位，到区县 */
                        region: string;
                        /** 门店详细地址 */
                        address: string;
                        /** 所属品牌 */
                        brand: string;
                        /** 是否涉及维修业务 */
                        repairs: boolean;
                        /** 销售产品类型：电动自行车、电池、充电器、电动摩托车、头盔 */
                        productTypes: ("vehicle" | "battery" | "charger" | "motorcycle" | "helmet")[];
                        /**
                         * 营业执照，本企业的文件
                         * Format: id
                         */
                        licence?: string | number;
                    };
                    /**
                     * 营业执照，本人上传的文件
                     * Format: id
                     */
                    licence: string | number;
                    /** 已核对，确认填写与营业执照一致 */
                    confirmed?: boolean;
                };
            };
        };
        responses: {
            /** @description 企业与门店 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        organisation: components["schemas"]["Organisation"];
                        store: components["schemas"]["Store"];
                        /**
                         * 身份，当前会话已切换到它
                         * Format: id
                         */
                        membership: string | number;
                    };
                };
            };
        };
    };
    listStores: {
        parameters: {
            query?: {
                /** @description 门店名称中的文字 */
                name?: string;
                /** @description 行政区划代码的前几位 */
                region?: string;
                /** @description 只看此状态 */
                status?: "active" | "suspended";
                /** @description true：只看本人可以办理业务的门店 */
                mine?: "true" | "false";
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页门店 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Store"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    addStore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "天河路店",
                 *       "contactPerson": "张晓云",
                 *       "phone": "13800138000",
                 *       "region": "440106",
                 *       "address": "天河路 1 号",
                 *       "brand": "绿源",
                 *       "repairs": true,
                 *       "productTypes": [
                 *         "vehicle",
                 *         "battery",
                 *         "charger"
                 *       ],
                 *       "licence": "1"
                 *     }
                 */
                "application/json": {
                    /** 门店名称 */
                    name: string;
                    /** 联系人 */
                    contactPerson: string;
                    /** 手机号 */
                    phone: string;
                    /** 行政区划，六位，到区县 */
                    region: string;
                    /** 门店详细地址 */
                    address: string;
                    /** 所属品牌 */
                    brand: string;
                    /** 是否涉及维修业务 */
                    repairs: boolean;
                    /** 销售产品类型：电动自行车、电池、充电器、电动摩托车、头盔 */
                    productTypes: ("vehicle" | "battery" | "charger" | "motorcycle" | "helmet")[];
                    /**
                     * 营业执照，本企业的文件
                     * Format: id
                     */
                    licence: string | number;
                };
            };
        };
        responses: {
            /** @description 门店 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    getStore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 门店 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    changeStore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "brand": "爱玛",
                 *       "version": "1"
                 *     }
                 */
                "application/json": {
                    /** 门店名称 */
                    name?: string;
                    /** 联系人 */
                    contactPerson?: string;
                    /** 手机号 */
                    phone?: string;
                    /** 行政区划，六位，到区县 */
                    region?: string;
                    /** 门店详细地址 */
                    address?: string;
                    /** 所属品牌 */
                    brand?: string;
                    /** 是否涉及维修业务 */
                    repairs?: boolean;
                    /** 销售产品类型：电动自行车、电池、充电器、电动摩托车、头盔 */
                    productTypes?: ("vehicle" | "battery" | "charger" | "motorcycle" | "helmet")[];
                    /**
                     * 营业执照，本企业的文件
                     * Format: id
                     */
                    licence?: string | number;
                    /** 读取时的版本 */
                    version: number | string;
                };
            };
        };
        responses: {
            /** @description 门店 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    setStoreStaff: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "staff": [],
                 *       "version": "1"
                 *     }
                 */
                "application/json": {
                    /** 员工，成员编号 */
                    staff: (string | number)[];
                    /** 读取时的版本 */
                    version: number | string;
                };
            };
        };
        responses: {
            /** @description 门店 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    suspendStore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "装修"
                 *     }
                 */
                "application/json": {
                    /** 停用原因 */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description 门店 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    resumeStore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 门店 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Store"];
                };
            };
        };
    };
    listPartners: {
        parameters: {
            query?: {
                /** @description 名称中的文字，或统一社会信用代码的开头 */
                q?: string;
                /** @description 只看此类型 */
                kind?: "supplier" | "buyer";
                /** @description 行政区划代码的前几位 */
                region?: string;
                /** @description 名称相近的往来单位，最多五个；其他条件不起作用 */
                similar?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页往来单位 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Partner"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    addPartner: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "东莞绿源车业有限公司",
                 *       "kinds": [
                 *         "supplier"
                 *       ],
                 *       "region": "441900",
                 *       "contact": "李明",
                 *       "phone": "13900139000"
                 *     }
                 */
                "application/json": {
                    /** 名称 */
                    name: string;
                    /** 类型：供应商、采购商 */
                    kinds: ("supplier" | "buyer")[];
                    /** 统一社会信用代码 */
                    uscc?: string;
                    /** 地区，六位行政区划代码 */
                    region?: string;
                    /** 联系人 */
                    contact?: string;
                    /** 电话 */
                    phone?: string;
                    /** 电子邮箱 */
                    email?: string;
                };
            };
        };
        responses: {
            /** @description 往来单位 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partner"];
                };
            };
        };
    };
    getPartner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 往来单位 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partner"];
                };
            };
        };
    };
    changePartner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kinds": [
                 *         "supplier",
                 *         "buyer"
                 *       ],
                 *       "version": "1"
                 *     }
                 */
                "application/json": {
                    /** 名称 */
                    name?: string;
                    /** 类型：供应商、采购商 */
                    kinds?: ("supplier" | "buyer")[];
                    /** 统一社会信用代码 */
                    uscc?: string;
                    /** 地区，六位行政区划代码 */
                    region?: string;
                    /** 联系人 */
                    contact?: string;
                    /** 电话 */
                    phone?: string;
                    /** 电子邮箱 */
                    email?: string;
                    /** 读取时的版本 */
                    version: number | string;
                };
            };
        };
        responses: {
            /** @description 往来单位 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Partner"];
                };
            };
        };
    };
    invitePartner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 已发送 */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 途径 */
                        channel: string;
                        /**
                         * 可再次邀请的时间
                         * Format: date-time
                         */
                        againAt: string;
                    };
                };
            };
        };
    };
    readLicence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "document": "1"
                 *     }
                 */
                "application/json": {
                    /**
                     * 已上传的营业执照
                     * Format: id
                     */
                    document: string | number;
                };
                /**
                 * @example {
                 *       "document": "1"
                 *     }
                 */
                "image/jpeg": {
                    /**
                     * 已上传的营业执照
                     * Format: id
                     */
                    document: string | number;
                };
                /**
                 * @example {
                 *       "document": "1"
                 *     }
                 */
                "image/png": {
                    /**
                     * 已上传的营业执照
                     * Format: id
                     */
                    document: string | number;
                };
                /**
                 * @example {
                 *       "document": "1"
                 *     }
                 */
                "image/gif": {
                    /**
                     * 已上传的营业执照
                     * Format: id
                     */
                    document: string | number;
                };
            };
        };
        responses: {
            /** @description 识别结果 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** uscc、name、legalPerson、address、type、capital、established、scope，各有 value 与 confidence */
                        fields: Record<string, never>;
                        /** 核对 */
                        checks: Record<string, never>[];
                    };
                };
            };
        };
    };
    listLetters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 承诺书 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 承诺书 */
                        items: Record<string, never>[];
                    };
                };
            };
        };
    };
    getLetter: {
        parameters: {
            query?: {
                /** @description 企业名称，默认为登录企业的 */
                name?: string;
                /** @description 统一社会信用代码 */
                uscc?: string;
                /** @description 品牌，逗号分隔 */
                brands?: string;
            };
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 承诺书 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
        };
    };
    getSample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 样例图片 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                };
            };
        };
    };
    listProducts: {
        parameters: {
            query?: {
                /** @description 名称或型号中的文字 */
                q?: string;
                /** @description 规格型号中的文字 */
                model?: string;
                /** @description 品类或产品单元 */
                category?: string;
                /** @description 只看此状态 */
                status?: string;
                /** @description 证书状态：valid、expiring、expired、none */
                certificate?: string;
                /** @description 企业，默认本企业；监管和管理员默认全部 */
                organisation?: string | number;
                /** @description 型号类别：vehicle、battery、charger；none 为其他产品 */
                family?: string;
                /** @description true：等待本企业确认的 */
                awaitingMe?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页备案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Product"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    fileProduct: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "template": "B.1",
                 *       "unit": "CAT-05-01",
                 *       "fields": {
                 *         "productName": "普通型安全帽",
                 *         "productType": "安全帽",
                 *         "model": "HD-Y3",
                 *         "standard": "GB 2811-2019",
                 *         "inspectionReport": "型式检验报告 GX-2026-0017",
                 *         "gtin": "6901234567892",
                 *         "warrantyPeriod": "24 个月",
                 *         "productionLicence": "XK06-001-00001",
                 *         "manual": "使用前请调整帽箍"
                 *       },
                 *       "pictures": [
                 *         "246813579"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 数据模板 */
                    template: string;
                    /** 产品单元 */
                    unit: string;
                    /** 填报内容，字段由数据模板定义 */
                    fields: Record<string, never>;
                    /** 公开的字段 */
                    open?: string[];
                    /** 模板版次 */
                    edition?: number | string;
                    /** 产品图片 */
                    pictures?: (string | number)[];
                    /**
                     * 产品视频
                     * Format: id
                     */
                    video?: string | number;
                    /** 附件 */
                    attachments?: {
                        /** 附件名称 */
                        name: string;
                        /**
                         * 文件
                         * Format: id
                         */
                        document: string | number;
                    }[];
                    /** 扩展信息 */
                    extension?: {
                        /** 属性名称 */
                        name: string;
                        /** 属性值 */
                        value: string;
                    }[];
                    /** 相关链接 */
                    links?: {
                        /** 平台名称 */
                        platform: string;
                        /** 网站链接 */
                        url: string;
                        /** 平台类型 */
                        type?: string;
                    }[];
                    /** 款式照片，仅整车型号 */
                    styles?: {
                        /** 款式，提交时必填 */
                        name?: string;
                        /** 颜色，提交时必填 */
                        colour?: string;
                        pictures?: {
                            /**
                             * 平视正面照片
                             * Format: id
                             */
                            front?: string | number;
                            /**
                             * 左前45度角照片
                             * Format: id
                             */
                            leftFront?: string | number;
                            /**
                             * 左后45度角照片
                             * Format: id
                             */
                            leftRear?: string | number;
                        };
                    }[];
                    /** 检测报告，仅型号 */
                    reports?: {
                        /** 报告编号，提交时必填 */
                        number?: string;
                        /** 检测机构 */
                        body?: string;
                        /** 执行标准号 */
                        standard?: string;
                        /** 报告日期，YYYY-MM-DD */
                        date?: string;
                        /**
                         * 报告文件
                         * Format: id
                         */
                        document?: string | number;
                        /** 是否公开，默认公开 */
                        public?: boolean;
                    }[];
                    /** 允许电池型号，仅整车型号 */
                    batteries?: {
                        /** 生产企业统一社会信用代码，提交时必填 */
                        uscc?: string;
                        /** 型号，提交时必填 */
                        model?: string;
                        /** 型号版本，不填为任何版本 */
                        edition?: number | string;
                    }[];
                    /** 允许充电器型号，仅整车型号 */
                    chargers?: {
                        /** 生产企业统一社会信用代码，提交时必填 */
                        uscc?: string;
                        /** 型号，提交时必填 */
                        model?: string;
                        /** 型号版本，不填为任何版本 */
                        edition?: number | string;
                    }[];
                    goods?: {
                        /** 净含量，大于 0 的数字，提交时必填 */
                        netContent?: string;
                        /** 净含量单位，提交时必填 */
                        netUnit?: string;
                        /** 保质期，天数或“永久”，提交时必填 */
                        shelfLife?: string;
                        /** 产品分类，提交时必填 */
                        category?: string;
                        /** 品牌名称，提交时必填 */
                        brand?: string;
                        /** 通用名称，提交时必填 */
                        commonName?: string;
                        /** 产品描述，提交时必填 */
                        description?: string;
                        /** 是否保密，默认否；保密时只有本企业和最高权限监管看到商品信息 */
                        confidential?: boolean;
                        /** 是否在产，默认是 */
                        inProduction?: boolean;
                        /**
                         * 上市时间
                         * Format: date
                         */
                        launchDate?: string;
                        /** 企业定价，数字，小数点后最多 2 位 */
                        price?: string;
                        /**
                         * 币种，填写定价时必填
                         * @enum {string}
                         */
                        currency?: "CNY" | "HKD" | "MOP" | "TWD" | "USD" | "EUR" | "GBP" | "JPY";
                        /** 计价单位 */
                        priceUnit?: string;
                        /** 执行标准 */
                        standard?: string;
                        /** 贮存条件 */
                        storage?: string;
                        /** 是否受委托加工，默认否 */
                        commissioned?: boolean;
                        /** 委托企业名称，受委托加工时必填 */
                        clientName?: string;
                        /** 委托企业地址，受委托加工时必填 */
                        clientAddress?: string;
                    };
                    /** 提交审核，否则存为草稿 */
                    submit?: boolean;
                };
            };
        };
        responses: {
            /** @description 备案 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    getProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 备案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    updateProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "template": "B.1",
                 *       "unit": "CAT-05-01",
                 *       "fields": {
                 *         "productName": "普通型安全帽",
                 *         "productType": "安全帽",
                 *         "model": "HD-Y3",
                 *         "standard": "GB 2811-2019",
                 *         "inspectionReport": "型式检验报告 GX-2026-0017",
                 *         "gtin": "6901234567892",
                 *         "warrantyPeriod": "24 个月",
                 *         "productionLicence": "XK06-001-00001",
                 *         "manual": "使用前请调整帽箍"
                 *       },
                 *       "pictures": [
                 *         "246813579"
                 *       ],
                 *       "version": "1"
                 *     }
                 */
                "application/json": {
                    /** 数据模板 */
                    template: string;
                    /** 产品单元 */
                    unit: string;
                    /** 填报内容，字段由数据模板定义 */
                    fields: Record<string, never>;
                    /** 公开的字段 */
                    open?: string[];
                    /** 模板版次 */
                    edition?: number | string;
                    /** 产品图片 */
                    pictures?: (string | number)[];
                    /**
                     * 产品视频
                     * Format: id
                     */
                    video?: string | number;
                    /** 附件 */
                    attachments?: {
                        /** 附件名称 */
                        name: string;
                        /**
                         * 文件
                         * Format: id
                         */
                        document: string | number;
                    }[];
                    /** 扩展信息 */
                    extension?: {
                        /** 属性名称 */
                        name: string;
                        /** 属性值 */
                        value: string;
                    }[];
                    /** 相关链接 */
                    links?: {
                        /** 平台名称 */
                        platform: string;
                        /** 网站链接 */
                        url: string;
                        /** 平台类型 */
                        type?: string;
                    }[];
                    /** 款式照片，仅整车型号 */
                    styles?: {
                        /** 款式，提交时必填 */
                        name?: string;
                        /** 颜色，提交时必填 */
                        colour?: string;
                        pictures?: {
                            /**
                             * 平视正面照片
                             * Format: id
                             */
                            front?: string | number;
                            /**
                             * 左前45度角照片
                             * Format: id
                             */
                            leftFront?: string | number;
                            /**
                             * 左后45度角照片
                             * Format: id
                             */
                            leftRear?: string | number;
                        };
                    }[];
                    /** 检测报告，仅型号 */
                    reports?: {
                        /** 报告编号，提交时必填 */
                        number?: string;
                        /** 检测机构 */
                        body?: string;
                        /** 执行标准号 */
                        standard?: string;
                        /** 报告日期，YYYY-MM-DD */
                        date?: string;
                        /**
                         * 报告文件
                         * Format: id
                         */
                        document?: string | number;
                        /** 是否公开，默认公开 */
                        public?: boolean;
                    }[];
                    /** 允许电池型号，仅整车型号 */
                    batteries?: {
                        /** 生产企业统一社会信用代码，提交时必填 */
                        uscc?: string;
                        /** 型号，提交时必填 */
                        model?: string;
                        /** 型号版本，不填为任何版本 */
                        edition?: number | string;
                    }[];
                    /** 允许充电器型号，仅整车型号 */
                    chargers?: {
                        /** 生产企业统一社会信用代码，提交时必填 */
                        uscc?: string;
                        /** 型号，提交时必填 */
                        model?: string;
                        /** 型号版本，不填为任何版本 */
                        edition?: number | string;
                    }[];
                    goods?: {
                        /** 净含量，大于 0 的数字，提交时必填 */
                        netContent?: string;
                        /** 净含量单位，提交时必填 */
                        netUnit?: string;
                        /** 保质期，天数或“永久”，提交时必填 */
                        shelfLife?: string;
                        /** 产品分类，提交时必填 */
                        category?: string;
                        /** 品牌名称，提交时必填 */
                        brand?: string;
                        /** 通用名称，提交时必填 */
                        commonName?: string;
                        /** 产品描述，提交时必填 */
                        description?: string;
                        /** 是否保密，默认否；保密时只有本企业和最高权限监管看到商品信息 */
                        confidential?: boolean;
                        /** 是否在产，默认是 */
                        inProduction?: boolean;
                        /**
                         * 上市时间
                         * Format: date
                         */
                        launchDate?: string;
                        /** 企业定价，数字，小数点后最多 2 位 */
                        price?: string;
                        /**
                         * 币种，填写定价时必填
                         * @enum {string}
                         */
                        currency?: "CNY" | "HKD" | "MOP" | "TWD" | "USD" | "EUR" | "GBP" | "JPY";
                        /** 计价单位 */
                        priceUnit?: string;
                        /** 执行标准 */
                        standard?: string;
                        /** 贮存条件 */
                        storage?: string;
                        /** 是否受委托加工，默认否 */
                        commissioned?: boolean;
                        /** 委托企业名称，受委托加工时必填 */
                        clientName?: string;
                        /** 委托企业地址，受委托加工时必填 */
                        clientAddress?: string;
                    };
                    /** 提交审核，否则存为草稿 */
                    submit?: boolean;
                    /** 读取时的版本 */
                    version: number | string;
                };
            };
        };
        responses: {
            /** @description 备案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    correctProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "template": "B.1",
                 *       "unit": "CAT-05-01",
                 *       "fields": {
                 *         "productName": "普通型安全帽",
                 *         "productType": "安全帽",
                 *         "model": "HD-Y3",
                 *         "standard": "GB 2811-2019",
                 *         "inspectionReport": "型式检验报告 GX-2026-0017",
                 *         "gtin": "6901234567892",
                 *         "warrantyPeriod": "24 个月",
                 *         "productionLicence": "XK06-001-00001",
                 *         "manual": "使用前请调整帽箍"
                 *       },
                 *       "pictures": [
                 *         "246813579"
                 *       ],
                 *       "version": "1",
                 *       "reason": "型号印刷有误"
                 *     }
                 */
                "application/json": {
                    /** 数据模板 */
                    template: string;
                    /** 产品单元 */
                    unit: string;
                    /** 填报内容，字段由数据模板定义 */
                    fields: Record<string, never>;
                    /** 公开的字段 */
                    open?: string[];
                    /** 模板版次 */
                    edition?: number | string;
                    /** 产品图片 */
                    pictures?: (string | number)[];
                    /**
                     * 产品视频
                     * Format: id
                     */
                    video?: string | number;
                    /** 附件 */
                    attachments?: {
                        /** 附件名称 */
                        name: string;
                        /**
                         * 文件
                         * Format: id
                         */
                        document: string | number;
                    }[];
                    /** 扩展信息 */
                    extension?: {
                        /** 属性名称 */
                        name: string;
                        /** 属性值 */
                        value: string;
                    }[];
                    /** 相关链接 */
                    links?: {
                        /** 平台名称 */
                        platform: string;
                        /** 网站链接 */
                        url: string;
                        /** 平台类型 */
                        type?: string;
                    }[];
                    /** 款式照片，仅整车型号 */
                    styles?: {
                        /** 款式，提交时必填 */
                        name?: string;
                        /** 颜色，提交时必填 */
                        colour?: string;
                        pictures?: {
                            /**
                             * 平视正面照片
                             * Format: id
                             */
                            front?: string | number;
                            /**
                             * 左前45度角照片
                             * Format: id
                             */
                            leftFront?: string | number;
                            /**
                             * 左后45度角照片
                             * Format: id
                             */
                            leftRear?: string | number;
                        };
                    }[];
                    /** 检测报告，仅型号 */
                    reports?: {
                        /** 报告编号，提交时必填 */
                        number?: string;
                        /** 检测机构 */
                        body?: string;
                        /** 执行标准号 */
                        standard?: string;
                        /** 报告日期，YYYY-MM-DD */
                        date?: string;
                        /**
                         * 报告文件
                         * Format: id
                         */
                        document?: string | number;
                        /** 是否公开，默认公开 */
                        public?: boolean;
                    }[];
                    /** 允许电池型号，仅整车型号 */
                    batteries?: {
                        /** 生产企业统一社会信用代码，提交时必填 */
                        uscc?: string;
                        /** 型号，提交时必填 */
                        model?: string;
                        /** 型号版本，不填为任何版本 */
                        edition?: number | string;
                    }[];
                    /** 允许充电器型号，仅整车型号 */
                    chargers?: {
                        /** 生产企业统一社会信用代码，提交时必填 */
                        uscc?: string;
                        /** 型号，提交时必填 */
                        model?: string;
                        /** 型号版本，不填为任何版本 */
                        edition?: number | string;
                    }[];
                    goods?: {
                        /** 净含量，大于 0 的数字，提交时必填 */
                        netContent?: string;
                        /** 净含量单位，提交时必填 */
                        netUnit?: string;
                        /** 保质期，天数或“永久”，提交时必填 */
                        shelfLife?: string;
                        /** 产品分类，提交时必填 */
                        category?: string;
                        /** 品牌名称，提交时必填 */
                        brand?: string;
                        /** 通用名称，提交时必填 */
                        commonName?: string;
                        /** 产品描述，提交时必填 */
                        description?: string;
                        /** 是否保密，默认否；保密时只有本企业和最高权限监管看到商品信息 */
                        confidential?: boolean;
                        /** 是否在产，默认是 */
                        inProduction?: boolean;
                        /**
                         * 上市时间
                         * Format: date
                         */
                        launchDate?: string;
                        /** 企业定价，数字，小数点后最多 2 位 */
                        price?: string;
                        /**
                         * 币种，填写定价时必填
                         * @enum {string}
                         */
                        currency?: "CNY" | "HKD" | "MOP" | "TWD" | "USD" | "EUR" | "GBP" | "JPY";
                        /** 计价单位 */
                        priceUnit?: string;
                        /** 执行标准 */
                        standard?: string;
                        /** 贮存条件 */
                        storage?: string;
                        /** 是否受委托加工，默认否 */
                        commissioned?: boolean;
                        /** 委托企业名称，受委托加工时必填 */
                        clientName?: string;
                        /** 委托企业地址，受委托加工时必填 */
                        clientAddress?: string;
                    };
                    /** 提交审核，否则存为草稿 */
                    submit?: boolean;
                    /** 读取时的版本 */
                    version: number | string;
                    /** 理由 */
                    reason?: string;
                    /**
                     * 理由类型，见 /api/v1/products/model-rules
                     * @enum {string}
                     */
                    reasonKind?: "wrong_entry" | "certificate" | "document" | "design" | "part" | "standard" | "pairing" | "other";
                };
            };
        };
        responses: {
            /** @description 申请 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    changeProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "template": "B.1",
                 *       "unit": "CAT-05-01",
                 *       "fields": {
                 *         "productName": "普通型安全帽",
                 *         "productType": "安全帽",
                 *         "model": "HD-Y3",
                 *         "standard": "GB 2811-2019",
                 *         "inspectionReport": "型式检验报告 GX-2026-0017",
                 *         "gtin": "6901234567892",
                 *         "warrantyPeriod": "24 个月",
                 *         "productionLicence": "XK06-001-00001",
                 *         "manual": "使用前请调整帽箍"
                 *       },
                 *       "pictures": [
                 *         "246813579"
                 *       ],
                 *       "version": "1",
                 *       "reason": "型号印刷有误"
                 *     }
                 */
                "application/json": {
                    /** 数据模板 */
                    template: string;
                    /** 产品单元 */
                    unit: string;
                    /** 填报内容，字段由数据模板定义 */
                    fields: Record<string, never>;
                    /** 公开的字段 */
                    open?: string[];
                    /** 模板版次 */
                    edition?: number | string;
                    /** 产品图片 */
                    pictures?: (string | number)[];
                    /**
                     * 产品视频
                     * Format: id
                     */
                    video?: string | number;
                    /** 附件 */
                    attachments?: {
                        /** 附件名称 */
                        name: string;
                        /**
                         * 文件
                         * Format: id
                         */
                        document: string | number;
                    }[];
                    /** 扩展信息 */
                    extension?: {
                        /** 属性名称 */
                        name: string;
                        /** 属性值 */
                        value: string;
                    }[];
                    /** 相关链接 */
                    links?: {
                        /** 平台名称 */
                        platform: string;
                        /** 网站链接 */
                        url: string;
                        /** 平台类型 */
                        type?: string;
                    }[];
                    /** 款式照片，仅整车型号 */
                    styles?: {
                        /** 款式，提交时必填 */
                        name?: string;
                        /** 颜色，提交时必填 */
                        colour?: string;
                        pictures?: {
                            /**
                             * 平视正面照片
                             * Format: id
                             */
                            front?: string | number;
                            /**
                             * 左前45度角照片
                             * Format: id
                             */
                            leftFront?: string | number;
                            /**
                             * 左后45度角照片
                             * Format: id
                             */
                            leftRear?: string | number;
                        };
                    }[];
                    /** 检测报告，仅型号 */
                    reports?: {
                        /** 报告编号，提交时必填 */
                        number?: string;
                        /** 检测机构 */
                        body?: string;
                        /** 执行标准号 */
                        standard?: string;
                        /** 报告日期，YYYY-MM-DD */
                        date?: string;
                        /**
                         * 报告文件
                         * Format: id
                         */
                        document?: string | number;
                        /** 是否公开，默认公开 */
                        public?: boolean;
                    }[];
                    /** 允许电池型号，仅整车型号 */
                    batteries?: {
                        /** 生产企业统一社会信用代码，提交时必填 */
                        uscc?: string;
                        /** 型号，提交时必填 */
                        model?: string;
                        /** 型号版本，不填为任何版本 */
                        edition?: number | string;
                    }[];
                    /** 允许充电器型号，仅整车型号 */
                    chargers?: {
                        /** 生产企业统一社会信用代码，提交时必填 */
                        uscc?: string;
                        /** 型号，提交时必填 */
                        model?: string;
                        /** 型号版本，不填为任何版本 */
                        edition?: number | string;
                    }[];
                    goods?: {
                        /** 净含量，大于 0 的数字，提交时必填 */
                        netContent?: string;
                        /** 净含量单位，提交时必填 */
                        netUnit?: string;
                        /** 保质期，天数或“永久”，提交时必填 */
                        shelfLife?: string;
                        /** 产品分类，提交时必填 */
                        category?: string;
                        /** 品牌名称，提交时必填 */
                        brand?: string;
                        /** 通用名称，提交时必填 */
                        commonName?: string;
                        /** 产品描述，提交时必填 */
                        description?: string;
                        /** 是否保密，默认否；保密时只有本企业和最高权限监管看到商品信息 */
                        confidential?: boolean;
                        /** 是否在产，默认是 */
                        inProduction?: boolean;
                        /**
                         * 上市时间
                         * Format: date
                         */
                        launchDate?: string;
                        /** 企业定价，数字，小数点后最多 2 位 */
                        price?: string;
                        /**
                         * 币种，填写定价时必填
                         * @enum {string}
                         */
                        currency?: "CNY" | "HKD" | "MOP" | "TWD" | "USD" | "EUR" | "GBP" | "JPY";
                        /** 计价单位 */
                        priceUnit?: string;
                        /** 执行标准 */
                        standard?: string;
                        /** 贮存条件 */
                        storage?: string;
                        /** 是否受委托加工，默认否 */
                        commissioned?: boolean;
                        /** 委托企业名称，受委托加工时必填 */
                        clientName?: string;
                        /** 委托企业地址，受委托加工时必填 */
                        clientAddress?: string;
                    };
                    /** 提交审核，否则存为草稿 */
                    submit?: boolean;
                    /** 读取时的版本 */
                    version: number | string;
                    /** 理由 */
                    reason?: string;
                    /**
                     * 理由类型，见 /api/v1/products/model-rules
                     * @enum {string}
                     */
                    reasonKind?: "wrong_entry" | "certificate" | "document" | "design" | "part" | "standard" | "pairing" | "other";
                };
            };
        };
        responses: {
            /** @description 申请 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    confirmProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "confirm"
                 *     }
                 */
                "application/json": {
                    /**
                     * 答复
                     * @enum {string}
                     */
                    decision: "confirm" | "refuse";
                    /** 原因 */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description 备案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    previewProduct: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "template": "B.1",
                 *       "unit": "CAT-05-01",
                 *       "fields": {
                 *         "productName": "普通型安全帽",
                 *         "productType": "安全帽",
                 *         "model": "HD-Y3",
                 *         "standard": "GB 2811-2019",
                 *         "inspectionReport": "型式检验报告 GX-2026-0017",
                 *         "gtin": "6901234567892",
                 *         "warrantyPeriod": "24 个月",
                 *         "productionLicence": "XK06-001-00001",
                 *         "manual": "使用前请调整帽箍"
                 *       },
                 *       "pictures": [
                 *         "246813579"
                 *       ],
                 *       "viewer": "stranger",
                 *       "lang": "zh"
                 *     }
                 */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 页面 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        html: string;
                    };
                };
            };
        };
    };
    reviewProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "decision": "approve",
                 *       "reason": "资料齐全"
                 *     }
                 */
                "application/json": {
                    /**
                     * 审核结论
                     * @enum {string}
                     */
                    decision: "approve" | "reject";
                    /** 审核意见 */
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description 备案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    withdrawProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 备案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    disableProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "企业申请：型号填报有误"
                 *     }
                 */
                "application/json": {
                    /** 停用原因 */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description 备案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Product"];
                };
            };
        };
    };
    askToDisableProduct: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "产品停产"
                 *     }
                 */
                "application/json": {
                    /** 停用原因 */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description 申请 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Application"];
                };
            };
        };
    };
    productHistory: {
        parameters: {
            query?: {
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页版本 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    productEditions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 各版次 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    activateTraceCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "confirmed": true
                 *     }
                 */
                "application/json": {
                    /** 二次确认，须为 true */
                    confirmed: boolean;
                };
            };
        };
        responses: {
            /** @description 商品追溯码 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * 产品备案
                         * Format: id
                         */
                        product: string | number;
                        /** 商品条码，14 位 */
                        gtin: string;
                        /** 码中的网址 */
                        address: string;
                        /**
                         * 激活时间
                         * Format: date-time
                         */
                        activatedAt: string;
                    };
                };
            };
        };
    };
    listBrands: {
        parameters: {
            query?: {
                /** @description 品牌中的文字 */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 品牌 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 品牌 */
                        items: string[];
                    };
                };
            };
        };
    };
    addBrand: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "粤行"
                 *     }
                 */
                "application/json": {
                    /** 品牌名称 */
                    name: string;
                };
            };
        };
        responses: {
            /** @description 品牌 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 品牌名称 */
                        name: string;
                    };
                };
            };
        };
    };
    getCatalogue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 目录 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Category"][];
                    };
                };
            };
        };
    };
    modelRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 规则 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 型号类别 */
                        families: Record<string, never>[];
                        /** 理由 */
                        reasons: Record<string, never>[];
                        /** 平台联系人 */
                        contact: string;
                    };
                };
            };
        };
    };
    modelCodes: {
        parameters: {
            query?: {
                /** @description 型号类别：battery（默认）或 charger */
                family?: "battery" | "charger";
                /** @description 查询此代码是否可用 */
                code?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 型号规格代码 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 追溯编码中的生产企业代码 */
                        producer: string;
                        /** 已用代码 */
                        used: Record<string, never>[];
                        /** 可用个数 */
                        free: number;
                        /** 下一个可用代码 */
                        next?: string;
                        /** 所查代码可用 */
                        available?: boolean;
                    };
                };
            };
        };
    };
    listTemplates: {
        parameters: {
            query?: {
                /** @description true：含草稿和已停用 */
                all?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 数据模板 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Template"][];
                    };
                };
            };
        };
    };
    makeTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "base": "B.1",
                 *       "nameZh": "示例模板",
                 *       "nameEn": "Example"
                 *     }
                 */
                "application/json": {
                    /** 基础模板 */
                    base?: string;
                    /** 模板名称 */
                    nameZh: string;
                    /** 英文名称 */
                    nameEn?: string;
                };
            };
        };
        responses: {
            /** @description 数据模板 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
        };
    };
    getTemplate: {
        parameters: {
            query?: {
                /** @description 版次，默认最新；draft 为草稿 */
                edition?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 数据模板 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
        };
    };
    saveTemplateDraft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": "1",
                 *       "nameZh": "示例模板",
                 *       "nameEn": "Example",
                 *       "pictureRequired": true,
                 *       "organisations": [],
                 *       "fields": [
                 *         {
                 *           "key": "productName",
                 *           "group": "产品信息",
                 *           "nameZh": "产品名称",
                 *           "nameEn": "Product name",
                 *           "required": "always",
                 *           "visibility": "public",
                 *           "step": "filing",
                 *           "kind": "text"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 读取时的版本 */
                    version: number | string;
                    /** 模板名称 */
                    nameZh: string;
                    /** 英文名称 */
                    nameEn?: string;
                    /** 须上传产品图片 */
                    pictureRequired?: boolean;
                    /** 适用企业，空为全部 */
                    organisations?: (string | number)[];
                    /** 字段 */
                    fields: Record<string, never>[];
                };
            };
        };
        responses: {
            /** @description 数据模板 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
        };
    };
    publishTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": "1"
                 *     }
                 */
                "application/json": {
                    /** 读取时的版本 */
                    version: number | string;
                };
            };
        };
        responses: {
            /** @description 数据模板 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
        };
    };
    retireTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "已有新模板"
                 *     }
                 */
                "application/json": {
                    /** 停用原因 */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description 数据模板 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Template"];
                };
            };
        };
    };
    listTemplateEditions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 各版 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    requestTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "title": "燃气软管",
                 *       "items": "长度、材质、接头形式"
                 *     }
                 */
                "application/json": {
                    /** 产品或模板名称 */
                    title: string;
                    /** 数据项 */
                    items: string;
                    /** 附件 */
                    documents?: (string | number)[];
                };
            };
        };
        responses: {
            /** @description 申请 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    previewTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "template": {
                 *         "nameZh": "示例模板",
                 *         "fields": [
                 *           {
                 *             "key": "productName",
                 *             "group": "产品信息",
                 *             "nameZh": "产品名称",
                 *             "nameEn": "Product name",
                 *             "required": "always",
                 *             "visibility": "public",
                 *             "step": "filing",
                 *             "kind": "text"
                 *           }
                 *         ]
                 *       },
                 *       "fields": {
                 *         "productName": "电线"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** 模板草稿 */
                    template: Record<string, never>;
                    /** 示例内容 */
                    fields?: Record<string, never>;
                    /** 公开的字段 */
                    open?: string[];
                    /** 查看者 */
                    viewer?: string;
                    /** 语言 */
                    lang?: string;
                };
            };
        };
        responses: {
            /** @description 页面 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        html: string;
                    };
                };
            };
        };
    };
    listCertificates: {
        parameters: {
            query?: {
                /** @description 证书类型 */
                type?: string;
                /** @description 编号或名称中的文字 */
                number?: string;
                /** @description valid、expiring、expired、no_end */
                state?: string;
                /** @description 关联的产品 */
                product?: string | number;
                /** @description 企业，默认本企业 */
                organisation?: string | number;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页证书 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Certificate"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    addCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "ccc",
                 *       "number": "2026011119000001",
                 *       "issuer": "中国质量认证中心",
                 *       "validFrom": "2026-01-01",
                 *       "validTo": "2031-01-01",
                 *       "public": true
                 *     }
                 */
                "application/json": {
                    /** 证书类型 */
                    type: string;
                    /** 证书名称 */
                    name?: string;
                    /** 证书编号 */
                    number: string;
                    /** 签发机构 */
                    issuer?: string;
                    /** 有效期起，YYYY-MM-DD */
                    validFrom?: string;
                    /** 有效期止，YYYY-MM-DD；没有则长期有效 */
                    validTo?: string;
                    /** 证书文件 */
                    documents?: (string | number)[];
                    /** 关联产品 */
                    products?: (string | number)[];
                    /** 是否公开 */
                    public?: boolean;
                };
            };
        };
        responses: {
            /** @description 证书 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Certificate"];
                };
            };
        };
    };
    getCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 证书 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Certificate"];
                };
            };
        };
    };
    updateCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "ccc",
                 *       "number": "2026011119000001",
                 *       "issuer": "中国质量认证中心",
                 *       "validFrom": "2026-01-01",
                 *       "validTo": "2031-01-01",
                 *       "public": true,
                 *       "version": "1"
                 *     }
                 */
                "application/json": {
                    /** 证书类型 */
                    type: string;
                    /** 证书名称 */
                    name?: string;
                    /** 证书编号 */
                    number: string;
                    /** 签发机构 */
                    issuer?: string;
                    /** 有效期起，YYYY-MM-DD */
                    validFrom?: string;
                    /** 有效期止，YYYY-MM-DD；没有则长期有效 */
                    validTo?: string;
                    /** 证书文件 */
                    documents?: (string | number)[];
                    /** 关联产品 */
                    products?: (string | number)[];
                    /** 是否公开 */
                    public?: boolean;
                    /** 读取时的版本 */
                    version: number | string;
                };
            };
        };
        responses: {
            /** @description 证书 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Certificate"];
                };
            };
        };
    };
    deleteCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 已删除 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listDisclosureRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 规则 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 规则 */
                        rules: Record<string, never>[];
                    };
                };
            };
        };
    };
    listSections: {
        parameters: {
            query?: {
                /** @description 产品 */
                product?: string | number;
                /** @description 批次 */
                batch?: string | number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 栏目 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 栏目 */
                        items: Record<string, never>[];
                    };
                };
            };
        };
    };
    setSection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "open": true
                 *     }
                 */
                "application/json": {
                    /**
                     * 产品备案或批次
                     * Format: id
                     */
                    object?: string | number;
                    /** 是否公开 */
                    open: boolean;
                };
            };
        };
        responses: {
            /** @description 栏目 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
        };
    };
    listBlocks: {
        parameters: {
            query?: {
                /** @description 只看此产品备案 */
                product?: string | number;
                /** @description 申请时间不早于此日 */
                from?: string;
                /** @description 申请时间不晚于此日 */
                to?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页码段 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Block"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    applyForCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "product": "246813579",
                 *       "quantity": "1000"
                 *     }
                 */
                "application/json": {
                    /**
                     * 产品备案
                     * Format: id
                     */
                    product: string | number;
                    /** 申请数量 */
                    quantity: number | string;
                };
            };
        };
        responses: {
            /** @description 码段 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Block"];
                };
            };
        };
    };
    getBlock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 码段 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Block"];
                };
            };
        };
    };
    listSegments: {
        parameters: {
            query?: {
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页区间 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Segment"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    downloadPackage: {
        parameters: {
            query?: {
                /** @description text 或 csv */
                format?: "text" | "csv";
                /** @description yes：每行带查询地址 */
                address?: "yes" | "no";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 码包 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    getCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 追溯码 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Code"];
                };
            };
        };
    };
    listCodeEvents: {
        parameters: {
            query?: {
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页事件 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    listAssemblies: {
        parameters: {
            query?: {
                /** @description 整车编码(车架号) */
                frame?: string;
                /** @description 整车型号的开头 */
                model?: string;
                /** @description 状态 */
                state?: "standing" | "undone";
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页关联 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Assembly"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    assemble: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "vehicle": "YG26-000001",
                 *       "battery": "BAT-000001",
                 *       "charger": "CHG-000001"
                 *     }
                 */
                "application/json": {
                    /** 整车编码 */
                    vehicle: string;
                    /** 电池编码 */
                    battery: string;
                    /** 充电器编码 */
                    charger: string;
                };
            };
        };
        responses: {
            /** @description 关联 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assembly"];
                };
            };
        };
    };
    checkAssembly: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "texts": [
                 *         "YG26-000001",
                 *         "BAT-000001"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 扫到的编码 */
                    texts: string[];
                };
            };
        };
        responses: {
            /** @description 各编码 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 各编码 */
                        pieces: {
                            /** 编码 */
                            text: string;
                            /** 问题 */
                            problems: string[];
                            /** vehicle、battery、charger */
                            slot?: string;
                            piece?: components["schemas"]["AssemblyPart"];
                        }[];
                        /** 三件齐全且没有问题 */
                        complete: boolean;
                        /** 允许配套的电池型号 */
                        allowedBatteries?: components["schemas"]["AllowedPart"][];
                        /** 允许配套的充电器型号 */
                        allowedChargers?: components["schemas"]["AllowedPart"][];
                    };
                };
            };
        };
    };
    undoAssembly: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "更换电池"
                 *     }
                 */
                "application/json": {
                    /** 解绑原因 */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description 关联 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assembly"];
                };
            };
        };
    };
    listBareVehicles: {
        parameters: {
            query?: {
                /** @description 整车编码(车架号) */
                frame?: string;
                /** @description 整车型号的开头 */
                model?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页整车 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BareVehicle"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    getAssembly: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 关联 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assembly"];
                };
            };
        };
    };
    listBoxes: {
        parameters: {
            query?: {
                /** @description 箱码或其开头 */
                code?: string;
                /** @description 箱码须完全相同，或只比较开头（不填） */
                match?: "whole" | "beginning";
                /** @description 只看此产品 */
                product?: string | number;
                /** @description 状态 */
                state?: "open" | "closed" | "unpacked";
                /** @description 开始装箱的日期起 */
                from?: string;
                /** @description 开始装箱的日期止 */
                to?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页箱 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Box"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    openBox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "BOX-000001",
                 *       "product": "246813579",
                 *       "expected": "20"
                 *     }
                 */
                "application/json": {
                    /** 箱码：SSCC，或 4 至 30 个字符的本企业箱码 */
                    code: string;
                    /**
                     * 产品备案
                     * Format: id
                     */
                    product: string | number;
                    /** 应装件数 */
                    expected: number | string;
                    /**
                     * 层级：inner 盒、carton 箱、pallet 托，不填为箱
                     * @enum {string}
                     */
                    level?: "inner" | "carton" | "pallet";
                };
            };
        };
        responses: {
            /** @description 已开始的这一箱，接着装 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Box"];
                };
            };
            /** @description 箱 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Box"];
                };
            };
        };
    };
    packRanges: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "product": "246813579",
                 *       "perBox": "20",
                 *       "firstBox": "BOX-000001",
                 *       "firstCode": "201280123456789012345678901234567",
                 *       "lastCode": "201280123456789012345678901234567"
                 *     }
                 */
                "application/json": {
                    /**
                     * 产品备案
                     * Format: id
                     */
                    product: string | number;
                    /** 每箱件数 */
                    perBox: number | string;
                    /** 箱码：SSCC，或 4 至 30 个字符的本企业箱码 */
                    firstBox: string;
                    /**
                     * 层级：inner 盒、carton 箱、pallet 托，不填为箱
                     * @enum {string}
                     */
                    level?: "inner" | "carton" | "pallet";
                    /** 首码 */
                    firstCode: string;
                    /** 末码 */
                    lastCode: string;
                };
            };
        };
        responses: {
            /** @description 各箱 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 各箱 */
                        items: components["schemas"]["Box"][];
                    };
                };
            };
        };
    };
    packPieces: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "codes": [
                 *         "SN26-000001"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 追溯码，或本企业登记的其他编码 */
                    codes: string[];
                };
            };
        };
        responses: {
            /** @description 结果 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        box: components["schemas"]["Box"];
                        /** 已装入 */
                        packed: string[];
                        /** 未装入 */
                        refused: {
                            /** 编码 */
                            code: string;
                            /** 原因 */
                            detail: string;
                        }[];
                    };
                };
            };
        };
    };
    movePieces: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "codes": [
                 *         "SN26-000001"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * 换到，另一箱
                     * Format: id
                     */
                    to?: string | number;
                    /** 追溯码，或本企业登记的其他编码 */
                    codes: string[];
                };
            };
        };
        responses: {
            /** @description 原箱 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Box"];
                };
            };
        };
    };
    unpackBox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 箱 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Box"];
                };
            };
        };
    };
    setBoxState: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "state": "closed"
                 *     }
                 */
                "application/json": {
                    /**
                     * 状态
                     * @enum {string}
                     */
                    state: "open" | "closed";
                };
            };
        };
        responses: {
            /** @description 箱 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Box"];
                };
            };
        };
    };
    suggestBox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 箱码 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 箱码 */
                        code: string;
                    };
                };
            };
        };
    };
    getBox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 箱 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Box"];
                };
            };
        };
    };
    getBoxContents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 内件 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 区间 */
                        items: {
                            /**
                             * 码段
                             * Format: id
                             */
                            block: string | number;
                            /** 首号 */
                            first: string;
                            /** 末号 */
                            last: string;
                            /** 首码 */
                            firstCode: string;
                            /** 末码 */
                            lastCode: string;
                            /** 数量 */
                            count: string;
                            /** 状态 */
                            status: string;
                            /** 状态名称 */
                            statusZh: string;
                            /** 生产日期 */
                            productionDate?: string;
                            /** 首个出厂编号 */
                            firstNumber?: string;
                            /** 末个出厂编号 */
                            lastNumber?: string;
                        }[];
                        /** 还有更多 */
                        more: boolean;
                    };
                };
            };
        };
    };
    listDrums: {
        parameters: {
            query?: {
                /** @description 盘号的开头 */
                number?: string;
                /** @description 型号的开头 */
                model?: string;
                /** @description 状态 */
                state?: "whole" | "partly" | "usedUp";
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页盘线 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Drum"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    addDrum: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "2CABLE-000001",
                 *       "number": "P-001",
                 *       "startMark": "0",
                 *       "endMark": "1000"
                 *     }
                 */
                "application/json": {
                    /** 追溯码，或本企业登记的其他编码 */
                    code: string;
                    /** 盘号 */
                    number: string;
                    /** 米标起，米，最多三位小数 */
                    startMark: string;
                    /** 米标止，大于米标起 */
                    endMark: string;
                };
            };
        };
        responses: {
            /** @description 盘 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Drum"];
                };
            };
        };
    };
    cutDrum: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "pieces": [
                 *         {
                 *           "code": "2CABLE-000001",
                 *           "number": "P-001",
                 *           "startMark": "0",
                 *           "endMark": "1000"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 裁切的各段 */
                    pieces: {
                        /** 追溯码，或本企业登记的其他编码 */
                        code: string;
                        /** 盘号 */
                        number: string;
                        /** 米标起，米，最多三位小数 */
                        startMark: string;
                        /** 米标止，大于米标起 */
                        endMark: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description 母盘、各段和余段 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrumTree"];
                };
            };
        };
    };
    getDrum: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 母盘、各段和余段 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DrumTree"];
                };
            };
        };
    };
    getBoxLabel: {
        parameters: {
            query?: {
                /** @description 一起打印的编号，用逗号隔开 */
                also?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 箱标 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
        };
    };
    getDrumCertificate: {
        parameters: {
            query?: {
                /** @description 一起打印的编号，用逗号隔开 */
                also?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 合格证 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
        };
    };
    listProduction: {
        parameters: {
            query?: {
                /** @description 只看此产品 */
                product?: string | number;
                /** @description 记录日期起 */
                from?: string;
                /** @description 记录日期止 */
                to?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页生产记录 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Production"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    recordProduction: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "product": "246813579",
                 *       "productionDate": "2026-06-01",
                 *       "quantity": "10",
                 *       "activate": false
                 *     }
                 */
                "application/json": {
                    /**
                     * 产品备案
                     * Format: id
                     */
                    product: string | number;
                    /** 批次号，不填则自动编号 */
                    batchNumber?: string;
                    /**
                     * 生产日期，不填为今天
                     * Format: date
                     */
                    productionDate?: string;
                    /** 填报内容，字段由数据模板定义 */
                    fields?: Record<string, never>;
                    /** 公开的字段 */
                    open?: string[];
                    /**
                     * 检验报告，已上传的文件
                     * Format: id
                     */
                    report?: string | number;
                    /** 绑码后立即激活 */
                    activate?: boolean;
                    /** 数量，与起止码只填一种 */
                    quantity?: number | string;
                    /** 已有的码 */
                    ranges?: {
                        /**
                         * 码段
                         * Format: id
                         */
                        block: string | number;
                        /** 首号 */
                        first: number | string;
                        /** 末号 */
                        last: number | string;
                    }[];
                    /** 首码 */
                    firstCode?: string;
                    /** 末码 */
                    lastCode?: string;
                };
            };
        };
        responses: {
            /** @description 生产记录 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Production"];
                };
            };
        };
    };
    suggestProduction: {
        parameters: {
            query?: {
                /** @description 产品，不填为上次的产品 */
                product?: string | number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 建议 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        batchNumber: string;
                        productionDate: string;
                        family?: string;
                        /** 只能逐件登记 */
                        piecesOnly?: boolean;
                        itemFields?: {
                            key: string;
                            nameZh: string;
                            /** 必填 */
                            required: boolean;
                        }[];
                        last?: components["schemas"]["Production"];
                    };
                };
            };
        };
    };
    undoProduction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 生产记录 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Production"];
                };
            };
        };
    };
    listItems: {
        parameters: {
            query?: {
                /** @description 整车编码(车架号) */
                frame?: string;
                /** @description 序列号 */
                serial?: string;
                /** @description 型号的开头 */
                model?: string;
                /** @description 类别 */
                family?: "vehicle" | "battery" | "charger" | "none";
                /** @description 生产日期起 */
                from?: string;
                /** @description 生产日期止 */
                to?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页单件 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Item"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    bindItems: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "product": "246813579",
                 *       "productionDate": "2026-06-01",
                 *       "rows": [
                 *         {
                 *           "fields": {
                 *             "serialNumber": "SN26-000001"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * 产品备案
                     * Format: id
                     */
                    product: string | number;
                    /** 批次号，不填则自动编号 */
                    batchNumber?: string;
                    /**
                     * 生产日期，不填为今天
                     * Format: date
                     */
                    productionDate?: string;
                    /** 填报内容，字段由数据模板定义 */
                    fields?: Record<string, never>;
                    /** 公开的字段 */
                    open?: string[];
                    /**
                     * 检验报告，已上传的文件
                     * Format: id
                     */
                    report?: string | number;
                    /** 绑码后立即激活 */
                    activate?: boolean;
                    /** 单件 */
                    rows: {
                        /** 追溯码 */
                        code?: string;
                        /** 单件信息，字段随产品类别 */
                        fields: Record<string, never>;
                    }[];
                };
            };
        };
        responses: {
            /** @description 登记的单件 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Item"][];
                        production?: components["schemas"]["Production"];
                    };
                };
            };
        };
    };
    closeItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 单件 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Item"];
                };
            };
        };
    };
    correctItem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "fields": {
                 *         "serialNumber": "SN-000001"
                 *       },
                 *       "reason": "录入有误",
                 *       "version": "0"
                 *     }
                 */
                "application/json": {
                    /** 单件信息，全部字段 */
                    fields: Record<string, never>;
                    /** 更正原因 */
                    reason: string;
                    /** 看到的版本 */
                    version: number | string;
                };
            };
        };
        responses: {
            /** @description 单件 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Item"];
                };
            };
        };
    };
    listCodeRates: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 空码率 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CodeRate"][];
                    };
                };
            };
        };
    };
    voidCodes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "ranges": [
                 *         {
                 *           "first": "999",
                 *           "last": "999"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 全部空码 */
                    all?: boolean;
                    /** 序号区间 */
                    ranges?: {
                        /** 首号 */
                        first: number | string;
                        /** 末号 */
                        last: number | string;
                    }[];
                };
            };
        };
        responses: {
            /** @description 作废的数量 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 作废 */
                        voided: number | string;
                        /** 尚余空码 */
                        left: number | string;
                        event?: components["schemas"]["Event"];
                    };
                };
            };
        };
    };
    addAlias: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "201281234567890123456789012345678",
                 *       "kind": "own",
                 *       "text": "OWN-000001"
                 *     }
                 */
                "application/json": {
                    /** 追溯码 */
                    code: string;
                    /**
                     * 编码种类
                     * @enum {string}
                     */
                    kind: "own" | "gs1" | "frame" | "motor" | "controller" | "certificate" | "factorySerial" | "lithiumSerial";
                    /** 编码 */
                    text: string;
                };
            };
        };
        responses: {
            /** @description 关联的编码 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
        };
    };
    closeAlias: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 取消的编码 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alias"];
                };
            };
        };
    };
    listAliases: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 关联的编码 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Alias"][];
                    };
                };
            };
        };
    };
    queryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "texts": [
                 *         "OWN-000001"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 所查内容 */
                    texts: string[];
                };
            };
        };
        responses: {
            /** @description 每行的结果 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CodeAnswer"][];
                    };
                };
            };
        };
    };
    listBatches: {
        parameters: {
            query?: {
                /** @description 只看此产品 */
                product?: string | number;
                /** @description 只看此企业 */
                organisation?: string | number;
                /** @description 出厂编号的开头 */
                number?: string;
                /** @description 生产日期起 */
                from?: string;
                /** @description 生产日期止 */
                to?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页批次 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Batch"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    getBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 批次 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    listDossiers: {
        parameters: {
            query?: {
                /** @description 只看此产品 */
                product?: string | number;
                /** @description 生产批次号中的文字 */
                number?: string;
                /** @description complete：只看已完成追溯的 */
                stage?: "complete";
                /** @description 企业，默认本企业 */
                organisation?: string | number;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页批次档案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["DossierItem"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    addDossier: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "product": "1",
                 *       "number": "202404230001",
                 *       "production": {
                 *         "date": "2026-06-01",
                 *         "quantity": "100",
                 *         "unit": "件"
                 *       }
                 *     }
                 */
                "application/json": {
                    /**
                     * 产品备案
                     * Format: id
                     */
                    product: string | number;
                    /** 生产批次号 */
                    number: string;
                    /** 进货信息 */
                    purchases?: {
                        /** 供应商名称 */
                        supplier?: string;
                        /** 原辅料名称 */
                        material?: string;
                        /** 进货批次号，多个用“/”隔开 */
                        lots?: string;
                        /** 进货总量 */
                        total?: string;
                        /** 使用量 */
                        used?: string;
                        /** 度量单位 */
                        unit?: string;
                        /**
                         * 进货日期
                         * Format: date
                         */
                        date?: string;
                    }[];
                    production?: {
                        /**
                         * 生产日期
                         * Format: date
                         */
                        date?: string;
                        /**
                         * 有效日期
                         * Format: date
                         */
                        expiry?: string;
                        /** 加工数量 */
                        quantity?: string;
                        /** 度量单位 */
                        unit?: string;
                    };
                    /** 销售信息 */
                    sales?: {
                        /** 销售商 */
                        seller?: string;
                        /** 省份或城市，六位行政区划代码 */
                        region?: string;
                        /** 订单编号 */
                        order?: string;
                        /** 销售数量 */
                        quantity?: string;
                        /** 度量单位 */
                        unit?: string;
                        /** 省份或城市，不读取 */
                        regionName?: string;
                    }[];
                    /** 进货信息是否公开；更改须有设置信息公开的权限 */
                    purchasesOpen?: boolean;
                    /** 销售信息是否公开；更改须有设置信息公开的权限 */
                    salesOpen?: boolean;
                    /** AI智能分析：三项信息都要填写 */
                    whole?: boolean;
                    /** 防伪防窜货 */
                    diversion?: boolean;
                };
            };
        };
        responses: {
            /** @description 批次档案 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dossier"];
                };
            };
        };
    };
    getDossier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 批次档案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dossier"];
                };
            };
        };
    };
    updateDossier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "product": "1",
                 *       "number": "202404230001",
                 *       "production": {
                 *         "date": "2026-06-01",
                 *         "quantity": "100",
                 *         "unit": "件"
                 *       },
                 *       "version": "1"
                 *     }
                 */
                "application/json": {
                    /**
                     * 产品备案
                     * Format: id
                     */
                    product: string | number;
                    /** 生产批次号 */
                    number: string;
                    /** 进货信息 */
                    purchases?: {
                        /** 供应商名称 */
                        supplier?: string;
                        /** 原辅料名称 */
                        material?: string;
                        /** 进货批次号，多个用“/”隔开 */
                        lots?: string;
                        /** 进货总量 */
                        total?: string;
                        /** 使用量 */
                        used?: string;
                        /** 度量单位 */
                        unit?: string;
                        /**
                         * 进货日期
                         * Format: date
                         */
                        date?: string;
                    }[];
                    production?: {
                        /**
                         * 生产日期
                         * Format: date
                         */
                        date?: string;
                        /**
                         * 有效日期
                         * Format: date
                         */
                        expiry?: string;
                        /** 加工数量 */
                        quantity?: string;
                        /** 度量单位 */
                        unit?: string;
                    };
                    /** 销售信息 */
                    sales?: {
                        /** 销售商 */
                        seller?: string;
                        /** 省份或城市，六位行政区划代码 */
                        region?: string;
                        /** 订单编号 */
                        order?: string;
                        /** 销售数量 */
                        quantity?: string;
                        /** 度量单位 */
                        unit?: string;
                        /** 省份或城市，不读取 */
                        regionName?: string;
                    }[];
                    /** 进货信息是否公开；更改须有设置信息公开的权限 */
                    purchasesOpen?: boolean;
                    /** 销售信息是否公开；更改须有设置信息公开的权限 */
                    salesOpen?: boolean;
                    /** AI智能分析：三项信息都要填写 */
                    whole?: boolean;
                    /** 防伪防窜货 */
                    diversion?: boolean;
                    /** 读取时的版本 */
                    version: number | string;
                };
            };
        };
        responses: {
            /** @description 批次档案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dossier"];
                };
            };
        };
    };
    deleteDossier: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 已删除 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    dossierHistory: {
        parameters: {
            query?: {
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 各版 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 版本 */
                        items: Record<string, never>[];
                        /** 下一页 */
                        nextCursor?: string;
                    };
                };
            };
        };
    };
    listDossierNames: {
        parameters: {
            query?: {
                /** @description supplier、material、order */
                kind?: "supplier" | "material" | "order";
                /** @description 名称中的文字 */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 名称 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 名称 */
                        items: string[];
                    };
                };
            };
        };
    };
    listMaterials: {
        parameters: {
            query?: {
                /** @description 供应商、材料或批号中的文字 */
                q?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页原材料 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Material"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    getBatchSymbol: {
        parameters: {
            query?: {
                /** @description svg 或 png */
                format?: "svg" | "png";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 图形 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                };
            };
        };
    };
    getVoucher: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 追溯凭证 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
        };
    };
    getVouchers: {
        parameters: {
            query?: {
                /** @description 编号，用逗号隔开，最多 50 个 */
                ids?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 压缩包 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
        };
    };
    getProductSymbols: {
        parameters: {
            query?: {
                /** @description 编号，用逗号隔开，最多 50 个 */
                ids?: string;
                /** @description svg 或 png */
                format?: "svg" | "png";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 压缩包 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
        };
    };
    getBatchGraph: {
        parameters: {
            query?: {
                /** @description json 或 svg */
                format?: "json" | "svg";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 图谱 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 节点 */
                        nodes: Record<string, never>[];
                        /** 连线 */
                        edges: Record<string, never>[];
                    };
                };
            };
        };
    };
    listSellers: {
        parameters: {
            query?: {
                /** @description 销售商名称中的文字 */
                name?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页销售商 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Seller"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    addSeller: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "明达商行",
                 *       "region": "440100",
                 *       "address": "天河区 1 号",
                 *       "phone": "020-80000000",
                 *       "contact": "陈某"
                 *     }
                 */
                "application/json": {
                    /** 销售商名称 */
                    name: string;
                    /** 省份或城市，六位行政区划代码 */
                    region: string;
                    /** 地址 */
                    address: string;
                    /** 电话 */
                    phone: string;
                    /** 联系人 */
                    contact: string;
                    /** 生产许可证号 */
                    licence?: string;
                    /** 社会统一信用代码 */
                    uscc?: string;
                    /** 邮箱 */
                    email?: string;
                    /** 销售商 GLN */
                    gln?: string;
                    /** 是否保密 */
                    secret?: boolean;
                    /**
                     * 销售商资质信息，文件不超过 10 MB
                     * Format: id
                     */
                    qualification?: string | number;
                };
            };
        };
        responses: {
            /** @description 销售商 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Seller"];
                };
            };
        };
    };
    getSeller: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 销售商 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Seller"];
                };
            };
        };
    };
    updateSeller: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "明达商行",
                 *       "region": "440100",
                 *       "address": "天河区 1 号",
                 *       "phone": "020-80000000",
                 *       "contact": "陈某",
                 *       "version": "1"
                 *     }
                 */
                "application/json": {
                    /** 销售商名称 */
                    name: string;
                    /** 省份或城市，六位行政区划代码 */
                    region: string;
                    /** 地址 */
                    address: string;
                    /** 电话 */
                    phone: string;
                    /** 联系人 */
                    contact: string;
                    /** 生产许可证号 */
                    licence?: string;
                    /** 社会统一信用代码 */
                    uscc?: string;
                    /** 邮箱 */
                    email?: string;
                    /** 销售商 GLN */
                    gln?: string;
                    /** 是否保密 */
                    secret?: boolean;
                    /**
                     * 销售商资质信息，文件不超过 10 MB
                     * Format: id
                     */
                    qualification?: string | number;
                    /** 读取时的版本 */
                    version: number | string;
                };
            };
        };
        responses: {
            /** @description 销售商 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Seller"];
                };
            };
        };
    };
    deleteSeller: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 已删除 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listBatchReports: {
        parameters: {
            query?: {
                /** @description 只看此批次 */
                dossier?: string | number;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页检验报告 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BatchReport"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    addBatchReport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "dossier": "1",
                 *       "number": "JY-2026-01",
                 *       "items": [
                 *         {
                 *           "name": "绝缘电阻",
                 *           "result": "120 MΩ",
                 *           "passed": true
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * 批次档案
                     * Format: id
                     */
                    dossier: string | number;
                    /** 报告编号 */
                    number?: string;
                    /** 检验机构 */
                    body?: string;
                    /**
                     * 检验日期
                     * Format: date
                     */
                    date?: string;
                    /** 检验项 */
                    items: {
                        /** 检验项名称 */
                        name: string;
                        /** 检验依据 */
                        standard?: string;
                        /** 标准要求 */
                        requirement?: string;
                        /** 检验结果 */
                        result: string;
                        /** 单项结论：是否合格 */
                        passed: boolean;
                    }[];
                    /**
                     * 检验报告文件
                     * Format: id
                     */
                    document?: string | number;
                };
            };
        };
        responses: {
            /** @description 检验报告 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchReport"];
                };
            };
        };
    };
    getBatchReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 检验报告 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchReport"];
                };
            };
        };
    };
    updateBatchReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "dossier": "1",
                 *       "number": "JY-2026-01",
                 *       "items": [
                 *         {
                 *           "name": "绝缘电阻",
                 *           "result": "120 MΩ",
                 *           "passed": true
                 *         }
                 *       ],
                 *       "version": "1"
                 *     }
                 */
                "application/json": {
                    /**
                     * 批次档案
                     * Format: id
                     */
                    dossier: string | number;
                    /** 报告编号 */
                    number?: string;
                    /** 检验机构 */
                    body?: string;
                    /**
                     * 检验日期
                     * Format: date
                     */
                    date?: string;
                    /** 检验项 */
                    items: {
                        /** 检验项名称 */
                        name: string;
                        /** 检验依据 */
                        standard?: string;
                        /** 标准要求 */
                        requirement?: string;
                        /** 检验结果 */
                        result: string;
                        /** 单项结论：是否合格 */
                        passed: boolean;
                    }[];
                    /**
                     * 检验报告文件
                     * Format: id
                     */
                    document?: string | number;
                    /** 读取时的版本 */
                    version: number | string;
                };
            };
        };
        responses: {
            /** @description 检验报告 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchReport"];
                };
            };
        };
    };
    deleteBatchReport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 已删除 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listSalesOrders: {
        parameters: {
            query?: {
                /** @description 订单编号中的文字 */
                number?: string;
                /** @description 销售商中的文字 */
                seller?: string;
                /** @description 创建日期不早于 */
                from?: string;
                /** @description 创建日期不晚于 */
                to?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页销售订单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SalesOrder"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    addSalesOrder: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "number": "DD20240101001",
                 *       "region": "440100",
                 *       "seller": "明达商行"
                 *     }
                 */
                "application/json": {
                    /** 订单编号 */
                    number: string;
                    /** 省份或城市，六位行政区划代码 */
                    region: string;
                    /** 销售商 */
                    seller?: string;
                    /** 发货地 GLN */
                    gln?: string;
                    /**
                     * 发货时间
                     * Format: date
                     */
                    sentOn?: string;
                    /** 始发地 */
                    origin?: string;
                    /** 目的地 */
                    destination?: string;
                    /** 发货人 */
                    sender?: string;
                    /** 收货人 */
                    receiver?: string;
                    /** 产品批次号 */
                    batches?: string[];
                    /** 单品详情信息 */
                    items?: string[];
                };
            };
        };
        responses: {
            /** @description 销售订单 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SalesOrder"];
                };
            };
        };
    };
    getSalesOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 销售订单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SalesOrder"];
                };
            };
        };
    };
    updateSalesOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "number": "DD20240101001",
                 *       "region": "440100",
                 *       "seller": "明达商行",
                 *       "version": "1"
                 *     }
                 */
                "application/json": {
                    /** 订单编号 */
                    number: string;
                    /** 省份或城市，六位行政区划代码 */
                    region: string;
                    /** 销售商 */
                    seller?: string;
                    /** 发货地 GLN */
                    gln?: string;
                    /**
                     * 发货时间
                     * Format: date
                     */
                    sentOn?: string;
                    /** 始发地 */
                    origin?: string;
                    /** 目的地 */
                    destination?: string;
                    /** 发货人 */
                    sender?: string;
                    /** 收货人 */
                    receiver?: string;
                    /** 产品批次号 */
                    batches?: string[];
                    /** 单品详情信息 */
                    items?: string[];
                    /** 读取时的版本 */
                    version: number | string;
                };
            };
        };
        responses: {
            /** @description 销售订单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SalesOrder"];
                };
            };
        };
    };
    deleteSalesOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 已删除 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    salesOrderHistory: {
        parameters: {
            query?: {
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 各版 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 版本 */
                        items: Record<string, never>[];
                        /** 下一页 */
                        nextCursor?: string;
                    };
                };
            };
        };
    };
    sellerHistory: {
        parameters: {
            query?: {
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 各版 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 版本 */
                        items: Record<string, never>[];
                        /** 下一页 */
                        nextCursor?: string;
                    };
                };
            };
        };
    };
    batchReportHistory: {
        parameters: {
            query?: {
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 各版 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 版本 */
                        items: Record<string, never>[];
                        /** 下一页 */
                        nextCursor?: string;
                    };
                };
            };
        };
    };
    getQuality: {
        parameters: {
            query?: {
                /** @description 周期：近 7、30、90、365 天，默认 month */
                period?: "week" | "month" | "quarter" | "year";
                /** @description 只看此产品 */
                product?: string | number;
                /** @description 企业，默认本企业 */
                organisation?: string | number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 数据质量 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quality"];
                };
            };
        };
    };
    listQualityObjects: {
        parameters: {
            query?: {
                /** @description 周期：近 7、30、90、365 天，默认 month */
                period?: "week" | "month" | "quarter" | "year";
                /** @description 只看此产品 */
                product?: string | number;
                /** @description 企业，默认本企业 */
                organisation?: string | number;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 对象 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["QualityObject"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    repairQuality: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "objects": [
                 *         "246813579"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 有此问题的对象 */
                    objects: (string | number)[];
                    /**
                     * 关联的证书或报告（repair 为 certificate）
                     * Format: id
                     */
                    certificate?: string | number;
                    /** 检验报告，不含 dossier（repair 为 report） */
                    report?: Record<string, never>;
                    /** 补全的 purchases、production、sales（repair 为 fill） */
                    fill?: Record<string, never>;
                };
            };
        };
        responses: {
            /** @description 已修复 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 修复的对象数 */
                        repaired: string;
                    };
                };
            };
        };
    };
    addQualityIgnore: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "issue": "boundLate",
                 *       "reason": "备案前生产的存货，已逐批核对",
                 *       "days": 90
                 *     }
                 */
                "application/json": {
                    /** 问题 */
                    issue: string;
                    /**
                     * 对象
                     * Format: id
                     */
                    object?: string | number;
                    /** 说明 */
                    reason: string;
                    /** 忽略天数 */
                    days?: number | string;
                };
            };
        };
        responses: {
            /** @description 忽略 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QualityIgnore"];
                };
            };
        };
    };
    endQualityIgnore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 已取消 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listFeedback: {
        parameters: {
            query?: {
                /** @description 状态 */
                state?: "received" | "processing" | "replied";
                /** @description 反馈类型 */
                kind?: "mismatch" | "counterfeit" | "quality" | "other";
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 反馈 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Feedback"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    getFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 反馈 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackDetail"];
                };
            };
        };
    };
    getFeedbackPhoto: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 图片 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/*": string;
                };
            };
        };
    };
    readFeedbackPhone: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 手机号 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 手机号 */
                        phone: string;
                    };
                };
            };
        };
    };
    acceptFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 反馈 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackDetail"];
                };
            };
        };
    };
    forwardFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 反馈 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackDetail"];
                };
            };
        };
    };
    replyFeedback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "answer": "已联系生产企业为您更换，请留意来电。"
                 *     }
                 */
                "application/json": {
                    /** 回复 */
                    answer: string;
                };
            };
        };
        responses: {
            /** @description 反馈 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedbackDetail"];
                };
            };
        };
    };
    bindCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "block": "246813579",
                 *       "first": "0",
                 *       "last": "99",
                 *       "fields": {
                 *         "productionDate": "2026-06-01",
                 *         "factoryNumber": {
                 *           "prefix": "A26-",
                 *           "first": "0000001"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    /** 填报内容，字段由数据模板定义 */
                    fields?: Record<string, never>;
                    /** 公开的字段 */
                    open?: string[];
                } & components["schemas"]["CodeSelection"];
            };
        };
        responses: {
            /** @description 事件 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
        };
    };
    activateCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "block": "246813579",
                 *       "first": "0",
                 *       "last": "99"
                 *     }
                 */
                "application/json": components["schemas"]["CodeSelection"];
            };
        };
        responses: {
            /** @description 事件 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
        };
    };
    shipCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "block": "246813579",
                 *       "first": "0",
                 *       "last": "99",
                 *       "fields": {
                 *         "saleTime": "2026-06-10",
                 *         "buyerName": "某某购方",
                 *         "buyerAddress": "某市某路一号",
                 *         "buyerContact": "020-10000001"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** 购方统一社会信用代码 */
                    buyerUscc?: string;
                    /** 填报内容，字段由数据模板定义 */
                    fields?: Record<string, never>;
                    /** 公开的字段 */
                    open?: string[];
                } & components["schemas"]["CodeSelection"];
            };
        };
        responses: {
            /** @description 事件 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
        };
    };
    receiveCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "block": "246813579",
                 *       "first": "0",
                 *       "last": "99",
                 *       "fields": {
                 *         "supplierName": "某某供应商",
                 *         "purchaseTime": "2026-06-12"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** 填报内容，字段由数据模板定义 */
                    fields?: Record<string, never>;
                    /** 公开的字段 */
                    open?: string[];
                } & components["schemas"]["CodeSelection"];
            };
        };
        responses: {
            /** @description 事件 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
        };
    };
    sellCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "block": "246813579",
                 *       "first": "0",
                 *       "last": "99",
                 *       "fields": {
                 *         "customerName": "某某客户",
                 *         "soldTime": "2026-06-18T10:30:00+08:00"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** 填报内容，字段由数据模板定义 */
                    fields?: Record<string, never>;
                    /** 公开的字段 */
                    open?: string[];
                } & components["schemas"]["CodeSelection"];
            };
        };
        responses: {
            /** @description 事件 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页事件 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    getEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                home: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 事件 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
        };
    };
    checkSale: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "bundle",
                 *       "texts": [
                 *         "YG26-000001",
                 *         "BAT-000001",
                 *         "CHG-000001"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * 门店；没有门店的企业不填
                     * Format: id
                     */
                    store?: string | number;
                    /**
                     * 销售类型：捆绑、单品、以旧换新
                     * @enum {string}
                     */
                    type: "bundle" | "single" | "trade_in";
                    /** 扫到的编码 */
                    texts: string[];
                    /** 以旧换新活动 */
                    programme?: string;
                    /**
                     * 发生时间，离线时填写，最多 7 天前
                     * Format: date-time
                     */
                    at?: string;
                };
            };
        };
        responses: {
            /** @description 各编码 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SaleCheck"];
                };
            };
        };
    };
    listSales: {
        parameters: {
            query?: {
                /** @description 单号的开头 */
                number?: string;
                /** @description 销售类型 */
                type?: "bundle" | "single" | "trade_in";
                /** @description 状态 */
                state?: "in_progress" | "completed" | "returned" | "voided";
                /** @description 门店 */
                store?: string | number;
                /** @description 销售时间不早于此日 */
                from?: string;
                /** @description 销售时间不晚于此日 */
                to?: string;
                /** @description 码尾号，六位 */
                tail?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页销售单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StoreSale"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    addSale: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "bundle",
                 *       "texts": [
                 *         "YG26-000001",
                 *         "BAT-000001",
                 *         "CHG-000001"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * 门店；没有门店的企业不填
                     * Format: id
                     */
                    store?: string | number;
                    /**
                     * 销售类型：捆绑、单品、以旧换新
                     * @enum {string}
                     */
                    type: "bundle" | "single" | "trade_in";
                    /** 扫到的编码 */
                    texts: string[];
                    /** 以旧换新活动 */
                    programme?: string;
                    /**
                     * 发生时间，离线时填写，最多 7 天前
                     * Format: date-time
                     */
                    at?: string;
                    /**
                     * 顾客信息表
                     * Format: id
                     */
                    customerForm?: string | number;
                    /** 备注 */
                    remark?: string;
                    oldItem?: {
                        /** 种类 */
                        kind?: string;
                        /** 编码 */
                        text?: string;
                    };
                };
            };
        };
        responses: {
            /** @description 销售单 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreSale"];
                };
            };
        };
    };
    getSale: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 销售单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreSale"];
                };
            };
        };
    };
    getSaleReceipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description PDF */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
        };
    };
    addToSale: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "items": [
                 *         {
                 *           "name": "号牌",
                 *           "value": "粤A-123456"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 追加销售信息 */
                    items?: {
                        /** 信息名称 */
                        name: string;
                        /** 信息内容 */
                        value: string;
                    }[];
                    /**
                     * 顾客信息表
                     * Format: id
                     */
                    customerForm?: string | number;
                };
            };
        };
        responses: {
            /** @description 销售单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreSale"];
                };
            };
        };
    };
    getSaleRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 销售规则 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SaleRules"];
                };
            };
        };
    };
    putSaleRules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": "0",
                 *       "customerDays": 1095
                 *     }
                 */
                "application/json": {
                    /** 读取时的版本，0 为内置规则 */
                    version: number | string;
                    customerFields?: {
                        /** 捆绑销售 */
                        bundle?: string[];
                        /** 单品销售 */
                        single?: string[];
                        /** 以旧换新 */
                        trade_in?: string[];
                    };
                    codeFamilies?: {
                        /** 捆绑销售 */
                        bundle?: string[];
                        /** 单品销售 */
                        single?: string[];
                        /** 以旧换新 */
                        trade_in?: string[];
                    };
                    /** 顾客信息保存天数 */
                    customerDays?: number | string;
                    /** 以旧换新活动 */
                    programmes?: {
                        /** 活动名称 */
                        name: string;
                        /**
                         * 开始日期
                         * Format: date
                         */
                        from: string;
                        /**
                         * 结束日期
                         * Format: date
                         */
                        to: string;
                        /** 产品备案 */
                        products: (string | number)[];
                    }[];
                };
            };
        };
        responses: {
            /** @description 销售规则 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SaleRules"];
                };
            };
        };
    };
    addCustomerForm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "needs": [
                 *         "name",
                 *         "phone"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * 门店
                     * Format: id
                     */
                    store?: string | number;
                    /** 需要填写的信息 */
                    needs: string[];
                };
            };
        };
        responses: {
            /** @description 顾客信息表，网址只出现这一次 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerForm"];
                };
            };
        };
    };
    getCustomerForm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 顾客信息表 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerForm"];
                };
            };
        };
    };
    putCustomerForm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "张三",
                 *       "phone": "13800138000"
                 *     }
                 */
                "application/json": {
                    /** 客户姓名 */
                    name?: string;
                    /** 手机号码 */
                    phone?: string;
                    /** 身份证 */
                    idNumber?: string;
                    /** 行政区划，六位代码 */
                    region?: string;
                    /** 详细地址 */
                    address?: string;
                };
            };
        };
        responses: {
            /** @description 顾客信息表 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerForm"];
                };
            };
        };
    };
    listCustomers: {
        parameters: {
            query?: {
                /** @description 电话尾号，四位数字 */
                tail?: string;
                /** @description 门店 */
                store?: string | number;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页顾客 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["CustomerForm"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    readCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "顾客要求"
                 *     }
                 */
                "application/json": {
                    /** 理由 */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description 完整信息 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 客户姓名 */
                        name?: string;
                        /** 手机号码 */
                        phone?: string;
                        /** 身份证 */
                        idNumber?: string;
                        /** 行政区划，六位代码 */
                        region?: string;
                        /** 详细地址 */
                        address?: string;
                    };
                };
            };
        };
    };
    eraseCustomer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "顾客要求"
                 *     }
                 */
                "application/json": {
                    /** 理由 */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description 顾客信息表 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerForm"];
                };
            };
        };
    };
    listReturns: {
        parameters: {
            query?: {
                /** @description 单号的开头 */
                number?: string;
                /** @description 来源 */
                source?: "customer" | "store";
                /** @description 状态 */
                state?: "restocked" | "inspecting" | "scrapped";
                /** @description 门店 */
                store?: string | number;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页退货单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["SaleReturn"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    addReturn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "texts": [
                 *         "BAT-000001"
                 *       ],
                 *       "source": "customer",
                 *       "reason": "无法充电",
                 *       "disposition": "inspect"
                 *     }
                 */
                "application/json": {
                    /**
                     * 门店
                     * Format: id
                     */
                    store?: string | number;
                    /**
                     * 销售单，整单退
                     * Format: id
                     */
                    sale?: string | number;
                    /** 扫到的编码 */
                    texts?: string[];
                    /**
                     * 退货来源：顾客退货、门店更正
                     * @enum {string}
                     */
                    source: "customer" | "store";
                    /** 退货原因 */
                    reason: string;
                    /**
                     * 处置：可再售、待检、报损
                     * @enum {string}
                     */
                    disposition: "resell" | "inspect" | "scrap";
                    /**
                     * 发生时间，离线时填写，最多 7 天前
                     * Format: date-time
                     */
                    at?: string;
                };
            };
        };
        responses: {
            /** @description 退货单 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SaleReturn"];
                };
            };
        };
    };
    getReturn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 退货单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SaleReturn"];
                };
            };
        };
    };
    judgeReturn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "disposition": "resell",
                 *       "remark": "检测正常"
                 *     }
                 */
                "application/json": {
                    /**
                     * 处置：可再售、待检、报损
                     * @enum {string}
                     */
                    disposition: "resell" | "inspect" | "scrap";
                    /** 判定说明 */
                    remark?: string;
                };
            };
        };
        responses: {
            /** @description 退货单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SaleReturn"];
                };
            };
        };
    };
    listStockOuts: {
        parameters: {
            query?: {
                /** @description out 本单位发出（不填），in 发给本单位 */
                direction?: "in" | "out";
                /** @description 门店 */
                store?: string | number;
                /** @description 出库类型 */
                type?: "ordinary" | "transfer" | "b2b" | "purchase_return" | "other";
                /** @description 状态 */
                state?: "draft" | "sent" | "received" | "differing" | "settled" | "cancelled";
                /** @description 单号的一部分 */
                number?: string;
                /** @description 收货方名称的一部分 */
                partner?: string;
                /** @description 制单日期起 */
                from?: string;
                /** @description 制单日期止 */
                to?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页出库单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StockOut"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    addStockOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "b2b",
                 *       "buyerName": "某某商行",
                 *       "texts": [
                 *         "SN26-000001"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * 发出门店；没有门店的单位不填
                     * Format: id
                     */
                    store?: string | number;
                    /**
                     * 出库类型
                     * @enum {string}
                     */
                    type: "ordinary" | "transfer" | "b2b" | "purchase_return" | "other";
                    /** 收货方统一社会信用代码 */
                    buyerUscc?: string;
                    /** 收货方 */
                    buyerName?: string;
                    /** 收货地址 */
                    buyerAddress?: string;
                    /** 联系方式 */
                    buyerContact?: string;
                    /**
                     * 往来单位
                     * Format: id
                     */
                    partner?: string | number;
                    /**
                     * 目标门店，调拨时
                     * Format: id
                     */
                    targetStore?: string | number;
                    /**
                     * 销售订单
                     * Format: id
                     */
                    order?: string | number;
                    /** 备注 */
                    remark?: string;
                    /** 追溯码、箱码、区间“首码-末码” */
                    texts?: string[];
                    /** 存为草稿 */
                    draft?: boolean;
                    /**
                     * 发生时间，7 天之内
                     * Format: date-time
                     */
                    at?: string;
                };
            };
        };
        responses: {
            /** @description 出库单 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockOut"];
                };
            };
        };
    };
    getStockOut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 出库单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockOut"];
                };
            };
        };
    };
    getDispatchNote: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 随货单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispatchNote"];
                };
            };
        };
    };
    printDispatchNote: {
        parameters: {
            query?: {
                /** @description 纸张，不填为 A4 */
                size?: "A4" | "A5";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 随货单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                };
            };
        };
    };
    sendStockOut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 出库单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockOut"];
                };
            };
        };
    };
    cancelStockOut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "发错货"
                 *     }
                 */
                "application/json": {
                    /** 作废原因 */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description 出库单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockOut"];
                };
            };
        };
    };
    remindReceiver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 出库单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockOut"];
                };
            };
        };
    };
    findNote: {
        parameters: {
            query?: {
                /** @description 二维码中的摘要 */
                d?: string;
            };
            header?: never;
            path: {
                number: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 随货单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DispatchNote"];
                };
            };
        };
    };
    scanTexts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "purpose": "look",
                 *       "texts": [
                 *         "SN26-000001"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * 门店
                     * Format: id
                     */
                    store?: string | number;
                    /**
                     * 用途
                     * @enum {string}
                     */
                    purpose: "receive" | "ship" | "sell" | "return" | "stocktake" | "look";
                    /** 扫到的内容 */
                    texts: string[];
                };
            };
        };
        responses: {
            /** @description 结果 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 按原顺序 */
                        items: components["schemas"]["ScanResult"][];
                    };
                };
            };
        };
    };
    listStockIns: {
        parameters: {
            query?: {
                /** @description 门店 */
                store?: string | number;
                /** @description 入库类型 */
                type?: "purchase" | "transfer" | "other";
                /** @description 状态 */
                state?: "submitted" | "differing" | "settled" | "undone";
                /** @description 供应商名称的一部分 */
                supplier?: string;
                /** @description 单号的一部分 */
                number?: string;
                /** @description 入库日期起 */
                from?: string;
                /** @description 入库日期止 */
                to?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页入库单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StockIn"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    addStockIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "purchase",
                 *       "texts": [
                 *         "SN26-000001"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /**
                     * 门店；没有门店的单位不填
                     * Format: id
                     */
                    store?: string | number;
                    /**
                     * 入库类型
                     * @enum {string}
                     */
                    type: "purchase" | "transfer" | "other";
                    /** 备注 */
                    remark?: string;
                    /** 供应商；不填为发货方 */
                    supplier?: string;
                    /** 追溯码、箱码、区间“首码-末码” */
                    texts: string[];
                    /**
                     * 采购时间，7 天之内
                     * Format: date-time
                     */
                    at?: string;
                };
            };
        };
        responses: {
            /** @description 入库单 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockIn"];
                };
            };
        };
    };
    receiveNote: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "note": "CK20250101-000001"
                 *     }
                 */
                "application/json": {
                    /**
                     * 门店；没有门店的单位不填
                     * Format: id
                     */
                    store?: string | number;
                    /** 随货单号，或二维码内容 */
                    note: string;
                    /** 摘要 */
                    digest?: string;
                    /** 未到的商品 */
                    except?: string[];
                    /** 差异 */
                    differences?: {
                        /**
                         * 种类：多、少、错、破
                         * @enum {string}
                         */
                        kind: "more" | "less" | "wrong" | "damaged";
                        /** 编码 */
                        text?: string;
                        /**
                         * 产品
                         * Format: id
                         */
                        product?: string | number;
                        /** 数量 */
                        quantity?: number | string;
                        /** 说明 */
                        remark?: string;
                        /**
                         * 照片
                         * Format: id
                         */
                        photo?: string | number;
                    }[];
                    /**
                     * 采购时间，7 天之内
                     * Format: date-time
                     */
                    at?: string;
                };
            };
        };
        responses: {
            /** @description 入库单 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockIn"];
                };
            };
        };
    };
    getStockIn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 入库单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockIn"];
                };
            };
        };
    };
    undoStockIn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "扫错了"
                 *     }
                 */
                "application/json": {
                    /** 撤销原因 */
                    reason: string;
                };
            };
        };
        responses: {
            /** @description 入库单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockIn"];
                };
            };
        };
    };
    addDifferences: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "differences": [
                 *         {
                 *           "kind": "less",
                 *           "quantity": "1"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 差异 */
                    differences: {
                        /**
                         * 种类：多、少、错、破
                         * @enum {string}
                         */
                        kind: "more" | "less" | "wrong" | "damaged";
                        /** 编码 */
                        text?: string;
                        /**
                         * 产品
                         * Format: id
                         */
                        product?: string | number;
                        /** 数量 */
                        quantity?: number | string;
                        /** 说明 */
                        remark?: string;
                        /**
                         * 照片
                         * Format: id
                         */
                        photo?: string | number;
                    }[];
                };
            };
        };
        responses: {
            /** @description 入库单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockIn"];
                };
            };
        };
    };
    answerDifference: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                row: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "answer": "明天补发"
                 *     }
                 */
                "application/json": {
                    /** 答复 */
                    answer: string;
                };
            };
        };
        responses: {
            /** @description 入库单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StockIn"];
                };
            };
        };
    };
    listStock: {
        parameters: {
            query?: {
                /** @description 门店 */
                store?: string | number;
                /** @description 产品备案 */
                product?: string | number;
                /** @description 型号或名称的一部分 */
                model?: string;
                /** @description 有这种状态的 */
                state?: "in_stock" | "in_transit" | "frozen" | "recalled";
                /** @description 库龄至少几天 */
                ageFrom?: number | string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页库存 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 库存 */
                        items: components["schemas"]["StockRow"][];
                        /** 行数 */
                        total: number;
                        /** 下一页 */
                        nextCursor?: string;
                    };
                };
            };
        };
    };
    listStockItems: {
        parameters: {
            query?: {
                /** @description 门店 */
                store?: string | number;
                /** @description 产品备案 */
                product?: string | number;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页码 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["StockItem"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    stockSummary: {
        parameters: {
            query?: {
                /** @description 门店 */
                store?: string | number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 概况 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        today: {
                            /** 入库 */
                            in: number;
                            /** 调货 */
                            transfer: number;
                            /** 销售 */
                            sold: number;
                        };
                        /** 七天，今天在最后 */
                        trend: {
                            /** 日期 */
                            day: string;
                            /** 入库 */
                            in: number;
                            /** 调货 */
                            transfer: number;
                            /** 销售 */
                            sold: number;
                        }[];
                        /** 按品类 */
                        byCategory: {
                            /** 品类 */
                            category: string;
                            /** 在库 */
                            inStock: string;
                        }[];
                        /** 在库 */
                        inStock: string;
                        /** 待收货的随货单 */
                        awaiting: number;
                        /** 召回占用 */
                        recalled: string;
                        /** 在途 */
                        inTransit: string;
                    };
                };
            };
        };
    };
    listStocktakes: {
        parameters: {
            query?: {
                /** @description 门店 */
                store?: string | number;
                /** @description 状态 */
                state?: "counting" | "finished";
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页盘点单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Stocktake"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    startStocktake: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": {
                    /**
                     * 门店；没有门店的单位不填
                     * Format: id
                     */
                    store?: string | number;
                    /**
                     * 产品备案
                     * Format: id
                     */
                    product?: string | number;
                };
            };
        };
        responses: {
            /** @description 盘点单 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stocktake"];
                };
            };
        };
    };
    getStocktake: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 盘点单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stocktake"];
                };
            };
        };
    };
    countScans: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "texts": [
                 *         "SN26-000001"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 扫到的内容 */
                    texts: string[];
                };
            };
        };
        responses: {
            /** @description 盘点单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stocktake"];
                };
            };
        };
    };
    finishStocktake: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "confirmed": true
                 *     }
                 */
                "application/json": {
                    /** 确认差异，须为 true */
                    confirmed: boolean;
                };
            };
        };
        responses: {
            /** @description 盘点单 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stocktake"];
                };
            };
        };
    };
    listFilings: {
        parameters: {
            query?: {
                /** @description 企业，默认本企业 */
                organisation?: string | number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 三种备案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Filing"][];
                    };
                };
            };
        };
    };
    getFiling: {
        parameters: {
            query?: {
                /** @description 企业，默认本企业 */
                organisation?: string | number;
            };
            header?: never;
            path: {
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 备案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Filing"];
                };
            };
        };
    };
    saveFiling: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "fields": {
                 *         "companyProfile": "从事电动自行车的研发与生产"
                 *       },
                 *       "submit": false
                 *     }
                 */
                "application/json": {
                    /** 填报内容 */
                    fields: Record<string, never>;
                    /** 提交审核 */
                    submit?: boolean;
                    /** 版本 */
                    version?: number | string;
                };
            };
        };
        responses: {
            /** @description 备案 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Filing"];
                };
            };
        };
    };
    listImportKinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 导入类型 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ImportKind"][];
                    };
                };
            };
        };
    };
    getImportTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kind: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 表格 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
        };
    };
    listImports: {
        parameters: {
            query?: {
                /** @description 只看此类型 */
                kind?: string;
                /** @description 只看此状态 */
                state?: "waiting" | "reading" | "ready" | "storing" | "done" | "failed" | "cancelled";
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页导入任务 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Import"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    uploadImport: {
        parameters: {
            query?: {
                /** @description 导入类型，见 /api/v1/import-kinds */
                kind?: string;
                /** @description 产品单元，类型没有默认值时必填 */
                unit?: string;
                /** @description true：导入后提交审核，否则存为草稿 */
                submit?: "true" | "false";
                /** @description 原文件名 */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": unknown;
                "text/csv": unknown;
                "application/octet-stream": unknown;
            };
        };
        responses: {
            /** @description 导入任务；同一文件再次上传时是原来的任务 */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 导入任务 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    listImportRows: {
        parameters: {
            query?: {
                /** @description 只看此状态的行 */
                state?: "fresh" | "changed" | "same" | "wrong" | "stored";
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页数据行 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["ImportRow"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    repairImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "cells": [
                 *         {
                 *           "row": 1,
                 *           "column": "model",
                 *           "text": "TDT001Z"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 单元格 */
                    cells: {
                        /** 行 */
                        row: number | string;
                        /** 列 */
                        column: string;
                        /** 内容 */
                        text?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description 重新检查的行 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        import: components["schemas"]["Import"];
                        items: components["schemas"]["ImportRow"][];
                    };
                };
            };
        };
    };
    confirmImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": "3"
                 *     }
                 */
                "application/json": {
                    /** 读取时的版本 */
                    version: number | string;
                };
            };
        };
        responses: {
            /** @description 导入任务 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    cancelImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 导入任务 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    retryImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /** @example {} */
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description 导入任务 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
        };
    };
    getWrongRows: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 表格 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
        };
    };
    getTrace: {
        parameters: {
            query?: {
                /** @description both 双向，backward 来源，forward 去向 */
                direction?: "both" | "backward" | "forward";
                /** @description 最多经过的事件数，默认 10 */
                depth?: number | string;
                /** @description 最多的节点数，默认 2000 */
                nodes?: number | string;
                /** @description json 或 svg（图片） */
                format?: "json" | "svg";
            };
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 追溯图谱 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 所查编码 */
                        code: string;
                        /**
                         * 方向
                         * @enum {string}
                         */
                        direction: "both" | "backward" | "forward";
                        /** 未全部展开 */
                        truncated: boolean;
                        /** 未展开的节点 */
                        truncatedAt: number[];
                        /** 节点 */
                        nodes: Record<string, never>[];
                        /** 连线 */
                        edges: Record<string, never>[];
                        /** 事件 */
                        events: Record<string, never>[];
                    };
                };
            };
        };
    };
    recallReach: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "lots": [
                 *         "urn:epc:class:lgtin:4012345.012345.998877"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 批次 */
                    lots?: string[];
                    /** 零部件 */
                    components?: string[];
                    /** 单据 */
                    documents?: string[];
                    /** 地点 */
                    stations?: string[];
                    /** 码段区间 */
                    ranges?: Record<string, never>[];
                    /**
                     * 批次编号
                     * Format: id
                     */
                    batch?: string | number;
                    /**
                     * 码段
                     * Format: id
                     */
                    block?: string | number;
                    /**
                     * 开始时间
                     * Format: date-time
                     */
                    from?: string;
                    /**
                     * 截止时间
                     * Format: date-time
                     */
                    before?: string;
                    /**
                     * 格式
                     * @enum {string}
                     */
                    format?: "json" | "ndjson" | "xlsx";
                };
            };
        };
        responses: {
            /** @description 召回范围 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 码段 */
                        items: Record<string, never>[];
                        /** 合计 */
                        summary: Record<string, never>;
                    };
                };
            };
        };
    };
    massBalance: {
        parameters: {
            query?: {
                /** @description 批次编码；不填时为所查期间的全部 */
                lot?: string;
                /** @description 产品备案的编号 */
                product?: string | number;
                /** @description 从此时起 */
                from?: string;
                /** @description 到此时止（不含） */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 物料平衡 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** 账目 */
                        lines: Record<string, never>[];
                        /** 异常 */
                        findings: Record<string, never>[];
                        /** 未全部计入 */
                        truncated: boolean;
                    };
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页消息 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Delivery"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    discoverApiV1SubscriptionsIdDeliveries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 见应答头 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    retryDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 消息 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
        };
    };
    discoverApiV1SubscriptionsIdDeliveriesDeliveryRetry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                delivery: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 见应答头 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getBundle: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 追溯证明（CBOR） */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.yiguan.bundle+cbor": string;
                };
            };
        };
    };
    listMessages: {
        parameters: {
            query?: {
                /** @description 只看此类消息 */
                kind?: string;
                /** @description true：只看已读；false：只看未读 */
                read?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页消息 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Message"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    readMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 已读 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    readAllMessages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 已读 */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getSetting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 设置 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: string;
                        /** 设置 */
                        value: Record<string, never>;
                    };
                };
            };
        };
    };
    putSetting: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "value": {
                 *         "columns": [
                 *           "name",
                 *           "model"
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": {
                    /** 设置 */
                    value: Record<string, never>;
                };
            };
        };
        responses: {
            /** @description 设置 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: string;
                        /** 设置 */
                        value: Record<string, never>;
                    };
                };
            };
        };
    };
    listOutbox: {
        parameters: {
            query?: {
                /** @description waiting、sent 或 dead */
                state?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页短信和邮件 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OutboxMessage"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    retryMessage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 等待发送的消息 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutboxMessage"];
                };
            };
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description 只看此用户 */
                user?: string;
                /** @description 只看此企业（运营） */
                organisation?: string;
                /** @description 只看此操作，如 org.approve */
                action?: string;
                /** @description 只看此类对象，如 product */
                objectType?: string;
                /** @description 只看此对象 */
                object?: string;
                /** @description 不早于 */
                from?: string;
                /** @description 早于 */
                to?: string;
                /** @description 上一页的 nextCursor，没有时从头开始 */
                cursor?: number | string;
                /** @description 每页数量，默认 20 */
                limit?: number | string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一页操作日志 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditRow"][];
                        /** 下一页的 cursor，没有下一页时不出现 */
                        nextCursor?: string;
                        /** 符合条件的条数，至多数到 100000 */
                        total?: number;
                        /** true：实际比 total 多 */
                        totalIsAbout?: boolean;
                    };
                };
            };
        };
    };
    getCalendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                year: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 一年的日历 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarYear"];
                };
            };
        };
    };
    putCalendar: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                year: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "version": "0",
                 *       "days": [
                 *         {
                 *           "day": "2027-01-01",
                 *           "working": false,
                 *           "name": "元旦"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** 版本 */
                    version: number | string;
                    /** 日期 */
                    days: {
                        /**
                         * 日期
                         * Format: date
                         */
                        day: string;
                        /** 上班 */
                        working: boolean;
                        /** 名称 */
                        name?: string;
                    }[];
                };
            };
        };
        responses: {
            /** @description 一年的日历 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarYear"];
                };
            };
        };
    };
    getWorkbench: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description 工作台 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Workbench"];
                };
            };
        };
    };
}
