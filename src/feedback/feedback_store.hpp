// Every SQL statement of the room. Private to it.
#pragma once
#include "codes/batches.hpp"
#include "feedback/feedback.hpp"

namespace yiguan::feedback::store {

void insert(db::Tx& tx, const Feedback& feedback, std::optional<std::string_view> sealed_phone, std::string_view mark);
/// False when another version stands.
bool update(db::Tx& tx, const Feedback& feedback);
std::optional<Feedback> find(db::Tx& tx, FeedbackId id);
std::optional<Feedback> find_number(db::Tx& tx, std::string_view number);
/// `as_maker`: what was not forwarded is left out, but for 信息不符 and 其他.
std::vector<Feedback> list(db::Tx& tx, const codes::BatchScope& scope, bool as_maker, const Filter& filter,
                           FeedbackId before, int limit);
std::optional<std::string> sealed_phone(db::Tx& tx, FeedbackId id);
std::int64_t forget_phones(db::Tx& tx, UtcMs changed_before);
std::int64_t forget_phone(db::Tx& tx, std::string_view mark);

void insert_version(db::Tx& tx, FeedbackId id, const Version& version);
std::vector<Version> versions(db::Tx& tx, FeedbackId id);
/// All, by id and version, a page at a time; for fsck.
struct Kept {
    FeedbackId id;
    Version version;
};
std::vector<Kept> versions_after(db::Tx& tx, std::int64_t id, std::int64_t version, int limit);

}  // namespace yiguan::feedback::store
