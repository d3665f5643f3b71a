// catalog/catalog.hpp: FieldValues::from_json, read back from the database. Oracles: only the exception that the
// contract names; what is read is written and read again as the same.
#include <stdexcept>
#include <string>

#include "catalog/catalog.hpp"
#include "fuzz/harness.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace yiguan;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    catalog::FieldValues values;
    try {
        values = catalog::FieldValues::from_json(text);
    } catch (const std::runtime_error& refused) {
        // Faults are logged, and the text may hold hidden values: the same words for every text.
        static const std::string words = refused.what();
        fuzz::require(words == refused.what(), "a fault depends on the stored text");
        return 0;
    }
    const auto written = values.to_json();
    fuzz::require(catalog::FieldValues::from_json(written) == values, "values are not read as they were written");
    fuzz::require(catalog::FieldValues::from_json(written).to_json() == written, "the stored form is not canonical");
    return 0;
}
