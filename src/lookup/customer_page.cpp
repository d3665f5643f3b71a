#include "lookup/customer_page.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "lookup/page_words.hpp"

namespace yiguan::lookup {
namespace {

constexpr std::string_view customer_style =
    "form{margin:12px 0}label{display:block;margin:14px 0 4px;font-weight:600}"
    "input[type=text],select{width:100%;box-sizing:border-box;font-size:1rem;padding:12px;border:1px solid #8a94a0;"
    "border-radius:8px}input.w{border-color:#b3261e}"
    ".w1{color:#b3261e;font-size:.85rem;margin:4px 0 0}"
    ".a{display:flex;font-weight:400}.a input{margin:4px 8px 0 0;width:20px;height:20px;flex:none}"
    "button{width:100%;min-height:48px;margin-top:16px;border:0;border-radius:8px;background:#0b57d0;color:#fff;"
    "font-size:1.05rem}";

void head(std::string& out, std::string_view title, std::string_view line, std::string_view icon) {
    const Words& common = words(Lang::zh);
    out +=
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        "<meta name=\"referrer\" content=\"no-referrer\"><meta name=\"robots\" content=\"noindex\">"
        "<link rel=\"icon\" href=\"data:,\"><title>";
    append_html(out, title);
    out += " · ";
    out += common.site;
    out += "</title><style>";
    out += style;
    out += customer_style;
    out += "</style></head><body><header class=\"v b\"><div class=\"i\"><p class=\"m\">";
    out += common.site;
    out += "</p><div class=\"h\"><span>";
    out += icon;
    out += "</span><div><h1>";
    append_html(out, title);
    out += "</h1><p class=\"l\">";
    append_html(out, line);
    out += "</p></div></div></div></header><main class=\"i\">";
}

void choices(std::string& out, const CustomerField& f) {
    out += "<select id=\"" + f.key + "\" name=\"" + f.key + "\" required><option value=\"\">请选择</option>";
    std::string_view group;
    for (const auto& choice : f.choices) {
        if (choice.group != group) {
            if (!group.empty()) out += "</optgroup>";
            group = choice.group;
            if (!group.empty()) {
                out += "<optgroup label=\"";
                append_html(out, group);
                out += "\">";
            }
        }
        out += "<option value=\"";
        append_html(out, choice.value);
        out += choice.value == f.value ? "\" selected>" : "\">";
        append_html(out, choice.text);
        out += "</option>";
    }
    out += group.empty() ? "</select>" : "</optgroup></select>";
}

void text_input(std::string& out, const CustomerField& f) {
    out += "<input type=\"text\" id=\"" + f.key + "\" name=\"" + f.key + "\" autocomplete=\"off\" inputmode=\"";
    out += f.input;
    out += fmt::format("\" maxlength=\"{}\" required", f.chars_max);
    if (!f.error.empty()) out += " class=\"w\" aria-invalid=\"true\" aria-describedby=\"" + f.key + "-e\"";
    out += " value=\"";
    append_html(out, f.value);
    out += "\">";
}

void field(std::string& out, const CustomerField& f) {
    out += "<label for=\"" + f.key + "\">";
    append_html(out, f.label);
    out += "</label>";
    if (f.choices.empty())
        text_input(out, f);
    else
        choices(out, f);
    if (!f.hint.empty()) {
        out += "<p class=\"u\">";
        append_html(out, f.hint);
        out += "</p>";
    }
    if (f.error.empty()) return;
    out += "<p class=\"w1\" id=\"" + f.key + "-e\">";
    append_html(out, f.error);
    out += "</p>";
}

}  // namespace

std::string render_customer_form(const CustomerPage& page) {
    std::string out;
    out.reserve(8'000);
    head(out, "购买信息", page.seller + " 请您填写以下信息", icon_nameplate);
    if (!page.error.empty()) {
        out += "<p class=\"w1\" role=\"alert\">";
        append_html(out, page.error);
        out += "</p>";
    }
    out += "<form method=\"post\" action=\"";
    append_html(out, page.path);
    out += "\">";
    for (const auto& f : page.fields) field(out, f);
    out += "<section><h2>信息怎么用</h2><p class=\"u\">";
    append_html(
        out,
        fmt::format("只用于本次购买的登记、售后和召回通知，由“{}”保管；加密保存 {} 天，期满自动删除，不向公众展示。"
                    "您可随时联系商家查看、更正或删除。",
                    page.seller, page.days));
    out += "</p></section><label class=\"a\"><input type=\"checkbox\" name=\"agree\" value=\"1\" required";
    if (page.agreed) out += " checked";
    out +=
        "><span>我已阅读并同意以上说明</span></label><button type=\"submit\">提交</button></form></main></body></html>";
    return out;
}

std::string render_customer_thanks(std::string_view seller, std::string_view until) {
    std::string out;
    head(out, "已提交", "请把手机交还或告诉店员“已填好”", icon_tick);
    out += "<section><p>";
    append_html(out, fmt::format("信息由“{}”加密保存至 {}，期满自动删除。", seller, until));
    out +=
        "</p><p "
        "class=\"u\">需要更正或提前删除，请联系商家。本页面已失效，可以关闭。</p></section></main></body></html>";
    return out;
}

}  // namespace yiguan::lookup
