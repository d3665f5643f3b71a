#include "lookup/verify_page.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "lookup/page_words.hpp"
#include "proof/hash.hpp"

namespace yiguan::embedded {
std::string_view verify_js();
std::string_view verify_js_gz();
}  // namespace yiguan::embedded

namespace yiguan::lookup {

namespace {

struct VerifyWords {
    std::string_view title, line;  ///< Before the script runs, and without it.
    std::string_view found, save, back, retry;
    std::string_view limits_title, limits[4];
    std::string_view trust_title, trust, trust_command, keys;
    std::string_view details;
};

constexpr VerifyWords zh_words{
    .title = "验证追溯记录",
    .line = "自动核对需要启用脚本的较新浏览器；也可以保存证明，用下面的办法核对",
    .found = "核对结果",
    .save = "保存证明",
    .back = "返回产品信息",
    .retry = "重试",
    .limits_title = "这里不能证明的",
    .limits = {"记录时填写的内容是否属实：日志只能证明写下之后没有改过。",
               "您手中的标签是否被复制或换贴：请与实物核对型号和出厂编号。", "「完整至」的时间以后有没有遗漏。",
               "这些记录确属此码，依据是日志的签名声明；声明不实，签名就是证据。"},
    .trust_title = "不只信这一页",
    .trust = "这一页由平台自己提供。若对平台有疑问，请保存证明，在您信得过的电脑上用独立的程序核对，不需要联网：",
    .trust_command = "policy.txt 是日志和见证者的公钥，请从日志页或监管部门、见证者处取得。",
    .keys = "日志与公钥",
    .details = "技术信息",
};

constexpr VerifyWords en_words{
    .title = "Verify the records",
    .line = "This needs a recent browser with scripts enabled; you can also save the proof and check it as said below",
    .found = "Result",
    .save = "Save the proof",
    .back = "Back to the product",
    .retry = "Try again",
    .limits_title = "What is not proven here",
    .limits = {"Whether what was recorded was true: the log proves only that it was not changed afterwards.",
               "Whether the label in your hands was copied or moved: compare model and serial number with the item.",
               "Whether anything is missing after the time of “complete up to”.",
               "That the records are those of this code is stated under the log's signature; if it were false, the "
               "signature is the evidence."},
    .trust_title = "Do not rely on this page alone",
    .trust =
        "This page comes from the platform itself. If you doubt the platform, save the proof and check it with the "
        "separate program on a computer that you trust, without a network:",
    .trust_command =
        "policy.txt holds the keys of log and witnesses; take it from the page of logs, or from the "
        "supervisor or a witness.",
    .keys = "Logs and keys",
    .details = "Technical details",
};

constexpr std::string_view verify_style =
    "[hidden]{display:none!important}"
    ".x{background:#b3261e;color:#fff}"
    ".sr{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0 0 0 0);white-space:nowrap}"
    ".s .good svg{color:#007a5e}.s .open svg{color:#8a5a00}.s .bad svg{color:#b3261e}"
    ".s li+li{border-top:1px solid #e3e6ea}"
    ".s div{min-width:0;overflow-wrap:break-word;word-wrap:break-word}"
    ".h span{flex:none;line-height:0}"
    "#note{font-size:.85rem;min-height:1.5em;text-align:center;margin-top:4px}"
    ".z li{padding:4px 0 4px 18px;position:relative}"
    ".z "
    "li:before{content:'';position:absolute;left:2px;top:.85em;width:6px;height:6px;border-radius:50%;background:#"
    "4b5563}"
    "section code,details pre{margin:8px 0;padding:8px 12px;background:#f4f6f8;border-radius:8px;font-size:.85rem}"
    "details pre{white-space:pre-wrap;overflow-wrap:anywhere;word-break:break-word;margin:0 0 10px}"
    // Alarm: nobody reads on as if nothing were the matter.
    ".x h1{font-size:1.6rem}"
    "@media(min-width:700px){.v{min-height:0}}";

class Writer {
public:
    std::string out;
    Writer& raw(std::string_view html_text) {
        out += html_text;
        return *this;
    }
    Writer& text(std::string_view plain) {
        append_html(out, plain);
        return *this;
    }
};

/// Four digits at a time, counted from the right, as on the code's own page; copied they are the bare code.
void groups(Writer& w, std::string_view code) {
    if (!std::ranges::all_of(code, is_digit)) {
        w.text(code);
        return;
    }
    for (std::size_t at = 0, end = code.size() % 4; at < code.size(); at = end, end += 4)
        if (end > at) w.raw("<i>").raw(code.substr(at, end - at)).raw("</i>");
}

void icons(Writer& w) {
    const std::pair<std::string_view, std::string_view> named[] = {{"tick", icon_tick},
                                                                   {"triangle", icon_triangle},
                                                                   {"question", icon_question},
                                                                   {"exclamation", icon_exclamation}};
    for (const auto& [name, icon] : named)
        w.raw("<template id=\"icon-").raw(name).raw("\">").raw(icon).raw("</template>");
}

}  // namespace

const Script& verify_script() {
    static const Script script = [] {
        const auto bytes = embedded::verify_js();
        const auto hash = proof::hex(proof::bytes_of(proof::digest(proof::Suite::sha256, bytes)));
        return Script{"/assets/verify-" + hash.substr(0, 16) + ".js", bytes, embedded::verify_js_gz()};
    }();
    return script;
}

std::string render_verify(const VerifyInput& in) {
    const Words& common = words(in.lang);
    const VerifyWords& own = in.lang == Lang::en ? en_words : zh_words;
    const bool en = in.lang == Lang::en;
    const std::string view = en ? (in.large ? "?lang=en&amp;e=1" : "?lang=en") : (in.large ? "?e=1" : "");
    Writer w;
    w.out.reserve(12'000);
    w.raw("<!DOCTYPE html><html lang=\"").raw(common.html_lang).raw(in.large ? "\" class=\"e\">" : "\">");
    w.raw(
        "<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<meta name=\"format-detection\" content=\"telephone=no\"><meta name=\"referrer\" content=\"no-referrer\">"
        "<meta name=\"robots\" content=\"noindex\"><link rel=\"icon\" href=\"data:,\"><title>");
    w.raw(own.title).raw(" · ").raw(common.site).raw("</title><style>").raw(style).raw(verify_style);
    w.raw("</style><script src=\"").raw(verify_script().path).raw("\" defer></script></head><body>");

    w.raw("<header id=\"band\" class=\"v b\"><div class=\"i\"><p class=\"m\">").raw(common.site);
    w.raw("</p><div class=\"h\"><span id=\"icon\">").raw(icon_question);
    w.raw("</span><div id=\"said\" role=\"status\"><h1 id=\"title\">").raw(own.title);
    w.raw("</h1><p class=\"l\" id=\"text\">").raw(own.line).raw("</p></div></div></div></header>");

    w.raw("<main class=\"i\" id=\"verify\" data-code=\"").text(in.code).raw("\" data-bundle=\"/api/v1/bundles/");
    w.text(percent_encode(in.code)).raw("\" data-site=\"").raw(common.site).raw("\">");
    w.raw("<section id=\"found\" hidden><h2>").raw(own.found).raw("</h2><ul class=\"s\" id=\"lines\"></ul></section>");
    w.raw("<nav><a class=\"p\" id=\"save\" download=\"").text(in.code).raw(".bundle\" href=\"/api/v1/bundles/");
    w.text(percent_encode(in.code)).raw("\">").raw(own.save).raw("</a><a class=\"p\" href=\"/c/");
    w.text(percent_encode(in.code)).raw(view).raw("\">").raw(own.back);
    w.raw("</a><button id=\"retry\" type=\"button\" hidden>").raw(own.retry).raw("</button></nav>");
    w.raw("<p id=\"note\" class=\"u\" role=\"status\"></p>");

    w.raw("<section><h2>").raw(own.limits_title).raw("</h2><ul class=\"z\">");
    for (const std::string_view limit : own.limits) w.raw("<li>").raw(limit).raw("</li>");
    w.raw("</ul></section><section><h2>").raw(own.trust_title).raw("</h2><p>").raw(own.trust);
    w.raw("</p><code>tracever bundle ").text(in.code).raw(".bundle <i>--policy policy.txt</i></code><p class=\"u\">");
    w.raw(own.trust_command).raw(" <a href=\"/log\">").raw(own.keys).raw("</a></p></section>");
    w.raw("<details><summary>").raw(own.details).raw("</summary><pre id=\"details\">—</pre></details>");
    icons(w);

    w.raw("</main><footer class=\"i\"><p>").raw(common.code).raw("</p><code>");
    groups(w, in.code);
    w.raw("</code><p>");
    w.raw(common.complaints).raw(" <a href=\"tel:12315\">12315</a></p>");
    if (!in.official_address.empty())
        w.raw("<p>").raw(common.domain_before).text(in.official_address).raw(common.domain_after).raw("</p>");
    w.raw("<p><a href=\"?").raw(in.large ? (en ? "lang=en" : "e=0") : (en ? "e=1&amp;lang=en" : "e=1")).raw("\">");
    w.raw(in.large ? common.normal : common.large).raw("</a><a href=\"?");
    w.raw(en ? (in.large ? "e=1" : "e=0") : (in.large ? "e=1&amp;lang=en" : "lang=en"));
    w.raw(en ? "\" lang=\"zh-CN\">" : "\" lang=\"en\">")
        .raw(common.other_language)
        .raw("</a></p></footer></body></html>");
    return std::move(w.out);
}

}  // namespace yiguan::lookup
