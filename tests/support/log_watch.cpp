#include "support/log_watch.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace yiguan::testing {

std::vector<proof::Hash> hashes_of(const json::value& array) {
    std::vector<proof::Hash> out;
    for (const auto& one : array.as_array()) {
        const auto bytes = proof::from_base64(std::string_view(one.as_string().data(), one.as_string().size()));
        const auto hash = bytes ? proof::hash_from(*bytes) : std::nullopt;
        if (!hash) throw std::runtime_error("no hash: " + json::serialize(one));
        out.push_back(*hash);
    }
    return out;
}

bool LogWatch::know_keys(http::Client& client) {
    if (!policy_text_.empty()) return true;
    const auto answer = client.get(path("/policy"));
    if (answer.status != 200) return false;
    auto policy = proof::Policy::parse(answer.body);
    EXPECT_TRUE(policy.has_value()) << answer.body;
    if (policy.has_error()) return false;
    EXPECT_EQ(policy.value().logs.size(), 2u) << "Ed25519 and SM2";
    policy_ = std::move(policy).value();
    policy_text_ = answer.body;
    return true;
}

void LogWatch::expect_goes_on(http::Client& client, const proof::Checkpoint& older, const proof::Checkpoint& newer) {
    EXPECT_EQ(older.origin, newer.origin);
    ASSERT_LE(older.size, newer.size) << "the log has become shorter";
    if (older.size == newer.size) {
        EXPECT_EQ(older.root, newer.root) << "a fork at " << older.size;
        return;
    }
    if (older.size == 0) return;
    const auto answer = client.get(path(fmt::format("/proof/consistency?from={}&to={}", older.size, newer.size)));
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto hashes = hashes_of(object_of(answer).at("hashes"));
    EXPECT_TRUE(proof::verify_consistency(proof::Suite::sha256, older.size, newer.size, hashes, older.root, newer.root))
        << "the history of " << older.size << " records was changed";
}

std::optional<std::uint64_t> LogWatch::look(http::Client& client) {
    const std::lock_guard lock(mutex_);
    if (!know_keys(client)) return std::nullopt;
    const auto answer = client.get(path("/checkpoint"));
    if (answer.status != 200) {
        EXPECT_EQ(answer.status, 503) << answer.body;
        return std::nullopt;
    }
    const auto note = proof::Note::parse(answer.body);
    EXPECT_TRUE(note.has_value()) << answer.body;
    if (note.has_error()) return std::nullopt;
    const auto by = proof::verify(note.value(), policy_.logs);
    EXPECT_TRUE(by.has_value() && by.value().keys.size() == 2) << answer.body;
    auto checkpoint = proof::Checkpoint::parse(note.value().text);
    EXPECT_TRUE(checkpoint.has_value()) << answer.body;
    if (checkpoint.has_error()) return std::nullopt;
    const auto now = checkpoint.value();
    if (!seen_.empty()) expect_goes_on(client, seen_.rbegin()->second, now);
    seen_.insert_or_assign(now.size, now);
    return now.size;
}

void LogWatch::keep(const http::Answer& answer) {
    const auto header = answer.header("Yiguan-Receipt");
    if (header.empty()) return;
    const auto bytes = proof::from_base64(header);
    ASSERT_TRUE(bytes);
    auto note = proof::Note::parse(*bytes);
    ASSERT_TRUE(note.has_value()) << *bytes;
    auto promise = proof::Promise::parse(note.value().text);
    ASSERT_TRUE(promise.has_value()) << *bytes;
    const std::lock_guard lock(mutex_);
    promises_.push_back({std::move(note).value(), std::move(promise).value()});
}

bool LogWatch::wait_for_promised(http::Client& client, int seconds) {
    std::uint64_t end = 0;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& one : promises_) end = std::max(end, one.promise.first + one.promise.count);
    }
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    while (std::chrono::steady_clock::now() < until) {
        if (const auto size = look(client); size && *size >= end) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
}

void LogWatch::expect_kept(http::Client& client, std::size_t newest) {
    EXPECT_TRUE(wait_for_promised(client)) << "promised records are in no checkpoint";
    const std::lock_guard lock(mutex_);
    ASSERT_FALSE(seen_.empty());
    for (const auto& [size, checkpoint] : seen_) expect_goes_on(client, checkpoint, seen_.rbegin()->second);
    for (std::size_t i = promises_.size() - std::min(newest, promises_.size()); i < promises_.size(); ++i) {
        const auto& [note, promise] = promises_[i];
        const auto answer = client.get(path(fmt::format("/receipt?first={}&count={}", promise.first, promise.count)));
        ASSERT_EQ(answer.status, 200) << answer.body;
        auto receipt = proof::BatchReceipt::parse(answer.body);
        ASSERT_TRUE(receipt.has_value());
        receipt.value().promise = note;
        const auto found = proof::check_receipt(receipt.value(), policy_);
        EXPECT_EQ(found.verdict, proof::Verdict::valid) << (found.lines.empty() ? "" : found.lines.front());
    }
}

}  // namespace yiguan::testing
