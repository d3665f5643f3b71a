// What comes in of decisions and rules, and what each viewer gets of an application.
#pragma once
#include "review/review.hpp"

namespace yiguan::review {

/// {"industry","returnRateLimit":{"on","percent"},"initialisePassword","shortUrl"}.
json::object encode(const Settings& settings);
/// Of what encode() made.
Settings stored_settings(std::string_view text);

/// {"decision":"approve|reject|to_complete","reason"?,"notes"?:[{"pointer","text"}],"settings"?,"version"?}.
Result<Verdict> decode_verdict(const json::object& input);
/// {"items":[{"kind","secondReview","firstDays","totalDays"}]}.
Result<std::vector<Rule>> decode_rules(const json::object& input);
/// {"items":[{"kind"?,"text"}]}.
Result<std::vector<ReasonTemplate>> decode_reason_templates(const json::object& input);

json::object encode(const Rule& rule);
json::object encode(const ReasonTemplate& one);

/// One row of a list. Names of reviewers, settings and claims are for those inside: who may review it, and who reads
/// everything.
json::object encode(db::Tx& tx, const auth::Actor& viewer, const Application& application);
/// With content, what stands now, checks, notes and history.
json::object encode_whole(db::Tx& tx, const auth::Actor& viewer, const Application& application);

/// 广东省 广州市 黄埔区; "" for an unknown code.
std::string region_name(std::string_view code);

/// "<ms>-<id>" of Page::next, for reviewers' and owners' lists alike.
std::string encode_cursor(const Cursor& cursor);
/// Code::invalid at "/cursor".
Result<Cursor> decode_cursor(std::string_view text);

}  // namespace yiguan::review
