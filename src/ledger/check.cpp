#include "ledger/check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ledger/record_reader.hpp"

namespace yiguan::ledger {
namespace {

constexpr std::size_t page_objects = 256;
constexpr int page_rows = 64;

std::string_view name_zh(Object kind) {
    switch (kind) {
        case Object::organisation:
            return "企业";
        case Object::product:
            return "产品备案";
        case Object::code_block:
            return "码段";
        case Object::api_key:
            return "接口密钥";
        case Object::user:
            return "账号";
        case Object::code_epoch:
            return "编码密钥";
        case Object::log_key:
            return "日志密钥";
        case Object::erasure:
            return "删除决定";
        case Object::document:
            return "文件";
        case Object::data_template:
            return "数据模板";
        case Object::certificate:
            return "证书";
        case Object::section_opening:
            return "栏目公开";
        case Object::calendar_year:
            return "工作日历";
        case Object::production:
            return "生产记录";
        case Object::item:
            return "单件";
        case Object::code_alias:
            return "关联编码";
        case Object::membership:
            return "成员关系";
        case Object::application:
            return "申请";
        case Object::review_rule:
            return "审核规则";
        case Object::filing:
            return "备案";
        case Object::dossier:
            return "批次档案";
        case Object::sale:
            return "销售、顾客或退货";
        case Object::trade:
            return "流向单据";
        case Object::party:
            return "门店或往来单位";
        case Object::quality_ignore:
            return "数据质量忽略";
        case Object::item_correction:
            return "单件更正";
        case Object::feedback:
            return "消费者反馈";
    }
    return "未知对象";
}

bool stands_for_object(proof::Kind kind) {
    return kind == proof::Kind::decision || kind == proof::Kind::key_change || kind == proof::Kind::codes_issued;
}

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

std::string name_of_object(const ObjectRecord& object) {
    return fmt::format("{} {} 的第 {} 版", name_zh(object.kind), object.id, object.version);
}

// Objects of all kinds in the order of their records, a page at a time.
class Objects {
public:
    explicit Objects(db::Tx& tx) : tx_(tx) {}
    const ObjectRecord* front() {
        if (next_ == page_.size() && more_) {
            const auto after = page_.empty() ? db::Position{INT64_MIN} : page_.back().position;
            page_ = store::objects_after(tx_, after, 1000);
            more_ = page_.size() == 1000;
            next_ = 0;
        }
        return next_ == page_.size() ? nullptr : &page_[next_];
    }
    void pop() { ++next_; }

private:
    db::Tx& tx_;
    std::vector<ObjectRecord> page_;
    std::size_t next_ = 0;
    bool more_ = true;
};

class Walk {
public:
    Walk(db::Tx& tx, std::size_t limit) : tx_(tx), limit_(limit), objects_(tx) {}

    void log(std::int64_t id) {
        log_ = id;
        next_ = 0;
        last_ = {};
        for (std::int64_t after = -1;;) {
            const auto page = store::batches_between(tx_, id, after, INT64_MAX, page_rows);
            for (const auto& batch : page) rows(batch);
            if (page.size() < page_rows) break;
            after = page.back().first;
        }
        objects_before(db::Position::of(id + 1, 0));
    }
    void head(const Head& head) {
        if (head.log != log_ || head.size != next_)
            say("{} 的末尾记为第 {} 条，实际到第 {} 条", name_of_log(head.log), head.size,
                head.log == log_ ? next_ : 0);
        else if (next_ > 0 && head.recorded_at != last_)
            say("{} 的末尾时间与最后一条记录不符", name_of_log(head.log));
    }
    void finish() { objects_before({INT64_MAX}); }

    LogCheck found;

    static std::string name_of_log(std::int64_t log) {
        return fmt::format("日志 {}-{:02}", log / db::Journal::generations_per_node,
                           log % db::Journal::generations_per_node);
    }

private:
    template <class... Args>
    void say(fmt::format_string<Args...> text, Args&&... args) {
        if (found.complaints.size() < limit_)
            found.complaints.push_back(fmt::format(text, std::forward<Args>(args)...));
    }

    void rows(const store::Batch& batch) {
        if (batch.first != next_) {
            if (batch.first < next_)
                say("{} 的记录 {} 出现了两次", name_of_log(log_), batch.first);
            else
                say("{} 缺少记录 {} 至 {}", name_of_log(log_), next_, batch.first - 1);
        }
        next_ = std::max(next_, batch.first);
        std::string_view rest = batch.records, record;
        std::int64_t index = batch.first;
        try {
            for (; db::take_record(rest, record); ++index) leaf(index, record);
        } catch (const std::runtime_error&) {
            say("{} 的记录 {} 不完整", name_of_log(log_), index);
        }
        if (index - batch.first != batch.count)
            say("{} 从记录 {} 起的一行应有 {} 条，实有 {} 条", name_of_log(log_), batch.first, batch.count,
                index - batch.first);
        if (batch.recorded_at != last_)
            say("{} 从记录 {} 起的一行，时间与最后一条记录不符", name_of_log(log_), batch.first);
        next_ = std::max(next_, batch.first + std::max(batch.count, index - batch.first));
    }

    void leaf(std::int64_t index, std::string_view bytes) {
        const auto at = db::Position::of(log_, index);
        objects_before(at);
        const ObjectRecord* object = objects_.front();
        const bool named = object && object->position == at;
        const auto read = proof::Leaf::decode(bytes);
        if (read.has_error()) {
            say("{}不是规范的存证记录：{}", place_of(at), read.error().detail);
        } else {
            const proof::Leaf& leaf = read.value();
            const UtcMs recorded{leaf.recorded_ms};
            if (recorded < last_) say("{}的时间早于前一条", place_of(at));
            last_ = recorded;
            if (!found.began || recorded < *found.began) found.began = recorded;
            if (leaf.kind == proof::Kind::erasure) erasure(leaf);
            if (named && leaf.kind != leaf_kind(object->kind))
                say("{}不是{}的存证记录", place_of(at), name_of_object(*object));
            else if (!named && stands_for_object(leaf.kind))
                say("{}没有对应的对象：它所存证的版本已被删除", place_of(at));
        }
        if (named) objects_.pop();
    }

    // Publics 1: (record index, 8 bytes; field, 2 bytes), big-endian; 4: the same with positions, of other logs.
    void erasure(const proof::Leaf& leaf) {
        constexpr std::size_t entry = 10;
        for (const std::int64_t key : {1, 4}) {
            const auto named = leaf.publics.find(key);
            const auto* bytes = named == leaf.publics.end() ? nullptr : std::get_if<std::string>(&named->second);
            if (!bytes) continue;
            for (std::string_view rest = *bytes; rest.size() >= entry; rest.remove_prefix(entry)) {
                const auto number = static_cast<std::int64_t>(big_endian(rest.substr(0, 8)));
                found.erased.emplace(key == 1 ? db::Position::of(log_, number) : db::Position{number},
                                     static_cast<std::uint16_t>(big_endian(rest.substr(8, 2))));
            }
        }
    }

    void objects_before(db::Position end) {
        for (const ObjectRecord* o = objects_.front(); o && o->position < end; o = objects_.front()) {
            say("{}的存证记录不存在：{}", name_of_object(*o), place_of(o->position));
            objects_.pop();
        }
    }

    db::Tx& tx_;
    std::size_t limit_;
    Objects objects_;
    std::int64_t log_ = -1;
    std::int64_t next_ = 0;
    UtcMs last_;
};

// Records at positions in ascending order; nothing for one that cannot be read.
class Leaves {
public:
    explicit Leaves(db::Tx& tx) : tx_(tx) {}
    std::optional<proof::Leaf> at(db::Position position) {
        try {
            if (!reader_ || log_ != position.log() || !reader_->holds(position.index())) {
                reader_.reset();
                auto batch = store::batch_at(tx_, position.log(), position.index());
                if (!batch) return std::nullopt;
                log_ = position.log();
                reader_.emplace(log_, *std::move(batch));
                if (!reader_->holds(position.index())) return std::nullopt;
            }
            auto leaf = proof::Leaf::decode(reader_->take(position.index()));
            if (leaf.has_error()) return std::nullopt;
            return std::move(leaf).value();
        } catch (const DamagedLog&) {
            reader_.reset();
            return std::nullopt;
        }
    }

private:
    db::Tx& tx_;
    std::int64_t log_ = 0;
    std::optional<RecordReader> reader_;
};

}  // namespace

std::string place_of(db::Position position) {
    return fmt::format("{} 的记录 {}", Walk::name_of_log(position.log()), position.index());
}

LogCheck check_logs(db::Tx& tx, std::size_t limit) {
    Walk walk(tx, limit);
    auto heads = store::heads(tx);
    for (const std::int64_t log : store::logs(tx)) {
        walk.log(log);
        // Of a closed log there is no head: the next generation's stands in its place.
        const auto head = std::ranges::find(heads, log, &Head::log);
        if (head == heads.end()) {
            const auto node = log / db::Journal::generations_per_node;
            const bool closed = std::ranges::any_of(
                heads, [&](const Head& h) { return h.log > log && h.log / db::Journal::generations_per_node == node; });
            if (!closed) walk.head({.log = log, .size = 0, .recorded_at = {}});
            continue;
        }
        walk.head(*head);
        heads.erase(head);
    }
    for (const Head& head : heads)
        if (head.size != 0) walk.head(head);
    walk.finish();
    return std::move(walk.found);
}

ObjectCheck::ObjectCheck(db::Tx& tx, const LogCheck& log, Object kind, std::size_t limit)
    : tx_(tx), log_(log), kind_(kind), limit_(limit) {}

void ObjectCheck::say(std::string complaint) {
    if (complaints_.size() < limit_) complaints_.push_back(std::move(complaint));
}

std::string ObjectCheck::name_of(std::int64_t id, std::int64_t version) const {
    return fmt::format("{} {} 的第 {} 版", name_zh(kind_), id, version);
}

const ObjectRecord* ObjectCheck::record() {
    if (next_record_ == records_.size() && more_records_) {
        const auto after = records_.empty() ? std::pair<std::int64_t, std::int64_t>{INT64_MIN, INT64_MIN}
                                            : std::pair{records_.back().id, records_.back().version};
        records_ = list_objects(tx_, kind_, after.first, after.second, static_cast<int>(page_objects));
        more_records_ = records_.size() == page_objects;
        next_record_ = 0;
    }
    return next_record_ == records_.size() ? nullptr : &records_[next_record_];
}

void ObjectCheck::passed_over(const ObjectRecord& record) {
    say(fmt::format("{}已不存在，而{}存证了它", name_of(record.id, record.version), place_of(record.position)));
}

void ObjectCheck::stored(std::int64_t id, std::int64_t version, UtcMs at, std::string content,
                         const std::optional<proof::Token>& token) {
    page_.push_back({id, version, at, std::move(content), token});
    if (page_.size() == page_objects) compare_page();
}

void ObjectCheck::compare_page() {
    std::vector<std::pair<ObjectRecord, const Stored*>> pairs;
    for (const Stored& s : page_) {
        const ObjectRecord* r = record();
        for (; r && std::pair(r->id, r->version) < std::pair(s.id, s.version); r = record()) {
            passed_over(*r);
            ++next_record_;
        }
        if (r && r->id == s.id && r->version == s.version) {
            pairs.emplace_back(*r, &s);
            ++next_record_;
        } else if (log_.began && s.at >= *log_.began) {
            say(fmt::format("{}没有存证记录", name_of(s.id, s.version)));
        }
    }
    std::ranges::sort(pairs, {}, [](const auto& pair) { return pair.first.position; });
    Leaves leaves(tx_);
    for (const auto& [r, s] : pairs) {
        if (!r.seed) {
            if (!log_.erased.contains({r.position, static_cast<std::uint16_t>(Field::content)}))
                say(fmt::format("{}的存证随机数缺失，无法与{}核对", name_of(s->id, s->version), place_of(r.position)));
            continue;
        }
        const auto leaf = leaves.at(r.position);
        if (!leaf)
            say(fmt::format("{}的存证记录读不出：{}", name_of(s->id, s->version), place_of(r.position)));
        else if (!commits_to(*leaf, *r.seed, s->content, s->token ? &*s->token : nullptr))
            say(fmt::format("{}与{}不符：内容被修改过", name_of(s->id, s->version), place_of(r.position)));
    }
    page_.clear();
}

std::vector<std::string> ObjectCheck::finish() {
    compare_page();
    for (const ObjectRecord* r = record(); r; r = record()) {
        passed_over(*r);
        ++next_record_;
    }
    return std::move(complaints_);
}

}  // namespace yiguan::ledger
