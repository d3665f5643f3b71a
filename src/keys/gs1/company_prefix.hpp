// How many digits of a GS1 key are the company prefix. Only EPC URIs ask; element strings and Digital Links never do.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace yiguan::keys::gs1 {

/// A table from the first digits of a GS1 key to the length of its company prefix. The longest row that fits wins.
class CompanyPrefixes {
public:
    /// The rows of GS1 China: 690 and 691: 7, 692 to 696: 8, 697: 9, 6901028: 10. 698 and 699 were not given out when
    /// the list was made: unknown. Source: GS1 GCP prefix format list of 2021-09-14, the rows under 69.
    static const CompanyPrefixes& china();

    /// Reads a list an operator supplies: GS1's GCPPrefixFormatList as XML or JSON, or lines "prefix,length" (comma,
    /// semicolon, tab or blanks; # begins a comment). A prefix has 1 to 12 digits, a length is 4 to 12, or 0 for digits
    /// that belong to nobody. Code::invalid, pointer "@<row>" from 1, for a row that is none of these, and for a list
    /// without rows. A later row of the same prefix replaces the earlier one. Some 94,000 rows take about 2 MB.
    static Result<CompanyPrefixes> parse(std::string_view text);

    /// The length for a key whose company prefix begins at digits[0] (behind the indicator or extension digit).
    /// Nothing if no row fits or the digits belong to nobody. At most 12 binary searches.
    std::optional<std::size_t> length_of(std::string_view digits) const;
    std::size_t rows() const { return rows_.size(); }

private:
    struct Row {
        std::uint64_t key;    // the digits as a number, times 16, plus how many they are
        std::uint8_t length;  // 0: belongs to nobody
    };
    std::vector<Row> rows_;  // ascending by key, each key once

    explicit CompanyPrefixes(std::vector<Row> rows);
    static std::optional<Row> row(std::string_view prefix, std::string_view length);
};

}  // namespace yiguan::keys::gs1
