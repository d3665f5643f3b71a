#include "api/epcis_answer.hpp"

#include <fmt/format.h>

#include <map>

#include "core/text.hpp"
#include "epcis/json.hpp"

namespace yiguan::api {
namespace {

constexpr std::size_t parameters_max = 1'000;

// Writes ranges out, with the block of each looked up once.
class Speller {
public:
    Speller(db::Tx& tx, const events::Names& names, EpcLists lists) : tx_(tx), names_(names), lists_(lists) {}

    Result<void> run(events::Logged& logged) {
        auto& event = logged.event;
        for (auto* list : {&event.epcs, &event.input_epcs, &event.output_epcs}) {
            TRY_VOID(spell(*list));
        }
        if (!event.epcs.ranges.empty() || !event.input_epcs.ranges.empty() || !event.output_epcs.ranges.empty())
            name_extension(event.context);
        return outcome::success();
    }

private:
    Result<void> spell(epcis::EpcList& list) {
        if (list.ranges.empty() || lists_ == EpcLists::ranges) return outcome::success();
        std::int64_t count = 0;
        std::vector<events::Reach> reaches;
        for (const auto& range : list.ranges) {
            TRY(const auto reach, names_.reach_of(range));
            reaches.push_back(reach);
            count += reach.size();
        }
        if (lists_ == EpcLists::mixed && (count > mixed_range_max || written_ + count > written_codes_max))
            return outcome::success();
        if (written_ + count > written_codes_max)
            return Error{
                .code = Code::epcis_query_too_large,
                .pointer = "",
                .detail = fmt::format("一次应答最多逐个列出 {} 个码，请减小 perPage，或不要求 epc-list=standard",
                                      written_codes_max),
                .field = "Prefer"};
        written_ += count;
        list.epcs.reserve(list.epcs.size() + static_cast<std::size_t>(count));
        for (const auto& reach : reaches) {
            const codes::Block& block = block_of(BlockId{reach.space});
            for (std::int64_t counter = reach.first; counter <= reach.last; ++counter)
                list.epcs.push_back(names_.uri(block, counter));
        }
        list.ranges.clear();
        return outcome::success();
    }

    const codes::Block& block_of(BlockId id) {
        auto at = blocks_.find(id);
        if (at == blocks_.end()) at = blocks_.emplace(id, codes::get_block(tx_, id).value()).first;
        return at->second;
    }

    static void name_extension(epcis::Context& context) {
        const std::pair<std::string, std::string> ours{"yiguan", std::string(epcis::yiguan_namespace)};
        const auto at = std::ranges::lower_bound(context, ours);
        if (at == context.end() || at->first != ours.first) context.insert(at, ours);
    }

    db::Tx& tx_;
    const events::Names& names_;
    EpcLists lists_;
    std::int64_t written_ = 0;
    std::map<BlockId, codes::Block> blocks_;
};

std::string json_text(std::string_view text) {
    return json::serialize(json::string(text));
}

std::string json_document(std::span<const events::Logged> events, std::string_view query_name,
                          std::string_view subscription_id, UtcMs now, const Terms& terms) {
    epcis::SharedContext context;
    for (const auto& event : events)
        if (!context.clashes(event.event.context)) context.add(event.event.context);
    std::string out = "{\"@context\":";
    out.reserve(512 + events.size() * 1024);
    out += context.json();
    out += ",\"type\":\"EPCISQueryDocument\",\"schemaVersion\":\"2.0\",\"creationDate\":\"";
    out += iso_utc(now);
    out += "\",\"epcisBody\":{\"queryResults\":{";
    if (!subscription_id.empty()) out.append("\"subscriptionID\":").append(json_text(subscription_id)).append(",");
    out.append("\"queryName\":").append(json_text(query_name)).append(",\"resultsBody\":{\"eventList\":[");
    bool first = true;
    for (const auto& event : events) {
        if (!std::exchange(first, false)) out += ',';
        epcis::write_json(event.event, event.identity,
                          {.epc_form = terms.epc_form, .local_context = context.clashes(event.event.context)}, out);
    }
    return out += "]}}}}";
}

std::string xml_document(std::span<const events::Logged> events, std::string_view query_name,
                         std::string_view subscription_id, UtcMs now, const Terms& terms) {
    std::vector<epcis::Identified> identified;
    identified.reserve(events.size());
    for (const auto& event : events) identified.push_back({&event.event, event.identity});
    return epcis::write_xml_query_document(
        identified, query_name, subscription_id, now,
        {.version = terms.version, .epc_form = terms.epc_form, .cbv_form = terms.cbv_form});
}

}  // namespace

Result<void> spell_lists(db::Tx& tx, const events::Names& names, std::span<events::Logged> events, EpcLists lists) {
    Speller speller(tx, names, lists);
    for (auto& event : events) {
        TRY_VOID(speller.run(event));
    }
    return outcome::success();
}

std::string query_document(std::span<const events::Logged> events, std::string_view query_name,
                           std::string_view subscription_id, UtcMs now, const Terms& terms) {
    if (is_xml(terms.media)) return xml_document(events, query_name, subscription_id, now, terms);
    return json_document(events, query_name, subscription_id, now, terms);
}

std::string event_document(const events::Logged& event, UtcMs now, const Terms& terms) {
    if (is_xml(terms.media)) {
        const epcis::Identified identified{&event.event, event.identity};
        return epcis::write_xml_document(
            std::span(&identified, 1), now,
            {.version = terms.version, .epc_form = terms.epc_form, .cbv_form = terms.cbv_form});
    }
    std::string out;
    epcis::write_json(event.event, event.identity, {.epc_form = terms.epc_form, .local_context = true}, out);
    return out;
}

http::Response epcis_answer(const Terms& terms, std::string body) {
    http::Response response{.status = 200, .content_type = name(terms.media), .body = std::move(body)};
    add_version_headers(response, terms.version);
    return response;
}

http::Response collection(const Terms& terms, const std::vector<std::string>& members) {
    json::array all;
    all.reserve(members.size());
    for (const auto& member : members) all.push_back(json::string(member));
    return epcis_answer(terms,
                        json::serialize(json::object{
                            {"@context", epcis::epcis_context}, {"type", "Collection"}, {"member", std::move(all)}}));
}

void add_next_page(http::Response& response, std::string_view path, std::string_view query, std::string_view token,
                   UtcMs expires) {
    std::string link = "<" + std::string(path) + "?";
    for (std::string_view rest = query; !rest.empty();) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto one = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (!one.empty() && one.substr(0, one.find('=')) != "nextPageToken") link.append(one).append("&");
    }
    link.append("nextPageToken=").append(token).append(">; rel=\"next\"");
    response.headers.emplace_back("Link", std::move(link));
    response.headers.emplace_back("GS1-Next-Page-Token-Expires", iso_utc(expires));
}

Result<std::vector<std::pair<std::string, std::string>>> parameters_of(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> out;
    const auto refuse = [](std::string_view given, std::string rule) {
        return Error{.code = Code::epcis_query_parameter,
                     .pointer = "",
                     .detail = std::move(rule),
                     .field = shorten(given, 100)};
    };
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto one = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (one.empty()) continue;
        const auto equals = one.find('=');
        auto name = percent_decode(one.substr(0, equals), true);
        auto value = equals == one.npos ? std::optional<std::string>(std::in_place)
                                        : percent_decode(one.substr(equals + 1), true);
        if (!name || !value || !is_utf8(*name) || !is_utf8(*value))
            return refuse(one.substr(0, equals), "查询参数的百分号编码不正确，或不是 UTF-8");
        if (out.size() == parameters_max) return refuse(*name, fmt::format("查询参数不能超过 {} 个", parameters_max));
        // A date-time whose '+' was not escaped: 2026-01-01T00:00:00 08:00.
        if (value->size() >= 22 && (*value)[10] == 'T' && (*value)[value->size() - 6] == ' ' &&
            (*value)[value->size() - 3] == ':')
            (*value)[value->size() - 6] = '+';
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

}  // namespace yiguan::api
