// One condition of a query, as an object that says of an event whether it holds; for query_*.cpp only.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "epcis/query.hpp"
#include "epcis/vocabulary.hpp"

namespace yiguan::epcis {

/// What a condition is asked about. Everything outlives the call.
struct Subject {
    const Event& event;
    std::string_view event_id;
    const MasterData& master_data;
};

struct Query::Condition {
    /// What comes first: comparisons of words and numbers, then what walks lists, then what canonises or walks trees.
    enum class Cost : std::uint8_t { word, list, tree };

    explicit Condition(Cost c) : cost(c) {}
    virtual ~Condition() = default;
    virtual bool holds(const Subject& subject) const = 0;
    /// Of WD_: what it comes to with this master data; nothing for all others.
    virtual std::optional<Filed> resolved(const MasterData& /*master_data*/) const { return std::nullopt; }

    const Cost cost;
};

namespace query {

using Condition = Query::Condition;
using ConditionPtr = std::shared_ptr<const Condition>;

enum class Comparison : std::uint8_t { eq, gt, ge, lt, le, exists };
/// `left` op `right`; true for exists. `slack`: how far equal values may be apart, because one was converted.
bool compare(Comparison op, double left, double right, double slack = 0);

/// Texts of which any may be met, by binary search.
class TextSet {
public:
    TextSet() = default;
    explicit TextSet(std::vector<std::string> texts);
    bool has(std::string_view text) const;

private:
    std::vector<std::string> texts_;
};

/// Identifiers of which any may be met, in any form.
class IdSet {
public:
    /// Canonical ones.
    IdSet() = default;
    explicit IdSet(std::vector<std::string> canonical) : canonical_(std::move(canonical)) {}
    bool has(std::string_view text) const;

private:
    TextSet canonical_;
};

/// The name of an extension field as a parameter has it: prefix:name, <namespace>#<name> or <namespace><name>.
class FieldName {
public:
    /// Nothing for what names no extension field. A name without prefix is one of an inner field only.
    static std::optional<FieldName> read(std::string_view name, const Context& namespaces, bool inner);
    /// Whether a key of an event, whose context is given, is this field.
    bool is(std::string_view key, const Context& context) const;
    /// The prefix that `namespaces` explained; "" if none did.
    std::string_view prefix() const { return prefix_; }

private:
    std::string raw_;            // as asked
    std::string prefix_;         // that was explained
    std::string space_, local_;  // of an explained prefix: namespace without / # : at its end, and name
    bool full_ = false;          // raw_ is namespace and name in one
};
/// What a prefix stands for: one of `namespaces`, or of the EPCIS context itself; "" for none.
std::string_view namespace_of(std::string_view prefix, const Context& namespaces);

/// A value that a field may be compared with.
struct Scalar {
    std::string text;
    std::optional<double> number;
    std::optional<UtcMs> time;
    std::string id;  ///< Canonical, if the text is a URI.
};
Scalar scalar_of(std::string text);
/// A number of JSON's grammar that is finite.
std::optional<double> parse_number(std::string_view text);

/// Where extension fields stand.
enum class Part : std::uint8_t {
    event,
    ilmd,
    error_declaration,
    sensor_element,
    sensor_metadata,
    sensor_report,
    read_point,
    biz_location
};
enum class Depth : std::uint8_t { top, inner };

ConditionPtr field_condition(Part part, Depth depth, FieldName name, Comparison op, std::vector<Scalar> values);
/// The texts of the top-level field of an event: what HASATTR_ and EQATTR_ look up.
void texts_of(const FieldName& name, const Event& event, std::vector<std::string_view>& out);

ConditionPtr action_condition(unsigned actions);  ///< Bit n: the action n.
/// biz_step or disposition.
ConditionPtr word_condition(std::string Event::*field, Vocabulary vocabulary, std::vector<std::string> words);
enum class Persistent : std::uint8_t { set, unset, either };
ConditionPtr persistent_condition(Persistent which, std::vector<std::string> words);
ConditionPtr typed_condition(std::vector<TypedId> Event::*list, Vocabulary vocabulary, std::string type,
                             std::vector<std::string> canonical);
ConditionPtr descendants_condition(Facet facet, std::vector<std::string> canonical);
/// `uom` "" : as it is written, whatever the unit.
ConditionPtr quantity_condition(Comparison op, std::vector<double> values, std::optional<std::string> uom);

ConditionPtr error_declared_condition();
ConditionPtr error_time_condition(Comparison op, UtcMs time);
ConditionPtr error_reason_condition(std::vector<std::string> words);
ConditionPtr corrective_condition(std::vector<std::string> canonical);

enum class SensorPart : std::uint8_t { element, metadata, report };
ConditionPtr sensor_exists_condition(SensorPart part);
enum class SensorTime : std::uint8_t { time, start, end };
ConditionPtr sensor_time_condition(SensorTime which, Comparison op, UtcMs time);
enum class SensorText : std::uint8_t {
    type,
    device_id,
    device_metadata,
    raw_data,
    data_processing_method,
    microorganism,
    chemical_substance,
    biz_rules,
    string_value,
    hex_binary_value,
    uri_value
};
ConditionPtr sensor_text_condition(SensorText which, std::vector<std::string> values);
ConditionPtr sensor_boolean_condition(bool value);
/// `uom` nothing: percRank, which has none.
ConditionPtr sensor_number_condition(std::optional<double> SensorReport::*field, Comparison op,
                                     std::vector<double> values, std::optional<std::string> uom);

/// Fields of the standard whose values are in vocabularies that may have master data.
enum class VocabularyField : std::uint8_t {
    biz_step,
    disposition,
    read_point,
    biz_location,
    epc_class,
    biz_transaction,
    source,
    destination,
    extension
};
/// One of the standard's fields, or an extension field, with the name of an attribute ("" for HASATTR_).
struct AttributeOf {
    VocabularyField field;
    std::optional<FieldName> name;
    std::string attribute;
};
/// HASATTR_: any of the `values` is an attribute. EQATTR_ (with one reading of its name or several): the attribute has
/// any of the values.
ConditionPtr attribute_condition(std::vector<AttributeOf> readings, std::vector<std::string> values);

/// Adds what a MATCH_ value asks for to the condition. False if it is no URI or a pattern that is none.
bool add_match(EpcCondition& condition, std::string_view value);

}  // namespace query
}  // namespace yiguan::epcis
