// The names of the parameters, and what each makes of its values.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "epcis/query_values.hpp"

namespace yiguan::epcis {
namespace query {
namespace {

constexpr std::size_t parameters_max = 200, values_max = 20'000, splits_max = 16, name_bytes_max = 1000;
constexpr std::int64_t count_max = 1'000'000'000;

struct Match {
    std::string_view name;
    int roles;
};
constexpr Match match_names[] = {
    {"epc", role::epc},
    {"parentID", role::parent},
    {"inputEPC", role::input},
    {"outputEPC", role::output},
    {"anyEPC", role::any_epc},
    {"epcClass", role::epc_class},
    {"inputEPCClass", role::input_class},
    {"outputEPCClass", role::output_class},
    {"anyEPCClass", role::any_class},
};

struct TextField {
    std::string_view name;
    SensorText which;
    bool is_uri;
};
constexpr TextField sensor_texts[] = {
    {"type", SensorText::type, false},
    {"deviceID", SensorText::device_id, true},
    {"deviceMetadata", SensorText::device_metadata, true},
    {"rawData", SensorText::raw_data, true},
    {"dataProcessingMethod", SensorText::data_processing_method, true},
    {"microorganism", SensorText::microorganism, true},
    {"chemicalSubstance", SensorText::chemical_substance, true},
    {"bizRules", SensorText::biz_rules, true},
    {"stringValue", SensorText::string_value, false},
    {"hexBinaryValue", SensorText::hex_binary_value, false},
    {"uriValue", SensorText::uri_value, true},
};

struct NumberField {
    std::string_view name;  // with the underscore in front of the unit
    std::optional<double> SensorReport::*field;
};
constexpr NumberField sensor_numbers[] = {
    {"value_", &SensorReport::value},        {"minValue_", &SensorReport::min_value},
    {"maxValue_", &SensorReport::max_value}, {"meanValue_", &SensorReport::mean_value},
    {"sDev_", &SensorReport::s_dev},         {"percValue_", &SensorReport::perc_value},
};

constexpr std::pair<std::string_view, SensorTime> sensor_times[] = {
    {"time", SensorTime::time}, {"startTime", SensorTime::start}, {"endTime", SensorTime::end}};

// The last three as the JSON schema of queries has them: extension fields of the two places.
constexpr std::pair<std::string_view, Part> parts[] = {
    {"ILMD_", Part::ilmd},
    {"ERROR_DECLARATION_", Part::error_declaration},
    {"SENSORELEMENT_", Part::sensor_element},
    {"SENSORMETADATA_", Part::sensor_metadata},
    {"SENSORREPORT_", Part::sensor_report},
    {"readPoint_", Part::read_point},
    {"bizLocation_", Part::biz_location},
};

constexpr std::pair<std::string_view, VocabularyField> vocabulary_fields[] = {
    {"bizStep", VocabularyField::biz_step},     {"disposition", VocabularyField::disposition},
    {"readPoint", VocabularyField::read_point}, {"bizLocation", VocabularyField::biz_location},
    {"epcClass", VocabularyField::epc_class},   {"bizTransaction", VocabularyField::biz_transaction},
    {"source", VocabularyField::source},        {"destination", VocabularyField::destination},
};

constexpr std::pair<std::string_view, Comparison> comparisons[] = {
    {"EQ_", Comparison::eq}, {"GT_", Comparison::gt}, {"GE_", Comparison::ge},
    {"LT_", Comparison::lt}, {"LE_", Comparison::le}, {"EXISTS_", Comparison::exists}};

// What is behind a word at the front of a text.
std::optional<std::string_view> behind(std::string_view text, std::string_view word) {
    return text.starts_with(word) ? std::optional(text.substr(word.size())) : std::nullopt;
}

bool is_uom(std::string_view text) {
    return text.size() >= 2 && text.size() <= 4 &&
           std::ranges::all_of(text, [](char c) { return is_upper(c) || is_digit(c); });
}

std::vector<std::string> canonical_of(const std::vector<std::string>& uris) {
    std::vector<std::string> out;
    for (const std::string& uri : uris) out.push_back(canonical(uri));
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

class Reader {
public:
    explicit Reader(const Context& namespaces) : namespaces_(namespaces) {}

    void read(Values values) {
        const auto known = parameter(values);
        if (known.has_error()) return violations_.add(known.error());
        if (!known.value())
            return violations_.add(
                values.refuse("没有这个查询参数；参数名区分大小写，扩展字段应写作 EQ_前缀:字段名。", values.name()));
        if (!of_page_) query_.as_asked[values.name()] = values.as_json();
        of_page_ = false;
    }

    /// What a body says of its prefixes; kept as it is.
    Result<void> context(const json::value& value) {
        query_.as_asked["@context"] = value;
        const auto* array = value.if_array();
        const json::value* const first = array ? array->data() : &value;
        Context own;
        for (std::size_t i = 0; i < (array ? array->size() : 1); ++i) {
            if (first[i].is_string()) continue;
            const auto* object = first[i].if_object();
            if (!object)
                return Error{.code = Code::epcis_query_parameter,
                             .pointer = "/@context",
                             .detail = "@context 应为 URI、对象或由它们组成的数组。",
                             .field = "@context"};
            for (const auto& [prefix, space] : *object)
                if (const auto* text = space.if_string()) {
                    declared_.emplace(prefix.data(), prefix.size());
                    own.emplace_back(std::string(prefix.data(), prefix.size()),
                                     std::string(text->data(), text->size()));
                }
        }
        own.insert(own.end(), namespaces_.begin(), namespaces_.end());  // the first of a name counts
        namespaces_ = std::move(own);
        return outcome::success();
    }

    Result<Query> finish() {
        if (query_.event_count_limit && query_.max_event_count)
            refuse("maxEventCount", "eventCountLimit 与 maxEventCount 不能同时给出。");
        if (query_.event_count_limit && query_.order_by == OrderBy::none)
            refuse("eventCountLimit", "给出 eventCountLimit 时应同时给出 orderBy。");
        TRY_VOID(violations_.result());
        std::ranges::stable_sort(query_.conditions, {}, [](const auto& condition) { return condition->cost; });
        write_context();
        return std::move(query_);
    }

private:
    /// False: there is no such parameter.
    Result<bool> parameter(Values& values) {
        const std::string_view name = values.name();
        if (name.size() > name_bytes_max || !is_utf8(name) || has_control(name, false)) return false;
        if (const auto rest = behind(name, "MATCH_")) return match(*rest, values);
        if (const auto rest = behind(name, "WD_")) return descendants(*rest, values);
        if (const auto rest = behind(name, "HASATTR_")) return has_attribute(*rest, values);
        // The JSON schema of queries writes EQ_ATTR_, the standard EQATTR_.
        for (const std::string_view word : {"EQATTR_", "EQ_ATTR_"})
            if (const auto rest = behind(name, word)) return equal_attribute(*rest, values);
        for (const auto& [word, op] : comparisons)
            if (const auto rest = behind(name, word)) {
                TRY(const bool is_standard, op == Comparison::eq       ? equality(*rest, values)
                                            : op == Comparison::exists ? existence(*rest, values)
                                                                       : order(op, *rest, values));
                if (is_standard) return true;
                TRY(const bool is_measured, measured(op, *rest, values));
                return is_measured ? Result<bool>(true) : field(op, *rest, values);
            }
        return control(name, values);
    }

    Result<bool> control(std::string_view name, Values& values) {
        if (name == "eventType") {
            TRY(const auto words, values.words());
            for (const std::string& word : words) {
                const auto type = parse_event_type(word);
                if (!type)
                    return values.refuse(
                        "事件类型应为 ObjectEvent、AggregationEvent、TransactionEvent、TransformationEvent 或 "
                        "AssociationEvent。",
                        word);
                query_.types.insert(*type);
            }
        } else if (name == "orderBy") {
            TRY(query_.order_field, values.text());
            if (query_.order_field == "eventTime" || query_.order_field == "recordTime") {
                query_.order_by = query_.order_field == "eventTime" ? OrderBy::event_time : OrderBy::record_time;
                query_.order_field.clear();
                return true;
            }
            auto field = FieldName::read(query_.order_field, namespaces_, false);
            if (!field)
                return values.refuse("orderBy 应为 eventTime、recordTime 或扩展字段的名称。", query_.order_field);
            note(*field);
            query_.order_by = OrderBy::other;
            query_.order_name = std::make_shared<const FieldName>(std::move(*field));
        } else if (name == "orderDirection") {
            TRY(const auto direction, values.text());
            if (direction != "ASC" && direction != "DESC")
                return values.refuse("orderDirection 应为 ASC 或 DESC。", direction);
            query_.direction = direction == "ASC" ? Direction::ascending : Direction::descending;
        } else if (name == "eventCountLimit") {
            TRY(query_.event_count_limit, values.integer(1, count_max));
        } else if (name == "maxEventCount") {
            TRY(query_.max_event_count, values.integer(0, count_max));
        } else if (name == "perPage") {
            TRY(query_.per_page, values.integer(1, count_max));
            of_page_ = true;
        } else if (name == "nextPageToken") {
            TRY(query_.next_page_token, values.text());
            of_page_ = true;
        } else {
            return false;
        }
        return true;
    }

    Result<bool> match(std::string_view what, Values& values) {
        const auto found = std::ranges::find(match_names, what, &Match::name);
        if (found == std::end(match_names)) return false;
        TRY(const auto uris, values.uris());
        EpcCondition condition{.roles = found->roles, .exact = {}, .patterns = {}};
        for (const std::string& uri : uris)
            if (!add_match(condition, uri)) return values.refuse("参数的值应为 EPC、EPC 模式或其他 URI。", uri);
        std::ranges::sort(condition.exact);
        query_.epcs.push_back(std::move(condition));
        return true;
    }

    Result<bool> descendants(std::string_view what, Values& values) {
        if (what != "readPoint" && what != "bizLocation") return false;
        TRY(const auto uris, values.uris());
        add(descendants_condition(what == "readPoint" ? Facet::read_point : Facet::biz_location, canonical_of(uris)));
        return true;
    }

    Result<bool> filed(Facet facet, Values& values) {
        TRY(const auto uris, values.uris());
        query_.filed.push_back({facet, canonical_of(uris)});
        return true;
    }

    Result<bool> typed(Facet facet, std::vector<TypedId> Event::*list, Vocabulary vocabulary, std::string_view type,
                       Values& values) {
        if (type.empty()) return false;
        TRY(const auto uris, values.uris());
        query_.filed.push_back({facet, canonical_of(uris)});
        add(typed_condition(list, vocabulary, std::string(normal(vocabulary, type)), canonical_of(uris)));
        return true;
    }

    /// Words of a vocabulary: bare, or in one of their URI forms; others as they are, CURIEs written out as well.
    Result<std::vector<std::string>> words(Vocabulary vocabulary, Values& values) {
        TRY(auto found, values.words());
        for (std::size_t i = 0, end = found.size(); i < end; ++i) {
            const auto colon = found[i].find(':');
            if (colon != std::string::npos) {
                const std::string_view prefix = std::string_view(found[i]).substr(0, colon);
                if (const auto space = namespace_of(prefix, namespaces_); !space.empty()) {
                    used_.emplace(prefix);
                    std::string full = std::string(space) + found[i].substr(colon + 1);
                    found.emplace_back(normal(vocabulary, full));
                }
            }
            found[i] = std::string(normal(vocabulary, found[i]));
        }
        return found;
    }

    Result<bool> equality(std::string_view what, Values& values) {
        if (what == "action") {
            TRY(const auto found, values.words());
            unsigned actions = 0;
            for (const std::string& word : found) {
                const auto action = word == "ADD"       ? Action::add
                                    : word == "OBSERVE" ? Action::observe
                                    : word == "DELETE"  ? Action::remove
                                                        : Action::none;
                if (action == Action::none) return values.refuse("动作应为 ADD、OBSERVE 或 DELETE。", word);
                actions |= 1U << static_cast<unsigned>(action);
            }
            add(action_condition(actions));
        } else if (what == "bizStep") {
            TRY(auto found, words(Vocabulary::biz_step, values));
            add(word_condition(&Event::biz_step, Vocabulary::biz_step, std::move(found)));
        } else if (what == "disposition") {
            TRY(auto found, words(Vocabulary::disposition, values));
            add(word_condition(&Event::disposition, Vocabulary::disposition, std::move(found)));
        } else if (const auto rest = behind(what, "persistentDisposition");
                   rest && (rest->empty() || *rest == "_set" || *rest == "_unset")) {
            TRY(auto found, words(Vocabulary::disposition, values));
            add(persistent_condition(rest->empty()     ? Persistent::either
                                     : *rest == "_set" ? Persistent::set
                                                       : Persistent::unset,
                                     std::move(found)));
        } else if (what == "readPoint") {
            return filed(Facet::read_point, values);
        } else if (what == "bizLocation") {
            return filed(Facet::biz_location, values);
        } else if (what == "transformationID") {
            return filed(Facet::transformation, values);
        } else if (what == "eventID") {
            return filed(Facet::event_id, values);
        } else if (const auto transaction = behind(what, "bizTransaction_")) {
            return typed(Facet::biz_transaction, &Event::biz_transactions, Vocabulary::biz_transaction_type,
                         *transaction, values);
        } else if (const auto source = behind(what, "source_")) {
            return typed(Facet::source, &Event::sources, Vocabulary::source_destination_type, *source, values);
        } else if (const auto destination = behind(what, "destination_")) {
            return typed(Facet::destination, &Event::destinations, Vocabulary::source_destination_type, *destination,
                         values);
        } else if (what == "errorReason") {
            TRY(auto found, words(Vocabulary::error_reason, values));
            add(error_reason_condition(std::move(found)));
        } else if (what == "correctiveEventID") {
            TRY(const auto uris, values.uris());
            add(corrective_condition(canonical_of(uris)));
        } else if (what == "booleanValue") {
            TRY(const bool value, values.boolean());
            add(sensor_boolean_condition(value));
        } else if (const auto text = std::ranges::find(sensor_texts, what, &TextField::name);
                   text != std::end(sensor_texts)) {
            TRY(auto found, text->is_uri                              ? values.uris()
                            : text->which == SensorText::string_value ? values.texts()
                                                                      : values.words());
            add(sensor_text_condition(text->which, std::move(found)));
        } else {
            return false;
        }
        return true;
    }

    Result<bool> existence(std::string_view what, Values& values) {
        ConditionPtr condition;
        if (what == "errorDeclaration")
            condition = error_declared_condition();
        else if (what == "sensorElement" || what == "sensorElementList")
            condition = sensor_exists_condition(SensorPart::element);
        else if (what == "sensorMetadata")
            condition = sensor_exists_condition(SensorPart::metadata);
        else if (what == "sensorReport")
            condition = sensor_exists_condition(SensorPart::report);
        else
            return false;
        if (values.exists()) add(std::move(condition));
        return true;
    }

    /// Times: the standard has GE_ and LT_ of them only.
    Result<bool> order(Comparison op, std::string_view what, Values& values) {
        if (op != Comparison::ge && op != Comparison::lt) return false;
        const bool from = op == Comparison::ge;
        if (what == "eventTime") {
            TRY((from ? query_.event_time_from : query_.event_time_before), values.time());
        } else if (what == "recordTime") {
            TRY((from ? query_.record_time_from : query_.record_time_before), values.time());
        } else if (what == "errorDeclarationTime" || what == "errorDeclaration_Time") {
            TRY(const UtcMs time, values.time());
            if (!error_times_.insert(op).second) return values.refuse("errorDeclarationTime 的两种写法只能用一种。");
            add(error_time_condition(op, time));
        } else if (const auto found = std::ranges::find(sensor_times, what, [](const auto& t) { return t.first; });
                   found != std::end(sensor_times)) {
            TRY(const UtcMs time, values.time());
            add(sensor_time_condition(found->second, op, time));
        } else {
            return false;
        }
        return true;
    }

    /// EQ_ takes several numbers, the others one.
    Result<std::vector<double>> numbers(Comparison op, Values& values) {
        if (op == Comparison::eq) return values.numbers();
        TRY(const double number, values.number());
        return std::vector<double>{number};
    }

    Result<bool> measured(Comparison op, std::string_view what, Values& values) {
        if (op == Comparison::exists) return false;
        if (what == "quantity" || what == "percRank") {
            TRY(auto asked, numbers(op, values));
            add(what == "quantity"
                    ? quantity_condition(op, std::move(asked), std::nullopt)
                    : sensor_number_condition(&SensorReport::perc_rank, op, std::move(asked), std::nullopt));
            return true;
        }
        if (const auto uom = behind(what, "quantity_"); uom && is_uom(*uom)) {
            TRY(auto asked, numbers(op, values));
            add(quantity_condition(op, std::move(asked), std::string(*uom)));
            return true;
        }
        for (const NumberField& field : sensor_numbers)
            if (const auto uom = behind(what, field.name); uom && is_uom(*uom)) {
                TRY(auto asked, numbers(op, values));
                add(sensor_number_condition(field.field, op, std::move(asked), std::string(*uom)));
                return true;
            }
        return false;
    }

    /// EQ_[INNER_][ILMD_...]prefix:name
    Result<bool> field(Comparison op, std::string_view what, Values& values) {
        Depth depth = Depth::top;
        Part part = Part::event;
        if (const auto rest = behind(what, "INNER_")) {
            depth = Depth::inner;
            what = *rest;
        }
        for (const auto& [word, named] : parts)
            if (const auto rest = behind(what, word)) {
                part = named;
                what = *rest;
                break;
            }
        auto name = FieldName::read(what, namespaces_, depth == Depth::inner);
        if (!name) return false;
        note(*name);
        std::vector<Scalar> asked;
        if (op == Comparison::eq) {
            TRY(asked, values.scalars());
        } else if (op == Comparison::exists) {
            if (!values.exists()) return true;
        } else {
            TRY(auto one, values.ordered());
            asked.push_back(std::move(one));
        }
        add(field_condition(part, depth, std::move(*name), op, std::move(asked)));
        return true;
    }

    /// The field that a name begins with or is: one of the standard's, or an extension field.
    std::optional<AttributeOf> attribute_of(std::string_view name, std::string_view attribute) {
        const auto found = std::ranges::find(vocabulary_fields, name, [](const auto& f) { return f.first; });
        if (found != std::end(vocabulary_fields))
            return AttributeOf{found->second, std::nullopt, std::string(attribute)};
        auto field = FieldName::read(name, namespaces_, false);
        if (!field) return std::nullopt;
        note(*field);
        return AttributeOf{VocabularyField::extension, std::move(field), std::string(attribute)};
    }

    Result<bool> has_attribute(std::string_view what, Values& values) {
        auto field = attribute_of(what, "");
        if (!field) return false;
        TRY(auto names, values.texts());
        add(attribute_condition({std::move(*field)}, std::move(names)));
        return true;
    }

    /// EQATTR_<fieldname>_<attrname>: both may hold underscores, so every place that gives a field is tried.
    Result<bool> equal_attribute(std::string_view what, Values& values) {
        std::vector<AttributeOf> readings;
        for (auto at = what.find('_'); at != std::string_view::npos && readings.size() < splits_max;
             at = what.find('_', at + 1)) {
            if (at + 1 == what.size()) break;
            if (auto field = attribute_of(what.substr(0, at), what.substr(at + 1)))
                readings.push_back(std::move(*field));
            if (!readings.empty() && readings[0].field != VocabularyField::extension) break;
        }
        if (readings.empty()) return false;
        TRY(auto texts, values.texts());
        add(attribute_condition(std::move(readings), std::move(texts)));
        return true;
    }

    void add(ConditionPtr condition) { query_.conditions.push_back(std::move(condition)); }
    void note(const FieldName& name) {
        if (!name.prefix().empty()) used_.emplace(name.prefix());
    }
    void refuse(std::string_view name, std::string rule) {
        violations_.add(Values(name, std::vector<std::string_view>{}).refuse(std::move(rule)));
    }

    /// Prefixes that only the request's header explained are explained in as_asked too.
    void write_context() {
        json::object added;
        for (const std::string& prefix : used_) {
            const std::string_view space = namespace_of(prefix, namespaces_);
            if (!declared_.contains(prefix) && space != namespace_of(prefix, {})) added[prefix] = space;
        }
        if (added.empty()) return;
        json::value& context = query_.as_asked["@context"];
        if (auto* array = context.if_array())
            array->push_back(std::move(added));
        else if (context.is_null())
            context = std::move(added);
        else
            context = json::array{std::move(context), std::move(added)};
    }

    Context namespaces_;
    std::set<std::string, std::less<>> declared_;  // by the body's own @context
    Violations violations_;
    Query query_;
    std::set<std::string, std::less<>> used_;
    std::set<Comparison> error_times_;
    bool of_page_ = false;
};

Error too_complex() {
    return Error{.code = Code::epcis_query_too_complex,
                 .pointer = "",
                 .detail = fmt::format("一个查询至多可有 {} 个参数和 {} 个值。", parameters_max, values_max)};
}

}  // namespace
}  // namespace query

Result<Query> read_query(const std::vector<std::pair<std::string, std::string>>& parameters,
                         const Context& namespaces) {
    std::vector<std::pair<std::string_view, std::vector<std::string_view>>> grouped;
    std::size_t values = 0;
    for (const auto& [name, value] : parameters) {
        values +=
            1 + static_cast<std::size_t>(std::ranges::count_if(value, [](char c) { return c == ',' || c == '|'; }));
        auto found = std::ranges::find(grouped, name, [](const auto& group) { return group.first; });
        if (found == grouped.end()) {
            if (grouped.size() == query::parameters_max) return query::too_complex();
            found = grouped.insert(found, {name, {}});
        }
        found->second.push_back(value);
    }
    if (values > query::values_max) return query::too_complex();
    query::Reader reader(namespaces);
    for (auto& [name, texts] : grouped) reader.read(query::Values(name, std::move(texts)));
    return reader.finish();
}

Result<Query> read_query(const json::object& body, const Context& namespaces) {
    std::size_t values = 0;
    for (const auto& [name, value] : body) values += value.is_array() ? value.get_array().size() : 1;
    if (body.size() > query::parameters_max || values > query::values_max) return query::too_complex();
    query::Reader reader(namespaces);
    if (const auto* context = body.if_contains("@context")) {
        TRY_VOID(reader.context(*context));
    }
    for (const auto& [name, value] : body)
        if (name != "@context") reader.read(query::Values({name.data(), name.size()}, value));
    return reader.finish();
}

}  // namespace yiguan::epcis
