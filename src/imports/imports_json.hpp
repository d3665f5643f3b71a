// Imports as the API shows them.
#pragma once
#include "core/json.hpp"
#include "imports/imports.hpp"

namespace yiguan::imports {

json::object encode(const Job& job);
/// `cells` by column of the kind's template, as written.
json::object encode(const Row& row, const Job& job);
/// With its columns.
json::object encode(const Kind& kind);
/// Of a job's rows: as the kind has them, or, when it has others by now or is gone (null), by their names of then.
json::array encode_columns(const Job& job, const Kind* kind);

/// {"version":"3"}
Result<std::int64_t> decode_version(const json::object& body);
/// {"cells":[{"row":17,"column":"voltage","text":"48"}]}; column names are those of encode(Kind).
struct NamedRepair {
    std::int64_t row = 0;
    std::string column, text;
};
Result<std::vector<NamedRepair>> decode_repairs(const json::object& body);
/// @return out_of_bounds at /cells/<i>/column for a column that the kind does not have.
Result<std::vector<CellRepair>> with_columns(const std::vector<NamedRepair>& repairs, const Kind& kind);

}  // namespace yiguan::imports
