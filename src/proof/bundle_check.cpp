// check_bundle(): the rules of docs/formats/bundle.md in their order.
#include <algorithm>
#include <map>
#include <set>

#include "proof/bundle.hpp"

namespace yiguan::proof {
namespace {

bool is_event(Kind kind) {
    return kind == Kind::event || kind == Kind::correction;
}

constexpr std::int64_t part_field = 2;           // public map of a part of an event
constexpr std::int64_t erased_field = 1;         // public map of an erasure
constexpr std::size_t erased_record_bytes = 10;  // record (8 bytes), field (2 bytes)

// A fault ends the check; the message is one Chinese sentence.
struct Invalid {
    std::string line;
};

std::string at(std::uint64_t index) {
    return "第 " + std::to_string(index) + " 条记录";
}

class Check {
public:
    Check(const Bundle& bundle, const Policy& policy) : bundle_(bundle), policy_(policy) {}

    BundleReport run() {
        CheckpointReport signed_by = check_checkpoint(bundle_.checkpoint, policy_);
        report_.finding = std::move(signed_by.finding);
        report_.seen_by = std::move(signed_by.seen_by);
        if (report_.finding.verdict == Verdict::invalid) return std::move(report_);
        checkpoint_ = signed_by.checkpoint;
        try {
            check_keys();
            check_claim();
            check_tree();
            read_leaves();
            check_erased();
            report_.genuine = signed_by.signed_by_log;
            report_.size = checkpoint_.size;
            tell_events();
            check_completeness();
        } catch (const Invalid& fault) {
            BundleReport refused;
            refused.finding = std::move(report_.finding);
            refused.finding.verdict = Verdict::invalid;
            refused.finding.lines.push_back(fault.line);
            return refused;
        }
        return std::move(report_);
    }

private:
    struct Read {
        const Bundle::Entry* entry;
        std::optional<Leaf> leaf;  // none: redacted
        bool named = false;        // has one of the keys
        bool beside = false;       // only the last one that the index covers, for its time
        std::optional<std::uint64_t> part_of;
    };

    static void require(bool holds, std::string line) {
        if (!holds) throw Invalid{std::move(line)};
    }

    void tell(std::string line) { report_.finding.lines.push_back(std::move(line)); }

    void check_keys() {
        keys_.insert(bundle_.keys.begin(), bundle_.keys.end());
        require(!keys_.empty() && keys_.size() == bundle_.keys.size(), "证明文件中的键重复或缺失。");
        require(bundle_.suite == tree_suite(checkpoint_.origin), "证明文件的散列算法与日志不符。");
    }

    // The log says that these are the keys of this code.
    void check_claim() {
        require(bundle_.claim.text == bundle_.claim_text(checkpoint_.origin),
                "日志的声明不是关于这个追溯码和这些键的。");
        std::vector<VerifierKey> keys;
        for (const VerifierKey& key : policy_.logs)
            if (key.name() == checkpoint_.origin && !key.witness()) keys.push_back(key);
        if (keys.empty()) return;  // cannot_tell already
        const auto made = verify(bundle_.claim, keys);
        require(made.has_value(), "追溯码与键的声明没有日志的有效签名。");
    }

    void check_tree() {
        const auto& entries = bundle_.entries;
        std::vector<std::pair<std::uint64_t, Hash>> leaves;
        for (const auto& entry : entries) {
            require(leaves.empty() || leaves.back().first < entry.index, "证明文件中的记录没有按序号排列。");
            leaves.emplace_back(entry.index,
                                entry.leaf.empty() ? entry.leaf_hash : hash_leaf(bundle_.suite, entry.leaf));
        }
        const bool proven = entries.empty() ? bundle_.proof.empty()
                                            : root_of_multi_proof(bundle_.suite, leaves, checkpoint_.size,
                                                                  bundle_.proof) == checkpoint_.root;
        require(proven, "记录与日志签名的检查点不符：内容被改动，或不在日志中。");
    }

    void read_leaves() {
        std::int64_t recorded_ms = 0;
        for (const auto& entry : bundle_.entries) {
            Read read{.entry = &entry, .leaf = {}, .part_of = {}};
            if (entry.leaf.empty()) {
                require(entry.openings.empty() && entry.erased.empty(), at(entry.index) + "没有正文，却给出了字段。");
            } else {
                auto leaf = Leaf::decode(entry.leaf);
                require(leaf.has_value() && leaf.value().suite == bundle_.suite, at(entry.index) + "的格式不正确。");
                read.leaf = std::move(leaf).value();
                require(read.leaf->recorded_ms >= recorded_ms, at(entry.index) + "的记录时间早于它之前的记录。");
                recorded_ms = read.leaf->recorded_ms;
                read.named = std::ranges::any_of(read.leaf->keys, [&](const UnitKey& k) { return keys_.contains(k); });
                check_openings(entry, *read.leaf);
            }
            reads_.emplace(entry.index, std::move(read));
        }
        if (const auto heads = heads_of_commitment()) last_covered_ = heads->back().to - 1;
        for (auto& [index, read] : reads_)
            if (read.leaf && index != last_covered_) check_kind(index, read);
        if (const auto last = reads_.find(last_covered_.value_or(0)); last_covered_ && last != reads_.end()) {
            Read& read = last->second;
            read.beside = read.leaf && !read.named && !named_by_part(last->first) && read.leaf->kind != Kind::erasure;
            require(!read.beside || (read.entry->openings.empty() && read.entry->erased.empty()),
                    at(last->first) + "与这个追溯码无关。");
            if (read.leaf && !read.beside) check_kind(last->first, read);
        }
        for (const auto& [index, read] : reads_)
            require(!read.leaf || read.beside || !is_event(read.leaf->kind) || read.part_of || read.named ||
                        named_by_part(index),
                    at(index) + "与这个追溯码无关。");
    }

    // What the commitment says, if it can be read; check_completeness() judges it.
    std::optional<std::vector<RunHead>> heads_of_commitment() const {
        const auto found = bundle_.commitment ? reads_.find(*bundle_.commitment) : reads_.end();
        if (found == reads_.end() || !found->second.leaf || found->second.leaf->kind != Kind::index)
            return std::nullopt;
        const auto& publics = found->second.leaf->publics;
        const auto at = publics.find(static_cast<std::int64_t>(CommitmentField::runs));
        const auto* list = at == publics.end() ? nullptr : std::get_if<std::string>(&at->second);
        return list ? decode_runs(*list) : std::nullopt;
    }

    // Fields stand in places of their own and the first is always opened with the others: so there is one width, and no
    // second value of a field that somebody else could be shown.
    void check_openings(const Bundle::Entry& entry, const Leaf& leaf) const {
        int last = -1;
        if (!entry.openings.empty()) {
            const Opening& first = entry.openings.front();
            require(is_event(leaf.kind) && first.field.id == 1 &&
                        std::ranges::all_of(entry.openings,
                                            [&](const Opening& o) {
                                                const int place = o.field.id >= 16 ? o.field.id - 12 : o.field.id - 1;
                                                return o.width == first.width && o.position == place;
                                            }),
                    at(entry.index) + "中公开的字段不在其位。");
        }
        for (const Opening& opening : entry.openings) {
            require(opening.field.id > last && verify_opening(bundle_.suite, opening, leaf.private_root),
                    at(entry.index) + "中公开的字段与日志不符。");
            last = opening.field.id;
        }
    }

    // Which records may stand beside those that the keys name.
    void check_kind(std::uint64_t index, Read& read) {
        const Leaf& leaf = *read.leaf;
        switch (leaf.kind) {
            case Kind::event:
            case Kind::correction:
                if (leaf.publics.contains(part_field)) check_part(index, read);
                break;
            case Kind::index:
                require(bundle_.commitment == index, at(index) + "是多余的索引记录。");
                break;
            case Kind::erasure:
            case Kind::codes_issued:
            case Kind::incident:
                break;
            default:
                throw Invalid{at(index) + "与这个追溯码无关。"};
        }
    }

    // An event with many keys goes on in the leaves directly behind its own, which have the same private root.
    void check_part(std::uint64_t index, Read& read) {
        const auto* number = std::get_if<std::int64_t>(&read.leaf->publics.at(part_field));
        require(number && *number >= 1 && static_cast<std::uint64_t>(*number) <= index,
                at(index) + "的分段编号不正确。");
        const auto whole = reads_.find(index - static_cast<std::uint64_t>(*number));
        require(whole != reads_.end() && whole->second.leaf && read.named && read.entry->openings.empty() &&
                    read.entry->erased.empty(),
                at(index) + "是一个事件的分段，但缺少该事件。");
        const Leaf& event = *whole->second.leaf;
        require(event.kind == read.leaf->kind && !event.publics.contains(part_field) &&
                    event.private_root == read.leaf->private_root && event.recorded_ms == read.leaf->recorded_ms,
                at(index) + "不是它之前那个事件的分段。");
        read.part_of = whole->first;
    }

    bool named_by_part(std::uint64_t index) const {
        return std::ranges::any_of(reads_, [&](const auto& r) { return r.second.part_of == index; });
    }

    void check_erased() {
        std::set<std::pair<std::uint64_t, std::uint16_t>> erased;
        for (const auto& [index, read] : reads_) {
            if (!read.leaf || read.leaf->kind != Kind::erasure) continue;
            const auto found = read.leaf->publics.find(erased_field);
            const auto* list = found == read.leaf->publics.end() ? nullptr : std::get_if<std::string>(&found->second);
            require(list && list->size() % erased_record_bytes == 0, at(index) + "的删除清单不正确。");
            const auto number = [&](std::size_t from, std::size_t bytes) {
                std::uint64_t n = 0;
                for (std::size_t i = 0; i < bytes; ++i) n = n << 8 | static_cast<unsigned char>((*list)[from + i]);
                return n;
            };
            for (std::size_t i = 0; i < list->size(); i += erased_record_bytes)
                erased.emplace(number(i, 8), static_cast<std::uint16_t>(number(i + 8, 2)));
        }
        for (const auto& entry : bundle_.entries) {
            int last = -1;
            for (const std::uint16_t id : entry.erased) {
                require(id > last && erased.contains({entry.index, id}),
                        at(entry.index) + "称有字段依法删除，但没有删除记录。");
                last = id;
                ++report_.erased;
            }
        }
    }

    void tell_events() {
        for (const auto& [index, read] : reads_) {
            if (read.leaf && (!is_event(read.leaf->kind) || read.part_of || read.beside)) continue;
            ++report_.events;
            if (read.entry->openings.empty()) ++report_.withheld;
        }
        tell("所示 " + std::to_string(report_.events) + " 个事件与日志一致，未被改动。");
        if (report_.withheld > 0) tell("其中 " + std::to_string(report_.withheld) + " 个事件的内容未公开。");
        if (report_.erased > 0) tell("有 " + std::to_string(report_.erased) + " 项个人信息已依法删除。");
    }

    void check_completeness() {
        if (!bundle_.commitment) {
            require(bundle_.runs.empty(), "证明文件有索引的回答，却没有索引记录。");
            tell("完整性索引尚未覆盖：只能证明所示事件真实，不能证明没有遗漏。");
            return;
        }
        const auto found = reads_.find(*bundle_.commitment);
        require(found != reads_.end() && found->second.leaf && found->second.leaf->kind == Kind::index,
                "证明文件缺少它所依据的索引记录。");
        const Leaf& commitment = *found->second.leaf;
        const auto value = [&]<class T>(CommitmentField field, const T*) {
            const auto at = commitment.publics.find(static_cast<std::int64_t>(field));
            return at == commitment.publics.end() ? nullptr : std::get_if<T>(&at->second);
        };
        const auto* covered_ms = value(CommitmentField::covered_ms, static_cast<std::int64_t*>(nullptr));
        const auto heads = heads_of_commitment();
        require(heads && covered_ms && *covered_ms >= 0 && commitment.keys.empty() && commitment.publics.size() == 2 &&
                    heads->back().to <= *bundle_.commitment && *covered_ms <= commitment.recorded_ms &&
                    heads->size() == bundle_.runs.size(),
                "索引记录的内容不正确。");
        std::set<std::uint64_t> named;
        for (std::size_t i = 0; i < heads->size(); ++i) {
            const auto indices = check_run(bundle_.suite, (*heads)[i], bundle_.keys, bundle_.runs[i]);
            require(indices.has_value(), "完整性索引的回答与索引记录不符。");
            named.insert(indices->begin(), indices->end());
        }
        const std::uint64_t covered = heads->back().to;
        const auto end = reads_.find(covered - 1);
        require(end != reads_.end() && end->second.leaf && end->second.leaf->recorded_ms == *covered_ms,
                "索引记录所称的时间不正确。");
        for (const std::uint64_t index : named)
            require(reads_.contains(index), "证明文件不完整：" + at(index) + "属于这个追溯码，却没有列出。");
        for (const auto& [index, read] : reads_) {
            if (index >= covered) {
                require(!read.leaf || read.leaf->recorded_ms >= *covered_ms, "索引记录所称的时间不正确。");
                continue;
            }
            require(!read.leaf || read.leaf->recorded_ms <= *covered_ms, "索引记录所称的时间不正确。");
            require(!(read.named || !read.leaf) || named.contains(index), at(index) + "未列入完整性索引。");
        }
        report_.complete_to = covered;
        report_.complete_to_ms = *covered_ms;
        tell("截至 " + iso_utc(UtcMs{*covered_ms}) + "（日志前 " + std::to_string(covered) + " 条），日志 " +
             checkpoint_.origin + " 没有遗漏任何事件。");
    }

    const Bundle& bundle_;
    const Policy& policy_;
    Checkpoint checkpoint_;
    std::set<UnitKey> keys_;
    std::optional<std::uint64_t> last_covered_;
    std::map<std::uint64_t, Read> reads_;
    BundleReport report_;
};

}  // namespace

BundleReport check_bundle(const Bundle& bundle, const Policy& policy) {
    return Check(bundle, policy).run();
}

}  // namespace yiguan::proof
