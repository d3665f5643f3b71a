#include "codes/directory.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace yiguan::codes {
namespace {

// Ids are time-ordered but commits of several nodes are not: reread what was made in the last minute before the newest.
constexpr std::int64_t overlap_ids = std::int64_t{60'000} << 22;
mint::CodeDomain ecode_domain(const std::string& nsi) {
    return mint::CodeDomain::ecode(nsi).value();
}

}  // namespace

Directory::Directory(const mint::KeyFile& keys, std::string nsi)
    : nsi_(std::move(nsi)), verifier_(keys, {ecode_domain(nsi_)}), snapshot_(std::make_shared<const Snapshot>()) {
    for (const int epoch : keys.epochs()) minters_.emplace(epoch, mint::Minter(keys, ecode_domain(nsi_), epoch));
}

void Directory::publish(std::vector<Entry> added) {
    const auto before = snapshot_.load();
    std::vector<Entry> after;
    const auto key = [](const Entry& e) { return std::pair(e.epoch, e.first); };
    std::ranges::sort(added, {}, key);
    std::ranges::set_union(before->entries, added, std::back_inserter(after), {}, key,
                           key);  // what is known already stays once
    if (after.size() == before->entries.size()) return;
    Snapshot next{std::move(after), {}};
    for (std::size_t i = 0; i < next.entries.size(); ++i) next.places.emplace_back(next.entries[i].block, i);
    std::ranges::sort(next.places);
    snapshot_.store(std::make_shared<const Snapshot>(std::move(next)));
}

void Directory::refresh(db::Tx& tx) {
    const std::lock_guard lock(mutex_);
    BlockId after{std::max<std::int64_t>(0, seen_.value - overlap_ids)};
    constexpr int page = 10'000;
    std::vector<Entry> added;
    for (;;) {
        const auto blocks = blocks_after(tx, after, page);
        for (const Block& b : blocks)
            if (b.nsi == nsi_) added.push_back(entry(b));
        if (!blocks.empty()) after = blocks.back().id;
        if (blocks.size() < page) break;
    }
    seen_ = std::max(seen_, after);
    if (!added.empty()) publish(std::move(added));
}

void Directory::add(const Block& b) {
    const std::lock_guard lock(mutex_);
    if (b.nsi == nsi_) publish({entry(b)});
}

bool Directory::is_ours(std::string_view code) const {
    return code.size() == mint::code_digits && code[0] == '2' && code.substr(1, 4) == nsi_;
}

std::optional<PlacedCode> Directory::place(std::string_view code) const {
    const auto minted = verifier_.verify(code);
    if (!minted) return std::nullopt;
    const auto snapshot = snapshot_.load();
    const auto key = std::pair(minted->epoch, minted->counter);
    const auto above = std::ranges::upper_bound(snapshot->entries, key, {},
                                                [](const Entry& e) { return std::pair(e.epoch, e.first); });
    if (above == snapshot->entries.begin()) return std::nullopt;
    const Entry& e = *std::prev(above);
    if (e.epoch != minted->epoch || minted->counter > e.last) return std::nullopt;
    return PlacedCode{e.block, e.org, e.product, minted->counter};
}

std::optional<Directory::UnitSpace> Directory::units(BlockId block) const {
    const auto snapshot = snapshot_.load();
    const auto at = std::ranges::lower_bound(snapshot->places, block, {}, &std::pair<BlockId, std::size_t>::first);
    if (at == snapshot->places.end() || at->first != block) return std::nullopt;
    const Entry& e = snapshot->entries[at->second];
    return UnitSpace{e.token, e.first, proof::unit_level_max(static_cast<std::uint64_t>(e.last - e.first + 1))};
}

Directory::UnitSpace Directory::units(const Block& block) {
    return {block.token, block.first, proof::unit_level_max(static_cast<std::uint64_t>(block.size()))};
}

Directory::Entry Directory::entry(const Block& b) {
    return {b.epoch, b.first, b.last, b.id, b.org, b.product, b.token};
}

std::string Directory::text(const Block& block, std::int64_t counter) const {
    return minter(block.epoch).mint(counter);
}

const mint::Minter& Directory::minter(int epoch) const {
    return minters_.at(epoch);
}

std::size_t Directory::blocks() const {
    return snapshot_.load()->entries.size();
}

Result<std::vector<CodeRange>> ranges_of(const Directory& directory, const std::vector<std::string>& codes,
                                         std::string_view pointer) {
    std::vector<CodeRange> ranges;
    ranges.reserve(codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) {
        const auto placed = directory.place(codes[i]);
        if (!placed)
            return Error{.code = Code::code_forged,
                         .pointer = fmt::format("{}/{}", pointer, i),
                         .detail = "不是本平台发出的码",
                         .field = "追溯码"};
        // Codes mostly arrive in runs: join at once, so that a run of any length is one range.
        if (!ranges.empty() && ranges.back().block == placed->block && ranges.back().last + 1 == placed->counter)
            ++ranges.back().last;
        else
            ranges.push_back({placed->block, placed->counter, placed->counter});
    }
    return ranges;
}

}  // namespace yiguan::codes
