// Parts of the JSON reader: where something stands, what was found wrong, which prefixes mean what.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "epcis/json.hpp"
#include "epcis/rules.hpp"

namespace yiguan::epcis::detail {

/// A place in the document as a chain on the stack; becomes text only for an error.
struct Path {
    const Path* up = nullptr;
    std::string_view key;
    std::size_t index = 0;  ///< Of an array, when `key` is empty.
    std::string text() const;
};

/// What was found wrong, the first hundred.
class Faults {
public:
    void add(Code code, const Path& at, std::string_view field, std::string rule, std::string_view value = {});
    void add(const Path& at, std::string_view field, std::string rule, std::string_view value = {}) {
        add(Code::epcis_validation, at, field, std::move(rule), value);
    }
    bool empty() const { return found_.empty(); }
    /// True if something at or below this pointer is wrong.
    bool at(std::string_view pointer) const;
    Error error() const;
    /// Everything of another one, as far as there is room.
    void take(Faults& other);

private:
    std::vector<Error> found_;
};

/// The prefixes of extension fields and CURIEs: those of the EPCIS context, the request's and the document's.
class Prefixes {
public:
    explicit Prefixes(const Context& request);
    /// Reads a "@context": an address, an object of prefixes, or a list of both.
    void read(const json::value& context, const Path& at, Faults& faults);
    std::optional<std::string_view> find(std::string_view prefix) const;
    bool has_epcis_context() const { return epcis_; }

private:
    void read_terms(const json::object& terms, const Path& at, Faults& faults);

    Context known_;  // later ones win
    bool epcis_ = false;
};

inline std::string_view view(const json::string& text) {
    return {text.data(), text.size()};
}
inline std::string_view view(boost::core::string_view text) {
    return {text.data(), text.size()};
}

/// Reads one event. Everything wrong goes to `faults`; the event is good only if nothing was added.
class EventReader {
public:
    EventReader(const ReadOptions& options, const Prefixes& prefixes, Faults& faults)
        : options_(options), prefixes_(&prefixes), faults_(faults) {}
    void read(const json::value& value, const Path& at, Event& event);

private:
    using Text = std::optional<std::string_view>;

    void read_field(std::string_view name, int field, const json::value& value, const Path& at);
    bool read_type(const json::object& object, const Path& at);
    void finish(const json::object& object, const Path& at);

    // One value; a fault and nothing if it is not what it must be.
    Text text(const json::value& value, const Path& at, std::string_view field);
    void read_text(const json::value& value, const Path& at, std::string_view field, std::string& out);
    std::optional<UtcMs> stamp(const json::value& value, const Path& at, std::string_view field);
    void read_identifier(const json::value& value, const Path& at, std::string_view field, IdentifierUse use,
                         std::string& out);
    void read_word(const json::value& value, const Path& at, std::string_view field, Vocabulary vocabulary,
                   std::string& out);
    std::optional<double> number(const json::value& value, const Path& at, std::string_view field);
    const json::object* object(const json::value& value, const Path& at, std::string_view field);
    const json::array* array(const json::value& value, const Path& at, std::string_view field);
    void need(const json::object& object, std::string_view key, const Path& at);
    void unknown(std::string_view key, const Path& at);

    void read_action(const json::value& value, const Path& at);
    void read_offset(const json::value& value, const Path& at);
    void read_identifiers(const json::value& value, const Path& at, std::string_view field, IdentifierUse use,
                          std::vector<std::string>& out);
    void refuse_repeated(const std::vector<std::string>& list, const Path& at, std::string_view field);
    void read_quantities(const json::value& value, const Path& at, std::string_view field,
                         std::vector<QuantityElement>& out);
    void read_typed_ids(const json::value& value, const Path& at, std::string_view field, std::string_view member,
                        Vocabulary types, bool type_needed, std::vector<TypedId>& out);
    void read_place(const json::value& value, const Path& at, std::string_view field, std::string& out,
                    Extensions& extensions);
    void read_error_declaration(const json::value& value, const Path& at);
    void read_persistent_disposition(const json::value& value, const Path& at);
    void read_certification(const json::value& value, const Path& at);
    void read_ilmd(const json::value& value, const Path& at);
    void read_sensor_elements(const json::value& value, const Path& at);
    void read_sensor_metadata(const json::value& value, const Path& at, SensorMetadata& out);
    void read_sensor_report(const json::value& value, const Path& at, SensorReport& out);
    void read_ranges(const json::value& value, const Path& at, std::string_view field, EpcList& out);

    /// A member that is no field of the standard: an extension if its prefix is declared, else a fault.
    void read_extension(std::string_view key, const json::value& value, const Path& at, Extensions& out);
    /// True if the member was the range extension.
    bool read_range_extension(std::string_view key, const json::value& value, const Path& at);
    bool check_extension(const json::value& value, const Path& at, std::size_t depth);
    void use_prefix(std::string_view prefix, std::string_view meaning);
    void use_curie(std::string_view text);

    const ReadOptions& options_;
    const Prefixes* prefixes_;
    Faults& faults_;
    Event* event_ = nullptr;
};

}  // namespace yiguan::epcis::detail
