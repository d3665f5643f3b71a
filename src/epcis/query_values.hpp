// The values of one query parameter, from an address or from a JSON body; for query_*.cpp only.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/json.hpp"
#include "epcis/query_condition.hpp"

namespace yiguan::epcis::query {

/// Reads the values as what the parameter asks for. Each reader may refuse (Code::epcis_query_parameter, the parameter
/// in pointer and field) and leaves in as_json() what a body would have said.
class Values {
public:
    /// Of an address: the parameter's values as they were repeated.
    Values(std::string_view name, std::vector<std::string_view> texts) : name_(name), texts_(std::move(texts)) {}
    /// Of a body. `value` outlives this.
    Values(std::string_view name, const json::value& value) : name_(name), value_(&value) {}

    /// One or more words that hold no commas.
    Result<std::vector<std::string>> words();
    /// One or more URIs; in an address commas separate only what are URIs on both sides.
    Result<std::vector<std::string>> uris();
    /// One or more texts of any kind. Of an address with commas: the parts, and the whole as well.
    Result<std::vector<std::string>> texts();
    /// One or more texts, numbers or times.
    Result<std::vector<Scalar>> scalars();
    /// One number or time.
    Result<Scalar> ordered();
    Result<std::vector<double>> numbers();
    Result<double> number();
    Result<UtcMs> time();
    Result<bool> boolean();
    Result<std::int64_t> integer(std::int64_t min, std::int64_t max);
    Result<std::string> text();
    /// Of EXISTS_: false for false only, because the value is to be ignored otherwise.
    bool exists();

    const json::value& as_json() const { return as_json_; }
    std::string_view name() const { return name_; }
    Error refuse(std::string rule, std::string_view value = {}) const;

private:
    enum class Separator : std::uint8_t { none, any, of_uris };
    Result<std::vector<std::string>> list(Separator separator);
    Result<std::string> single();

    std::string_view name_;
    std::vector<std::string_view> texts_;
    const json::value* value_ = nullptr;
    json::value as_json_;
};

}  // namespace yiguan::epcis::query
