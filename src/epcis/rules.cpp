#include "epcis/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "core/text.hpp"
#include "keys/gs1/epc_uri.hpp"

namespace yiguan::epcis {
namespace {

constexpr std::int64_t clock_skew_ms = 60'000;

// `count` digits at `at` as a number; -1 for anything else.
int digits_at(std::string_view text, std::size_t at, std::size_t count) {
    if (text.size() < at + count) return -1;
    int number = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (!is_digit(text[i])) return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

void append_digits(int number, std::size_t width, std::string& out) {
    out.resize(out.size() + width);
    for (std::size_t i = out.size(); width > 0; --width, number /= 10) out[--i] = static_cast<char>('0' + number % 10);
}

// Z or ±hh:mm in minutes.
std::optional<int> zone_minutes(std::string_view zone) {
    if (zone == "Z") return 0;
    const auto offset = parse_offset(zone);
    if (!offset) return std::nullopt;
    return *offset;
}

bool has_things(const EpcList& epcs, const std::vector<QuantityElement>& quantities) {
    return !epcs.empty() || !quantities.empty();
}

std::size_t identifiers_of(const Event& event) {
    const auto of = [](const EpcList& list) { return list.epcs.size() + 2 * list.ranges.size(); };
    return of(event.epcs) + of(event.input_epcs) + of(event.output_epcs) + event.quantities.size() +
           event.input_quantities.size() + event.output_quantities.size() + event.biz_transactions.size() +
           event.sources.size() + event.destinations.size();
}

}  // namespace

std::optional<UtcMs> parse_stamp(std::string_view text) {
    // 2026-11-21T08:30:00.123+08:00
    if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const int year = digits_at(text, 0, 4), month = digits_at(text, 5, 2), day = digits_at(text, 8, 2);
    const int hour = digits_at(text, 11, 2), minute = digits_at(text, 14, 2), second = digits_at(text, 17, 2);
    const auto date =
        std::chrono::year_month_day(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                    std::chrono::day(static_cast<unsigned>(day)));
    if (year < 1 || month < 1 || day < 1 || !date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 ||
        second < 0 || second > 59)
        return std::nullopt;

    std::size_t at = 19;
    int ms = 0;
    if (text[at] == '.') {
        const std::size_t first = ++at;
        int weight = 100;
        for (; at < text.size() && is_digit(text[at]); ++at, weight /= 10) {
            if (at - first < 3) ms += (text[at] - '0') * weight;
            if (at - first == 3 && text[at] >= '5') ++ms;
        }
        if (at == first) return std::nullopt;
    }
    const auto zone = zone_minutes(text.substr(at));
    if (!zone) return std::nullopt;
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const UtcMs time{((days * 24 + hour) * 60 + minute - *zone) * 60'000 + second * 1000 + ms};
    constexpr UtcMs first{-2'208'988'800'000}, end{7'258'118'400'000};  // 1900-01-01, 2200-01-01
    return time >= first && time < end ? std::optional(time) : std::nullopt;
}

void append_offset(int offset_minutes, std::string& out) {
    const int all = offset_minutes < 0 ? -offset_minutes : offset_minutes;
    out += offset_minutes < 0 ? '-' : '+';
    append_digits(all / 60, 2, out);
    out += ':';
    append_digits(all % 60, 2, out);
}

void append_stamp(UtcMs time, int offset_minutes, std::string& out) {
    using namespace std::chrono;
    const sys_time<milliseconds> local{milliseconds(time.value + std::int64_t{offset_minutes} * 60'000)};
    const auto midnight = floor<days>(local);
    const year_month_day date(midnight);
    const auto ms = static_cast<int>((local - midnight).count());
    append_digits(static_cast<int>(date.year()), 4, out);
    out += '-';
    append_digits(static_cast<int>(static_cast<unsigned>(date.month())), 2, out);
    out += '-';
    append_digits(static_cast<int>(static_cast<unsigned>(date.day())), 2, out);
    out += 'T';
    append_digits(ms / 3'600'000, 2, out);
    out += ':';
    append_digits(ms / 60'000 % 60, 2, out);
    out += ':';
    append_digits(ms / 1000 % 60, 2, out);
    out += '.';
    append_digits(ms % 1000, 3, out);
    if (offset_minutes == 0)
        out += 'Z';
    else
        append_offset(offset_minutes, out);
}

std::string stamp_fault(std::string_view text) {
    const auto time = text.find('T');
    if (time == std::string_view::npos)
        return "时间应写作“年-月-日T时:分:秒”并带时区，如 2026-11-21T08:30:00.000+08:00";
    if (text.find_first_of("Z+-", time) == std::string_view::npos) return "时间必须带时区（Z 或 ±hh:mm）";
    return "时间应是 1900 至 2199 年之间存在的日期和时刻，并带时区，如 2026-11-21T08:30:00.000+08:00";
}

std::optional<std::int16_t> parse_offset(std::string_view text) {
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
    const int hours = digits_at(text, 1, 2), minutes = digits_at(text, 4, 2);
    if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > 14 * 60) return std::nullopt;
    const int all = hours * 60 + minutes;
    return static_cast<std::int16_t>(text[0] == '-' ? -all : all);
}

bool is_uom(std::string_view text) {
    return (text.size() == 2 || text.size() == 3) &&
           std::ranges::all_of(text, [](char c) { return is_upper(c) || is_digit(c); });
}

bool is_hex_binary(std::string_view text) {
    return !text.empty() &&
           std::ranges::all_of(text, [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); });
}

std::string identifier_fault(std::string_view text, IdentifierUse use) {
    switch (kind_of(text)) {
        case IdentifierKind::not_uri:
            return "标识应是一个 URI（含协议名，不含空格）";
        case IdentifierKind::broken_key: {
            const auto link = keys::gs1::epcis_digital_link(text);
            return "GS1 标识不符合其编码规则：" + (link.has_error() ? link.error().detail : std::string());
        }
        case IdentifierKind::instance:
            return use == IdentifierUse::item_class ? "此处应是品类或批次的标识，不能是单品" : "";
        case IdentifierKind::item_class:
            return use == IdentifierUse::instance ? "此处应是单品的标识，不能是品类、批次或模式" : "";
        case IdentifierKind::other:
            break;
    }
    return "";
}

std::string vocabulary_fault(Vocabulary vocabulary, std::string_view text) {
    if (word_of(vocabulary, text)) return "";
    if (!is_uri(text)) return "此处应是 CBV 2.0 的标准词，或自定义词表的 URI";
    for (const std::string_view own :
         {"urn:epcglobal:cbv:", "https://ref.gs1.org/cbv/", "https://ns.gs1.org/cbv/", "cbv:"})
        if (text.starts_with(own)) return "CBV 2.0 的这个词表中没有这个词";
    return "";
}

void check_rules(const Event& event, UtcMs now, const CaptureLimits& limits, const RuleReport& report) {
    const auto refuse = [&](std::string_view field, std::string detail) {
        report(field, Code::epcis_validation, std::move(detail));
    };
    const bool remove = event.action == Action::remove;
    switch (event.type) {
        case EventType::object:
            if (!has_things(event.epcs, event.quantities)) {
                if (event.sensor_elements.empty())
                    refuse("epcList", "对象事件需要 epcList、quantityList 或 sensorElementList 之一");
                else if (event.read_point.empty())
                    refuse("readPoint", "只有传感器数据的对象事件需要 readPoint");
            }
            if (!event.ilmd.empty() && event.action != Action::add)
                refuse("ilmd", "对象事件只有在 action 为 ADD 时才能带 ilmd");
            break;
        case EventType::aggregation:
            // 7.4.3: an observation may leave out the parent it could not see.
            if (event.parent_id.empty() && event.action != Action::observe)
                refuse("parentID", "聚合事件的 action 为 ADD 或 DELETE 时需要 parentID");
            if (!has_things(event.epcs, event.quantities) && !remove)
                refuse("childEPCs", "聚合事件需要 childEPCs 或 childQuantityList（DELETE 除外）");
            break;
        case EventType::association:
            if (event.parent_id.empty()) refuse("parentID", "关联事件需要 parentID");
            if (!has_things(event.epcs, event.quantities) && !remove)
                refuse("childEPCs", "关联事件需要 childEPCs 或 childQuantityList（DELETE 除外）");
            break;
        case EventType::transaction:
            if (event.biz_transactions.empty()) refuse("bizTransactionList", "交易事件至少需要一个 bizTransaction");
            if (!has_things(event.epcs, event.quantities) && event.parent_id.empty() && !remove)
                refuse("epcList", "交易事件需要 epcList、quantityList 或 parentID（DELETE 除外）");
            break;
        case EventType::transformation: {
            const bool in = has_things(event.input_epcs, event.input_quantities);
            const bool out = has_things(event.output_epcs, event.output_quantities);
            if (event.transformation_id.empty()) {
                if (!in) refuse("inputEPCList", "没有 transformationID 的转换事件需要投入品");
                if (!out) refuse("outputEPCList", "没有 transformationID 的转换事件需要产出品");
            } else if (!in && !out) {
                refuse("inputEPCList", "转换事件需要投入品或产出品");
            }
            break;
        }
    }
    if (event.event_time - now > clock_skew_ms) refuse("eventTime", "事件时间不能晚于当前时间");
    if (event.error_declaration && event.error_declaration->time - now > clock_skew_ms)
        refuse("errorDeclaration/declarationTime", "更正声明的时间不能晚于当前时间");
    for (const std::string& word : event.persistent_disposition.set)
        if (std::ranges::find(event.persistent_disposition.unset, word) != event.persistent_disposition.unset.end()) {
            refuse("persistentDisposition", "同一状态不能在一个事件中既设置又取消");
            break;
        }
    if (identifiers_of(event) > limits.epcs_of_event)
        report("", Code::epcis_capture_limit, fmt::format("一个事件的标识不能超过 {} 个", limits.epcs_of_event));
}

}  // namespace yiguan::epcis
