#include "app/settings.hpp"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>

#include "core/address.hpp"
#include "core/text.hpp"

namespace yiguan::app {
namespace {

using Kind = Setting::Kind;

constexpr Setting all[] = {
    {"data", "", Kind::text, 0, 0, "Data folder: database, key file, documents. Made with mode 0700 if it is missing."},
    {"listen", "127.0.0.1:8080", Kind::text, 0, 0,
     "HOST:PORT of the HTTP server. Port 0 lets the kernel choose; keep ports below 32768."},
    {"database", "", Kind::text, 0, 0, "Empty: SQLite in the data folder. postgresql://... : PostgreSQL 15."},
    {"base-url", "", Kind::text, 0, 0,
     "Public address that codes lead to, without '/' at the end; https makes cookies Secure. Empty: http://<listen>."},
    {"platform-contact", "", Kind::text, 0, 0,
     "Name and telephone number of whom makers ask for what they cannot change themselves; shown in the console."},
    {"keys", "keys", Kind::path, 0, 0,
     "Key file from which all codes are derived. Back it up: without it no code can be verified."},
    {"nsi", "0128", Kind::text, 0, 0, "NSI of this node's Ecodes (GB/T 31866 V2), four digits."},
    {"node", "0", Kind::number, 0, 1022, "Number of this node among those that share a PostgreSQL database."},
    {"threads", "0", Kind::number, 0, 256, "I/O threads; 0: one per core."},
    {"log-level", "info", Kind::text, 0, 0, "debug, info, warning or error."},
    {"attention-count", "50", Kind::number, 2, 1'000'000,
     "Queries of one code from which the public page asks to look closely (V2)."},
    {"write-queue-max", "4096", Kind::number, 1, 1'000'000, "Requests waiting for the writer; more get 503."},
    {"read-queue-max", "4096", Kind::number, 1, 1'000'000, "PostgreSQL: requests waiting for a reader; more get 503."},
    {"postgres-readers", "4", Kind::number, 1, 64, "PostgreSQL: connections for reading."},
    {"connections-max", "10000", Kind::number, 1, 1'000'000, "Open client connections; more get 503."},
    {"connections-per-address-max", "2000", Kind::number, 0, 1'000'000,
     "Open connections of one IPv4 address or IPv6 /64, trusted proxies excepted; more get 429. 0: no limit."},
    {"trusted-proxies", "", Kind::text, 0, 0,
     "Reverse proxies of this node, addresses or networks divided by commas: their X-Forwarded-For is believed."},
    {"subscriber-networks", "", Kind::text, 0, 0,
     "Private networks that webhooks of subscriptions may go to, divided by commas; public addresses always may."},
    {"sms-gateway", "local", Kind::text, 0, 0,
     "local: SMS are kept and shown by GET /api/v1/outbox, for development. https://...: where they are posted to."},
    {"sms-secret-file", "", Kind::path, 0, 0,
     "File with the bearer token of the SMS gateway, readable by its owner alone."},
    {"mail-gateway", "local", Kind::text, 0, 0,
     "local: as for SMS. smtp://HOST:PORT or smtps://HOST:PORT: the mail server that takes e-mail."},
    {"mail-from", "", Kind::text, 0, 0, "Sender of e-mail, an address."},
    {"mail-user", "", Kind::text, 0, 0, "User at the mail server. Empty: it asks for none."},
    {"mail-password-file", "", Kind::path, 0, 0, "File with the password of that user, readable by its owner alone."},
    {"log-interval-ms", "1000", Kind::number, 10, 60'000,
     "The transparency log is signed at most so often, when there is news."},
    {"log-index-seconds", "60", Kind::number, 1, 86'400,
     "New records are covered by the completeness index after so long: until then a proof says genuine, not complete."},
    {"without-log", "0", Kind::number, 0, 1,
     "1: no transparency log, to measure what it costs. Nothing that is stored then can ever be verified."},
    {"limit-pages-per-second", "0", Kind::number, 0, 1'000'000,
     "Pages and public look-ups of one address, ten seconds' worth at once; more get 429. 0: no limit."},
    {"limit-reads-per-second", "2000", Kind::number, 0, 1'000'000,
     "Reads of one account or API key, ten seconds' worth at once; more get 429. 0: no limit."},
    {"limit-writes-per-second", "2000", Kind::number, 0, 1'000'000,
     "Writes of one account or API key, ten seconds' worth at once; more get 429. 0: no limit."},
    {"limit-captures-per-second", "10000", Kind::number, 0, 1'000'000,
     "EPCIS documents and events captured by one account or API key, ten seconds' worth at once; more get 429. 0: no "
     "limit."},
    {"limit-registrations-per-hour", "60", Kind::number, 0, 1'000'000,
     "Organisations that strangers of one address register; more get 429. 0: no limit."},
    {"limit-readings-per-hour", "240", Kind::number, 0, 1'000'000,
     "Licences read and letters made for strangers of one address; more get 429. 0: no limit."},
    {"limit-alias-look-ups-per-hour", "600", Kind::number, 0, 1'000'000,
     "Public look-ups of one address by frame numbers, serial numbers and the like; more get 429. 0: no limit."},
    {"limit-feedback-per-hour", "30", Kind::number, 0, 1'000'000,
     "Reports of strangers of one address, and recalls that they want to hear of; more get 429. 0: no limit."},
    {"limit-sign-in-failures-per-hour", "60", Kind::number, 0, 1'000'000,
     "Wrong passwords of one address, whatever the login; more get 429. 0: no limit."},
    {"limit-phone-codes-per-hour", "60", Kind::number, 0, 1'000'000,
     "Codes to phones that one address asks for; more get 429. A number gets one a minute and five a day. 0: no "
     "limit."},
    {"captcha-after-failures", "3", Kind::number, 0, 1'000'000,
     "Wrong passwords of a login or an address before a captcha has to be solved. 0: never."},
    {"invitation-minutes", "10080", Kind::number, 1, 43'200,
     "How long the link of an invitation may be used, once. 10080: seven days."},
    {"pending-organisations-max", "10000", Kind::number, 0, 1'000'000,
     "Registrations that wait for review; strangers beyond get 429. 0: no limit."},
    {"applications-per-day-max", "10000", Kind::number, 0, 1'000'000,
     "Applications for codes of one organisation in 24 hours; more get 429. 0: no limit."},
    {"codes-per-day-max", "1000000000000", Kind::number, 0, 1'000'000'000'000'000,
     "Codes that one organisation may apply for in 24 hours; more get 429. 0: no limit."},
    {"empty-code-rate-max", "60", Kind::number, 0, 100,
     "Percent of an organisation's codes of one type of product that may be unbound; above it no more are issued until "
     "some are bound or voided. 100: no rule."},
    {"password-queue-max", "64", Kind::number, 1, 10'000,
     "Sign-ins and registrations waiting to be hashed; more get 503."},
    {"wait-target-ms", "40", Kind::number, 5, 10'000,
     "Requests are refused (503) early enough that queues make those accepted wait about so long at most."},
    {"idle-timeout-ms", "60000", Kind::number, 100, 3'600'000,
     "A kept connection is closed after this long without a request."},
    {"header-timeout-ms", "10000", Kind::number, 100, 600'000,
     "From the first byte of a request to the end of its header."},
    {"body-timeout-ms", "30000", Kind::number, 100, 3'600'000,
     "For each 64 KiB of a body to arrive; a client that sends more slowly is cut off."},
    {"handler-timeout-ms", "30000", Kind::number, 100, 3'600'000, "Until the answer is ready; then 503."},
    {"write-timeout-ms", "30000", Kind::number, 100, 3'600'000,
     "For each 256 KiB of an answer to leave; a client that reads more slowly is cut off."},
    {"shutdown-grace-ms", "10000", Kind::number, 0, 600'000, "How long running requests may take after SIGTERM."},
};

const Setting* find(std::string_view name) {
    for (const Setting& s : all)
        if (s.name == name) return &s;
    return nullptr;
}

std::string environment_name(std::string_view name) {
    std::string out = "YIGUAN_";
    for (const char c : name) out += c == '-' ? '_' : to_upper(c);
    return out;
}

Error bad(std::string_view where, std::string_view name, std::string_view rule) {
    return {.code = Code::invalid,
            .pointer = "/" + std::string(name),
            .detail = fmt::format("设置 {}（来自{}）：{}", name, where, rule)};
}

std::optional<std::int64_t> to_number(std::string_view text) {
    std::int64_t v = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), v);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return v;
}

Result<void> check(const Setting& s, std::string_view where, std::string_view value) {
    if (s.kind == Kind::number) {
        const auto v = to_number(value);
        if (!v || *v < s.min || *v > s.max)
            return bad(where, s.name, fmt::format("应是 {} 到 {} 之间的整数", s.min, s.max));
    }
    if (s.name == "nsi" && (value.size() != 4 || !std::ranges::all_of(value, is_digit)))
        return bad(where, s.name, "应是四位数字");
    if (s.name == "log-level" && value != "debug" && value != "info" && value != "warning" && value != "error")
        return bad(where, s.name, "只能是 debug、info、warning 或 error");
    if (s.name == "listen") {
        const auto colon = value.rfind(':');
        const auto port = colon == std::string_view::npos ? std::nullopt : to_number(value.substr(colon + 1));
        if (!port || *port < 0 || *port > 65535 || colon == 0) return bad(where, s.name, "应写作 HOST:PORT");
    }
    if (s.name == "trusted-proxies")
        if (const auto proxies = TrustedProxies::parse(value); proxies.has_error())
            return bad(where, s.name, proxies.error().detail);
    if (s.name == "subscriber-networks")
        if (const auto networks = IpNetworks::parse(value); networks.has_error())
            return bad(where, s.name, networks.error().detail);
    if (s.name == "base-url" && !value.empty() &&
        ((!value.starts_with("http://") && !value.starts_with("https://")) || value.ends_with('/')))
        return bad(where, s.name, "应以 http:// 或 https:// 开头，末尾不带 /");
    return outcome::success();
}

}  // namespace

std::span<const Setting> settings() {
    return all;
}

Result<Values> Values::resolve(const std::map<std::string, std::string>& flags) {
    Values values;
    const auto set = [&](std::string_view where, std::string_view name, std::string_view value) -> Result<void> {
        const Setting* s = find(name);
        if (!s) return bad(where, name, "没有这个设置");
        TRY_VOID(check(*s, where, value));
        values.values_.insert_or_assign(std::string(name), std::string(value));
        return outcome::success();
    };
    for (const Setting& s : all) values.values_.emplace(s.name, s.fallback);

    if (const auto config = flags.find("config"); config != flags.end()) {
        std::ifstream file(config->second);
        if (!file) return bad("命令行", "config", "无法读取文件 " + config->second);
        for (std::string line; std::getline(file, line);) {
            const auto text = trim(line);
            if (text.empty() || text.front() == '#') continue;
            const auto equals = text.find('=');
            if (equals == std::string_view::npos) return bad("文件", shorten(text, 40), "应写作 名称 = 值");
            TRY_VOID(set("文件", trim(text.substr(0, equals)), trim(text.substr(equals + 1))));
        }
    }
    for (char** entry = environ; *entry; ++entry) {
        const std::string_view text = *entry;
        if (!text.starts_with("YIGUAN_")) continue;
        const auto equals = text.find('=');
        std::string name;
        for (const char c : text.substr(7, equals - 7)) name += c == '_' ? '-' : to_lower(c);
        TRY_VOID(set("环境变量", name, text.substr(equals + 1)));
    }
    for (const auto& [name, value] : flags) {
        if (name == "config") continue;
        TRY_VOID(set("命令行", name, value));
    }
    if (values.text("data").empty()) return bad("默认值", "data", "必须指定数据目录");
    return values;
}

Values Values::with(std::string_view name, std::string value) const {
    Values out = *this;
    out.values_.find(name)->second = std::move(value);
    return out;
}

const std::string& Values::text(std::string_view name) const {
    return values_.find(name)->second;
}
std::int64_t Values::number(std::string_view name) const {
    return to_number(text(name)).value();
}

std::filesystem::path Values::path(std::string_view name) const {
    const std::filesystem::path written = text(name);
    return written.empty() || written.is_absolute() ? written : std::filesystem::path(text("data")) / written;
}

std::string settings_markdown() {
    std::string out =
        "# Settings\n\nFlag over environment over file (`--config FILE`, lines `name = value`) over default.\n\n"
        "| setting | environment | default | bounds | meaning |\n| --- | --- | --- | --- | --- |\n";
    for (const Setting& s : all)
        out += fmt::format("| `--{}` | `{}` | {} | {} | {} |\n", s.name, environment_name(s.name),
                           s.fallback.empty() ? "" : fmt::format("`{}`", s.fallback),
                           s.kind == Kind::number ? fmt::format("{} to {}", s.min, s.max) : "", s.help);
    return out;
}

}  // namespace yiguan::app
