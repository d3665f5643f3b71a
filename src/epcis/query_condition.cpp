// The conditions on standard fields.
#include "epcis/query_condition.hpp"

#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "epcis/units.hpp"

namespace yiguan::epcis::query {
namespace {

// A CBV word in any form, or somebody else's URI. Events hold bare words; a full form costs a look into the vocabulary.
bool has_word(const TextSet& words, Vocabulary vocabulary, std::string_view text) {
    if (text.empty()) return false;
    return words.has(text) || (text.find(':') != std::string_view::npos && words.has(normal(vocabulary, text)));
}

class ActionCondition final : public Condition {
public:
    explicit ActionCondition(unsigned actions) : Condition(Cost::word), actions_(actions) {}
    bool holds(const Subject& s) const override {
        return s.event.action != Action::none && (actions_ >> static_cast<unsigned>(s.event.action) & 1U) != 0;
    }

private:
    unsigned actions_;
};

class WordCondition final : public Condition {
public:
    WordCondition(std::string Event::*field, Vocabulary vocabulary, std::vector<std::string> words)
        : Condition(Cost::word), field_(field), vocabulary_(vocabulary), words_(std::move(words)) {}
    bool holds(const Subject& s) const override { return has_word(words_, vocabulary_, s.event.*field_); }

private:
    std::string Event::*field_;
    Vocabulary vocabulary_;
    TextSet words_;
};

class PersistentCondition final : public Condition {
public:
    PersistentCondition(Persistent which, std::vector<std::string> words)
        : Condition(Cost::word), which_(which), words_(std::move(words)) {}
    bool holds(const Subject& s) const override {
        const auto any = [&](const std::vector<std::string>& list) {
            return std::ranges::any_of(
                list, [&](const std::string& word) { return has_word(words_, Vocabulary::disposition, word); });
        };
        const PersistentDisposition& persistent = s.event.persistent_disposition;
        return (which_ != Persistent::unset && any(persistent.set)) ||
               (which_ != Persistent::set && any(persistent.unset));
    }

private:
    Persistent which_;
    TextSet words_;
};

class TypedCondition final : public Condition {
public:
    TypedCondition(std::vector<TypedId> Event::*list, Vocabulary vocabulary, std::string type,
                   std::vector<std::string> canonical)
        : Condition(Cost::list),
          list_(list),
          vocabulary_(vocabulary),
          type_(std::move(type)),
          ids_(std::move(canonical)) {}
    bool holds(const Subject& s) const override {
        return std::ranges::any_of(s.event.*list_, [&](const TypedId& entry) {
            return (entry.type == type_ || normal(vocabulary_, entry.type) == type_) && ids_.has(entry.id);
        });
    }

private:
    std::vector<TypedId> Event::*list_;
    Vocabulary vocabulary_;
    std::string type_;
    IdSet ids_;
};

class DescendantsCondition final : public Condition {
public:
    DescendantsCondition(Facet facet, std::vector<std::string> canonical)
        : Condition(Cost::tree), facet_(facet), ids_(std::move(canonical)) {}
    bool holds(const Subject& s) const override {
        const std::string& place = facet_ == Facet::read_point ? s.event.read_point : s.event.biz_location;
        return !place.empty() && IdSet(with_descendants(s.master_data)).has(place);
    }
    std::optional<Query::Filed> resolved(const MasterData& master_data) const override {
        return Query::Filed{facet_, with_descendants(master_data)};
    }

private:
    std::vector<std::string> with_descendants(const MasterData& master_data) const {
        std::vector<std::string> all = ids_;
        for (const std::string& id : ids_) std::ranges::move(master_data.with_descendants(id), std::back_inserter(all));
        std::ranges::sort(all);
        all.erase(std::ranges::unique(all).begin(), all.end());
        return all;
    }

    Facet facet_;
    std::vector<std::string> ids_;
};

// A number in a unit, asked in another: what was converted may be a few units of the last place off.
class Measure {
public:
    Measure(Comparison op, std::vector<double> values, std::optional<std::string> uom)
        : op_(op), values_(std::move(values)), uom_(std::move(uom)) {}

    bool is_met(double value, std::string_view uom, bool is_difference = false) const {
        double slack = 0;
        if (uom_ && uom != *uom_) {
            const auto converted = is_difference ? convert_difference(value, uom, *uom_) : convert(value, uom, *uom_);
            if (!converted) return false;
            // Relative to the larger of both scales: 0 °C is 273.15 K.
            slack = 1e-11 * std::max({std::abs(value), std::abs(*converted), 1.0});
            if (const Unit* const unit = find_unit(*uom_)) slack = std::max(slack, 1e-12 * unit->offset / unit->factor);
            value = *converted;
        }
        return std::ranges::any_of(values_, [&](double asked) { return compare(op_, value, asked, slack); });
    }

private:
    Comparison op_;
    std::vector<double> values_;
    std::optional<std::string> uom_;
};

class QuantityCondition final : public Condition {
public:
    QuantityCondition(Comparison op, std::vector<double> values, std::optional<std::string> uom)
        : Condition(Cost::list), measure_(op, std::move(values), std::move(uom)) {}
    bool holds(const Subject& s) const override {
        const auto any = [&](const std::vector<QuantityElement>& list) {
            return std::ranges::any_of(list, [&](const QuantityElement& element) {
                return element.quantity && measure_.is_met(*element.quantity, element.uom);
            });
        };
        return any(s.event.quantities) || any(s.event.input_quantities) || any(s.event.output_quantities);
    }

private:
    Measure measure_;
};

class ErrorDeclaredCondition final : public Condition {
public:
    ErrorDeclaredCondition() : Condition(Cost::word) {}
    bool holds(const Subject& s) const override { return s.event.error_declaration.has_value(); }
};

bool compare_times(Comparison op, UtcMs left, UtcMs right) {
    return op == Comparison::ge ? left >= right : left < right;
}

class ErrorTimeCondition final : public Condition {
public:
    ErrorTimeCondition(Comparison op, UtcMs time) : Condition(Cost::word), op_(op), time_(time) {}
    bool holds(const Subject& s) const override {
        return s.event.error_declaration && compare_times(op_, s.event.error_declaration->time, time_);
    }

private:
    Comparison op_;
    UtcMs time_;
};

class ErrorReasonCondition final : public Condition {
public:
    explicit ErrorReasonCondition(std::vector<std::string> words) : Condition(Cost::word), words_(std::move(words)) {}
    bool holds(const Subject& s) const override {
        return s.event.error_declaration &&
               has_word(words_, Vocabulary::error_reason, s.event.error_declaration->reason);
    }

private:
    TextSet words_;
};

class CorrectiveCondition final : public Condition {
public:
    explicit CorrectiveCondition(std::vector<std::string> canonical)
        : Condition(Cost::word), ids_(std::move(canonical)) {}
    bool holds(const Subject& s) const override {
        return s.event.error_declaration && std::ranges::any_of(s.event.error_declaration->corrective_event_ids,
                                                                [&](const std::string& id) { return ids_.has(id); });
    }

private:
    IdSet ids_;
};

class SensorExistsCondition final : public Condition {
public:
    explicit SensorExistsCondition(SensorPart part) : Condition(Cost::word), part_(part) {}
    bool holds(const Subject& s) const override {
        return std::ranges::any_of(s.event.sensor_elements, [&](const SensorElement& element) {
            return part_ == SensorPart::element || (part_ == SensorPart::metadata && element.metadata) ||
                   (part_ == SensorPart::report && !element.reports.empty());
        });
    }

private:
    SensorPart part_;
};

class SensorTimeCondition final : public Condition {
public:
    SensorTimeCondition(SensorTime which, Comparison op, UtcMs time)
        : Condition(Cost::list), which_(which), op_(op), time_(time) {}
    bool holds(const Subject& s) const override {
        const auto met = [&](const std::optional<UtcMs>& time) { return time && compare_times(op_, *time, time_); };
        return std::ranges::any_of(s.event.sensor_elements, [&](const SensorElement& element) {
            if (const auto& m = element.metadata; m && met(which_ == SensorTime::time    ? m->time
                                                           : which_ == SensorTime::start ? m->start_time
                                                                                         : m->end_time))
                return true;
            return which_ == SensorTime::time && std::ranges::any_of(element.reports, met, &SensorReport::time);
        });
    }

private:
    SensorTime which_;
    Comparison op_;
    UtcMs time_;
};

std::string upper(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), to_upper);
    return out;
}

class SensorTextCondition final : public Condition {
public:
    SensorTextCondition(SensorText which, const std::vector<std::string>& values)
        : Condition(Cost::list), which_(which) {
        std::vector<std::string> compared;
        for (const std::string& value : values) {
            if (which_ == SensorText::type)
                compared.emplace_back(normal(Vocabulary::measurement_type, value));
            else if (which_ == SensorText::hex_binary_value)
                compared.push_back(upper(value));
            else if (which_ == SensorText::string_value)
                compared.push_back(value);
            else
                compared.push_back(canonical(value));
        }
        if (is_uri_field())
            ids_ = IdSet(std::move(compared));
        else
            texts_ = TextSet(std::move(compared));
    }

    bool holds(const Subject& s) const override {
        return std::ranges::any_of(s.event.sensor_elements, [&](const SensorElement& element) {
            return (element.metadata && in_metadata(*element.metadata)) ||
                   std::ranges::any_of(element.reports, [&](const SensorReport& report) { return in_report(report); });
        });
    }

private:
    bool is_uri_field() const {
        return which_ != SensorText::type && which_ != SensorText::string_value &&
               which_ != SensorText::hex_binary_value;
    }

    bool in_metadata(const SensorMetadata& m) const {
        switch (which_) {
            case SensorText::device_id:
                return ids_.has(m.device_id);
            case SensorText::device_metadata:
                return ids_.has(m.device_metadata);
            case SensorText::raw_data:
                return ids_.has(m.raw_data);
            case SensorText::data_processing_method:
                return ids_.has(m.data_processing_method);
            case SensorText::biz_rules:
                return ids_.has(m.biz_rules);
            default:
                return false;
        }
    }

    bool in_report(const SensorReport& r) const {
        switch (which_) {
            case SensorText::type:
                return has_word(texts_, Vocabulary::measurement_type, r.type);
            case SensorText::device_id:
                return ids_.has(r.device_id);
            case SensorText::device_metadata:
                return ids_.has(r.device_metadata);
            case SensorText::raw_data:
                return ids_.has(r.raw_data);
            case SensorText::data_processing_method:
                return ids_.has(r.data_processing_method);
            case SensorText::microorganism:
                return ids_.has(r.microorganism);
            case SensorText::chemical_substance:
                return ids_.has(r.chemical_substance);
            case SensorText::string_value:
                return r.string_value && texts_.has(*r.string_value);
            case SensorText::hex_binary_value:
                return r.hex_binary_value && texts_.has(upper(*r.hex_binary_value));
            case SensorText::uri_value:
                return r.uri_value && ids_.has(*r.uri_value);
            case SensorText::biz_rules:
                break;
        }
        return false;
    }

    SensorText which_;
    TextSet texts_;
    IdSet ids_;
};

class SensorBooleanCondition final : public Condition {
public:
    explicit SensorBooleanCondition(bool value) : Condition(Cost::list), value_(value) {}
    bool holds(const Subject& s) const override {
        return std::ranges::any_of(s.event.sensor_elements, [&](const SensorElement& element) {
            return std::ranges::any_of(element.reports,
                                       [&](const SensorReport& report) { return report.boolean_value == value_; });
        });
    }

private:
    bool value_;
};

class SensorNumberCondition final : public Condition {
public:
    SensorNumberCondition(std::optional<double> SensorReport::*field, Comparison op, std::vector<double> values,
                          std::optional<std::string> uom)
        : Condition(Cost::list), field_(field), measure_(op, std::move(values), std::move(uom)) {}
    bool holds(const Subject& s) const override {
        return std::ranges::any_of(s.event.sensor_elements, [&](const SensorElement& element) {
            return std::ranges::any_of(element.reports, [&](const SensorReport& report) {
                const auto& value = report.*field_;
                return value && measure_.is_met(*value, report.uom, field_ == &SensorReport::s_dev);
            });
        });
    }

private:
    std::optional<double> SensorReport::*field_;
    Measure measure_;
};

class AttributeCondition final : public Condition {
public:
    AttributeCondition(std::vector<AttributeOf> readings, std::vector<std::string> values)
        : Condition(Cost::tree), readings_(std::move(readings)), values_(std::move(values)), set_(values_) {}

    bool holds(const Subject& s) const override {
        return std::ranges::any_of(readings_, [&](const AttributeOf& reading) {
            std::vector<std::string_view> elements;
            collect(reading, s.event, elements);
            return std::ranges::any_of(elements, [&](std::string_view element) {
                if (element.empty()) return false;
                const std::string id = canonical(element);
                if (reading.attribute.empty())
                    return std::ranges::any_of(
                        values_, [&](const std::string& name) { return !s.master_data.attribute(id, name).empty(); });
                return std::ranges::any_of(s.master_data.attribute(id, reading.attribute),
                                           [&](const std::string& text) { return set_.has(text); });
            });
        });
    }

private:
    static void collect(const AttributeOf& reading, const Event& event, std::vector<std::string_view>& out) {
        const auto ids = [&](const std::vector<TypedId>& list) {
            for (const TypedId& entry : list) out.push_back(entry.id);
        };
        switch (reading.field) {
            case VocabularyField::biz_step:
                return out.push_back(event.biz_step);
            case VocabularyField::disposition:
                return out.push_back(event.disposition);
            case VocabularyField::read_point:
                return out.push_back(event.read_point);
            case VocabularyField::biz_location:
                return out.push_back(event.biz_location);
            case VocabularyField::epc_class:
                for (const auto* list : {&event.quantities, &event.input_quantities, &event.output_quantities})
                    for (const QuantityElement& element : *list) out.push_back(element.epc_class);
                return;
            case VocabularyField::biz_transaction:
                return ids(event.biz_transactions);
            case VocabularyField::source:
                return ids(event.sources);
            case VocabularyField::destination:
                return ids(event.destinations);
            case VocabularyField::extension:
                return texts_of(*reading.name, event, out);
        }
    }

    std::vector<AttributeOf> readings_;
    std::vector<std::string> values_;
    TextSet set_;
};

}  // namespace

bool compare(Comparison op, double left, double right, double slack) {
    switch (op) {
        case Comparison::eq:
            return std::abs(left - right) <= slack;
        case Comparison::gt:
            return left > right + slack;
        case Comparison::ge:
            return left >= right - slack;
        case Comparison::lt:
            return left < right - slack;
        case Comparison::le:
            return left <= right + slack;
        case Comparison::exists:
            break;
    }
    return true;
}

TextSet::TextSet(std::vector<std::string> texts) : texts_(std::move(texts)) {
    std::ranges::sort(texts_);
    texts_.erase(std::ranges::unique(texts_).begin(), texts_.end());
}

bool TextSet::has(std::string_view text) const {
    return std::ranges::binary_search(texts_, text);
}

bool IdSet::has(std::string_view text) const {
    if (text.empty()) return false;
    return canonical_.has(text) || (text.find(':') != std::string_view::npos && canonical_.has(canonical(text)));
}

ConditionPtr action_condition(unsigned actions) {
    return std::make_shared<ActionCondition>(actions);
}
ConditionPtr word_condition(std::string Event::*field, Vocabulary vocabulary, std::vector<std::string> words) {
    return std::make_shared<WordCondition>(field, vocabulary, std::move(words));
}
ConditionPtr persistent_condition(Persistent which, std::vector<std::string> words) {
    return std::make_shared<PersistentCondition>(which, std::move(words));
}
ConditionPtr typed_condition(std::vector<TypedId> Event::*list, Vocabulary vocabulary, std::string type,
                             std::vector<std::string> canonical) {
    return std::make_shared<TypedCondition>(list, vocabulary, std::move(type), std::move(canonical));
}
ConditionPtr descendants_condition(Facet facet, std::vector<std::string> canonical) {
    return std::make_shared<DescendantsCondition>(facet, std::move(canonical));
}
ConditionPtr quantity_condition(Comparison op, std::vector<double> values, std::optional<std::string> uom) {
    return std::make_shared<QuantityCondition>(op, std::move(values), std::move(uom));
}
ConditionPtr error_declared_condition() {
    return std::make_shared<ErrorDeclaredCondition>();
}
ConditionPtr error_time_condition(Comparison op, UtcMs time) {
    return std::make_shared<ErrorTimeCondition>(op, time);
}
ConditionPtr error_reason_condition(std::vector<std::string> words) {
    return std::make_shared<ErrorReasonCondition>(std::move(words));
}
ConditionPtr corrective_condition(std::vector<std::string> canonical) {
    return std::make_shared<CorrectiveCondition>(std::move(canonical));
}
ConditionPtr sensor_exists_condition(SensorPart part) {
    return std::make_shared<SensorExistsCondition>(part);
}
ConditionPtr sensor_time_condition(SensorTime which, Comparison op, UtcMs time) {
    return std::make_shared<SensorTimeCondition>(which, op, time);
}
ConditionPtr sensor_text_condition(SensorText which, std::vector<std::string> values) {
    return std::make_shared<SensorTextCondition>(which, values);
}
ConditionPtr sensor_boolean_condition(bool value) {
    return std::make_shared<SensorBooleanCondition>(value);
}
ConditionPtr sensor_number_condition(std::optional<double> SensorReport::*field, Comparison op,
                                     std::vector<double> values, std::optional<std::string> uom) {
    return std::make_shared<SensorNumberCondition>(field, op, std::move(values), std::move(uom));
}
ConditionPtr attribute_condition(std::vector<AttributeOf> readings, std::vector<std::string> values) {
    return std::make_shared<AttributeCondition>(std::move(readings), std::move(values));
}

}  // namespace yiguan::epcis::query
