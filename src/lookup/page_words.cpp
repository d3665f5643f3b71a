#include "lookup/page_words.hpp"

namespace yiguan::lookup {

namespace {

constexpr Words zh_words{
    .html_lang = "zh-CN",
    .site = "一贯 · 产品质量追溯",
    .v1 = "信息已备案，未发现异常",
    .v2 = "请核对实物",
    .v3 = "此码尚未关联产品",
    .v4 = "本平台未查到此码",
    .v6 = "此码已作废或冻结",
    .v7 = "产品召回：请立即停止使用",
    .v3_line = "若印在已售商品上，请联系卖家并反馈",
    .v4_line = "可能扫错码或属其他平台",
    .v6_line = "请勿使用，联系 ",
    .v6_nobody = "卖家",
    .v1_action = "请再与手中实物核对型号和出厂编号。",
    .v2_action = "请逐项核对下方的图片、型号和出厂编号；不一致请勿购买。",
    .v3_action = "拨打 12315 反馈",
    .v4_action = "请核对编码后重新输入，或用下方列出的渠道查询。",
    .first_query = "首次查询",
    .nth_before = "第 ",
    .nth_after = " 次，首次于 ",
    .times_before = "此码 ",
    .times_in = " 次、在 ",
    .times_cities = " 个城市被查询",
    .times_only = " 次被查询",
    .risk = "风险",
    .what_to_do = "怎么做",
    .free_measure = "免费措施",
    .phone = "电话",
    .check = "请核对实物",
    .product = "产品名称",
    .model = "型号",
    .tail = "出厂编号尾号",
    .mismatch = "不一致请勿购买",
    .keys = "关键信息",
    .reports = "报告与说明",
    .maker = "企业信息",
    .chain = "流向",
    .withheld = "未公开",
    .missing = "未填报",
    .verify = "验证",
    .report_it = "反馈举报",
    .watch_recall = "关注召回",
    .call_maker = "联系厂家",
    .record = "查询记录",
    .record_before = "本码共 ",
    .record_middle = " 次查询，首次 ",
    .record_after = "。",
    .record_none = "暂无查询记录。",
    .corrections = "更正记录",
    .about = "平台说明",
    .about_text =
        "产品信息由生产单位备案，流向由各环节单位填报，各自对内容负责。「未公开」指填报单位选择不公开，"
        "「未填报」指尚未填写，「—」指没有内容。查询结果只说明此码在本平台的记录，请以实物核对为准；"
        "每次查询都会计入查询记录。",
    .recognised = "识别结果",
    .nothing_recognised = "未能识别编码类型，请检查是否输入完整。",
    .why = "为什么会这样",
    .why_text = "此码由本平台发放，但企业还没有把它与产品关联，可能刚刚印制、尚未出厂。",
    .search_again = "重新查询",
    .code = "追溯码",
    .code_asked = "所查编码",
    .complaints = "投诉举报电话",
    .domain_before = "官方网址 ",
    .domain_after = "，请与浏览器地址栏核对",
    .continue_on_phone = "用手机扫码继续查看",
    .large = "大字版",
    .normal = "标准字号",
    .other_language = "English",
    .search_label = "输入追溯码",
    .search_hint = "33 位数字，或粘贴整条网址",
    .search_button = "查询",
    .home_title = "查一查产品的来龙去脉",
    .home_line = "输入产品上的追溯码，查看备案信息、检验报告和公开流向。",
    .console = "企业与监管登录",
    .find_title = "在哪里找追溯码",
    .steps_title = "怎么查",
    .back_home = "返回首页查询",
    .linked = "整车三码",
    .pieces = {"整车", "电池", "充电器"},
    .vehicle_of = "此件登记在上述车辆。若装在别的车上，请勿使用，并联系卖家或反馈。",
    .state_v6 = "已作废或冻结，请勿使用",
    .state_v7 = "已召回，请立即停止使用",
    .number_tail = "尾号 ",
    .v5 = {"与车辆登记的电池不一致", "与车辆登记的充电器不一致", "与车辆登记的电池、充电器不一致"},
    .v5_line = "原配",
    .v5_action = "请勿使用不一致的电池或充电器，联系卖家或反馈。",
    .same_piece = "已核对：与此车登记的一致。",
    .no_such_piece = "此车没有登记这种部件，无法核对。",
    .check_label = "核对电池或充电器：输入它的追溯码或编号",
    .check_hint = "追溯码或编号",
    .check_button = "核对",
    .find = {{"机身或铭牌", "二维码旁通常印有编码数字。"},
             {"合格证", "多在合格证的右上角或右下角。"},
             {"外包装或说明书", "单件产品请以机身或合格证上的码为准。"}},
    .steps = {{"扫一扫", "用手机相机或微信扫描产品上的二维码。"},
              {"或输入编码", "把二维码旁的数字输入上方，空格可以不输。"},
              {"核对实物", "对照图片、型号和出厂编号，不一致请勿购买。"}},
};

constexpr Words en_words{
    .html_lang = "en",
    .site = "Yiguan · Product traceability",
    .v1 = "On file, nothing unusual found",
    .v2 = "Please check the item itself",
    .v3 = "This code is not linked to a product yet",
    .v4 = "This code was not found on this platform",
    .v6 = "This code has been voided or frozen",
    .v7 = "Product recall: stop using it now",
    .v3_line = "If it is printed on goods already sold, contact the seller and report it",
    .v4_line = "It may be misread or belong to another platform",
    .v6_line = "Do not use the product; contact ",
    .v6_nobody = "the seller",
    .v1_action = "Please also compare model and serial number with the item in your hands.",
    .v2_action = "Compare picture, model and serial number below; do not buy if they differ.",
    .v3_action = "Call 12315 to report",
    .v4_action = "Check the code and enter it again, or ask where the list below says.",
    .first_query = "First query",
    .nth_before = "Query no. ",
    .nth_after = ", first on ",
    .times_before = "This code was queried ",
    .times_in = " times in ",
    .times_cities = " cities",
    .times_only = " times",
    .risk = "Risk",
    .what_to_do = "What to do",
    .free_measure = "Free of charge",
    .phone = "Phone",
    .check = "Check the item",
    .product = "Product",
    .model = "Model",
    .tail = "Serial number ends in",
    .mismatch = "Do not buy if they differ",
    .keys = "Key facts",
    .reports = "Reports and instructions",
    .maker = "About the maker",
    .chain = "Supply chain",
    .withheld = "Not public",
    .missing = "Not provided",
    .verify = "Verify",
    .report_it = "Report a problem",
    .watch_recall = "Recall alerts",
    .call_maker = "Call the producer",
    .record = "Query record",
    .record_before = "Queries of this code: ",
    .record_middle = ". First: ",
    .record_after = ".",
    .record_none = "No queries recorded yet.",
    .corrections = "Corrections",
    .about = "About this platform",
    .about_text =
        "Product data are filed by the producer and supply chain data by each party, who answer for them. "
        "“Not public” means the party chose not to publish, “Not provided” that nothing was "
        "filled in, “—” that there is no content. The result states what this platform has on "
        "record for the code; always compare with the item. Each query is counted.",
    .recognised = "What was recognised",
    .nothing_recognised = "The kind of code was not recognised. Please check that it is complete.",
    .why = "Why this can be",
    .why_text =
        "This platform issued the code, but the company has not linked it to a product. It may have just been "
        "printed.",
    .search_again = "Search again",
    .code = "Trace code",
    .code_asked = "Code searched",
    .complaints = "Complaints hotline",
    .domain_before = "Official site ",
    .domain_after = " – compare with the address bar of your browser",
    .continue_on_phone = "Scan to continue on your phone",
    .large = "Large type",
    .normal = "Normal type",
    .other_language = "中文",
    .search_label = "Enter a trace code",
    .search_hint = "33 digits, or paste the whole address",
    .search_button = "Search",
    .home_title = "See where a product comes from",
    .home_line = "Enter the trace code of a product to see its filing, reports and public supply chain.",
    .console = "Sign in for organisations",
    .find_title = "Where to find the code",
    .steps_title = "How it works",
    .back_home = "Back to the search box",
    .linked = "Vehicle, battery and charger",
    .pieces = {"Vehicle", "Battery", "Charger"},
    .vehicle_of = "Registered with the vehicle above. Do not use it in another one; contact the seller or report it.",
    .state_v6 = "voided or frozen: do not use it",
    .state_v7 = "recalled: stop using it now",
    .number_tail = "no. ends in ",
    .v5 = {"Not the battery registered with this vehicle", "Not the charger registered with this vehicle",
           "Neither battery nor charger registered with this vehicle"},
    .v5_line = "Registered: ",
    .v5_action = "Do not use a battery or charger that differs; contact the seller or report it.",
    .same_piece = "Compared: it is the one registered with this vehicle.",
    .no_such_piece = "Nothing of this kind is registered with the vehicle, so it cannot be compared.",
    .check_label = "Compare a battery or charger: enter its trace code or number",
    .check_hint = "Trace code or number",
    .check_button = "Compare",
    .find = {{"Product or nameplate", "The digits usually stand beside the QR code."},
             {"Certificate of conformity", "Mostly in its upper or lower right corner."},
             {"Packaging or manual", "For a single item use the code on the product or its certificate."}},
    .steps = {{"Scan", "Use the camera of your phone or WeChat on the QR code."},
              {"Or type", "Enter the digits beside the QR code above; blanks may be left out."},
              {"Compare", "Check picture, model and serial number; do not buy if they differ."}},
};

}  // namespace

const Words& words(Lang lang) {
    return lang == Lang::en ? en_words : zh_words;
}

const std::string_view style =
    "*{box-sizing:border-box}"
    "html{font:17px/1.5 -apple-system,BlinkMacSystemFont,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',"
    "'Noto Sans SC',Roboto,sans-serif;-webkit-text-size-adjust:100%;color-scheme:light}"
    "html.e{font-size:22px}"
    "body,h1,h2,p,dl,dd,ol,ul{margin:0;padding:0}"
    "ol,ul{list-style:none}"
    "body{background:#f4f6f8;color:#16181d}"
    "svg{fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}"
    "time,.c b{white-space:nowrap}"
    "a{color:#1d5fbf}"
    ".i{max-width:640px;margin:0 auto;padding:0 16px}"
    ".v{color:#fff;padding:12px 0 20px}"
    ".g{background:#007a5e}.y{background:#ffc94d;color:#2b1e00}.d{background:#b3261e}.n{background:#e3e6ea;color:#"
    "16181d}.k{background:#"
    "16181d}"
    ".b{background:#1d5fbf}"
    ".v a{color:inherit;white-space:nowrap}"
    ".m{font-size:.8rem;letter-spacing:.04em;margin-bottom:12px}"
    ".h{display:flex;align-items:center}"
    ".h svg{flex:none;width:2.8rem;height:2.8rem;margin-right:14px}"
    "h1{font-size:1.35rem;line-height:1.3}"
    ".v p+p,.v .l{margin-top:4px}"
    ".v .a{margin-top:12px;font-size:.9rem}"
    ".v dl{margin-top:12px}"
    "section,details,nav,form{margin-top:12px}"
    "section,details{background:#fff;border:1px solid #e3e6ea;border-radius:8px;padding:14px 16px}"
    "h2,summary{font-size:1.05rem;line-height:1.4;font-weight:600}"
    "h2{margin-bottom:8px}"
    "summary{cursor:pointer;min-height:44px;margin:-14px 0;padding:10px 0}"
    "details[open] summary{margin-bottom:0}"
    ".c{display:flex;align-items:flex-start}"
    ".c img{flex:none;width:6rem;height:6rem;object-fit:contain;border:1px solid #e3e6ea;border-radius:8px;"
    "margin-right:14px;background:#fff}"
    ".c dl{flex:1;min-width:0}"
    ".w svg{flex:none;width:1.3rem;height:1.3rem;margin-right:8px}"
    ".w{display:flex;align-items:center;margin-top:12px;padding:8px "
    "12px;background:#fff4d6;color:#2b1e00;border-radius:8px;font-weight:600}"
    ".r{display:flex;padding:7px 0;border-top:1px solid #e3e6ea}"
    ".r:first-child,.c .r,.v .r{border:0}"
    ".c .r,.v .r{padding:2px 0}"
    ".c .r{flex-wrap:wrap}"
    "dt{flex:none;width:7.2em;padding-right:12px;color:#4b5563}"
    ".c dt{width:auto}"
    ".v dt{color:inherit;width:5.5em;font-weight:600}"
    "dd{flex:1;min-width:0;overflow-wrap:break-word;word-wrap:break-word}"
    ".c dd{flex:0 1 auto}"
    ".u{color:#4b5563}"
    ".t li{position:relative;padding:0 0 14px 24px}"
    ".t li:before{content:'';position:absolute;left:3px;top:.42em;width:11px;height:11px;border-radius:50%;"
    "background:#1d5fbf}"
    ".t li:after{content:'';position:absolute;left:8px;top:1.3em;bottom:-.2em;width:1px;background:#b9c0ca}"
    ".t li:last-child{padding-bottom:0}.t li:last-child:after{display:none}"
    ".t p{color:#4b5563;font-size:.9rem}"
    ".t dl{margin-top:2px;font-size:.9rem}.t .r{border:0;padding:1px 0}"
    "nav,.q{display:flex;flex-wrap:wrap;margin-left:-6px;margin-right:-6px}"
    ".p,button{flex:1 0 8rem;margin:6px;min-height:48px;padding:10px 16px;border:1px solid #1d5fbf;border-radius:8px;"
    "background:#fff;color:#1d5fbf;font:inherit;font-weight:600;text-align:center;text-decoration:none}"
    "button{flex:0 1 auto;background:#1d5fbf;color:#fff;cursor:pointer}"
    ".v .p{display:inline-block;margin:12px 0 0;min-width:9rem;background:none;color:inherit;border-color:currentColor}"
    ".e .p,.e button,.e summary{min-height:60px}"
    "details p,details dl,details ol{padding-bottom:6px}"
    ".q input{flex:1 1 12rem;min-width:0;min-height:48px;margin:6px;padding:8px 12px;border:1px solid #4b5563;"
    "border-radius:8px;background:#fff;color:#16181d;font:inherit}"
    ".b button{background:#16181d;border-color:#16181d}"
    "a:focus,button:focus,input:focus,summary:focus{outline:3px solid #ffc94d;outline-offset:2px}"
    "footer.i{padding-top:20px;padding-bottom:32px;font-size:.85rem;color:#4b5563;text-align:center}"
    "footer p{margin-top:6px}"
    "footer a{display:inline-block;min-height:44px;padding:10px 12px;color:#4b5563}"
    "code{display:block;font:600 1rem/1.6 ui-monospace,Menlo,Consolas,'Roboto Mono',monospace;font-weight:400;"
    "color:#16181d;overflow-wrap:break-word;word-wrap:break-word;-webkit-user-select:all;user-select:all}"
    "dd code{font-size:.95rem;line-height:inherit}"
    "code i{display:inline-block;font-style:normal;margin-right:.45em}"
    ".o{display:none}"
    ".s li{display:flex;padding:8px 0}"
    ".s svg,.s b.x{flex:none;width:2.4rem;height:2.4rem;margin-right:14px;color:#1d5fbf}"
    ".s b.x{line-height:2.4rem;text-align:center;border-radius:50%;background:#e8f0fb}"
    ".s p{color:#4b5563;font-size:.9rem}"
    "@media(max-width:400px){dt{width:6.2em}}"
    "@media(max-width:480px){.e .r{display:block}.e dt{width:auto}.e .c img{width:4.2rem;height:4.2rem}}"
    // Wide windows only: the code for a phone stands in the band, where nobody has to scroll for it.
    "@media(min-width:700px){.v{min-height:208px}.o{display:block;position:absolute;top:14px;right:50%;"
    "margin-right:-304px;padding:0 0 6px;border-radius:8px;background:#fff;font-size:.8rem;color:#4b5563}"
    ".o img{display:block;border-radius:8px}footer .o p{margin:0}}"
    "@media print{.v{color:#16181d!important;background:#fff!important}nav,form{display:none}}";

#define YIGUAN_ICON(shape) "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\">" shape "</svg>"
const std::string_view icon_tick =
    YIGUAN_ICON("<circle cx=\"12\" cy=\"12\" r=\"10\"/><path d=\"M7 12.5l3.5 3.5 6.5-7.5\"/>");
const std::string_view icon_triangle = YIGUAN_ICON("<path d=\"M12 3l10 18H2zM12 10v5M12 18v.01\"/>");
const std::string_view icon_question = YIGUAN_ICON(
    "<circle cx=\"12\" cy=\"12\" r=\"10\"/><path d=\"M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.1-1.5 2.4M12 18v.01\"/>");
const std::string_view icon_octagon = YIGUAN_ICON("<path d=\"M8 2h8l6 6v8l-6 6H8l-6-6V8zM8 8l8 8M16 8l-8 8\"/>");
const std::string_view icon_forbidden = YIGUAN_ICON("<circle cx=\"12\" cy=\"12\" r=\"10\"/><path d=\"M5 5l14 14\"/>");
const std::string_view icon_exclamation =
    YIGUAN_ICON("<circle cx=\"12\" cy=\"12\" r=\"10\"/><path d=\"M12 6.5v7M12 17.5v.01\"/>");
const std::string_view icon_nameplate = YIGUAN_ICON(
    "<rect x=\"2\" y=\"5\" width=\"20\" height=\"14\" rx=\"2\"/><path d=\"M5 9h6M5 12h6M5 15h4M15 9h4v4h-4zM15 "
    "16h4\"/>");
const std::string_view icon_certificate = YIGUAN_ICON("<path d=\"M5 2h14v20H5zM8 12h8M8 15h8M8 18h5M13 5h3v3h-3z\"/>");
const std::string_view icon_box = YIGUAN_ICON("<path d=\"M3 7l9-4 9 4v10l-9 4-9-4zM3 7l9 4 9-4M12 11v10\"/>");
#undef YIGUAN_ICON

VerdictLook look(Verdict verdict, const Words& w) {
    switch (verdict) {
        case Verdict::v1:
            return {"g", icon_tick, w.v1};
        case Verdict::v2:
            return {"y", icon_triangle, w.v2};
        case Verdict::v3:
            return {"y", icon_triangle, w.v3};
        case Verdict::v5:
            return {"d", icon_octagon, w.v5[0]};
        case Verdict::v6:
            return {"k", icon_forbidden, w.v6};
        case Verdict::v7:
            return {"k", icon_exclamation, w.v7};
        case Verdict::v4:
            break;
    }
    return {"n", icon_question, w.v4};
}

}  // namespace yiguan::lookup
