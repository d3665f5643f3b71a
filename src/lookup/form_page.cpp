#include "lookup/form_page.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "lookup/page_words.hpp"

namespace yiguan::lookup {
namespace {

constexpr std::string_view form_style =
    "form label{display:block;margin-top:12px;font-weight:600}"
    "form label span{font-weight:400;color:#4b5563}"
    ".f input,.f select,.f textarea{display:block;width:100%;min-height:48px;margin-top:4px;padding:8px "
    "12px;border:1px "
    "solid #4b5563;border-radius:8px;background:#fff;color:#16181d;font:inherit}"
    ".f .bad{color:#b3261e;margin-top:4px}"
    ".f button{width:100%;margin:16px 0 0}"
    ".f img{display:block;margin-top:8px}";

/// Writes one page.
class FormWriter {
public:
    FormWriter(Lang lang, bool large) : w_(words(lang)), en_(lang == Lang::en), large_(large) {}

    void open(std::string_view band, std::string_view icon, const std::string& title, const std::string& line) {
        raw("<!DOCTYPE html><html lang=\"").raw(w_.html_lang).raw(large_ ? "\" class=\"e\">" : "\">");
        raw("<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
            "<meta name=\"format-detection\" content=\"telephone=no\"><meta name=\"referrer\" content=\"no-referrer\">"
            "<meta name=\"robots\" content=\"noindex\"><link rel=\"icon\" href=\"data:,\"><title>");
        text(title).raw(" · ").raw(w_.site).raw("</title><style>").raw(style).raw(form_style);
        raw("</style></head><body><header class=\"v ")
            .raw(band)
            .raw("\"><div class=\"i\"><p class=\"m\">")
            .raw(w_.site);
        raw("</p><div class=\"h\">").raw(icon).raw("<div><h1>").text(title).raw("</h1><p class=\"l\">").text(line);
        raw("</p></div></div></div></header><main class=\"i\">");
    }
    std::string close(const std::string& official_address) {
        raw("</main><footer class=\"i\"><p>").raw(w_.complaints).raw(" <a href=\"tel:12315\">12315</a></p>");
        if (!official_address.empty())
            raw("<p>").raw(w_.domain_before).text(official_address).raw(w_.domain_after).raw("</p>");
        raw("</footer></body></html>");
        return std::move(out_);
    }

    FormWriter& raw(std::string_view html_text) {
        out_ += html_text;
        return *this;
    }
    FormWriter& text(std::string_view plain) {
        append_html(out_, plain);
        return *this;
    }
    const std::string& local(const std::string& zh, const std::string& en) const {
        return en_ && !en.empty() ? en : zh;
    }

    void hidden(std::string_view name, std::string_view value) {
        raw("<input type=\"hidden\" name=\"").raw(name).raw("\" value=\"").text(value).raw("\">");
    }
    void error(const std::string& said) {
        if (!said.empty()) raw("<p class=\"bad\" role=\"alert\">").text(said).raw("</p>");
    }
    void field(const FormFieldInput& f) {
        using Kind = FormFieldInput::Kind;
        if (f.kind == Kind::hidden) return hidden(f.name, f.value);
        raw("<label>").text(local(f.label_zh, f.label_en));
        if (!f.required) raw(en_ ? " <span>(optional)</span>" : " <span>（选填）</span>");
        const auto common = [&](std::string_view element) {
            raw("<").raw(element).raw(" name=\"").raw(f.name).raw("\"");
            if (f.chars_max > 0) raw(fmt::format(" maxlength=\"{}\"", f.chars_max));
            if (f.required) raw(" required");
            if (!f.error.empty()) raw(" aria-invalid=\"true\"");
        };
        switch (f.kind) {
            case Kind::choice:
                common("select");
                raw("><option value=\"\">").raw(en_ ? "Please choose" : "请选择").raw("</option>");
                for (const auto& [value, label] : f.options) {
                    raw("<option value=\"").text(value).raw(value == f.value ? "\" selected>" : "\">");
                    text(local(label.first, label.second)).raw("</option>");
                }
                raw("</select>");
                break;
            case Kind::lines:
                common("textarea");
                raw(" rows=\"5\">").text(f.value).raw("</textarea>");
                break;
            case Kind::photo:
                common("input");
                raw(" type=\"file\" accept=\"image/*\">");
                break;
            default:
                common("input");
                raw(f.kind == Kind::phone    ? " type=\"tel\" autocomplete=\"tel\""
                    : f.kind == Kind::email  ? " type=\"email\" autocomplete=\"email\""
                    : f.kind == Kind::digits ? " inputmode=\"numeric\" autocomplete=\"one-time-code\""
                                             : " autocomplete=\"off\"");
                raw(" value=\"").text(f.value).raw("\">");
        }
        raw("</label>");
        error(f.error);
    }
    void captcha(const FormCaptcha& c) {
        if (c.token.empty()) return;
        hidden("captchaToken", c.token);
        raw("<label>")
            .raw(en_ ? "Type the digits of the picture, or answer: " : "请输入图中数字，或回答：")
            .text(c.question);
        raw("<img src=\"data:image/png;base64,").raw(c.png_base64);
        raw(en_ ? "\" alt=\"Digits; the question above is another way\">" : "\" alt=\"数字图片；也可回答上面的问题\">");
        raw("<input name=\"captchaAnswer\" inputmode=\"numeric\" maxlength=\"20\" autocomplete=\"off\" "
            "required></label>");
        error(c.error);
    }
    void rows(const std::vector<PageRow>& all) {
        raw("<section><dl>");
        for (const PageRow& r : all)
            raw("<div class=\"r\"><dt>")
                .text(local(r.label_zh, r.label_en))
                .raw("</dt><dd>")
                .text(r.value)
                .raw("</dd></div>");
        raw("</dl></section>");
    }

private:
    const Words& w_;
    bool en_, large_;
    std::string out_;
};

}  // namespace

std::string render_form(const FormInput& in) {
    FormWriter w(in.lang, in.large);
    w.open("b", icon_nameplate, w.local(in.title_zh, in.title_en), w.local(in.line_zh, in.line_en));
    if (!in.code.empty()) {
        w.raw("<section><dl><div class=\"r\"><dt>").raw(words(in.lang).code).raw("</dt><dd><code>");
        w.text(in.code).raw("</code></dd></div></dl></section>");
    }
    const bool files =
        std::ranges::find(in.fields, FormFieldInput::Kind::photo, &FormFieldInput::kind) != in.fields.end();
    w.raw("<section><form class=\"f\" method=\"post\" action=\"").text(in.action);
    w.raw(files ? "\" enctype=\"multipart/form-data\">" : "\">");
    if (!in.code.empty()) w.hidden("code", in.code);
    if (in.lang == Lang::en) w.hidden("lang", "en");
    if (in.large) w.hidden("e", "1");
    for (const auto& field : in.fields) w.field(field);
    w.captcha(in.captcha);
    w.raw("<button>").text(w.local(in.send_zh, in.send_en)).raw("</button></form></section>");
    return w.close(in.official_address);
}

std::string render_outcome(const OutcomeInput& in) {
    FormWriter w(in.lang, in.large);
    w.open(in.good ? "g" : "n", in.good ? icon_tick : icon_question, w.local(in.title_zh, in.title_en),
           w.local(in.line_zh, in.line_en));
    if (!in.rows.empty()) w.rows(in.rows);
    w.raw("<nav>");
    for (const PageLink& link : in.links)
        w.raw("<a class=\"p\" href=\"").text(link.path).raw("\">").text(link.text).raw("</a>");
    w.raw("</nav>");
    return w.close(in.official_address);
}

}  // namespace yiguan::lookup
