// check_run_file(): every byte of a run's file against the others and against the commitment.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ledger/run_file.hpp"

namespace yiguan::ledger {
namespace {

using proof::Hash;
using proof::UnitKey;

constexpr std::uint64_t list_bit = std::uint64_t{1} << 63;
constexpr std::uint64_t group_records = std::uint64_t{1} << RunLayout::stored_level;

std::uint64_t number(std::string_view bytes) {
    std::uint64_t n = 0;
    for (const char c : bytes.substr(0, 8)) n = n << 8 | static_cast<unsigned char>(c);
    return n;
}

class Checker {
public:
    using Take = std::function<void(const UnitKey&, std::span<const std::uint64_t>)>;

    Checker(const std::filesystem::path& path, std::int64_t log, const std::optional<proof::RunHead>& head,
            std::size_t limit, const Take& take)
        : file_(path), log_(log), limit_(limit), take_(take) {
        if (head) head_ = *head;
        named_ = head.has_value();
    }

    std::vector<std::string> run() {
        if (check_head()) {
            check_records();
            check_nodes();
        }
        return std::move(defects_);
    }

private:
    void defect(std::uint64_t from, std::uint64_t bytes, std::string_view what) {
        if (defects_.size() < limit_)
            defects_.push_back(
                fmt::format("{} 偏移 {} 至 {}：{}。", file_.path().string(), from, from + bytes - 1, what));
    }

    // False when the parts of the file cannot be told apart.
    bool check_head() {
        if (file_.size() < RunLayout::head_bytes) {
            defect(0, RunLayout::head_bytes, "文件过短");
            return false;
        }
        const auto bytes = file_.read(0, RunLayout::head_bytes);
        const std::string_view head(bytes);
        if (!named_)
            head_ = {number(head.substr(24)), number(head.substr(32)), number(head.substr(40)),
                     *proof::hash_from(head.substr(48, 32))};
        // With the number of records known, the length of the file says how long the lists are.
        layout_ = {head_.records, 0};
        if (head_.records > file_.size() || layout_.size() > file_.size()) {
            defect(0, file_.size(), "文件长度与记录数不符");
            return false;
        }
        layout_.list_bytes = file_.size() - layout_.size();
        const auto expected = run_head_bytes(log_, head_, layout_.list_bytes);
        const auto differs = std::ranges::mismatch(bytes, expected).in1 - bytes.begin();
        if (static_cast<std::size_t>(differs) < bytes.size())
            defect(static_cast<std::uint64_t>(differs), 1, "文件头不正确");
        return true;
    }

    void check_records() {
        proof::Frontier tree(run_suite);
        std::optional<UnitKey> before;
        std::vector<std::uint64_t> differing;  // groups whose stored node is not theirs
        for (std::uint64_t first = 0; first < head_.records; first += group_records) {
            const auto count = std::min(group_records, head_.records - first);
            const auto bytes = file_.read(at(first), static_cast<std::size_t>(count * RunLayout::record_bytes));
            Hash node{};
            for (std::uint64_t i = 0; i < count; ++i) {
                const auto record =
                    std::string_view(bytes).substr(static_cast<std::size_t>(i * RunLayout::record_bytes));
                UnitKey key;
                std::copy_n(reinterpret_cast<const std::byte*>(record.data()), key.size(), key.begin());
                if (before && key <= *before) defect(at(first + i), 16, "键没有升序排列");
                before = key;
                tree.append(leaf_of(key, number(record.substr(16)), first + i),
                            [&](int height, std::uint64_t, const Hash& hash) {
                                if (height == RunLayout::stored_level) node = hash;
                            });
            }
            if (count == group_records && stored(RunLayout::stored_level, first / group_records) != node)
                differing.push_back(first / group_records);
        }
        if (list_place_ != layout_.list_bytes)
            defect(layout_.lists() + list_place_, layout_.list_bytes - std::min(list_place_, layout_.list_bytes - 1),
                   "列表之后有多余的字节");
        const bool sound = tree.root() == head_.root;
        for (const std::uint64_t group : differing) tell_difference(group, sound);
        if (sound) return;
        // Only the last records have no node above them that would have told.
        const std::uint64_t tail = head_.records / group_records * group_records;
        if (defects_.empty() && tail < head_.records)
            defect(at(tail), (head_.records - tail) * RunLayout::record_bytes, "记录与索引的根不符");
        else if (defects_.empty())
            defect(0, file_.size(), "记录与索引的根不符");
    }

    std::uint64_t at(std::uint64_t position) const {
        return RunLayout::head_bytes + position * RunLayout::record_bytes;
    }

    Hash leaf_of(const UnitKey& key, std::uint64_t value, std::uint64_t position) {
        std::vector<std::uint64_t> indices{value};
        if (value & list_bit) {
            indices.clear();
            if ((value & ~list_bit) != list_place_) {
                defect(at(position) + 16, 8, "列表的位置不正确");
                return {};
            }
            if (!take_list(indices)) return {};
        } else if (value < head_.from || value >= head_.to) {
            defect(at(position) + 16, 8, "记录的序号不在本段之内");
        }
        const auto record = proof::IndexRecord::of(run_suite, key, indices);
        if (take_) take_(key, indices);
        return record.leaf(run_suite);
    }

    // The list at list_place_, whose head must follow from its indices.
    bool take_list(std::vector<std::uint64_t>& indices) {
        const std::uint64_t place = layout_.lists() + list_place_, left = layout_.list_bytes - list_place_;
        if (left < RunLayout::list_head_bytes) {
            defect(place, std::max<std::uint64_t>(left, 1), "列表不完整");
            return false;
        }
        const auto head = file_.read(place, RunLayout::list_head_bytes);
        const std::uint64_t count = number(head);
        if (count < 2 || count > (left - RunLayout::list_head_bytes) / 8) {
            defect(place, 8, "列表的长度不正确");
            return false;
        }
        const auto bytes = file_.read(place + RunLayout::list_head_bytes, static_cast<std::size_t>(count * 8));
        for (std::string_view rest = bytes; !rest.empty(); rest.remove_prefix(8)) {
            const std::uint64_t index = number(rest);
            if (index < head_.from || index >= head_.to || (!indices.empty() && index <= indices.back()))
                defect(place + RunLayout::list_head_bytes + indices.size() * 8, 8, "列表中的序号不正确");
            indices.push_back(index);
        }
        const auto list = proof::list_hash(run_suite, indices);
        const auto hash = std::string_view(head).substr(24);
        if (number(std::string_view(head).substr(8)) != indices.front() ||
            number(std::string_view(head).substr(16)) != indices.back() || proof::bytes_of(list) != hash)
            defect(place, RunLayout::list_head_bytes + count * 8, "列表与其摘要不符");
        list_place_ += RunLayout::list_head_bytes + count * 8;
        return true;
    }

    Hash stored(int height, std::uint64_t index) const {
        return *proof::hash_from(file_.read(layout_.level(height) + index * 32, 32));
    }

    // A stored node that differs from its records: with the right root the records are right, else the node above tells
    // which of the two is wrong.
    void tell_difference(std::uint64_t index, bool records_are_sound) {
        constexpr int height = RunLayout::stored_level;
        bool node_is_wrong = records_are_sound;
        if (!node_is_wrong && index / 2 < head_.records >> (height + 1)) {
            const Hash found = stored(height, index), other = stored(height, index ^ 1);
            node_is_wrong =
                stored(height + 1, index / 2) != (index % 2 == 0 ? proof::hash_children(run_suite, found, other)
                                                                 : proof::hash_children(run_suite, other, found));
        }
        if (node_is_wrong)
            defect(layout_.level(height) + index * 32, 32, "树的节点与记录不符");
        else
            defect(at(index * group_records), group_records * RunLayout::record_bytes, "记录与树的节点不符");
    }

    void check_nodes() {
        for (int height = RunLayout::stored_level + 1; head_.records >> height > 0; ++height)
            for (std::uint64_t i = 0; i < head_.records >> height; ++i)
                if (stored(height, i) !=
                    proof::hash_children(run_suite, stored(height - 1, 2 * i), stored(height - 1, 2 * i + 1)))
                    defect(layout_.level(height) + i * 32, 32, "树的节点与下层不符");
    }

    ReadFile file_;
    std::int64_t log_;
    std::size_t limit_;
    const Take& take_;
    bool named_ = false;
    proof::RunHead head_;
    RunLayout layout_;
    std::uint64_t list_place_ = 0;
    std::vector<std::string> defects_;
};

}  // namespace

std::vector<std::string> check_run_file(
    const std::filesystem::path& path, std::int64_t log, const std::optional<proof::RunHead>& head, std::size_t limit,
    const std::function<void(const UnitKey&, std::span<const std::uint64_t>)>& record) {
    try {
        return Checker(path, log, head, limit, record).run();
    } catch (const std::exception& e) {
        return {fmt::format("{}：无法读取（{}）。", path.string(), e.what())};
    }
}

}  // namespace yiguan::ledger
