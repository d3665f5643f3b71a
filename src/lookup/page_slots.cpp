// The hot half of the page: filling the slots of a compiled template for one code.
#include <algorithm>
#include <charconv>

#include "core/text.hpp"
#include "lookup/page.hpp"
#include "lookup/page_words.hpp"

namespace yiguan::lookup {

namespace {

constexpr std::size_t tail_characters = 6;

void append_number(std::string& out, std::int64_t number) {
    char digits[20];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

constexpr bool is_alphanumeric(char c) {
    return is_digit(c) || is_upper(c) || is_lower(c);
}

/// The scanned code for people: groups of four counted from the right, so that a 33-digit Ecode reads as version, NSI,
/// then the rest; the last six bold. Groups are elements, not blanks, so that copying gives the bare code.
/// Any other text (V4 shows whatever was scanned) stands ungrouped, without control characters, at most 128 characters.
void append_code(std::string& out, std::string_view code) {
    if (code.size() > 64 || !std::ranges::all_of(code, is_alphanumeric)) {
        std::string text = shorten(code, 128);
        std::ranges::replace_if(
            text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
        append_html(out, text);
        return;
    }
    const std::size_t bold = code.size() > tail_characters ? code.size() - tail_characters : code.size();
    for (std::size_t at = 0; at < code.size();) {
        const std::size_t end = at == 0 && code.size() % 4 != 0 ? code.size() % 4 : at + 4;
        out += "<i>";
        const std::size_t plain_end = std::clamp(bold, at, end);
        out.append(code, at, plain_end - at);
        if (plain_end < end) {
            out += "<b>";
            out.append(code, plain_end, end - plain_end);
            out += "</b>";
        }
        out += "</i>";
        at = end;
    }
}

void append_code_in_url(std::string& out, std::string_view code) {
    if (code.size() <= 64 && std::ranges::all_of(code, is_alphanumeric))
        out += code;
    else
        out += percent_encode(shorten(code, 120));
}

/// The last six characters (code points) of a text.
std::string_view tail_of(std::string_view text) {
    std::size_t at = text.size();
    for (std::size_t n = 0; at > 0 && n < tail_characters; ++n) do
            --at;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
    return text.substr(at);
}

void append_tail(std::string& out, const Words& w, const LinkedPiece& piece) {
    if (piece.number.empty()) return;
    out += w.number_tail;
    out += "<b>";
    append_html(out, tail_of(piece.number));
    out += "</b>";
}

/// V5: what the vehicle is registered with instead.
void append_registered(std::string& out, const Words& w, const PageSlots& s) {
    out += w.v5_line;
    bool more = false;
    for (const LinkedPiece& piece : s.linked) {
        if (piece.piece == Piece::vehicle || (s.check == Check::other_battery && piece.piece != Piece::battery) ||
            (s.check == Check::other_charger && piece.piece != Piece::charger))
            continue;
        if (more) out += " · ";
        more = true;
        if (s.check == Check::other_thing) (out += w.pieces[static_cast<std::size_t>(piece.piece)]) += ' ';
        if (piece.number.empty())
            append_html(out, piece.model);
        else
            append_tail(out, w, piece);
    }
}

void append_linked(std::string& out, const Words& w, Piece of, const PageSlots& s) {
    if (s.linked.empty()) return;
    out += "<section id=\"b\"><h2>";
    out += w.linked;
    out += "</h2><dl>";
    for (const LinkedPiece& piece : s.linked) {
        out += "<div class=\"r\"><dt>";
        out += w.pieces[static_cast<std::size_t>(piece.piece)];
        out += "</dt><dd>";
        append_html(out, piece.product);
        for (const std::string* text : {&piece.model, &piece.maker})
            if (!text->empty()) append_html(out += " · ", *text);
        if (!piece.number.empty()) append_tail(out += " · ", w, piece);
        if (piece.state == Verdict::v6 || piece.state == Verdict::v7) {
            out += "<br><b>";
            out += piece.state == Verdict::v6 ? w.state_v6 : w.state_v7;
            out += "</b>";
        }
        out += "</dd></div>";
    }
    out += "</dl>";
    if (of != Piece::vehicle) {
        out += "<p>";
        out += w.vehicle_of;
        out += "</p></section>";
        return;
    }
    if (s.check != Check::none) {
        out += "<p class=\"w\">";
        out += s.check == Check::same ? icon_tick : s.check == Check::unregistered ? icon_triangle : icon_octagon;
        out += s.check == Check::same ? w.same_piece : s.check == Check::unregistered ? w.no_such_piece : w.v5_action;
        out += "</p>";
    }
    out += "<form class=\"q\" method=\"get\"><input name=\"with\" aria-label=\"";
    out += w.check_label;
    out += "\" placeholder=\"";
    out += w.check_hint;
    out += "\" maxlength=\"300\" autocomplete=\"off\" required>";
    if (&w == &words(Lang::en)) out += "<input type=\"hidden\" name=\"lang\" value=\"en\">";
    out += "<button>";
    out += w.check_button;
    out += "</button></form><p>";
    out += w.check_label;
    out += "</p></section>";
}

void append_line(std::string& out, const Words& w, const PageSlots& s) {
    if (s.verdict == Verdict::v5) {
        append_registered(out, w, s);
    } else if (s.verdict == Verdict::v2 && s.scan_count > 0) {
        out += w.times_before;
        append_number(out, s.scan_count);
        if (s.cities > 0) {
            out += w.times_in;
            append_number(out, s.cities);
        }
        out += s.cities > 0 ? w.times_cities : w.times_only;
    } else if (s.verdict != Verdict::v2 && s.first) {
        out += w.first_query;
    } else if (s.verdict != Verdict::v2 && s.scan_count > 0) {
        out += w.nth_before;
        append_number(out, s.scan_count);
        out += w.nth_after;
        out += "<time>";  // never broken at its hyphens
        append_html(out, s.first_time);
        out += "</time>";
    }
}

void append_record(std::string& out, const Words& w, const PageSlots& s) {
    if (s.scan_count <= 0) {
        out += w.record_none;
        return;
    }
    out += w.record_before;
    append_number(out, s.scan_count);
    out += w.record_middle;
    append_html(out, s.first_time);
    out += w.record_after;
}

}  // namespace

void render(const PageTemplate& page, const PageSlots& s, std::string& out) {
    const Words& w = words(page.lang_);
    const PageTemplate::Band& band =
        s.verdict == Verdict::v5
            ? page.v5_[static_cast<std::size_t>(s.check) - static_cast<std::size_t>(Check::other_battery)]
        : s.verdict == Verdict::v2 ? page.v2_
                                   : page.v1_;
    out.reserve(out.size() + page.text_.size() + band.title.size() + band.before.size() + band.after.size() + 1024);
    std::size_t at = 0;
    for (const PageTemplate::Stretch& piece : page.pieces_) {
        out.append(page.text_, at, piece.end - at);
        at = piece.end;
        switch (piece.slot) {
            case PageTemplate::Slot::none:
                break;
            case PageTemplate::Slot::title:
                out += band.title;
                break;
            case PageTemplate::Slot::band:
                out += band.before;
                append_line(out, w, s);
                out += band.after;
                break;
            case PageTemplate::Slot::code:
                append_code(out, s.code);
                break;
            case PageTemplate::Slot::code_in_url:
                append_code_in_url(out, s.code);
                break;
            case PageTemplate::Slot::factory_number:
                append_html(out, s.factory_number.empty() ? w.missing : s.factory_number);
                break;
            case PageTemplate::Slot::factory_tail:
                append_html(out, s.factory_number.empty() ? w.missing : tail_of(s.factory_number));
                break;
            case PageTemplate::Slot::scan_record:
                append_record(out, w, s);
                break;
            case PageTemplate::Slot::linked:
                append_linked(out, w, page.piece_, s);
                break;
        }
    }
}

}  // namespace yiguan::lookup
