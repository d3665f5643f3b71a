// Words, style sheet and icons of the public pages. Private to page.cpp.
#pragma once
#include <string_view>

#include "lookup/page.hpp"

namespace yiguan::lookup {

/// Every word of the pages that is not data, once per language. V1 to V7 are the words of reference/ui section 7.
struct Words {
    std::string_view html_lang, site, v1, v2, v3, v4, v6, v7;
    std::string_view v3_line, v4_line, v6_line, v6_nobody;
    std::string_view v1_action, v2_action, v3_action, v4_action;
    std::string_view first_query, nth_before, nth_after, times_before, times_in, times_cities, times_only;
    std::string_view risk, what_to_do, free_measure, phone;
    std::string_view check, product, model, tail, mismatch, keys, reports, maker, chain;
    std::string_view withheld, missing, verify, report_it, watch_recall, call_maker;
    std::string_view record, record_before, record_middle, record_after, record_none, corrections, about, about_text;
    std::string_view recognised, nothing_recognised, why, why_text, search_again;
    std::string_view code, code_asked, complaints, domain_before, domain_after, continue_on_phone, large, normal,
        other_language;
    std::string_view search_label, search_hint, search_button;
    std::string_view home_title, home_line, console, find_title, steps_title, back_home;
    std::string_view linked, pieces[3], vehicle_of, state_v6, state_v7, number_tail;
    std::string_view v5[3], v5_line, v5_action, same_piece, no_such_piece, check_label, check_hint, check_button;
    std::string_view find[3][2], steps[3][2];
};

const Words& words(Lang lang);

/// How the band of a verdict looks: class, icon, title.
struct VerdictLook {
    std::string_view css, icon, title;
};
VerdictLook look(Verdict verdict, const Words& w);

/// Colours and sizes are the tokens of reference/ui section 8. Flexbox without `gap`, no custom properties, no grid:
/// phones of 2017 (section 9). All sizes in rem, so that the large type is one rule.
extern const std::string_view style;

// Icons as inline SVG: an own shape per meaning, so that no verdict rests on colour alone (reference/ui section 8).
extern const std::string_view icon_tick, icon_triangle, icon_question, icon_octagon, icon_forbidden, icon_exclamation,
    icon_nameplate, icon_certificate, icon_box;

}  // namespace yiguan::lookup
