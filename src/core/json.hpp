// Reading JSON objects that came from outside: every violation is collected with its pointer, Chinese field name and
// rule; unknown fields are refused. Writing uses boost::json directly.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/result.hpp"
#include "core/time.hpp"

namespace yiguan {

namespace json = boost::json;

/// One JSON value of at most 32 levels; a key that an object has twice is refused. Code::malformed_json otherwise.
Result<json::value> parse_json(std::string_view text);
/// The same with at most `depth_max` levels, in memory of `storage`.
Result<json::value> parse_json(std::string_view text, json::storage_ptr storage, std::size_t depth_max);
/// The same, and the value must be an object.
Result<json::object> parse_json_object(std::string_view text);
/// RFC 6901 escaping of one part of a pointer.
std::string pointer_part(std::string_view key);

/// Collects violations while an input is read; the first becomes the error, the others travel in Error::others.
class Violations {
public:
    void add(Error error) { found_.push_back(std::move(error)); }
    bool empty() const { return found_.empty(); }
    /// The error of everything found, or success.
    Result<void> result() const;

private:
    std::vector<Error> found_;
};

struct TextRule {
    std::size_t chars_max = 200;  ///< Code points after trimming.
    bool multiline = false;       ///< Newline and tab allowed; other control characters never are.
};

/// Reads the fields of one JSON object. A required field that is missing or wrong adds a violation and yields an empty
/// value, so decode everything first, then ask Violations::result() once. Call finish() last: it refuses unknown
/// fields.
class ObjectReader {
public:
    ObjectReader(const json::object& object, Violations& violations, std::string pointer = {})
        : object_(object), violations_(violations), pointer_(std::move(pointer)) {}

    /// Trimmed, well-formed, not empty.
    std::string text(std::string_view key, std::string_view zh, TextRule rule = {});
    std::optional<std::string> optional_text(std::string_view key, std::string_view zh, TextRule rule = {});
    /// A JSON integer or a decimal string (ids, counters and serials are decimal strings in our answers).
    std::int64_t integer(std::string_view key, std::string_view zh, std::int64_t min, std::int64_t max);
    std::optional<std::int64_t> optional_integer(std::string_view key, std::string_view zh, std::int64_t min,
                                                 std::int64_t max);
    Date date(std::string_view key, std::string_view zh);
    UtcMs time(std::string_view key, std::string_view zh);
    std::optional<UtcMs> optional_time(std::string_view key, std::string_view zh);
    bool boolean(std::string_view key, std::string_view zh, bool otherwise);
    /// Null when missing (a violation only if required) or of another kind (always a violation).
    const json::object* object(std::string_view key, std::string_view zh, bool required = true);
    const json::array* array(std::string_view key, std::string_view zh, bool required = true);
    template <class I>
    I id(std::string_view key, std::string_view zh) {
        return I{integer(key, zh, 1, INT64_MAX)};
    }
    template <class I>
    std::optional<I> optional_id(std::string_view key, std::string_view zh) {
        const auto v = optional_integer(key, zh, 1, INT64_MAX);
        return v ? std::optional<I>(I{*v}) : std::nullopt;
    }

    /// Says that a field is known here although nobody read it, so that finish() does not refuse it.
    void optional_known(std::string_view key) { known_.emplace(key); }
    bool has(std::string_view key) const { return object_.contains(key); }
    std::string pointer(std::string_view key) const { return pointer_ + "/" + pointer_part(key); }
    void violation(Code code, std::string_view key, std::string_view zh, std::string rule, std::string value = {});
    /// Adds the error of a failed parse of this field, with pointer and name filled in; returns the value or a default.
    template <class T>
    std::optional<T> take(std::string_view key, std::string_view zh, Result<T> parsed) {
        if (parsed.has_value()) return std::move(parsed).value();
        violation(parsed.error().code, key, zh, parsed.error().detail, parsed.error().value);
        return std::nullopt;
    }
    void finish();

private:
    const json::value* find(std::string_view key, std::string_view zh, bool required);

    const json::object& object_;
    Violations& violations_;
    std::string pointer_;
    std::set<std::string, std::less<>> known_;
};

}  // namespace yiguan
