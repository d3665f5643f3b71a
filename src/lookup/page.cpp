#include "lookup/page.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "lookup/page_words.hpp"

namespace yiguan::lookup {

namespace {

constexpr std::string_view complaint_line = "12315";

/// The digits to dial, "" when the text is no single telephone number (several numbers, an extension in words).
std::string dialled(std::string_view text) {
    std::string out;
    for (const char c : text)
        if (is_digit(c) || (c == '+' && out.empty()))
            out += c;
        else if (c != '-' && c != ' ' && c != '(' && c != ')')
            return {};
    return out.size() >= 3 && out.size() <= 16 ? out : std::string{};
}

/// A path on this site: never another host, another scheme, or a way out of the attribute.
bool is_own_path(std::string_view url) {
    return url.size() >= 2 && url[0] == '/' && url[1] != '/' && url[1] != '\\' &&
           std::ranges::all_of(url, [](unsigned char c) { return c > 0x20 && c < 0x7f; });
}

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; });
}

}  // namespace

/// Writes a page into a PageTemplate from top to bottom.
class PageBuilder {
public:
    using Slot = PageTemplate::Slot;

    explicit PageBuilder(Lang lang) : w_(words(lang)), lang_(lang) { page_.lang_ = lang; }

    PageTemplate build(const PageInput& in) {
        const bool slotted_band = in.verdict == Verdict::v1 || in.verdict == Verdict::v2;
        open_document(in.large);
        if (slotted_band) {
            page_.v1_ = band_of(Verdict::v1, in);
            page_.v2_ = band_of(Verdict::v2, in);
            if (in.piece == Piece::vehicle)
                for (std::size_t i = 0; i < page_.v5_.size(); ++i) page_.v5_[i] = band_of(Verdict::v5, in, w_.v5[i]);
            slot(Slot::title);
            close_head();
            slot(Slot::band);
        } else {
            const PageTemplate::Band band = band_of(in.verdict, in);
            raw(band.title);
            close_head();
            raw(band.before);
            raw(band.after);
        }
        raw("<main class=\"i\">");
        if (in.verdict == Verdict::v3) section(w_.why, w_.why_text);
        if (in.verdict == Verdict::v4) recognised(in);
        if (!in.product_name.empty()) check(in);
        if (in.piece) {
            page_.piece_ = *in.piece;
            slot(Slot::linked);
        }
        rows_section(w_.keys, in.key_rows);
        rows_section(w_.reports, in.report_rows);
        for (const PageBlock& block : in.batch_blocks)
            rows_section(lang_ == Lang::en ? block.title_en : block.title_zh, block.rows);
        rows_section(w_.maker, in.maker_rows);
        chain(in.chain);
        buttons(in);
        if (in.verdict != Verdict::v4) folded(in);
        raw("</main><footer class=\"i\">");
        raw("<p>");
        raw(in.verdict == Verdict::v4 || in.alias ? w_.code_asked : w_.code);
        raw("</p><code>");
        slot(Slot::code);
        raw("</code>");
        if (in.qr) {
            raw("<div class=\"o\"><img src=\"/c/");
            slot(Slot::code_in_url);
            raw("/qr.svg\" width=\"152\" height=\"152\" loading=\"lazy\" alt=\"\"><p>");
            raw(w_.continue_on_phone);
            raw("</p></div>");
        }
        close_document(in.large, in.official_address);
        return finish();
    }

    PageTemplate build_home(bool large, std::string_view official_address) {
        open_document(large);
        raw(w_.site);
        close_head();
        raw("<header class=\"v b\"><div class=\"i\"><p class=\"m\">");
        raw(w_.site);
        raw("</p><h1>");
        raw(w_.home_title);
        raw("</h1><p>");
        raw(w_.home_line);
        raw("</p>");
        search_form(large);
        raw("</div></header><main class=\"i\">");
        const std::string_view icons[3] = {icon_nameplate, icon_certificate, icon_box};
        list_section(w_.find_title, w_.find, icons);
        constexpr std::string_view numbers[3] = {"<b class=\"x\" aria-hidden=\"true\">1</b>",
                                                 "<b class=\"x\" aria-hidden=\"true\">2</b>",
                                                 "<b class=\"x\" aria-hidden=\"true\">3</b>"};
        list_section(w_.steps_title, w_.steps, numbers);
        raw("</main><footer class=\"i\"><p><a href=\"/app/\">");
        raw(w_.console);
        raw("</a></p>");
        close_document(large, official_address);
        return finish();
    }

    PageTemplate build_message(int status, std::string_view title, std::string_view line,
                               const std::vector<PageLink>& links = {}) {
        open_document(false);
        text(title);
        close_head();
        raw("<header class=\"v n\"><div class=\"i\"><p class=\"m\">");
        raw(w_.site);
        raw("</p><div class=\"h\">");
        raw(status >= 500 ? icon_exclamation : icon_question);
        raw("<div><h1>");
        text(title);
        raw("</h1><p class=\"l\">");
        text(line);
        raw("</p></div></div></div></header><main class=\"i\">");
        if (!links.empty()) {
            raw("<ul>");
            for (const PageLink& link : links) {
                raw("<li><a href=\"");
                text(link.path);
                raw("\">");
                text(link.text);
                raw("</a></li>");
            }
            raw("</ul>");
        }
        raw("<nav><a class=\"p\" href=\"/\">");
        raw(w_.back_home);
        raw("</a></nav></main></body></html>");
        return finish();
    }

private:
    void raw(std::string_view html_text) { page_.text_ += html_text; }
    void text(std::string_view plain) { append_html(page_.text_, plain); }
    void slot(Slot slot) { page_.pieces_.push_back({static_cast<std::uint32_t>(page_.text_.size()), slot}); }
    PageTemplate finish() {
        slot(Slot::none);
        return std::move(page_);
    }

    void open_document(bool large) {
        raw("<!DOCTYPE html><html lang=\"");
        raw(w_.html_lang);
        raw(large ? "\" class=\"e\">" : "\">");
        raw("<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
            // Without this iOS turns serial numbers into telephone links.
            "<meta name=\"format-detection\" content=\"telephone=no\"><meta name=\"referrer\" content=\"no-referrer\">"
            "<link rel=\"icon\" href=\"data:,\"><title>");
    }
    void close_head() {
        raw("</title><style>");
        raw(style);
        raw("</style></head><body>");
    }
    void close_document(bool large, std::string_view official_address) {
        raw("<p>");
        raw(w_.complaints);
        raw(" <a href=\"tel:12315\">12315</a></p>");
        if (!official_address.empty()) {
            raw("<p>");
            raw(w_.domain_before);
            text(official_address);
            raw(w_.domain_after);
            raw("</p>");
        }
        const bool en = lang_ == Lang::en;
        raw("<p><a href=\"?");
        raw(large ? (en ? "lang=en" : "e=0") : (en ? "e=1&amp;lang=en" : "e=1"));
        raw("\">");
        raw(large ? w_.normal : w_.large);
        raw("</a><a href=\"?");
        raw(en ? (large ? "e=1" : "e=0") : (large ? "e=1&amp;lang=en" : "lang=en"));
        raw(en ? "\" lang=\"zh-CN\">" : "\" lang=\"en\">");
        raw(w_.other_language);
        raw("</a></p></footer></body></html>");
    }

    /// For V1, V2 and V5 the line between `before` and `after` is a slot; for the others it is part of `before`.
    PageTemplate::Band band_of(Verdict verdict, const PageInput& in, std::string_view title = {}) {
        VerdictLook l = look(verdict, w_);
        if (!title.empty()) l.title = title;
        PageTemplate::Band band;
        band.title = l.title;
        if (!in.product_name.empty()) {
            band.title += " · ";
            append_html(band.title, in.product_name);
        }
        // The parts are written by the same functions as the rest of the page, into the text of a builder of their own.
        PageBuilder top{lang_}, bottom{lang_};
        top.raw("<header class=\"v ");
        top.raw(l.css);
        top.raw("\"><div class=\"i\"><p class=\"m\">");
        top.raw(w_.site);
        top.raw("</p><div class=\"h\">");
        top.raw(l.icon);
        top.raw("<div><h1>");
        top.raw(l.title);
        top.raw("</h1><p class=\"l\">");
        bottom.raw("</p></div></div>");
        switch (verdict) {
            case Verdict::v1:
                bottom.action(w_.v1_action);
                break;
            case Verdict::v2:
                bottom.action(w_.v2_action);
                break;
            case Verdict::v3:
                top.raw(w_.v3_line);
                bottom.button(complaint_line, w_.v3_action);
                break;
            case Verdict::v4:
                top.raw(w_.v4_line);
                bottom.action(w_.v4_action);
                break;
            case Verdict::v5:
                bottom.action(w_.v5_action);
                break;
            case Verdict::v6: {
                top.raw(w_.v6_line);
                if (in.contact_name.empty() && dialled(in.contact_phone).empty()) top.raw(w_.v6_nobody);
                top.text(in.contact_name);
                if (!in.contact_name.empty()) top.raw(" ");
                top.phone(in.contact_phone);
                break;
            }
            case Verdict::v7:
                bottom.recall(in.recall);
                break;
        }
        bottom.raw("</div></header>");
        band.before = std::move(top.page_.text_);
        band.after = std::move(bottom.page_.text_);
        return band;
    }
    void action(std::string_view words_of_action) {
        raw("<p class=\"a\">");
        raw(words_of_action);
        raw("</p>");
    }
    void button(std::string_view number, std::string_view label) {
        raw("<a class=\"p\" href=\"tel:");
        text(number);
        raw("\">");
        raw(label);
        raw("</a>");
    }
    void phone(std::string_view number) {
        const std::string digits = dialled(number);
        if (digits.empty()) return text(number);
        raw("<a href=\"tel:");
        raw(digits);
        raw("\">");
        text(number);
        raw("</a>");
    }
    void recall(const RecallNotice& notice) {
        raw("<dl>");
        const auto part = [&](std::string_view label, const std::string& value, PageRow::Kind kind) {
            if (!value.empty()) row({.label_zh = std::string(label), .value = value, .kind = kind});
        };
        part(w_.risk, notice.risk, PageRow::Kind::text);
        part(w_.what_to_do, notice.what_to_do, PageRow::Kind::text);
        part(w_.free_measure, notice.free_measure, PageRow::Kind::text);
        part(w_.phone, notice.phone, PageRow::Kind::phone);
        raw("</dl>");
    }

    void heading(std::string_view title) {
        raw("<section><h2>");
        raw(title);
        raw("</h2>");
    }
    void section(std::string_view title, std::string_view sentence) {
        heading(title);
        raw("<p>");
        raw(sentence);
        raw("</p></section>");
    }
    void list_section(std::string_view title, const std::string_view (&items)[3][2],
                      const std::string_view (&icons)[3]) {
        heading(title);
        raw("<ul class=\"s\">");
        for (std::size_t i = 0; i < 3; ++i) {
            raw("<li>");
            raw(icons[i]);
            raw("<div><b>");
            raw(items[i][0]);
            raw("</b><p>");
            raw(items[i][1]);
            raw("</p></div></li>");
        }
        raw("</ul></section>");
    }

    void check(const PageInput& in) {
        heading(w_.check);
        raw("<div class=\"c\">");
        if (is_own_path(in.picture_url)) {
            raw("<img src=\"");
            text(in.picture_url);
            raw("\" width=\"96\" height=\"96\" loading=\"lazy\" alt=\"");
            text(in.product_name);
            raw("\">");
        }
        raw("<dl>");
        row({.label_zh = std::string(w_.product), .value = in.product_name});
        row({.label_zh = std::string(w_.model), .value = in.model});
        if (in.batch_number.empty()) {
            open_row(w_.tail);
            raw("<dd><b>");
            slot(Slot::factory_tail);
            raw("</b></dd></div>");
        } else {
            row({.label_zh = "生产批次号", .label_en = "Batch number", .value = in.batch_number});
        }
        raw("</dl></div>");
        for (const PagePhotos& style : in.photos) photos(style);
        raw("<p class=\"w\">");
        raw(icon_triangle);
        raw(w_.mismatch);
        raw("</p></section>");
    }

    void photos(const PagePhotos& style) {
        raw("<p>");
        text(style.title);
        raw("</p><div style=\"display:flex;gap:8px;flex-wrap:wrap\">");
        for (const std::string& url : style.urls) {
            if (!is_own_path(url)) continue;
            raw("<a href=\"");
            text(url);
            raw("?size=view\"><img src=\"");
            text(url);
            raw("?size=thumb\" width=\"96\" height=\"96\" loading=\"lazy\" alt=\"");
            text(style.title);
            raw("\"></a>");
        }
        raw("</div>");
    }

    void open_row(std::string_view label) {
        raw("<div class=\"r\"><dt>");
        text(label);
        raw("</dt>");
    }
    /// A value of data in a page of another language says so, for screen readers and for the choice of glyphs.
    void open_value(std::string_view element, std::string_view value) {
        raw("<");
        raw(element);
        raw(lang_ == Lang::en && !is_ascii(value) ? " lang=\"zh-CN\">" : ">");
    }
    std::string_view local(const std::string& zh, const std::string& en) const {
        return lang_ == Lang::en && !en.empty() ? en : zh;
    }
    void absent(PageRow::State state) {
        raw("<dd class=\"u\">");
        raw(state == PageRow::State::withheld ? w_.withheld : w_.missing);
        raw("</dd>");
    }
    void row(const PageRow& r) {
        open_row(local(r.label_zh, r.label_en));
        if (r.state != PageRow::State::shown) {
            absent(r.state);
        } else if (r.kind == PageRow::Kind::code) {
            raw("<dd><code>");
            slot(Slot::code);
            raw("</code></dd>");
        } else if (r.kind == PageRow::Kind::factory_number) {
            raw("<dd>");
            slot(Slot::factory_number);
            raw("</dd>");
        } else {
            open_value("dd", r.value);
            const bool linked = is_own_path(r.href);
            if (linked) {
                raw("<a href=\"");
                text(r.href);
                raw("\">");
            }
            if (r.value.empty())
                raw("—");
            else if (r.kind == PageRow::Kind::phone && !linked)
                phone(r.value);
            else
                text(r.value);
            raw(linked ? "</a></dd>" : "</dd>");
        }
        raw("</div>");
    }
    void rows(const std::vector<PageRow>& list) {
        if (list.empty()) return;
        raw("<dl>");
        for (const PageRow& r : list) row(r);
        raw("</dl>");
    }
    void rows_section(std::string_view title, const std::vector<PageRow>& list) {
        if (list.empty()) return;
        heading(title);
        rows(list);
        raw("</section>");
    }

    /// The state's word, or the value.
    void stated(PageRow::State state, const std::string& value) {
        if (state == PageRow::State::withheld)
            raw(w_.withheld);
        else if (state == PageRow::State::missing)
            raw(w_.missing);
        else if (value.empty())
            raw("—");
        else
            text(value);
    }
    void chain(const std::vector<ChainStep>& steps) {
        if (steps.empty()) return;
        heading(w_.chain);
        raw("<ol class=\"t\">");
        for (const ChainStep& step : steps) {
            raw("<li><b>");
            text(local(step.step_zh, step.step_en));
            raw("</b><p>");
            stated(step.when_state, step.when);
            if (step.place_state != PageRow::State::shown || !step.place.empty()) {
                raw(" · ");
                stated(step.place_state, step.place);
            }
            raw("</p>");
            rows(step.rows);
            raw("</li>");
        }
        raw("</ol></section>");
    }

    void buttons(const PageInput& in) {
        const bool item =
            !in.alias && in.batch_number.empty() && in.verdict != Verdict::v3 && in.verdict != Verdict::v4;
        const std::string number = in.verdict == Verdict::v4 ? std::string() : dialled(in.contact_phone);
        raw("<nav>");
        if (item) link("/verify/", w_.verify, in.large, '?');
        link("/f?code=", w_.report_it, in.large, '&');
        if (item && in.verdict != Verdict::v6 && in.verdict != Verdict::v7)
            link("/s?code=", w_.watch_recall, in.large, '&');
        if (!number.empty()) button(number, w_.call_maker);
        raw("</nav>");
    }
    /// To another page about the same code: the proof that the steps above are what the log holds (verify_page.hpp),
    /// the forms of form_page.hpp. The chosen language and size of type travel on.
    void link(std::string_view before, std::string_view label, bool large, char first) {
        raw("<a class=\"p\" href=\"");
        raw(before);
        slot(Slot::code_in_url);
        const auto view = [&](std::string_view text) {
            raw(first == '?' ? "?" : "&amp;");
            raw(text);
            first = '&';
        };
        if (lang_ == Lang::en) view("lang=en");
        if (large) view("e=1");
        raw("\">");
        raw(label);
        raw("</a>");
    }
    void fold(std::string_view title) {
        raw("<details><summary>");
        raw(title);
        raw("</summary>");
    }
    void folded(const PageInput& in) {
        fold(w_.record);
        raw("<p>");
        slot(Slot::scan_record);
        raw("</p></details>");
        if (!in.corrections.empty()) {
            fold(w_.corrections);
            raw("<ol>");
            for (const Correction& c : in.corrections) {
                open_value("li", c.text);
                text(c.when);
                raw(" ");
                text(c.text);
                raw("</li>");
            }
            raw("</ol></details>");
        }
        fold(w_.about);
        raw("<p>");
        raw(w_.about_text);
        raw("</p></details>");
    }

    void search_form(bool large) {
        raw("<form class=\"q\" action=\"/\" method=\"get\" role=\"search\"><input name=\"q\" aria-label=\"");
        raw(w_.search_label);
        raw("\" placeholder=\"");
        raw(w_.search_hint);
        raw("\" maxlength=\"300\" autocomplete=\"off\" required>");
        // The chosen language and size of type travel on.
        if (lang_ == Lang::en) raw("<input type=\"hidden\" name=\"lang\" value=\"en\">");
        if (large) raw("<input type=\"hidden\" name=\"e\" value=\"1\">");
        raw("<button>");
        raw(w_.search_button);
        raw("</button></form>");
    }
    void recognised(const PageInput& in) {
        const std::vector<Recognised>& found = in.recognised;
        heading(w_.recognised);
        if (found.empty()) {
            raw("<p>");
            raw(w_.nothing_recognised);
            raw("</p>");
        } else {
            raw("<ul class=\"s\">");
            for (const Recognised& r : found) {
                raw("<li><div><b>");
                text(local(r.kind_zh, r.kind_en));
                raw("</b><p>");
                text(local(r.note, r.note_en));
                raw("</p></div></li>");
            }
            raw("</ul>");
        }
        raw("</section>");
        heading(w_.search_again);
        search_form(in.large);
        raw("</section>");
    }

    const Words& w_;
    Lang lang_;
    PageTemplate page_;
};

PageTemplate compile(const PageInput& shared) {
    return PageBuilder{shared.lang}.build(shared);
}

namespace {

std::string render_once(const PageTemplate& page, const PageSlots& slots = {}) {
    std::string out;
    render(page, slots, out);
    return out;
}

}  // namespace

std::string render_page(const PageInput& in) {
    return render_once(compile(in), {.code = in.code,
                                     .factory_number = in.factory_number,
                                     .verdict = in.verdict,
                                     .scan_count = in.scan.count,
                                     .first_time = in.scan.first_time,
                                     .first = in.scan.first,
                                     .cities = in.scan.cities});
}

std::string render_home(Lang lang, bool large, std::string_view official_address) {
    return render_once(PageBuilder{lang}.build_home(large, official_address));
}

std::string render_message(int status, std::string_view title, std::string_view line, Lang lang) {
    return render_once(PageBuilder{lang}.build_message(status, title, line));
}

std::string render_choice(std::string_view title, std::string_view line, const std::vector<PageLink>& links,
                          Lang lang) {
    return render_once(PageBuilder{lang}.build_message(200, title, line, links));
}

}  // namespace yiguan::lookup
