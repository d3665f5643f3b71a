#include "proof/policy.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "core/text.hpp"

namespace yiguan::proof {
namespace {

constexpr std::size_t bytes_max = 1'000'000;
constexpr std::size_t names_max = 1'000;
constexpr std::string_view none = "none";

std::vector<std::string_view> items_of(std::string_view line) {
    constexpr std::string_view blanks = " \t";
    std::vector<std::string_view> items;
    while (true) {
        const auto begin = line.find_first_not_of(blanks);
        if (begin == std::string_view::npos) return items;
        const auto end = std::min(line.find_first_of(blanks, begin), line.size());
        items.push_back(line.substr(begin, end - begin));
        line.remove_prefix(end);
    }
}

std::optional<std::size_t> count_of(std::string_view text) {
    std::size_t n = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (fault != std::errc{} || end != text.data() + text.size() || !is_digit(text[0])) return std::nullopt;
    return n;
}

class Reader {
public:
    explicit Reader(Policy::KeyForm form) : form_(form) {}

    Result<void> line(std::string_view text) {
        for (const char c : text)
            if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f)
                return fault("策略文件不能含制表符以外的控制字符");
        const auto items = items_of(text);
        if (items.empty() || items[0].starts_with('#')) return outcome::success();
        if (items[0] == "log") return log(items);
        if (items[0] == "witness") return witness(items);
        if (items[0] == "group") return group(items);
        if (items[0] == "quorum") return quorum(items);
        return fault("策略行应以 log、witness、group 或 quorum 开头");
    }

    Result<Policy> done() {
        if (!quorum_given_) return fault("策略缺少 quorum 行");
        return std::move(policy_);
    }

private:
    using Items = std::vector<std::string_view>;

    static Error fault(std::string detail) { return Error{Code::invalid, {}, std::move(detail)}; }

    Result<VerifierKey> key(std::string_view text, bool witness) const {
        if (form_ == Policy::KeyForm::sigsum) {
            const auto bytes = proof::from_hex(text);
            if (!bytes || bytes->size() != 32) return fault("公钥应为 64 位十六进制数");
            std::string name = "sigsum.org/v1/tree/" + proof::hex(bytes_of(digest(Suite::sha256, *bytes)));
            return VerifierKey::of(std::move(name), witness ? KeyKind::ed25519_witness : KeyKind::ed25519, *bytes);
        }
        TRY(auto parsed, VerifierKey::parse(text));
        if (witness && !parsed.witness()) return fault("见证方的公钥应为联署类型");
        if (!witness && parsed.witness()) return fault("日志的公钥不能是联署类型");
        return parsed;
    }

    Result<void> log(const Items& items) {
        if (items.size() < 2 || items.size() > 3) return fault("应为 log <公钥> [网址]");
        if (policy_.logs.size() == names_max) return fault("日志不得超过 1000 个");
        TRY(auto parsed, key(items[1], false));
        if (!log_keys_.insert(parsed.key()).second) return fault("同一公钥不能用于两个日志");
        policy_.logs.push_back(std::move(parsed));
        return outcome::success();
    }

    Result<void> name(std::string_view name) {
        if (name == none || policy_.witnesses.contains(name) || policy_.groups.contains(name)) return fault("名称重复");
        if (policy_.witnesses.size() + policy_.groups.size() == names_max) return fault("名称不得超过 1000 个");
        return outcome::success();
    }

    Result<void> witness(const Items& items) {
        if (items.size() < 3 || items.size() > 4) return fault("应为 witness <名称> <公钥> [网址]");
        TRY_VOID(name(items[1]));
        TRY(auto parsed, key(items[2], true));
        if (!witness_keys_.insert(parsed.key()).second) return fault("同一公钥不能用于两个见证方");
        policy_.witnesses.emplace(items[1], std::move(parsed));
        return outcome::success();
    }

    Result<void> group(const Items& items) {
        if (items.size() < 4) return fault("应为 group <名称> <any|all|数目> <成员>...");
        TRY_VOID(name(items[1]));
        const std::size_t members = items.size() - 3;
        const auto threshold = items[2] == "any"   ? std::optional<std::size_t>(1)
                               : items[2] == "all" ? std::optional<std::size_t>(members)
                                                   : count_of(items[2]);
        if (!threshold || *threshold < 1 || *threshold > members) return fault("组的数目应在 1 和成员数之间");
        Policy::Group made{*threshold, {}};
        for (std::size_t i = 3; i < items.size(); ++i) {
            if (!policy_.witnesses.contains(items[i]) && !policy_.groups.contains(items[i]))
                return fault("组的成员应在之前声明");
            if (!members_.emplace(items[i]).second) return fault("一个名称只能作一次成员");
            made.members.emplace_back(items[i]);
        }
        policy_.groups.emplace(items[1], std::move(made));
        return outcome::success();
    }

    Result<void> quorum(const Items& items) {
        if (items.size() != 2) return fault("应为 quorum <名称>");
        if (quorum_given_) return fault("quorum 行只能有一行");
        quorum_given_ = true;
        if (items[1] == none) return outcome::success();
        if (!policy_.witnesses.contains(items[1]) && !policy_.groups.contains(items[1]))
            return fault("quorum 的名称应在之前声明");
        policy_.quorum = items[1];
        return outcome::success();
    }

    Policy::KeyForm form_;
    Policy policy_;
    bool quorum_given_ = false;
    std::set<std::string, std::less<>> log_keys_, witness_keys_, members_;
};

}  // namespace

// C2SP tlog-policy.
Result<Policy> Policy::parse(std::string_view text, KeyForm form) {
    if (text.size() > bytes_max) return Error{Code::invalid, {}, "策略文件不得超过 1000000 字节"};
    Reader reader(form);
    for (std::size_t n = 0; !text.empty(); ++n) {
        const auto end = std::min(text.find('\n'), text.size());
        if (auto read = reader.line(text.substr(0, end)); read.has_error()) {
            Error error = read.error();
            error.pointer = "/lines/" + std::to_string(n);
            return error;
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return reader.done();
}

bool Policy::satisfied(const std::vector<std::string>& cosigners) const {
    const std::set<std::string_view> signers(cosigners.begin(), cosigners.end());
    // Groups name only what was declared before them, so this ends; each name is a member once.
    const auto holds = [&](const auto& self, const std::string& name) -> bool {
        const auto group = groups.find(name);
        if (group == groups.end()) return witnesses.contains(name) && signers.contains(name);
        const auto count =
            std::ranges::count_if(group->second.members, [&](const std::string& member) { return self(self, member); });
        return static_cast<std::size_t>(count) >= group->second.threshold;
    };
    return quorum.empty() || holds(holds, quorum);
}

}  // namespace yiguan::proof
